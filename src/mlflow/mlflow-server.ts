import { Construct } from 'constructs';
import { ArtifactAccess, artifactStore, clientArtifacts } from './artifact-access';
import { backendStore, COLLECT_GARBAGE, migrationOf } from './backend-store';
import { ExistingTrackingServer, ExistingTrackingServerProps } from './existing-tracking-server';
import { endingGracefully } from './graceful-end';
import { MlflowAuth, MlflowAuthContext } from './mlflow-auth';
import { mlflowChecks } from './mlflow-checks';
import { mlflowDashboard } from './mlflow-dashboard';
import { mlflowRules } from './mlflow-rules';
import { asText, check, Connection, IBucket, IDatabase, IMetricsTarget, ITrackingServer, jobOf, mapString, Metrics, urlOf, withDefaults } from '../core';
import { propChecks } from '../core/prop-checks';
import { checkScope } from '../core/scope';
import {
  ContainerProps, Contribution, futureHost, imageOf, Job, metricsOf, metricsOfVolume, Mount, Probe, profileOf, Resources, Route,
  routeHostOf, RouteOptions, routeUrlOf, Server, Volume, VolumeClaim, volumeExporter, withTemplates,
} from '../kubernetes';

const PORT = 5000;
const DATA = '/mlflow';

/** Properties for `MlflowServer`. */
export interface MlflowServerProps {
  /**
   * Where runs, parameters, metrics and models are kept. Its schema is migrated before the server of the same pod starts.
   *
   * @default SQLite on a volume of the server
   */
  readonly backendStore?: IDatabase;
  /**
   * Where artifacts are kept.
   *
   * @default a directory on a volume of the server, which needs `backendStore` to be left out too
   */
  readonly artifactStore?: IBucket;
  /**
   * How clients get at artifacts. An experiment keeps the way that was in force when it was made.
   *
   * @default ArtifactAccess.PROXIED
   */
  readonly artifactAccess?: ArtifactAccess;
  /**
   * Number of pods; more than one needs `backendStore` and `artifactStore`. With both, a change replaces them one by one and without an
   * outage, a single one too.
   *
   * @default that of the profile where the stores allow it, else 1
   */
  readonly replicas?: number;
  /**
   * Server processes in each pod.
   *
   * @default 1
   */
  readonly workers?: number;
  /**
   * CPU and memory of each pod.
   *
   * @default '250m', and 512Mi with another 512Mi for each worker (one was measured at 440Mi at rest)
   */
  readonly resources?: Resources;
  /**
   * Size of the server's own volume, as a Kubernetes quantity; it is made when a store is left out.
   *
   * @default that of the profile: 1Gi local, 10Gi team, 50Gi production
   */
  readonly volumeSize?: string;
  /**
   * StorageClass of the volume.
   *
   * @default that of the settings
   */
  readonly storageClass?: string;
  /**
   * Space for artifacts in transit, as a Kubernetes quantity: at least the largest file.
   *
   * @default '2Gi'
   */
  readonly temporarySize?: string;
  /**
   * Who may use the server.
   *
   * @default MlflowAuth.none(): whoever has a network path, which is whoever was wired
   */
  readonly auth?: MlflowAuth;
  /**
   * Makes it reachable from outside.
   *
   * @default none
   */
  readonly route?: RouteOptions;
  /**
   * Whether `/metrics` is served.
   *
   * @default true
   */
  readonly metrics?: boolean;
  /**
   * Whether a sidecar shows how full the server's own volume is. Needs that a store is left out.
   *
   * @default false: it is one more container
   */
  readonly volumeMetrics?: boolean;
  /**
   * Removes deleted runs and experiments for good, with their artifacts, on a schedule. Needs `backendStore`.
   *
   * @default none: they are kept
   */
  readonly garbageCollection?: GarbageCollection;
  /**
   * Image of MLflow 3.18 or later, with database drivers and S3 client.
   *
   * @default the catalog's
   */
  readonly image?: string;
}

/** When deleted runs are removed for good. */
export interface GarbageCollection {
  /**
   * When to run, in cron's notation.
   *
   * @default '30 3 * * *'
   */
  readonly schedule?: string;
  /**
   * Age of what is removed, in MLflow's notation, such as `30d` or `12h`.
   *
   * @default '30d'
   */
  readonly olderThan?: string;
}

/**
 * An MLflow tracking server and model registry. Clients that list it in `uses` get `MLFLOW_TRACKING_URI`, credentials and, with
 * direct access to artifacts, the bucket's settings. Its jobs, AI gateway and telemetry are switched off.
 *
 * @throws ConstructError when several replicas would share one pod's stores, or a remote database is paired with artifacts in a pod
 */
export class MlflowServer extends Construct implements ITrackingServer, IMetricsTarget {
  /** A server that exists already. */
  public static fromTrackingUri(scope: Construct, id: string, props: ExistingTrackingServerProps): ExistingTrackingServer {
    checkScope('MlflowServer.fromTrackingUri', scope, 'ExistingTrackingServer');
    return new ExistingTrackingServer(scope, id, props);
  }

  public readonly trackingUri: string;
  public readonly connection: Connection;
  public readonly metrics: readonly Metrics[];
  /** The workload, for what this construct does not model. */
  public readonly server: Server;
  /** The route, when one was asked for. */
  public readonly route?: Route;

  constructor(scope: Construct, id: string, props: MlflowServerProps = {}) {
    super(scope, id);
    const shape = propChecks(this, 'MlflowServerProps', props);
    const { backendStore: database, artifactStore: bucket, artifactAccess = ArtifactAccess.PROXIED, auth = MlflowAuth.none() } = props;
    const { metrics = true, volumeMetrics = false, workers = 1, volumeSize = profileOf(this).volumeSize, storageClass } = props;
    const shared = database !== undefined && bucket !== undefined;
    const { replicas = shared ? profileOf(this).replicas : 1, route } = props;
    const container: Container = { image: props.image ?? imageOf(this, 'mlflow'), mounts: scratch(props.temporarySize) };
    const context: MlflowAuthContext = { container, dataDirectory: DATA, hasDatabase: database !== undefined, metrics };
    check(this, [...shape, ...mlflowChecks(this, { ...props, replicas, volumeSize }, auth), ...auth.checks(this, context)]);

    const data = shared ? undefined : new VolumeClaim(this, 'Data', { size: volumeSize, storageClass }).volume;
    const common = data ? { ...container, mounts: [...container.mounts ?? [], { volume: data, path: DATA }] } : container;
    const store = backendStore(database, DATA);
    const login = auth.create(this, { ...context, container: common });

    this.server = new Server(this, 'Server', {
      ...common,
      replicas,
      // On shared stores pods of both versions may run for a while; a volume of its own has one owner.
      recreate: !shared,
      parts: [
        QUIET, store, artifactStore(bucket, artifactAccess, DATA), login.server, observed(metrics),
        { of: 'volume metrics', sidecars: volumeMetrics && data ? [volumeExporter(this, data)] : [] },
      ],
      command: endingGracefully(withTemplates(store, [
        'mlflow', 'server', '--host', '0.0.0.0', '--port', String(PORT), '--workers', asText(workers),
      ])),
      env: addressEnv(futureHost(this, 'Server'), route && routeHostOf(this, route, 'mlflow'), route && routeUrlOf(this, route, 'mlflow')),
      ports: { http: PORT },
      resources: withDefaults(props.resources, { cpu: '250m', memory: memoryFor(workers) }),
      initContainers: [
        { ...common, name: 'migrate', command: migrationOf(database), env: { ...QUIET.env, ...store.env }, resources: { memory: '512Mi' } },
      ],
      startup: { ...HEALTHY, periodSeconds: 2, failureThreshold: 150 },
      readiness: { ...HEALTHY, periodSeconds: 5 },
      liveness: { tcpSocket: { port: PORT }, periodSeconds: 10 },
    });
    const endpoint = this.server.endpoint('http');
    const job = jobOf(endpoint);
    const own = metrics ? [metricsOf(this, {
      tool: 'mlflow', endpoint, login: login.metricsLogin, ...mlflowRules(job), dashboard: mlflowDashboard(job),
    })] : [];
    this.metrics = volumeMetrics ? [...own, metricsOfVolume(this, this.server, 'runs and artifacts')] : own;
    this.trackingUri = urlOf(endpoint);
    const client = clientArtifacts(bucket, artifactAccess);
    this.connection = {
      ...client,
      env: { MLFLOW_TRACKING_URI: this.trackingUri, ...login.clientEnv, ...client.env },
      endpoints: [endpoint, ...client.endpoints ?? []],
    };
    if (route) this.route = new Route(this, 'Route', { ...route, endpoint, subdomain: 'mlflow', signIn: true });
    if (props.garbageCollection) collectGarbage(this, common, store, props.garbageCollection);
  }
}

type Container = MlflowAuthContext['container'];

const HEALTHY: Probe = {
  httpGet: { path: '/health', port: PORT, httpHeaders: [{ name: 'Host', value: `localhost:${PORT}` }] }, timeoutSeconds: 5,
};

const QUIET: Contribution = {
  of: 'MLflow', env: { MLFLOW_DISABLE_TELEMETRY: 'true', DO_NOT_TRACK: 'true', HOME: '/tmp', GIT_PYTHON_REFRESH: 'quiet' },
};

function scratch(temporarySize = '2Gi'): Mount[] {
  return [{ volume: Volume.empty('tmp', temporarySize), path: '/tmp' }, { volume: Volume.memory('run', '16Mi'), path: '/run/mlflow' }];
}

function observed(metrics: boolean): Contribution {
  return { of: 'metrics', args: metrics ? ['--expose-prometheus', '/tmp/metrics'] : [] };
}

function addressEnv(service: string, outside: string | undefined, origin: string | undefined): ContainerProps['env'] {
  return {
    POD_IP: { fieldPath: 'status.podIP' },
    MLFLOW_SERVER_ALLOWED_HOSTS: hostsOf(service, outside).join(','),
    MLFLOW_SERVER_CORS_ALLOWED_ORIGINS: origin ?? `http://${service}:${PORT}`,
    MLFLOW_SERVER_ENABLE_JOB_EXECUTION: 'false',
    MLFLOW_ENABLE_AI_GATEWAY: 'false',
  };
}

function collectGarbage(server: MlflowServer, container: Container, store: Contribution, options: GarbageCollection): void {
  const { schedule = '30 3 * * *', olderThan = '30d' } = options;
  new Job(server, 'GarbageCollection', {
    ...container,
    schedule,
    parts: [QUIET, store],
    command: withTemplates(store, ['python3', '-c', COLLECT_GARBAGE]),
    env: { OLDER_THAN: olderThan },
    uses: [server],
    resources: { memory: '1Gi' },
  });
}

/**
 * MLflow compares the whole Host header with its list, so every name stands there with and without port; Prometheus scrapes by
 * the pod's own address. The near end of a port-forward may be any port.
 */
function hostsOf(service: string, outside: string | undefined): string[] {
  const [name, namespace] = service.split('.');
  const names = [name, `${name}.${namespace}`, service, `${service}.cluster.local`, ...outside ? [outside] : []];
  // Patterns of fnmatch, in which a bracket opens a set.
  const near = ['localhost', 'localhost:*', '127.0.0.1', '127.0.0.1:*', '[::1]', '[[]::1]:*'];
  return [...near, ...names.flatMap(host => [host, `${host}:${PORT}`]), `$(POD_IP):${PORT}`, `[$(POD_IP)]:${PORT}`];
}

/** In the form that the API server stores: kubectl takes 1024Mi for a change of 1Gi. */
function memoryFor(workers: number): string {
  return mapString(asText(workers), text => {
    const halves = 1 + Number(text);
    return halves % 2 === 0 ? `${halves / 2}Gi` : `${512 * halves}Mi`;
  });
}
