import { Construct } from 'constructs';
import { downRule } from './alert-rules';
import { pushgatewayDashboard } from './own-dashboards';
import { byteSize, check, Connection, IMetricsTarget, IPushgateway, jobOf, Metrics, urlOf, withDefaults } from '../core';
import { propChecks } from '../core/prop-checks';
import { imageOf, metricsOf, Resources, Server, ServerKind, VolumeClaim } from '../kubernetes';

const PORT = 9091;

/** Properties for `Pushgateway`. */
export interface PushgatewayProps {
  /**
   * Size of the volume that holds what was pushed, as a Kubernetes quantity.
   *
   * @default '1Gi'
   */
  readonly volumeSize?: string;
  /**
   * StorageClass of the volume.
   *
   * @default that of the settings
   */
  readonly storageClass?: string;
  /**
   * CPU and memory.
   *
   * @default '10m' and '64Mi'
   */
  readonly resources?: Resources;
  /**
   * Image of Pushgateway 1.
   *
   * @default the catalog's
   */
  readonly image?: string;
}

/**
 * Where Jobs leave metrics that outlive them: a target of a `MonitoringStack`. Clients that list it in `uses` get
 * `PUSHGATEWAY_URL`. What was pushed stays until it is replaced or deleted.
 *
 * @throws ConstructError when `volumeSize` is not a quantity
 */
export class Pushgateway extends Construct implements IPushgateway, IMetricsTarget {
  /** Address within the cluster. */
  public readonly url: string;
  public readonly connection: Connection;
  public readonly metrics: readonly Metrics[];

  constructor(scope: Construct, id: string, props: PushgatewayProps = {}) {
    super(scope, id);
    const shape = propChecks(this, 'PushgatewayProps', props);
    const { volumeSize = '1Gi', storageClass } = props;
    check(this, [...shape, ...byteSize('volumeSize', volumeSize)]);
    const server = new Server(this, 'Server', {
      kind: ServerKind.STATEFUL_SET,
      image: props.image ?? imageOf(this, 'pushgateway'),
      user: 65534,
      args: ['--persistence.file=/data/metrics', '--persistence.interval=1m'],
      ports: { http: PORT },
      mounts: [{ volume: new VolumeClaim(this, 'Data', { size: volumeSize, storageClass }).volume, path: '/data' }],
      resources: withDefaults(props.resources, { cpu: '10m', memory: '64Mi' }),
      readiness: { httpGet: { path: '/-/ready', port: PORT }, periodSeconds: 5 },
      liveness: { httpGet: { path: '/-/healthy', port: PORT }, periodSeconds: 10 },
    });
    const endpoint = server.endpoint('http');
    this.url = urlOf(endpoint);
    this.connection = { env: { PUSHGATEWAY_URL: this.url }, endpoints: [endpoint] };
    const job = jobOf(endpoint);
    this.metrics = [metricsOf(this, {
      tool: 'pushgateway', endpoint, honorLabels: true, rules: [downRule('PushgatewayDown', job)], dashboard: pushgatewayDashboard(job),
    })];
  }
}
