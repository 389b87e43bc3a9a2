import { Construct } from 'constructs';
import { AirflowAuthConfig } from './airflow-auth';
import { copyConfig, DATA, LOGS, writableMounts } from './directories';
import { ExecutorConfig } from './executor-config';
import { logGroomer } from './log-groomer';
import { Endpoint, EnvValue, IConnectable, withDefaults } from '../core';
import {
  futureEndpoint, isRendered, Job, Mount, NamedContainerProps, nameOf, PodTemplateProps, Probe, renderedCommand, Resources, Server,
  SourceMount, Volume, WORKLOAD_NAME,
} from '../kubernetes';

/** Port of the API server. */
export const API_PORT = 8080;
/** Port on which what runs tasks shows their logs. */
export const TASK_LOG_PORT = 8793;

const TRIGGERER_LOG_PORT = 8794;
const HEALTH_PORT = 8974;

/** How one of the processes runs. */
export interface AirflowComponentOptions {
  /**
   * Number of pods.
   *
   * @default that of the profile; 1 where state or logs lie on a volume
   */
  readonly replicas?: number;
  /**
   * CPU and memory of each pod.
   *
   * @default what the process needs with some dozens of DAGs
   */
  readonly resources?: Resources;
}

/** What the code of DAGs needs, wherever it runs. */
export interface CodeParts {
  /** What it talks to. */
  readonly uses: readonly IConnectable[];
  /** Its environment. */
  readonly env: Record<string, EnvValue>;
  /** Repositories with it. */
  readonly sources: readonly SourceMount[];
  /** Volumes with it. */
  readonly mounts: readonly Mount[];
}

/** What the components share. */
export interface ClusterParts {
  /** Image of Airflow. */
  readonly image: string;
  /** Number of pods, where nothing else is asked for. */
  readonly replicas: number;
  /** Environment of all components and of the pods of tasks. */
  readonly env: Record<string, EnvValue>;
  /** Environment of what reads encrypted values: connections, variables, and what tasks pass on. */
  readonly encryptionEnv: Record<string, EnvValue>;
  /** Environment of what serves pages or logs. */
  readonly sessionEnv: Record<string, EnvValue>;
  /** Environment of what opens the metadata database. */
  readonly databaseEnv: Record<string, EnvValue>;
  /** Environment of what signs tokens. */
  readonly signingEnv: Record<string, EnvValue>;
  /** Where metrics go, and what else Airflow itself talks to. */
  readonly metrics: IConnectable;
  /** Where logs of tasks go. */
  readonly logs: IConnectable;
  /** The metadata database, where it is not on the volume. */
  readonly database?: IConnectable;
  /** The volume with the database, the logs, or both. */
  readonly volume?: Volume;
  /** Whether the logs of tasks lie on the volume. */
  readonly logsOnVolume: boolean;
  /** What the code of DAGs needs. */
  readonly code: CodeParts;
  /** Whether tasks run in the scheduler. */
  readonly tasksInScheduler: boolean;
  /** Whether a proxy stands in front of the API server. */
  readonly proxied: boolean;
  /** Who may use it. */
  readonly auth: AirflowAuthConfig;
  /** What each executor needs. */
  readonly executors: readonly ExecutorConfig[];
}

/** What a process needs with some dozens of DAGs. */
const RESOURCES = { cpu: '100m', memory: '1Gi' } as const;

/** The image's user; its files belong to group 0 (Airflow docs, docker-stack entrypoint). */
const USER = { user: 50000, group: 0 } as const;

/** Pods in which the code of tasks runs, and nothing else does: without the database and without the key that signs tokens. */
export function taskPods(scope: Construct, parts: Omit<ClusterParts, 'executors'>): PodTemplateProps {
  const { image, env, encryptionEnv, code } = parts;
  return {
    ...USER,
    ...code,
    image,
    ...entrypointOf({ ...env, ...code.env }),
    env: { ...env, ...encryptionEnv, ...code.env },
    uses: [parts.logs, ...code.uses],
    mounts: [...writableMounts(), ...code.mounts],
    initContainers: [copyConfig(image)],
    reaches: [parts.metrics, { connection: { endpoints: [apiEndpoint(scope)] } }],
  };
}

/**
 * The image's entrypoint behind what makes connections out of secrets; nothing where there are none. Airflow sets arguments of the pods of
 * its tasks, and leaves the command.
 */
function entrypointOf(env: Record<string, EnvValue>): { readonly command?: readonly string[] } {
  return isRendered(env) ? { command: renderedCommand(['/usr/bin/dumb-init', '--', '/entrypoint']) } : {};
}

/** The environment of what opens the metadata database and nothing else. */
function withoutConnections(env: Record<string, EnvValue>): Record<string, EnvValue> {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^RENDER_(ENV|VALUE)_AIRFLOW_CONN_/.test(name)));
}

/** Where the API server will listen. */
export function apiEndpoint(scope: Construct): Endpoint {
  return futureEndpoint(scope, 'ApiServer', API_PORT);
}

/** The scheduler; with the local executor its pods run the tasks too. */
export function createScheduler(scope: Construct, parts: ClusterParts, options: AirflowComponentOptions = {}): Server {
  const { code, tasksInScheduler, executors, logsOnVolume } = parts;
  const { replicas = parts.volume ? 1 : parts.replicas } = options;
  const health: Probe = { httpGet: { path: '/health', port: HEALTH_PORT }, timeoutSeconds: 10 };
  const tasks = tasksInScheduler ? code : NOTHING;
  const permissions = executors.flatMap(({ schedulerPermissions = [] }) => schedulerPermissions);
  return new Server(scope, 'Scheduler', {
    ...common(parts, replicas),
    ...entrypointOf({ ...parts.env, ...tasks.env }),
    args: ['scheduler'],
    env: {
      ...parts.env,
      ...parts.encryptionEnv,
      ...tasksInScheduler && parts.sessionEnv,
      ...parts.databaseEnv,
      ...parts.signingEnv,
      ...tasks.env,
      ...Object.assign({}, ...executors.map(({ schedulerEnv }) => schedulerEnv)) as Record<string, EnvValue>,
      AIRFLOW__SCHEDULER__ENABLE_HEALTH_CHECK: 'True',
      ...logsOnVolume && { AIRFLOW__CORE__HOSTNAME_CALLABLE: 'socket.gethostname' },
    },
    // The API server asks where the task says it ran: under this name logs are found after a restart too.
    hostname: logsOnVolume ? nameOf(scope, WORKLOAD_NAME, 'Scheduler') : undefined,
    uses: [parts.logs, ...tasks.uses],
    reaches: [
      ...control(parts),
      ...executors.flatMap(({ schedulerReaches = [] }) => schedulerReaches),
      ...tasksInScheduler ? [{ connection: { endpoints: [apiEndpoint(scope)] } }] : [],
    ],
    sources: tasks.sources,
    mounts: [...mountsOf(parts, logsOnVolume), ...tasks.mounts, ...executors.flatMap(({ schedulerMounts = [] }) => schedulerMounts)],
    ports: { logs: TASK_LOG_PORT, health: HEALTH_PORT },
    permissions,
    apiAccess: permissions.length > 0,
    resources: withDefaults(options.resources, { cpu: '100m', memory: tasksInScheduler ? '3Gi' : '1Gi' }),
    initContainers: [copyConfig(parts.image), waitForMigrations(parts)],
    sidecars: tasksInScheduler ? [logGroomer(parts.image, mountsOf(parts, logsOnVolume))] : [],
    startup: { ...health, periodSeconds: 5, failureThreshold: 60 },
    readiness: { ...health, periodSeconds: 10 },
    liveness: { ...health, periodSeconds: 30, failureThreshold: 5 },
    terminationGracePeriodSeconds: tasksInScheduler ? 120 : 30,
  });
}

/** The DAG processor, which reads the files of DAGs. */
export function createDagProcessor(scope: Construct, parts: ClusterParts, options: AirflowComponentOptions = {}): Server {
  return new Server(scope, 'DagProcessor', {
    ...codeComponent(parts, options.replicas ?? parts.replicas, 'DagProcessorJob'),
    args: ['dag-processor'],
    resources: withDefaults(options.resources, RESOURCES),
  });
}

/** The triggerer, which waits for deferred tasks. */
export function createTriggerer(scope: Construct, parts: ClusterParts, options: AirflowComponentOptions = {}): Server {
  const component = codeComponent(parts, options.replicas ?? parts.replicas, 'TriggererJob');
  return new Server(scope, 'Triggerer', {
    ...component,
    args: ['triggerer'],
    env: { ...component.env, ...parts.sessionEnv },
    ports: { logs: TRIGGERER_LOG_PORT },
    readiness: { tcpSocket: { port: TRIGGERER_LOG_PORT }, periodSeconds: 10 },
    resources: withDefaults(options.resources, RESOURCES),
  });
}

/** The API server: it migrates the database before anything of its version starts, and makes the administrator. */
export function createApiServer(
  scope: Construct, parts: ClusterParts, logServers: readonly Server[], options: AirflowComponentOptions = {},
): Server {
  const { auth, executors, proxied } = parts;
  const { replicas = parts.replicas } = options;
  const permissions = executors.flatMap(({ apiServerPermissions = [] }) => apiServerPermissions);
  const alive: Probe = { httpGet: { path: '/api/v2/version', port: API_PORT }, timeoutSeconds: 10 };
  const { encryptionEnv, sessionEnv, databaseEnv, signingEnv } = parts;
  const env = { ...parts.env, ...encryptionEnv, ...sessionEnv, ...databaseEnv, ...signingEnv, ...auth.apiServerEnv };
  const endpoints = [
    ...logServers.map(server => server.endpoint('logs')),
    ...executors.flatMap(executor => executor.logServers ?? []),
    ...auth.endpoints,
  ];
  return new Server(scope, 'ApiServer', {
    ...common(parts, replicas),
    ...entrypointOf(parts.env),
    args: ['api-server', ...proxied ? ['--proxy-headers'] : []],
    env: { ...env, ...proxied && { AIRFLOW__FAB__ENABLE_PROXY_FIX: 'True', FORWARDED_ALLOW_IPS: '*' } },
    uses: [parts.logs],
    reaches: [...control(parts), { connection: { endpoints } }],
    mounts: [...mountsOf(parts, false), ...auth.apiServerMounts],
    ports: { http: API_PORT },
    permissions,
    apiAccess: permissions.length > 0,
    resources: withDefaults(options.resources, RESOURCES),
    initContainers: [copyConfig(parts.image), {
      ...initContainer(parts, 'migrate', ['bash', '-c', 'airflow db migrate && exec python -c "$0"', auth.provision]),
      env: withoutConnections(env),
      mounts: [...mountsOf(parts, false), ...auth.apiServerMounts],
    }],
    startup: { ...alive, periodSeconds: 3, failureThreshold: 100 },
    readiness: { ...alive, periodSeconds: 10 },
    liveness: { ...alive, periodSeconds: 30, failureThreshold: 5 },
  });
}

/** Removes old rows of the metadata database on a schedule. */
export function createDatabaseCleanup(scope: Construct, parts: ClusterParts, schedule: string, days: number): Job {
  const script = 'exec airflow db clean --clean-before-timestamp "$(date -u -d "-$0 days" +%Y-%m-%dT%H:%M:%S+00:00)" --skip-archive --yes';
  const { name: _, ...main } = initContainer(parts, 'main', ['bash', '-c', script, String(days)]);
  return new Job(scope, 'DatabaseCleanup', {
    ...main,
    ...USER,
    initContainers: [copyConfig(parts.image)],
    schedule,
    reaches: control(parts),
  });
}

const NOTHING: CodeParts = { uses: [], env: {}, sources: [], mounts: [] };

function common({ image, volume }: ClusterParts, replicas: number) {
  return { ...USER, image, replicas, recreate: volume !== undefined };
}

/** A component that loads the code of DAGs and opens the metadata database. */
function codeComponent(parts: ClusterParts, replicas: number, job: string) {
  const { code } = parts;
  // Each check starts Python and loads Airflow, which costs seconds of CPU.
  const check: Probe = { exec: { command: ['airflow', 'jobs', 'check', '--job-type', job, '--local'] }, timeoutSeconds: 30 };
  return {
    ...common(parts, replicas),
    ...entrypointOf({ ...parts.env, ...code.env }),
    env: { ...parts.env, ...parts.encryptionEnv, ...parts.databaseEnv, ...code.env },
    uses: [parts.logs, ...code.uses],
    reaches: control(parts),
    sources: code.sources,
    mounts: [...mountsOf(parts, false), ...code.mounts],
    initContainers: [copyConfig(parts.image), waitForMigrations(parts)],
    sidecars: [logGroomer(parts.image, mountsOf(parts, false))],
    startup: { ...check, periodSeconds: 10, failureThreshold: 30 },
    liveness: { ...check, periodSeconds: 60, failureThreshold: 5 },
  };
}

function control({ metrics, database }: ClusterParts): IConnectable[] {
  return database ? [metrics, database] : [metrics];
}

function waitForMigrations(parts: ClusterParts): NamedContainerProps {
  return initContainer(parts, 'wait-for-migrations', ['db', 'check-migrations', '--migration-wait-timeout', '600']);
}

function initContainer(parts: ClusterParts, name: string, args: readonly string[]): NamedContainerProps {
  const { image, env, databaseEnv } = parts;
  // The image's entrypoint looks for the database in every container; once is enough.
  const wait = { CONNECTION_CHECK_MAX_COUNT: '40' };
  return { name, image, args, env: { ...withoutConnections(env), ...databaseEnv, ...wait }, mounts: mountsOf(parts, false), resources: { cpu: '100m', memory: '512Mi' } };
}

function mountsOf({ volume, database }: ClusterParts, logsOnVolume: boolean): Mount[] {
  const logs = volume && logsOnVolume ? { volume, path: LOGS, subPath: 'logs' } : undefined;
  return [...writableMounts(logs), ...volume && !database ? [{ volume, path: DATA, subPath: 'database' }] : []];
}
