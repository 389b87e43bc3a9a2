import { Construct } from 'constructs';
import { AirflowAuth } from './airflow-auth';
import { airflowChecks } from './airflow-checks';
import { AirflowConfig, configEnv, sectionChecks, takenChecks } from './airflow-config';
import { AirflowConnectable, connectionEnv, pathTo } from './airflow-connection';
import { AirflowMetrics, MetricsConfig } from './airflow-metrics';
import { createApiServer } from './api-server';
import { baseConfig } from './base-config';
import { AirflowComponentOptions, apiEndpoint, ClusterParts, taskPods } from './cluster-parts';
import { hostChecks } from './config-hosts';
import { createDagProcessor } from './dag-processor';
import { DagSource } from './dag-source';
import { createDatabaseCleanup, DatabaseCleanup } from './database-cleanup';
import { DATA, HOME } from './directories';
import { Executor } from './executor';
import { metadataDatabase } from './metadata-database';
import { remoteLogging } from './remote-logging';
import { createScheduler } from './scheduler';
import { createTriggerer } from './triggerer';
import {
  check, Check, Connection, IAirflowApi, IBucket, IConnectable, IDatabase, IMAGES, IMetricsTarget, Metrics, SecretFormat, SecretRef,
  SecretValue, urlOf,
} from '../core';
import { brand } from '../core/brand';
import { propChecks } from '../core/prop-checks';
import {
  Contribution, Credentials, imageOf, profileOf, reachesOf, Route, RouteOptions, routeUrlOf, VolumeClaim,
} from '../kubernetes';

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
   * Size of the volume with logs, and the database where that is SQLite, as a Kubernetes quantity. Workers of Celery without `logStore`
   * have one for their logs, of the same size.
   *
   * @default that of the profile
   */
  readonly volumeSize?: string;
  /**
   * StorageClass of these volumes.
   *
   * @default that of the settings
   */
  readonly storageClass?: string;
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
    const { logStore, metrics = AirflowMetrics.statsd(), auth = AirflowAuth.fab(), config = {}, route, databaseCleanup = {} } = props;
    const sources = listOf(props.dags ?? DagSource.image(`${HOME}/dags`));
    const executors = listOf(props.executor ?? Executor.local());
    const tasksInScheduler = executors.some(executor => executor.runsInScheduler);
    const sqlite = props.metadataDatabase === undefined;
    const logsOnVolume = tasksInScheduler && !logStore;
    const onVolume = sqlite || logsOnVolume;
    const { volumeSize = profileOf(this).volumeSize, storageClass } = props;
    const claim = { size: volumeSize, storageClass };
    const facts = { remoteLogs: logStore !== undefined, sqlite, claim };
    check(this, [
      ...shape, ...airflowChecks(this, { ...props, volumeSize }, { executors, sources, onVolume }), ...auth.checks(this),
      ...metrics ? metrics.checks(this) : [], ...executors.flatMap(executor => executor.checks(this, facts)),
    ]);

    const keys = createKeys(this, props);
    const login = auth.create(this);
    const measured: MetricsConfig = metrics ? metrics.create(this) : { everywhere: {}, metrics: [] };
    this.url = urlOf(apiEndpoint(this));
    const image = props.image ?? imageOf(this, 'airflow');
    const own = [
      baseConfig(props, sources, executors, { url: this.url, outside: route && routeUrlOf(this, route, 'airflow') }),
      login.everywhere, remoteLogging(logStore), measured.everywhere,
    ];
    const parts: Omit<ClusterParts, 'executors'> = {
      ...keys,
      image,
      replicas: onVolume ? 1 : profileOf(this).replicas,
      everywhere: [...own, { of: 'config', env: configEnv(config), reaches: askedFor(props) }],
      database: metadataDatabase(props.metadataDatabase, DATA),
      volume: onVolume ? new VolumeClaim(this, 'Data', claim).volume : undefined,
      sqlite,
      logsOnVolume,
      tasksInScheduler,
      proxied: route !== undefined,
      auth: login,
      code: codeOf(props, sources),
    };
    const taken = [...own, keys.encryption, keys.session, parts.database, keys.signing];
    check(this, configChecks(props, taken, reachesOf(measured.everywhere, parts.database), image));
    const running = executors.map(executor => executor.create(this, { ...facts, taskPods: taskPods(this, parts), session: keys.session }));
    check(this, takenChecks(config, running.flatMap(({ everywhere = {}, scheduler = {} }) => [everywhere, scheduler])));
    const all = { ...parts, everywhere: [...parts.everywhere, ...running.map(({ everywhere = {} }) => everywhere)], executors: running };
    const scheduler = createScheduler(this, all, props.scheduler);
    const dagProcessor = createDagProcessor(this, all, props.dagProcessor);
    const triggerer = createTriggerer(this, all, props.triggerer);
    const server = createApiServer(this, all, tasksInScheduler ? [scheduler, triggerer] : [triggerer], props.apiServer);
    if (!sqlite && databaseCleanup) createDatabaseCleanup(this, all, databaseCleanup);

    if (route) this.route = new Route(this, 'Route', { ...route, endpoint: server.endpoint('http'), subdomain: 'airflow', signIn: true });
    const withCode = [scheduler, dagProcessor, triggerer, ...running.flatMap(({ workers = [] }) => workers)];
    this.metrics = metrics ? [...measured.metrics, ...withCode.flatMap(each => each.metrics)] : [];
    this.adminUsername = login.username;
    this.adminPassword = login.password;
    this.connection = {
      env: { AIRFLOW_API_URL: this.url, AIRFLOW_API_USERNAME: login.username, AIRFLOW_API_PASSWORD: login.password },
      endpoints: [apiEndpoint(this)],
    };
  }
}

/** The keys that components share, each for those that need it. */
function createKeys(scope: Construct, props: AirflowClusterProps): Pick<ClusterParts, 'encryption' | 'session' | 'signing'> {
  const keys = new Credentials(scope, 'Keys', {
    values: {
      fernetKey: props.fernetKey ?? SecretValue.generated({ format: SecretFormat.FERNET }),
      apiSecretKey: props.apiSecretKey ?? SecretValue.generated({ length: 64 }),
      jwtSecret: props.jwtSecret ?? SecretValue.generated({ length: 64 }),
    },
  });
  return {
    encryption: { of: 'fernetKey', env: { AIRFLOW__CORE__FERNET_KEY: keys.ref('fernetKey') } },
    session: { of: 'apiSecretKey', env: { AIRFLOW__API__SECRET_KEY: keys.ref('apiSecretKey') } },
    signing: {
      of: 'jwtSecret', env: { AIRFLOW__API_AUTH__JWT_SECRET: keys.ref('jwtSecret'), AIRFLOW__API_AUTH__JWT_ISSUER: 'airflow' },
    },
  };
}

/** What the code of DAGs needs, wherever it runs. */
function codeOf({ uses = [], connections = {} }: AirflowClusterProps, sources: readonly DagSource[]): Contribution {
  return {
    of: 'code of DAGs',
    uses: [...uses, ...sources.flatMap(({ bundle }) => bundle.uses ?? []), ...Object.values(connections).map(pathTo)],
    env: Object.assign({}, ...Object.entries(connections).map(([name, target]) => connectionEnv(name, target))) as Contribution['env'],
    sources: sources.flatMap(source => source.sources),
    mounts: sources.flatMap(source => source.mounts),
  };
}

/** The way to what `config` names, and nothing else of it. */
function askedFor({ reaches = [] }: AirflowClusterProps): IConnectable[] {
  return reaches.map(({ connection: { endpoints } }) => ({ connection: { endpoints } }));
}

function configChecks(
  { config = {}, ...props }: AirflowClusterProps, taken: readonly Contribution[], known: readonly IConnectable[], image: string,
): Check[] {
  const endpointsOf = (connectables: readonly IConnectable[]) => connectables.flatMap(({ connection }) => connection.endpoints);
  return [
    ...sectionChecks(config, image !== IMAGES.airflow.reference), ...takenChecks(config, taken),
    ...hostChecks(config, endpointsOf(askedFor(props)), endpointsOf(known)),
  ];
}

function listOf<T>(value: T | readonly T[]): readonly T[] {
  return Array.isArray(value) ? value as readonly T[] : [value as T];
}
