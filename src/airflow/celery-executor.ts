import { Construct } from 'constructs';
import { TASK_LOG_PORT } from './cluster-parts';
import { LOGS } from './directories';
import { ExecutorConfig, ExecutorContext, ExecutorFacts } from './executor-config';
import { logGroomer } from './log-groomer';
import { asText, atLeast, Check, Encoder, hostAndPort, IRedis, joined, slot, Template, template, withDefaults } from '../core';
import {
  Autoscaling, autoscalingChecks, AutoscalingLimits, claim, Contribution, hostKey, KedaOptions, KedaScaling, nameOf, printCommand,
  printedEnv, Probe, profileOf, Resources, Server, ServerProps, take, VolumeClaim, WORKLOAD_NAME,
} from '../kubernetes';

/** Databases of the broker; the one of the results is not that of the queues, so that nothing in it looks like one. */
const QUEUES = 0;
const RESULTS = 1;

const BROKER = 'AIRFLOW__CELERY__BROKER_URL';
const BACKEND = 'AIRFLOW__CELERY__RESULT_BACKEND';

/**
 * Asks the worker whether it still takes tasks: one that lost its broker for a while may not. A broker that is away is no fault of
 * the worker, whose tasks run on. Without Airflow it costs a tenth of what Airflow's own check does.
 */
const ANSWERS = `
import os, socket, subprocess, sys
from celery import Celery
url = subprocess.check_output(os.environ['AIRFLOW__CELERY__BROKER_URL_CMD'], shell=True, text=True)
app = Celery(broker=url)
try:
    with app.connection_for_write() as connection:
        connection.ensure_connection(max_retries=1, timeout=5)
except Exception as error:
    sys.exit(print('the broker is away:', error))
sys.exit(0 if app.control.inspect(destination=['celery@' + socket.gethostname()], timeout=10).ping() else 'no answer')
`.trim();

const ALIVE: Probe = { exec: { command: ['python3', '-c', ANSWERS] }, timeoutSeconds: 30 };

/** Options for `Executor.celery`. */
export interface CeleryExecutorOptions {
  /** Redis server with the queues and results of this cluster, and of no other. */
  readonly broker: IRedis;
  /**
   * Number of workers.
   *
   * @default that of the profile; 1 without a bucket for logs
   */
  readonly workers?: number;
  /**
   * Lets the number of workers follow their load, in place of `workers`.
   *
   * @default none
   */
  readonly autoscaling?: CeleryAutoscaling;
  /**
   * Queues that the workers take tasks from; the first is the one of tasks that name none.
   *
   * @default ['default']
   */
  readonly queues?: readonly string[];
  /**
   * Tasks that a worker runs at a time. Each takes the memory of its own code and some 200Mi of Airflow's.
   *
   * @default 4
   */
  readonly concurrency?: number;
  /**
   * CPU and memory of a worker with all its tasks.
   *
   * @default '100m' and '2Gi'; '1' and '2Gi' where the use of CPU decides how many there are
   */
  readonly resources?: Resources;
  /**
   * Seconds that a worker, when it has to go, waits for its tasks. A task that takes longer is killed, and tried again if it has
   * retries left.
   *
   * @default 600
   */
  readonly terminationGracePeriodSeconds?: number;
  /**
   * Seconds after which the broker gives a task to another worker, when the first has not finished it. More than the longest
   * task takes.
   *
   * @default 86400, a day
   */
  readonly visibilityTimeoutSeconds?: number;
}

/** How many workers there are, where that follows their load. */
export interface CeleryAutoscaling extends AutoscalingLimits {
  /**
   * Has KEDA count the tasks that wait or run, where it is installed; `{}` takes its usual namespace.
   *
   * @default none: the use of CPU decides
   */
  readonly keda?: KedaOptions;
}

/** Makes the workers. */
export function createCeleryExecutor(scope: Construct, options: CeleryExecutorOptions, context: ExecutorContext): ExecutorConfig {
  const { autoscaling, queues = ['default'], concurrency = 4, workers, terminationGracePeriodSeconds = 600 } = options;
  const { taskPods, session, remoteLogs } = context;
  const cpu = autoscaling && !autoscaling.keda ? '1' : '100m';
  const broker = brokerOf(options);
  const queue = { AIRFLOW__OPERATORS__DEFAULT_QUEUE: queues[0] };
  const logs = logsOf(scope, context);
  const worker = new Server(scope, 'Worker', {
    ...taskPods,
    ...logs.pods,
    resources: withDefaults(options.resources, { cpu, memory: '2Gi' }),
    terminationGracePeriodSeconds,
    autoscaling: autoscaling && scaling(autoscaling, options.broker, queues, concurrency),
    replicas: autoscaling ? undefined : workers ?? (remoteLogs ? profileOf(scope).replicas : 1),
    args: ['celery', 'worker', '--queues', queues.join(',')],
    // Without an address of the metadata database a worker of 3.3.2 starts with an empty SQLite file.
    parts: [...taskPods.parts ?? [], session, broker, {
      of: 'executor',
      env: {
        ...queue,
        AIRFLOW__CELERY__WORKER_CONCURRENCY: asText(concurrency),
        // The signal to end goes to the worker alone, which then waits for its tasks (Airflow docs, docker-stack entrypoint).
        DUMB_INIT_SETSID: '0',
      },
    }, logs.part],
    env: logs.env,
    ports: { logs: TASK_LOG_PORT },
    startup: { ...ALIVE, periodSeconds: 10, failureThreshold: 30 },
    readiness: { tcpSocket: { port: TASK_LOG_PORT }, periodSeconds: 10 },
    liveness: { ...ALIVE, periodSeconds: 60, failureThreshold: 5 },
  });
  return {
    everywhere: { of: 'executor', env: queue },
    scheduler: broker,
    apiServer: { of: 'executor', reaches: [{ connection: { endpoints: [worker.endpoint('logs')] } }] },
    workers: [worker],
  };
}

/** What must hold for the workers. */
export function celeryChecks(scope: Construct, options: CeleryExecutorOptions, { remoteLogs, sqlite }: ExecutorFacts): Check[] {
  const { broker, workers, autoscaling, queues = ['default'] } = options;
  const other = take(broker, 'queues of Airflow', scope.node.path);
  const bucket = 'pass a Bucket as logStore';
  return [
    ...other === undefined ? [claim(
      scope, 'executor.broker', hostAndPort(hostKey(broker.host), asText(broker.port)), scope.node.root, 'queues of Airflow',
      "has its tasks in it, and each cluster's workers would take those of the other", 'give each cluster a Redis server of its own')] : [],
    [other !== undefined, 'executor.broker', undefined,
      `the tasks of ${other} are in it, and each cluster's workers would take those of the other`,
      'give each cluster a Valkey of its own'],
    [sqlite, 'executor', 'CeleryExecutor', 'the metadata database is SQLite and lives on one volume',
      'pass a PostgresDatabase as metadataDatabase'],
    ...autoscalingChecks(autoscaling, 'executor.autoscaling'),
    atLeast('executor.workers', workers, 1), atLeast('executor.concurrency', options.concurrency, 1),
    atLeast('executor.terminationGracePeriodSeconds', options.terminationGracePeriodSeconds, 1),
    atLeast('executor.visibilityTimeoutSeconds', options.visibilityTimeoutSeconds, 60),
    [queues.length === 0, 'executor.queues', queues, 'the workers would get no task', "leave it out for 'default'"],
    ...queues.map((queue): Check => [
      name => !/^[^\s,]+$/.test(String(name)), 'executor.queues', queue, 'it is not the name of a queue',
      'use text without blanks and commas',
    ]),
    [autoscaling !== undefined && workers !== undefined, 'executor.workers', workers, 'the autoscaler sets the number of workers',
      'leave it out'],
    [!remoteLogs && autoscaling !== undefined, 'executor.autoscaling', autoscaling, 'the log of a task goes with its worker', bucket],
    [!remoteLogs && (number => Number(number) > 1), 'executor.workers', workers, 'the logs of tasks lie on a volume that one node mounts',
      `${bucket}, or keep one worker`],
  ];
}

/** For what hands tasks over and what takes them. */
function brokerOf({ broker, visibilityTimeoutSeconds = 86400 }: CeleryExecutorOptions): Contribution {
  return {
    of: 'broker',
    env: {
      ...printedEnv(BROKER, urlOfBroker(broker, QUEUES)),
      [`${BROKER}_CMD`]: printCommand(BROKER),
      // Airflow's own choice is the metadata database, which workers do not have.
      ...printedEnv(BACKEND, urlOfBroker(broker, RESULTS)),
      [`${BACKEND}_CMD`]: printCommand(BACKEND),
      AIRFLOW__CELERY_BROKER_TRANSPORT_OPTIONS__VISIBILITY_TIMEOUT: asText(visibilityTimeoutSeconds),
    },
    reaches: [broker],
  };
}

/** Airflow asks a command for it, since it is made in the pod, where alone the password is known. */
function urlOfBroker({ host, port, tls, password }: IRedis, database: number): Template {
  const login = password ? template`:${slot(password, Encoder.URL)}@` : [];
  const query = tls ? '?ssl_cert_reqs=CERT_REQUIRED' : '';
  return joined([tls ? 'rediss://' : 'redis://', ...login, `${hostAndPort(host, port)}/${database}${query}`]);
}

interface WorkerLogs {
  readonly pods: Pick<ServerProps, 'mounts' | 'sidecars' | 'recreate' | 'hostname'>;
  readonly part: Contribution;
  readonly env?: Contribution['env'];
}

/**
 * Without a bucket logs lie on the volume of the one worker. The API server looks for the log of a task where the task says it ran:
 * that is the name of the worker's Service, so that the logs are found after a restart too.
 */
function logsOf(scope: Construct, { taskPods: { image, mounts = [] }, remoteLogs, claim: own }: ExecutorContext): WorkerLogs {
  if (remoteLogs) return { pods: { sidecars: [logGroomer(image, mounts)] }, part: {} };
  const { volume } = new VolumeClaim(scope, 'WorkerLogs', own);
  const logs = { volume: volume.named('worker-logs'), path: LOGS, subPath: 'logs' };
  const others = mounts.filter(({ path }) => path !== LOGS);
  return {
    pods: {
      mounts: others, sidecars: [logGroomer(image, [...others, logs])], recreate: true, hostname: nameOf(scope, WORKLOAD_NAME, 'Worker'),
    },
    part: { of: 'logs', mounts: [logs] },
    env: { AIRFLOW__CORE__HOSTNAME_CALLABLE: 'socket.gethostname' },
  };
}

function scaling(autoscaling: CeleryAutoscaling, broker: IRedis, queues: readonly string[], concurrency: number): Autoscaling {
  const { keda } = autoscaling;
  return { ...autoscaling, keda: keda && countTasks(keda, broker, queues, concurrency) };
}

/** Celery keeps waiting tasks in a list per queue, and those that a worker has taken in the hash `unacked`. */
function countTasks(keda: KedaOptions, broker: IRedis, queues: readonly string[], concurrency: number): KedaScaling {
  const { host, port, tls, password } = broker;
  const server = { address: hostAndPort(host, asText(port)), databaseIndex: String(QUEUES), enableTLS: String(tls) };
  const waiting = queues.map((queue, index): [name: string, key: string] => [`waiting${index}`, queue]);
  return {
    ...keda,
    triggers: [...waiting, ['running', 'unacked']].map(([name, listName]) => ({ name, type: 'redis', metadata: { ...server, listName } })),
    target: concurrency,
    secrets: password && { password },
    reaches: [broker],
  };
}
