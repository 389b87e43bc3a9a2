import { Construct } from 'constructs';
import { AirflowAuth } from './airflow-auth';
import { AirflowConfig, configChecks, configEnv } from './airflow-config';
import { AirflowConnectable, connectionChecks, connectionEnv, pathTo } from './airflow-connection';
import { AirflowMetrics, MetricsConfig } from './airflow-metrics';
import {
  apiEndpoint, ClusterParts, AirflowComponentOptions, createApiServer, createDagProcessor, createDatabaseCleanup, createScheduler,
  createTriggerer, taskPods,
} from './components';
import { hostChecks } from './config-hosts';
import { bundleList, DagSource } from './dag-source';
import { CONFIG_ENV, DATA, HOME } from './directories';
import { Executor } from './executor';
import { databaseSettings } from './metadata-database';
import { logChecks, remoteLogging } from './remote-logging';
import {
  asText, atLeast, byteSize, check, Check, Connection, cron, EnvValue, IAirflowApi, IBucket, IConnectable, IDatabase, IMAGES,
  IMetricsTarget, Metrics, SecretFormat, SecretRef, SecretValue, urlOf,
} from '../core';
import { brand } from '../core/brand';
import { propChecks } from '../core/prop-checks';
import { ALEMBIC, Credentials, imageOf, profileOf, Route, RouteOptions, routeUrlOf, tableChecks, VolumeClaim } from '../kubernetes';

/** When old rows of the metadata database are removed. */
export interface DatabaseCleanup {
  /**
   * When to run, in cron's notation.
   *
   * @default '0 4 * * *'
   */
  readonly schedule?: string;
  /**
   * Age in days of what is removed.
   *
   * @default 90
   */
  readonly olderThanDays?: number;
}

/** Properties for `AirflowCluster`. */
export interface AirflowClusterProps {
  /**
   * Where DAGs come from.
   *
   * @default the directory /opt/airflow/dags of the image
   */
  readonly dags?: DagSource | readonly DagSource[];
  /**
   * Database of Airflow's own state.
   *
   * @default SQLite on a volume; with the local executor in the local profile alone
   */
  readonly metadataDatabase?: IDatabase;
  /**
   * What runs the tasks; the first of several is the one of tasks that name none.
   *
   * @default Executor.local()
   */
  readonly executor?: Executor | readonly Executor[];
  /**
   * Bucket for the logs of tasks.
   *
   * @default a volume of the scheduler
   */
  readonly logStore?: IBucket;
  /**
   * All that the code of DAGs talks to: wherever it runs it gets their environment, files, identity and the network path.
   *
   * @default nothing
   */
  readonly uses?: readonly IConnectable[];
  /**
   * All that Airflow itself talks to because `config` says so, such as Elasticsearch or Vault: every component and the pods of tasks get
   * the network path, and nothing else.
   *
   * @default nothing
   */
  readonly reaches?: readonly IConnectable[];
  /**
   * Connections of Airflow, by their id: databases, buckets and Redis servers, with credentials by reference.
   *
   * @default none
   */
  readonly connections?: Record<string, AirflowConnectable>;
  /**
   * Who may use Airflow.
   *
   * @default AirflowAuth.fab()
   */
  readonly auth?: AirflowAuth;
  /**
   * Key with which connections and variables in the database are encrypted: 32 bytes in URL-safe base64. Several, separated by
   * commas, while it is rotated.
   *
   * @default SecretValue.generated({ format: SecretFormat.FERNET })
   */
  readonly fernetKey?: SecretValue;
  /**
   * Key that signs sessions and requests for logs; the same for all components that serve pages or logs.
   *
   * @default SecretValue.generated({ length: 64 })
   */
  readonly apiSecretKey?: SecretValue;
  /**
   * Key that signs the tokens of users and tasks; 64 bytes or more.
   *
   * @default SecretValue.generated({ length: 64 })
   */
  readonly jwtSecret?: SecretValue;
  /**
   * How metrics leave Airflow, or `false` for none.
   *
   * @default AirflowMetrics.statsd()
   */
  readonly metrics?: AirflowMetrics | false;
  /**
   * Makes Airflow reachable from outside; `{}` takes domain and class from the settings.
   *
   * @default none
   */
  readonly route?: RouteOptions;
  /**
   * Tasks that run at a time, on each scheduler.
   *
   * @default 32
   */
  readonly parallelism?: number;
  /**
   * Whether new DAGs wait until somebody switches them on.
   *
   * @default true
   */
  readonly dagsPausedAtCreation?: boolean;
  /**
   * Seconds between two looks at a source of DAGs for new files.
   *
   * @default 60
   */
  readonly dagRefreshSeconds?: number;
  /**
   * Any option of Airflow: section -> option -> value. What has a prop here cannot be set; hosts that options name must be in `reaches`.
   * What is secret is a key of a Secret: `{ smtp: { smtp_password: { namespace: 'ml', secret: 'mail', key: 'password' } } }`. Sections of
   * providers that the catalog's image does not have pass with an image of one's own.
   *
   * @default Airflow's own
   */
  readonly config?: AirflowConfig;
  /**
   * The API server, which also shows the pages.
   *
   * @default see `AirflowComponentOptions`; '100m' and '1Gi'
   */
  readonly apiServer?: AirflowComponentOptions;
  /**
   * The scheduler; with the local executor tasks share its memory.
   *
   * @default see `AirflowComponentOptions`; '100m' and '1Gi', and '3Gi' with the local executor
   */
  readonly scheduler?: AirflowComponentOptions;
  /**
   * The DAG processor.
   *
   * @default see `AirflowComponentOptions`; '100m' and '1Gi'
   */
  readonly dagProcessor?: AirflowComponentOptions;
  /**
   * The triggerer, which waits for deferred tasks.
   *
   * @default see `AirflowComponentOptions`; '100m' and '1Gi'
   */
  readonly triggerer?: AirflowComponentOptions;
  /**
   * Size of the volume with logs, and the database where that is SQLite, as a Kubernetes quantity.
   *
   * @default that of the profile
   */
  readonly volumeSize?: string;
  /**
   * Removes old rows of the database on a schedule, or `false` to keep all.
   *
   * @default every night what is older than 90 days; never with SQLite
   */
  readonly databaseCleanup?: DatabaseCleanup | false;
  /**
   * Image of Airflow 3.3 or later, with the providers and Python packages that the DAGs need, and the entrypoint of Airflow's own
   * image.
   *
   * @default the catalog's
   */
  readonly image?: string;
}

/**
 * An Airflow 3 cluster: API server, scheduler, DAG processor, triggerer, and what its executors need. Clients that list it in
 * `uses` get `AIRFLOW_API_URL`, `AIRFLOW_API_USERNAME` and `AIRFLOW_API_PASSWORD`.
 *
 * Components hold the secrets that Airflow's security model gives them: pods of tasks have neither the address of the metadata
 * database nor the key that signs tokens, DAG processor and triggerer not that key; the API key is where pages or logs are served.
 *
 * Nothing is mounted over `dags`, `plugins`, `config` or any other file that the image has below /opt/airflow, but for the logs; an
 * airflow.cfg that lies there is read.
 *
 * @throws ConstructError when the executor needs what is not there, two sources of DAGs have one name, a section of `config` does not
 * exist, or an option of it needs a network path that there is not, or holds a secret as text
 */
export class AirflowCluster extends Construct implements IAirflowApi, IMetricsTarget {
  static { brand(this, 'AirflowCluster'); }

  /** Address of the REST API and the pages for clients in the cluster. */
  public readonly url: string;
  public readonly connection: Connection;
  public readonly metrics: readonly Metrics[];
  /** Name of the administrator. */
  public readonly adminUsername: string;
  /** Password of the administrator. */
  public readonly adminPassword: SecretRef;
  /** The route, when one was asked for. */
  public readonly route?: Route;

  constructor(scope: Construct, id: string, props: AirflowClusterProps = {}) {
    super(scope, id);
    const shape = propChecks(this, 'AirflowClusterProps', props);
    const { metadataDatabase, logStore, auth = AirflowAuth.fab(), metrics = AirflowMetrics.statsd(), config = {}, route } = props;
    const { volumeSize = profileOf(this).volumeSize, databaseCleanup = {}, reaches = [] } = props;
    const image = props.image ?? imageOf(this, 'airflow');
    const sources = listOf(props.dags ?? DagSource.image(`${HOME}/dags`));
    const executors = listOf(props.executor ?? Executor.local());
    const tasksInScheduler = executors.some(executor => executor.runsInScheduler);
    const logsOnVolume = tasksInScheduler && !logStore;
    const onVolume = !metadataDatabase || logsOnVolume;
    const { schedule = '0 4 * * *', olderThanDays = 90 } = databaseCleanup || {};
    check(this, [
      ...shape, ...byteSize('volumeSize', volumeSize), ...cron('databaseCleanup.schedule', schedule), atLeast('parallelism', props.parallelism, 1), atLeast('dagRefreshSeconds', props.dagRefreshSeconds, 1),
      atLeast('databaseCleanup.olderThanDays', olderThanDays, 1), ...executorChecks(executors), ...sourceChecks(sources),
      ...logChecks(this, logStore), ...connectionChecks(Object.keys(props.connections ?? {})),
      ...tableChecks(this, 'metadataDatabase', metadataDatabase, { tool: 'Airflow', history: ALEMBIC }),
      [!metadataDatabase && profileOf(this).highAvailability, 'metadataDatabase', undefined, 'SQLite is for one machine',
        'pass a PostgresDatabase, or use Profile.local()'],
      [onVolume && (count => Number(count) > 1), 'scheduler.replicas', props.scheduler?.replicas,
        'the database or the logs lie on a volume that one node mounts', 'pass metadataDatabase and logStore, or keep one replica'],
    ]);

    const keys = new Credentials(this, 'Keys', {
      values: {
        fernetKey: props.fernetKey ?? SecretValue.generated({ format: SecretFormat.FERNET }),
        apiSecretKey: props.apiSecretKey ?? SecretValue.generated({ length: 64 }),
        jwtSecret: props.jwtSecret ?? SecretValue.generated({ length: 64 }),
      },
    });
    const login = auth.create(this);
    const logs = remoteLogging(logStore);
    const measured: MetricsConfig = metrics ? metrics.create(this) : { env: {}, endpoints: [], metrics: [] };
    const asked = reaches.flatMap(({ connection }) => connection.endpoints);
    const api = apiEndpoint(this);
    this.url = urlOf(api);
    const outside = route && routeUrlOf(this, route, 'airflow');
    const own = {
      ...CONFIG_ENV,
      ...optionsEnv(props, sources),
      AIRFLOW__CORE__EXECUTOR: executors.map(({ className }) => className).join(','),
      AIRFLOW__CORE__EXECUTION_API_SERVER_URL: `${this.url}/execution/`,
      AIRFLOW__API__BASE_URL: outside ?? this.url,
      ...outside?.startsWith('https:') && { AIRFLOW__FAB__COOKIE_SECURE: 'True' },
      ...login.env,
      ...logs.env,
      ...measured.env,
    };
    const parts: Omit<ClusterParts, 'executors'> = {
      image,
      replicas: onVolume ? 1 : profileOf(this).replicas,
      env: { ...own, ...configEnv(config) },
      encryptionEnv: { AIRFLOW__CORE__FERNET_KEY: keys.ref('fernetKey') },
      sessionEnv: { AIRFLOW__API__SECRET_KEY: keys.ref('apiSecretKey') },
      databaseEnv: databaseSettings(metadataDatabase, DATA),
      signingEnv: { AIRFLOW__API_AUTH__JWT_SECRET: keys.ref('jwtSecret'), AIRFLOW__API_AUTH__JWT_ISSUER: 'airflow' },
      metrics: { connection: { endpoints: [...measured.endpoints, ...asked] } },
      logs: logs.path,
      database: metadataDatabase,
      volume: onVolume ? new VolumeClaim(this, 'Data', { size: volumeSize }).volume : undefined,
      logsOnVolume,
      tasksInScheduler,
      proxied: route !== undefined,
      auth: login,
      code: codeOf(props, sources),
    };
    const settings = executors.map(executor => executor.create(this, {
      taskPods: taskPods(this, parts), sessionEnv: parts.sessionEnv, remoteLogs: logStore !== undefined, sqlite: !metadataDatabase,
    }));
    const ofExecutors = settings.flatMap(({ env: everywhere = {}, schedulerEnv = {} }) => [everywhere, schedulerEnv]);
    const taken = [own, parts.encryptionEnv, parts.sessionEnv, parts.databaseEnv, parts.signingEnv, ...ofExecutors];
    check(this, [
      ...configChecks(config, taken.flatMap(Object.keys), image !== IMAGES.airflow.reference),
      ...hostChecks(config, asked, [...measured.endpoints, ...metadataDatabase?.connection.endpoints ?? []]),
    ]);
    const env = Object.assign({}, parts.env, ...settings.map(executor => executor.env)) as Record<string, EnvValue>;
    const all = { ...parts, env, executors: settings };
    const scheduler = createScheduler(this, all, props.scheduler);
    const dagProcessor = createDagProcessor(this, all, props.dagProcessor);
    const triggerer = createTriggerer(this, all, props.triggerer);
    const apiServer = createApiServer(this, all, tasksInScheduler ? [scheduler, triggerer] : [triggerer], props.apiServer);
    if (metadataDatabase && databaseCleanup) createDatabaseCleanup(this, all, schedule, olderThanDays);

    if (route) this.route = new Route(this, 'Route', { ...route, endpoint: apiServer.endpoint('http'), subdomain: 'airflow', signIn: true });
    const withCode = [scheduler, dagProcessor, triggerer, ...settings.flatMap(({ workers = [] }) => workers)];
    this.metrics = metrics ? [...measured.metrics, ...withCode.flatMap(server => server.metrics)] : [];
    this.adminUsername = login.username;
    this.adminPassword = login.password;
    this.connection = {
      env: { AIRFLOW_API_URL: this.url, AIRFLOW_API_USERNAME: login.username, AIRFLOW_API_PASSWORD: login.password },
      endpoints: [api],
    };
  }
}

/** Options with a prop of their own, and those without which the pods do not work. */
function optionsEnv(props: AirflowClusterProps, sources: readonly DagSource[]): Record<string, string> {
  const { parallelism = 32, dagsPausedAtCreation = true, dagRefreshSeconds = 60 } = props;
  return {
    CONNECTION_CHECK_MAX_COUNT: '0',
    AIRFLOW__CORE__LOAD_EXAMPLES: 'False',
    AIRFLOW__CORE__PARALLELISM: asText(parallelism),
    AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION: dagsPausedAtCreation ? 'True' : 'False',
    // Names of pods do not resolve, and logs of running tasks are fetched from them.
    AIRFLOW__CORE__HOSTNAME_CALLABLE: 'airflow.utils.net.get_host_ip_address',
    AIRFLOW__DAG_PROCESSOR__DAG_BUNDLE_CONFIG_LIST: bundleList(sources),
    AIRFLOW__DAG_PROCESSOR__REFRESH_INTERVAL: asText(dagRefreshSeconds),
    AIRFLOW__LOGGING__DAG_PROCESSOR_LOG_TARGET: 'stdout',
    AIRFLOW__LOGGING__COLORED_CONSOLE_LOG: 'False',
  };
}

function codeOf({ uses = [], connections = {} }: AirflowClusterProps, sources: readonly DagSource[]): ClusterParts['code'] {
  return {
    uses: [...uses, ...sources.flatMap(({ bundle }) => bundle.uses ?? []), ...Object.values(connections).map(pathTo)],
    env: Object.assign({}, ...Object.entries(connections).map(([name, target]) => connectionEnv(name, target))) as Record<string, EnvValue>,
    sources: sources.flatMap(source => source.sources),
    mounts: sources.flatMap(source => source.mounts),
  };
}

function sourceChecks(sources: readonly DagSource[]): Check[] {
  const names = sources.map(({ name }) => name);
  return [
    ...names.filter((name, index) => names.indexOf(name) < index)
      .map((name): Check => [true, 'dags', name, 'two sources of DAGs have this name', 'give each another: DagSource.git(…, { name })']),
    ...names.map((name): Check => [!/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(name), 'dags', name, 'it is not a name for a source', 'use lower-case letters, digits and hyphens']),
  ];
}

function executorChecks(executors: readonly Executor[]): Check[] {
  const names = executors.map(({ className }) => className);
  return [
    [names.length === 0, 'executor', names, 'nothing would run the tasks', 'pass Executor.local()'],
    [new Set(names).size < names.length, 'executor', names, 'one executor stands there twice', 'name each once'],
  ];
}

function listOf<T>(value: T | readonly T[]): readonly T[] {
  return Array.isArray(value) ? value as readonly T[] : [value as T];
}
