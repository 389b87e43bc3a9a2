import { Construct } from 'constructs';
import { ContainerProps, Resources } from './container';
import { imageOf } from './settings';

const STATSD = 9125;
const METRICS = 9102;

/** A container that takes StatsD's packets and shows them as metrics; tags in the form of InfluxDB and others become labels. */
export function statsdExporter(scope: Construct, resources: Resources = {}): ContainerProps {
  return {
    image: imageOf(scope, 'statsdExporter'),
    args: [`--statsd.listen-udp=:${STATSD}`, '--statsd.listen-tcp=', `--web.listen-address=:${METRICS}`, '--log.level=warn'],
    ports: { metrics: METRICS },
    udpPorts: { statsd: STATSD },
    resources: { cpu: '10m', memory: '64Mi', ...resources },
    readiness: { httpGet: { path: '/-/ready', port: METRICS }, periodSeconds: 5 },
    liveness: { httpGet: { path: '/-/healthy', port: METRICS }, periodSeconds: 10 },
  };
}
