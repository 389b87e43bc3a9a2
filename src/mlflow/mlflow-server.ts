import { Construct } from 'constructs';
import { artifactConfig, ArtifactAccess } from './artifact-access';
import { backendConfig, COLLECT_GARBAGE } from './backend-store';
import { ExistingTrackingServer, ExistingTrackingServerProps } from './existing-tracking-server';
import { endingGracefully } from './graceful-end';
import { MlflowAuth } from './mlflow-auth';
import { mlflowDashboard } from './mlflow-dashboard';
import { mlflowRules } from './mlflow-rules';
import {
  asText, atLeast, byteSize, check, Connection, cpu as quantityOfCpu, cron, IBucket, IDatabase, IMetricsTarget, ITrackingServer, jobOf,
  mapString, Metrics, urlOf,
} from '../core';
import { propChecks } from '../core/prop-checks';
import {
  ALEMBIC, ContainerProps, futureHost, imageOf, Job, metricsOf, Probe, profileOf, Route, routeHostOf, RouteOptions, routeUrlOf,
  Server, tableChecks, Volume, VolumeClaim, volumeExporter, volumeMetrics,
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
   * Memory of each pod, as a Kubernetes quantity.
   *
   * @default 512Mi and another 512Mi for each worker (one was measured at 440Mi at rest)
   */
  readonly memory?: string;
  /**
   * CPU that is set aside for each pod.
   *
   * @default '250m'
   */
  readonly cpu?: string;
  /**
   * Size of the server's own volume, as a Kubernetes quantity; it is made when a store is left out.
   *
   * @default that of the profile: 1Gi local, 10Gi team, 50Gi production
   */
  readonly volumeSize?: string;
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
  readonly metricsEnabled?: boolean;
  /**
   * Whether a sidecar shows how full the server's own volume is. Needs that a store is left out.
   *
   * @default false: it is one more container
   */
  readonly volumeMetricsEnabled?: boolean;
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
  public static fromTrackingUri(scope: Construct, id: string, props: ExistingTrackingServerProps): ITrackingServer {
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
    const { backendStore, artifactStore, artifactAccess = ArtifactAccess.PROXIED, workers = 1, auth = MlflowAuth.none() } = props;
    const { volumeSize = profileOf(this).volumeSize, temporarySize = '2Gi', cpu = '250m', metricsEnabled = true, volumeMetricsEnabled = false } = props;
    const shared = backendStore !== undefined && artifactStore !== undefined;
    const { schedule = '30 3 * * *', olderThan = '30d' } = props.garbageCollection ?? {};
    const { replicas = shared ? profileOf(this).replicas : 1 } = props;
    const several = (count: unknown) => Number(count) > 1;
    check(this, [
      ...shape,
      atLeast('replicas', replicas, 0), atLeast('workers', workers, 1),
      ...byteSize('memory', props.memory), ...quantityOfCpu('cpu', cpu), ...byteSize('volumeSize', volumeSize), ...byteSize('temporarySize', temporarySize),
      ...cron('garbageCollection.schedule', schedule),
      [!backendStore && several, 'replicas', replicas, 'the backend store is SQLite and lives in one pod',
        'pass a PostgresDatabase as backendStore and a Bucket as artifactStore, or keep one replica'],
      [backendStore !== undefined && !artifactStore && several, 'replicas', replicas, 'the artifacts lie on a volume that one pod mounts',
        'pass a Bucket as artifactStore, or keep one replica'],
      [backendStore !== undefined && !artifactStore, 'artifactStore', undefined, 'the database is remote and the artifacts would lie in the pod',
        'pass a Bucket as artifactStore, or leave backendStore out too'],
      ...tableChecks(this, 'backendStore', backendStore, { tool: 'MLflow', history: ALEMBIC }),
      [artifactAccess === ArtifactAccess.DIRECT && !artifactStore, 'artifactAccess', artifactAccess, "clients cannot reach a pod's own volume",
        'pass a Bucket as artifactStore, or use ArtifactAccess.PROXIED'],
      [props.garbageCollection !== undefined && !backendStore, 'garbageCollection', undefined, 'SQLite lives in the server\'s pod, where no other can clean up',
        'pass a PostgresDatabase as backendStore and a Bucket as artifactStore, or leave garbageCollection out'],
      [volumeMetricsEnabled && shared, 'volumeMetricsEnabled', true, 'the server has no volume: both stores lie elsewhere',
        'leave it out, and switch on the metrics of the stores'],
      [age => !/^(\d+[dhms])+$/.test(String(age)), 'garbageCollection.olderThan', olderThan, 'it is not an age', "write it as '30d' or '12h'"],
      [props.route !== undefined && !auth.guardsRoutes, 'route', undefined, 'whoever reaches it could read and delete everything',
        'pass auth: MlflowAuth.basic(), or MlflowAuth.proxied() where a sign-on stands in front'],
    ]);

    const data = shared ? undefined : new VolumeClaim(this, 'Data', { size: volumeSize });
    const image = props.image ?? imageOf(this, 'mlflow');
    const backend = backendConfig(backendStore, DATA);
    const artifacts = artifactConfig(artifactStore, artifactAccess, DATA);
    const login = auth.create(this, { image, dataDirectory: DATA, hasDatabase: backendStore !== undefined, metricsEnabled });
    const mounts = [
      { volume: Volume.empty('tmp', temporarySize), path: '/tmp' },
      { volume: Volume.memory('run', '16Mi'), path: '/run/mlflow' },
      ...data ? [{ volume: data.volume, path: DATA }] : [],
    ];
    const common: Pick<ContainerProps, 'image' | 'mounts'> = { image, mounts };
    const quiet = { MLFLOW_DISABLE_TELEMETRY: 'true', DO_NOT_TRACK: 'true', HOME: '/tmp', GIT_PYTHON_REFRESH: 'quiet' };
    const service = futureHost(this, 'Server');
    const outside = props.route && routeHostOf(this, props.route, 'mlflow');
    const origin = props.route && routeUrlOf(this, props.route, 'mlflow');
    const local: Probe = { httpGet: { path: '/health', port: PORT, httpHeaders: [{ name: 'Host', value: `localhost:${PORT}` }] }, timeoutSeconds: 5 };

    this.server = new Server(this, 'Server', {
      ...common,
      replicas,
      // On shared stores pods of both versions may run for a while; a volume of its own has one owner.
      recreate: !shared,
      command: endingGracefully(backend.command([
        'mlflow', 'server', '--host', '0.0.0.0', '--port', String(PORT), '--workers', asText(workers), ...artifacts.args, ...login.args,
        ...metricsEnabled ? ['--expose-prometheus', '/tmp/metrics'] : [],
      ])),
      env: {
        ...quiet,
        ...backend.env,
        ...artifacts.env,
        ...login.env,
        POD_IP: { fieldPath: 'status.podIP' },
        MLFLOW_SERVER_ALLOWED_HOSTS: hostsOf(service, outside).join(','),
        MLFLOW_SERVER_CORS_ALLOWED_ORIGINS: origin ?? `http://${service}:${PORT}`,
        MLFLOW_SERVER_ENABLE_JOB_EXECUTION: 'false',
        MLFLOW_ENABLE_AI_GATEWAY: 'false',
      },
      ports: { http: PORT },
      resources: { cpu, memory: props.memory ?? memoryFor(workers) },
      uses: artifactStore ? [artifactStore] : [],
      reaches: [...backendStore ? [backendStore] : [], ...login.reaches],
      initContainers: [
        { ...common, name: 'migrate', command: backend.migration, env: { ...quiet, ...backend.env }, resources: { memory: '512Mi' } },
        ...login.initContainers.map(container => ({ ...container, mounts })),
      ],
      sidecars: volumeMetricsEnabled && data ? [volumeExporter(this, data.volume)] : [],
      startup: { ...local, periodSeconds: 2, failureThreshold: 150 },
      readiness: { ...local, periodSeconds: 5 },
      liveness: { tcpSocket: { port: PORT }, periodSeconds: 10 },
    });
    const endpoint = this.server.endpoint('http');
    this.trackingUri = urlOf(endpoint);
    const job = jobOf(endpoint);
    this.metrics = [
      ...metricsEnabled ? [metricsOf(this, {
        tool: 'mlflow', endpoint, login: login.metricsLogin, ...mlflowRules(job), dashboard: mlflowDashboard(job),
      })] : [],
      ...volumeMetricsEnabled ? [volumeMetrics(this, this.server, 'runs and artifacts')] : [],
    ];
    if (props.route) this.route = new Route(this, 'Route', { ...props.route, endpoint, subdomain: 'mlflow', signIn: true });
    this.connection = {
      ...artifacts.client,
      env: { MLFLOW_TRACKING_URI: this.trackingUri, ...login.clientEnv, ...artifacts.client?.env },
      endpoints: [endpoint, ...artifacts.client?.endpoints ?? []],
    };
    if (props.garbageCollection) {
      new Job(this, 'GarbageCollection', {
        ...common,
        schedule,
        command: backend.command(['python3', '-c', COLLECT_GARBAGE]),
        env: { ...quiet, ...backend.env, OLDER_THAN: olderThan },
        uses: [this],
        reaches: backendStore ? [backendStore] : [],
        resources: { memory: '1Gi' },
      });
    }
  }
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
