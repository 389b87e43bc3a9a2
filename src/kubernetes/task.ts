import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { fit, nameOf, shortHash, WORKLOAD_NAME } from './names';
import { createObject } from './object';
import { createPods, toolOf, WorkloadProps } from './workload';
import { atLeast, check, digestString } from '../core';

const CRON = /^(@(hourly|daily|weekly|monthly|yearly|annually|midnight)|\S+(\s+\S+){4})$/;

/** Properties for `Task`. */
export interface TaskProps extends WorkloadProps {
  /**
   * When to run it, in cron's notation, by the cluster's clock (UTC unless the cluster says otherwise).
   *
   * @default once, and again whenever the task changes
   */
  readonly schedule?: string;
  /**
   * How often a failed pod is tried again.
   *
   * @default 6
   */
  readonly backoffLimit?: number;
  /**
   * Seconds after which it is given up.
   *
   * @default no limit
   */
  readonly activeDeadlineSeconds?: number;
  /**
   * Seconds after its end until it is deleted; Pulumi makes a deleted Job anew at the next refresh and up.
   *
   * @default it is kept
   */
  readonly ttlSecondsAfterFinished?: number;
}

/**
 * Hardened pods that run to their end: a Job, or a CronJob with a `schedule`. A Job's name ends in a hash of its pods, so that
 * it runs again when, and only when, they change. Failed containers are started again in the same pod, since a new pod is not
 * known to network policies in its first second.
 *
 * @throws ConstructError when a prop cannot work
 */
export class Task extends Construct {
  /** Name of the task's ServiceAccount, and the start of the Job's name. */
  public readonly name: string;
  /** Name of the Job or CronJob. */
  public readonly jobName: string;
  /** The Job or CronJob. */
  public readonly workload: ApiObject;

  constructor(scope: Construct, id: string, props: TaskProps) {
    super(scope, id);
    const { schedule, backoffLimit = 6, activeDeadlineSeconds, ttlSecondsAfterFinished } = props;
    check(this, [
      atLeast('backoffLimit', backoffLimit, 0),
      [text => !CRON.test(String(text)), 'schedule', schedule, 'it is not a cron schedule', "write five fields, such as '0 3 * * *'"],
    ]);
    this.name = fit(nameOf(this), WORKLOAD_NAME - 9);
    const { template, prerequisites } = createPods(this, props, { name: this.name, tool: toolOf(this), restartPolicy: 'OnFailure' });
    const spec = { backoffLimit, activeDeadlineSeconds, ttlSecondsAfterFinished, template };
    if (schedule === undefined) {
      this.jobName = `${this.name}-${digestString(canonical(spec), shortHash)}`;
      this.workload = createObject(this, 'Job', { apiVersion: 'batch/v1', kind: 'Job', name: this.jobName, body: { spec } });
    } else {
      this.jobName = this.name;
      const cron = { schedule, concurrencyPolicy: 'Forbid', startingDeadlineSeconds: 600, successfulJobsHistoryLimit: 1, failedJobsHistoryLimit: 1 };
      this.workload = createObject(this, 'CronJob', {
        apiVersion: 'batch/v1', kind: 'CronJob', name: this.jobName, body: { spec: { ...cron, jobTemplate: { spec } } },
      });
    }
    this.workload.addDependency(...prerequisites);
  }
}

/** JSON in which numbers are text, as numbers that come later are. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, item) => typeof item === 'number' ? String(item) : item);
}
