import { Construct } from 'constructs';
import { createKubernetesExecutor, KubernetesExecutorOptions } from './kubernetes-executor';
import { Endpoint, EnvValue, IConnectable } from '../core';
import { Mount, Permission, PodTemplateProps } from '../kubernetes';

/** What an executor is told of its cluster. */
export interface ExecutorContext {
  /** Pods in which task code may run: image, environment, files and what they reach, without command. */
  readonly taskPods: PodTemplateProps;
  /** Whether logs of tasks go to a bucket. */
  readonly remoteLogs: boolean;
  /** Whether the metadata database is SQLite on the cluster's volume. */
  readonly sqlite: boolean;
}

/** What an executor means for the rest of the cluster. */
export interface ExecutorSettings {
  /** Environment of all components that load the executor. */
  readonly env?: Record<string, EnvValue>;
  /** Environment of the scheduler alone. */
  readonly schedulerEnv?: Record<string, EnvValue>;
  /** Files of the scheduler. */
  readonly schedulerMounts?: readonly Mount[];
  /** What the scheduler may do in its namespace. */
  readonly schedulerPermissions?: readonly Permission[];
  /** What the scheduler must reach. */
  readonly schedulerReaches?: readonly IConnectable[];
  /** What the API server may do in its namespace, to show the logs of running tasks. */
  readonly apiServerPermissions?: readonly Permission[];
  /** Where the API server fetches logs of running tasks. */
  readonly logServers?: readonly Endpoint[];
}

/** Makes what runs tasks below a scope. */
type CreateExecutor<T> = (scope: Construct, options: T, context: ExecutorContext) => ExecutorSettings;

/** What runs the tasks. */
export class Executor {
  /** Tasks run as processes of the scheduler, as many at a time as `parallelism` allows. */
  public static local(): Executor {
    return new Executor('LocalExecutor', createLocalExecutor, {});
  }

  /** Each task runs in a pod of its own. */
  public static kubernetes(options: KubernetesExecutorOptions = {}): Executor {
    return new Executor('KubernetesExecutor', createKubernetesExecutor, options);
  }

  private constructor(
    /** The name by which Airflow knows it. */
    public readonly className: string,
    private readonly _create: CreateExecutor<never>,
    private readonly _options: object,
  ) {}

  /** Whether tasks run in the scheduler's pods. */
  public get runsInScheduler(): boolean {
    return this.className === 'LocalExecutor';
  }

  /** Makes what runs the tasks below a scope. */
  public create(scope: Construct, context: ExecutorContext): ExecutorSettings {
    return this._create(scope, this._options as never, context);
  }
}

/** The scheduler's own pods run the tasks, and serve their logs. */
function createLocalExecutor(): ExecutorSettings {
  return {};
}
