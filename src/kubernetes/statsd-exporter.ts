import { Construct } from 'constructs';
import { ContainerProps, Resources } from './container';
import { imageOf } from './settings';

/** Ports of a StatsD exporter. */
export const STATSD = { statsd: 9125, metrics: 9102 } as const;

/** A container that takes StatsD's packets and shows them as metrics; tags in the form of InfluxDB and others become labels. */
export function statsdExporter(scope: Construct, resources: Resources = {}): ContainerProps {
  return {
    image: imageOf(scope, 'statsdExporter'),
    args: [`--statsd.listen-udp=:${STATSD.statsd}`, '--statsd.listen-tcp=', `--web.listen-address=:${STATSD.metrics}`, '--log.level=warn'],
    ports: { metrics: STATSD.metrics },
    udpPorts: { statsd: STATSD.statsd },
    resources: { cpu: '10m', memory: '64Mi', ...resources },
    readiness: { httpGet: { path: '/-/ready', port: STATSD.metrics }, periodSeconds: 5 },
    liveness: { httpGet: { path: '/-/healthy', port: STATSD.metrics }, periodSeconds: 10 },
  };
}
