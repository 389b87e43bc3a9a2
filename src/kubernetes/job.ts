import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { HashedJob } from './hashed-job';
import { metricsOf } from './metrics';
import { fit, nameOf, WORKLOAD_NAME } from './names';
import { createObject } from './object';
import { namespaceOf } from './settings';
import { jobDashboard, jobRules } from './job-metrics';
import { createPods, toolOf, WorkloadProps } from './workload';
import { workloadChecks } from './workload-checks';
import {
  atLeast, check, cron, duration, IMetricsTarget, IPushgateway, isToken, mapString, Metrics, secondsOf, valid, VALIDATORS,
} from '../core';
import { propChecks } from '../core/prop-checks';

/** Properties for `Job`. */
export interface JobProps extends WorkloadProps {
  /**
   * When to run it, in cron's notation, by the cluster's clock (UTC unless the cluster says otherwise).
   *
   * @default once, and again whenever the job changes
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
  /**
   * Where the program leaves series as its last step, in `PUSHGATEWAY_PUSH_URL`, which is the place of this job alone, or with a
   * client library and `PUSHGATEWAY_URL` and `PUSHGATEWAY_JOB`. That it has pushed says that it has succeeded.
   *
   * @default nowhere: there are no series, rules or dashboard
   */
  readonly pushgateway?: IPushgateway;
  /**
   * Age of the last success from which on someone is told. Needs `pushgateway` and `schedule`.
   *
   * @default nobody is told
   */
  readonly lateAfter?: string;
}

/**
 * Hardened pods that run to their end: a Job, or a CronJob with a `schedule`. A Job's name ends in a hash of its pods, JSON patches
 * included, so that it runs again when, and only when, they change. Failed containers are started again in the same pod, since a new
 * pod is not known to network policies in its first second. With a Pushgateway it is a target of monitoring.
 *
 * @throws ConstructError when a prop cannot work
 */
export class Job extends Construct implements IMetricsTarget {
  /** Name of its ServiceAccount, and the start of the Job's name. */
  public readonly name: string;
  /** The Job or CronJob. */
  public readonly workload: ApiObject;
  public readonly metrics: readonly Metrics[];

  constructor(scope: Construct, id: string, props: JobProps) {
    super(scope, id);
    const shape = propChecks(this, 'JobProps', props);
    const { schedule, backoffLimit = 6, activeDeadlineSeconds, ttlSecondsAfterFinished, pushgateway, lateAfter } = props;
    check(this, [
      ...shape, ...workloadChecks(props), atLeast('backoffLimit', backoffLimit, 0), ...cron('schedule', schedule),
      valid(VALIDATORS.period, 'activeDeadlineSeconds', activeDeadlineSeconds), valid(VALIDATORS.seconds, 'ttlSecondsAfterFinished', ttlSecondsAfterFinished),
      [isToken(lateAfter), 'lateAfter', lateAfter, 'the alert is written before anything is deployed', "write it as plain text, such as '26h'"],
      duration('lateAfter', lateAfter),
      [lateAfter !== undefined && !pushgateway, 'lateAfter', lateAfter, 'nothing would know of its successes', 'pass pushgateway'],
      [lateAfter !== undefined && schedule === undefined, 'lateAfter', lateAfter, 'it runs once, and is never late', 'pass schedule'],
    ]);
    this.name = fit(nameOf(this), WORKLOAD_NAME - 9);
    const job = `${namespaceOf(this)}/${this.name}`;
    this.metrics = pushgateway ? [metricsOf(this, {
      tool: 'job', job, rules: jobRules(job, lateAfter === undefined ? undefined : secondsOf(lateAfter)), dashboard: jobDashboard(job),
    })] : [];
    const pushing = pushgateway ? pushingTo(pushgateway, job, props) : props;
    const { template, prerequisites } = createPods(this, pushing, { name: this.name, tool: toolOf(this), restartPolicy: 'OnFailure' });
    const spec = { backoffLimit, activeDeadlineSeconds, ttlSecondsAfterFinished, template };
    if (schedule === undefined) {
      this.workload = createObject(this, 'Job', { apiVersion: 'batch/v1', kind: 'Job', name: this.name, body: { spec } }, HashedJob);
    } else {
      const cronJob = { schedule, concurrencyPolicy: 'Forbid', startingDeadlineSeconds: 600, successfulJobsHistoryLimit: 1, failedJobsHistoryLimit: 1 };
      this.workload = createObject(this, 'CronJob', {
        apiVersion: 'batch/v1', kind: 'CronJob', name: this.name, body: { spec: { ...cronJob, jobTemplate: { spec } } },
      });
    }
    this.workload.addDependency(...prerequisites);
  }

  /** Name of the Job or CronJob, as it stands: a patch of the Job gives it another. */
  public get jobName(): string {
    return this.workload.name;
  }
}

function pushingTo(pushgateway: IPushgateway, job: string, { uses = [], env, ...rest }: JobProps): JobProps {
  // Pushgateway's form of a label with a slash in it.
  const place = mapString(job, text => Buffer.from(text).toString('base64url'));
  const where = { PUSHGATEWAY_JOB: job, PUSHGATEWAY_PUSH_URL: `${pushgateway.url}/metrics/job@base64/${place}` };
  return { ...rest, uses: [...uses, pushgateway], env: { ...where, ...env } };
}
