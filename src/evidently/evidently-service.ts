import { Construct } from 'constructs';
import { EvidentlyWorkspace, WorkspaceConfig, WorkspaceContext } from './evidently-workspace';
import { atLeast, check, Connection, IConnectable, IMetricsTarget, Metrics, SecretRef, SecretValue, urlOf, withDefaults } from '../core';
import { brand } from '../core/brand';
import { propChecks } from '../core/prop-checks';
import {
  configFiles, Contribution, Credentials, imageOf, metricsOfVolume, Probe, profileOf, Resources, Route, RouteOptions, Server,
  Settings, Volume, volumeExporter,
} from '../kubernetes';

const PORT = 8000;
const CONFIG = '/etc/evidently';

/** Properties for `EvidentlyService`. */
export interface EvidentlyServiceProps {
  /**
   * Where projects, reports and datasets are kept.
   *
   * @default EvidentlyWorkspace.volume()
   */
  readonly workspace?: EvidentlyWorkspace;
  /**
   * What clients must present to write; whoever has a network path can read everything.
   *
   * @default SecretValue.generated()
   */
  readonly secret?: SecretValue;
  /**
   * Number of pods; more than one needs EvidentlyWorkspace.sql(…), with which a change replaces them one by one and without an outage.
   *
   * @default that of the profile with EvidentlyWorkspace.sql(…), else 1
   */
  readonly replicas?: number;
  /**
   * CPU and memory of each pod. With a volume or a bucket the whole workspace is in memory.
   *
   * @default '100m' and '1Gi'
   */
  readonly resources?: Resources;
  /**
   * Makes it reachable from outside. Needs `readsGuarded`.
   *
   * @default none
   */
  readonly route?: RouteOptions;
  /**
   * Whether a sign-on stands in front of the route: Evidently lets everybody read.
   *
   * @default false
   */
  readonly readsGuarded?: boolean;
  /**
   * Whether a sidecar shows how full the volume of the workspace is. Needs `EvidentlyWorkspace.volume()`. Evidently itself shows no
   * metrics.
   *
   * @default false: it is one more container
   */
  readonly volumeMetrics?: boolean;
  /**
   * Image of Evidently 0.7 with SQL storage; buckets need s3fs in it too.
   *
   * @default the catalog's
   */
  readonly image?: string;
}

/**
 * Evidently's service: projects with reports, datasets and dashboards. Clients that list it in `uses` get `EVIDENTLY_URL` and
 * `EVIDENTLY_SECRET`. Telemetry is switched off.
 *
 * @throws ConstructError when several pods would share one pod's workspace, an image lacks what the workspace needs, or a route would
 * let everybody read
 */
export class EvidentlyService extends Construct implements IConnectable, IMetricsTarget {
  static { brand(this, 'EvidentlyService'); }

  /** Address for clients in the cluster. */
  public readonly url: string;
  /** What clients must present to write. */
  public readonly secret: SecretRef;
  public readonly connection: Connection;
  public readonly metrics: readonly Metrics[];
  /** The workload, for what this construct does not model. */
  public readonly server: Server;
  /** The route, when one was asked for. */
  public readonly route?: Route;

  constructor(scope: Construct, id: string, props: EvidentlyServiceProps = {}) {
    super(scope, id);
    const shape = propChecks(this, 'EvidentlyServiceProps', props);
    const { workspace = EvidentlyWorkspace.volume(), secret = SecretValue.generated(), volumeMetrics = false } = props;
    const { readsGuarded = false, replicas = workspace.shared ? profileOf(this).replicas : 1 } = props;
    const ownImage = props.image ?? Settings.of(this).images?.evidently;
    const mounts = [{ volume: Volume.empty('tmp', '1Gi'), path: '/tmp' }];
    const container = { image: ownImage ?? imageOf(this, 'evidently'), mounts, env: QUIET };
    const context: WorkspaceContext = { container, ownImage };
    check(this, [
      ...shape,
      atLeast('replicas', replicas, 0),
      [!workspace.shared && (count => Number(count) > 1), 'replicas', replicas, 'the workspace lives in the memory of one pod',
        'pass EvidentlyWorkspace.sql(…) as workspace, or keep one replica'],
      [props.route !== undefined && !readsGuarded, 'route', undefined,
        'whoever reaches it could read everything, since the secret guards writes alone',
        'put a sign-on in front and say so with readsGuarded: true'],
      ...workspace.checks(this, context),
    ]);

    this.secret = new Credentials(this, 'Credentials', { values: { secret } }).ref('secret');
    const { sections, service, volume } = workspace.create(this, context);
    check(this, [[volumeMetrics && !volume, 'volumeMetrics', true, 'the workspace has no volume',
      'leave it out, and switch on the metrics of its store']]);
    const exporter = volumeMetrics && volume ? [volumeExporter(this, volume)] : [];
    this.server = new Server(this, 'Server', {
      image: container.image,
      replicas,
      recreate: !workspace.shared,
      command: ['evidently', 'ui', '--host', '0.0.0.0', '--port', String(PORT), '--conf-path', `${CONFIG}/config.yaml`],
      mounts,
      parts: [{ of: 'Evidently', env: QUIET }, service, configuration(this, sections), { of: 'volume metrics', sidecars: exporter }],
      env: { EVIDENTLY_SECRET: this.secret },
      ports: { http: PORT },
      resources: withDefaults(props.resources, { memory: '1Gi' }),
      startup: { ...HEALTHY, periodSeconds: 2, failureThreshold: 150 },
      readiness: { ...HEALTHY, periodSeconds: 5, timeoutSeconds: 5 },
      liveness: { ...HEALTHY, periodSeconds: 10, timeoutSeconds: 10, failureThreshold: 6 },
    });
    const endpoint = this.server.endpoint('http');
    this.url = urlOf(endpoint);
    this.metrics = exporter.length > 0 ? [metricsOfVolume(this, this.server, 'the workspace')] : [];
    this.connection = { env: { EVIDENTLY_URL: this.url, EVIDENTLY_SECRET: this.secret }, endpoints: [endpoint] };
    if (props.route) this.route = new Route(this, 'Route', { ...props.route, endpoint, subdomain: 'evidently', signIn: true });
  }
}

const QUIET = { DO_NOT_TRACK: '1', HOME: '/tmp', MPLCONFIGDIR: '/tmp' };
const HEALTHY: Probe = { httpGet: { path: '/api/version', port: PORT } };

function configuration(scope: Construct, sections: WorkspaceConfig['sections']): Contribution {
  const volume = configFiles(scope, 'Config', {
    'config.yaml': JSON.stringify({
      ...sections,
      telemetry: { enabled: false },
      // Litestar's own 10 MB are soon too little for a report on many columns.
      litestar: { request_max_body_size: 104857600 },
    }),
  });
  return { of: 'configuration', mounts: [{ volume, path: CONFIG, readOnly: true }] };
}
