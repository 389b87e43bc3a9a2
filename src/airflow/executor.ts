import { Construct } from 'constructs';
import { celeryChecks, CeleryExecutorOptions, createCeleryExecutor } from './celery-executor';
import { ExecutorConfig, ExecutorContext, ExecutorFacts } from './executor-config';
import { createKubernetesExecutor, kubernetesChecks, KubernetesExecutorOptions } from './kubernetes-executor';
import { Check } from '../core';
import { valueClass } from '../core/value-class';
import { Variant } from '../kubernetes';

/** How one kind of executor is checked and made. */
interface Kind<T> {
  readonly checks: (scope: Construct, options: T, facts: ExecutorFacts) => readonly Check[];
  readonly create: (scope: Construct, options: T, context: ExecutorContext) => ExecutorConfig;
}

/** What runs the tasks. */
export class Executor implements Variant<ExecutorContext, ExecutorConfig> {
  static { valueClass(this, 'Executor'); }

  /** Tasks run as processes of the scheduler, as many at a time as `parallelism` allows. */
  public static local(): Executor {
    // The scheduler's own pods run the tasks, and serve their logs.
    return new Executor('LocalExecutor', { checks: () => [], create: () => ({}) }, {});
  }

  /** Tasks run as processes of long-lived workers, which take them from a queue. */
  public static celery(options: CeleryExecutorOptions): Executor {
    return new Executor('CeleryExecutor', { checks: celeryChecks, create: createCeleryExecutor }, options);
  }

  /** Each task runs in a pod of its own. */
  public static kubernetes(options: KubernetesExecutorOptions = {}): Executor {
    return new Executor('KubernetesExecutor', { checks: kubernetesChecks, create: createKubernetesExecutor }, options);
  }

  private constructor(
    /** The name by which Airflow knows it. */
    public readonly className: string,
    private readonly _kind: Kind<never>,
    private readonly _options: object,
  ) {}

  /** Whether tasks run in the scheduler's pods. */
  public get runsInScheduler(): boolean {
    return this.className === 'LocalExecutor';
  }

  /** What must hold for it in a cluster. */
  public checks(scope: Construct, facts: ExecutorFacts): readonly Check[] {
    return this._kind.checks(scope, this._options as never, facts);
  }

  /** Makes what runs the tasks below a scope. */
  public create(scope: Construct, context: ExecutorContext): ExecutorConfig {
    return this._kind.create(scope, this._options as never, context);
  }
}
