import { Construct } from 'constructs';
import { CeleryExecutorOptions, createCeleryExecutor } from './celery-executor';
import { ExecutorConfig, ExecutorContext } from './executor-config';
import { createKubernetesExecutor, KubernetesExecutorOptions } from './kubernetes-executor';
import { valueClass } from '../core/value-class';

/** Makes what runs tasks below a scope. */
type CreateExecutor<T> = (scope: Construct, options: T, context: ExecutorContext) => ExecutorConfig;

/** What runs the tasks. */
export class Executor {
  static { valueClass(this, 'Executor'); }

  /** Tasks run as processes of the scheduler, as many at a time as `parallelism` allows. */
  public static local(): Executor {
    return new Executor('LocalExecutor', createLocalExecutor, {});
  }

  /** Tasks run as processes of long-lived workers, which take them from a queue. */
  public static celery(options: CeleryExecutorOptions): Executor {
    return new Executor('CeleryExecutor', createCeleryExecutor, options);
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
  public create(scope: Construct, context: ExecutorContext): ExecutorConfig {
    return this._create(scope, this._options as never, context);
  }
}

/** The scheduler's own pods run the tasks, and serve their logs. */
function createLocalExecutor(): ExecutorConfig {
  return {};
}
