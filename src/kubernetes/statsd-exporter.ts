import { Construct } from 'constructs';
import { ContainerProps, Resources } from './container';
import { imageOf } from './settings';
import { withDefaults } from '../core';

/** Ports of the exporter. */
export const STATSD_EXPORTER = { statsd: 9125, metrics: 9102 } as const;

/** A container that takes StatsD's packets and shows them as metrics; tags in the form of InfluxDB and others become labels. */
export function statsdExporter(scope: Construct, resources: Resources = {}): ContainerProps {
  const { statsd, metrics } = STATSD_EXPORTER;
  return {
    image: imageOf(scope, 'statsdExporter'),
    args: [`--statsd.listen-udp=:${statsd}`, '--statsd.listen-tcp=', `--web.listen-address=:${metrics}`, '--log.level=warn'],
    ports: { metrics },
    udpPorts: { statsd },
    resources: withDefaults(resources, { cpu: '10m', memory: '64Mi' }),
    readiness: { httpGet: { path: '/-/ready', port: metrics }, periodSeconds: 5 },
    liveness: { httpGet: { path: '/-/healthy', port: metrics }, periodSeconds: 10 },
  };
}
