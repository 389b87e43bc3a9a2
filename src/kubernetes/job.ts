import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { batchChecks, BatchProps, createBatch, suspendCheck } from './batch';
import { withParts } from './contribution';
import { HashedJob } from './hashed-job';
import { jobDashboard, jobRules } from './job-metrics';
import { metricsOf } from './metrics';
import { fit, nameOf, WORKLOAD_NAME } from './names';
import { createObject } from './object';
import { namespaceOf } from './settings';
import {
  check, Check, cron, duration, IMetricsTarget, IPushgateway, isToken, mapString, Metrics, secondsOf, valid, VALIDATORS,
} from '../core';
import { propChecks } from '../core/prop-checks';

/** What a scheduled run does while the one before is still there. */
export enum ConcurrencyPolicy {
  /** Both run. */
  ALLOW = 'Allow',
  /** The new one is left out. */
  FORBID = 'Forbid',
  /** The old one is ended. */
  REPLACE = 'Replace',
}

/** Properties for `Job`. */
export interface JobProps extends BatchProps {
  /**
   * When to run it, in cron's notation.
   *
   * @default once, and again whenever the job changes
   */
  readonly schedule?: string;
  /**
   * Name of the time zone of the schedule in the IANA database, such as 'Europe/Berlin'. Where clocks change, what falls into the hour that
   * is left out does not run that day, and what falls into the one that comes twice may run twice.
   *
   * @default the cluster's clock, which is UTC unless the cluster says otherwise
   */
  readonly timeZone?: string;
  /**
   * What a run does that is due while the one before is still there. Needs `schedule`.
   *
   * @default ConcurrencyPolicy.FORBID
   */
  readonly concurrencyPolicy?: ConcurrencyPolicy;
  /**
   * Seconds by which a run may start late, where the cluster could not start it in time, 10 at least; later, it is left out. Needs
   * `schedule`.
   *
   * @default 600
   */
  readonly startingDeadlineSeconds?: number;
  /**
   * How many runs that came to a good end are kept. Needs `schedule`.
   *
   * @default 1
   */
  readonly successfulJobsHistoryLimit?: number;
  /**
   * How many runs that failed are kept. Needs `schedule`.
   *
   * @default 1
   */
  readonly failedJobsHistoryLimit?: number;
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

  constructor(scope: Construct, id: string, given: JobProps) {
    super(scope, id);
    const shape = propChecks(this, 'JobProps', given);
    const props = withParts(this, given);
    const { schedule, suspend, retries = 6, pushgateway, lateAfter } = props;
    check(this, [
      ...shape, ...batchChecks(props), ...scheduleChecks(props), ...schedule === undefined ? [suspendCheck(props)] : [],
      [isToken(lateAfter), 'lateAfter', lateAfter, 'the alert is written before anything is deployed',
        "write it as plain text, such as '26h'"],
      duration('lateAfter', lateAfter),
      [lateAfter !== undefined && !pushgateway, 'lateAfter', lateAfter, 'nothing would know of its successes', 'pass pushgateway'],
      [lateAfter !== undefined && schedule === undefined, 'lateAfter', lateAfter, 'it runs once, and is never late', 'pass schedule'],
    ]);
    this.name = fit(nameOf(this), WORKLOAD_NAME - 9);
    const path = `${namespaceOf(this)}/${this.name}`;
    this.metrics = pushgateway ? [metricsOf(this, {
      tool: 'job',
      job: path,
      rules: jobRules(path, lateAfter === undefined ? undefined : secondsOf(lateAfter)),
      dashboard: jobDashboard(path),
    })] : [];
    const pushing = pushgateway ? pushingTo(pushgateway, path, props) : props;
    const { metadata, spec, prerequisites } = createBatch(this, pushing, { name: this.name, pods: 1 });
    const job = { backoffLimit: retries, ...spec };
    if (schedule === undefined) {
      const body = { spec: { suspend, ...job } };
      this.workload = createObject(this, 'Job', { apiVersion: 'batch/v1', kind: 'Job', name: this.name, ...metadata, body }, HashedJob);
    } else {
      const body = { spec: { ...timesOf(props), suspend, jobTemplate: { metadata, spec: job } } };
      this.workload = createObject(this, 'CronJob', { apiVersion: 'batch/v1', kind: 'CronJob', name: this.name, body });
    }
    this.workload.addDependency(...prerequisites);
  }

  /** Name of the Job or CronJob, as it stands: a patch of the Job gives it another. */
  public get jobName(): string {
    return this.workload.name;
  }
}

/** What must hold for a schedule and what goes with it. */
function scheduleChecks(props: JobProps): Check[] {
  const { schedule, timeZone, concurrencyPolicy, startingDeadlineSeconds, successfulJobsHistoryLimit, failedJobsHistoryLimit } = props;
  const limits = { successfulJobsHistoryLimit, failedJobsHistoryLimit };
  const scheduled = { timeZone, concurrencyPolicy, startingDeadlineSeconds, ...limits };
  return [
    ...cron('schedule', schedule), valid(VALIDATORS.timeZone, 'timeZone', timeZone),
    ...Object.entries(limits).map(([prop, limit]) => valid(VALIDATORS.count, prop, limit)),
    [seconds => !(Number.isInteger(seconds) && Number(seconds) >= 10), 'startingDeadlineSeconds', startingDeadlineSeconds,
      'the cluster looks every 10 seconds what is due', 'use a whole number of at least 10'],
    ...Object.entries(scheduled).map(([prop, value]): Check => (
      [schedule === undefined && value !== undefined, prop, value, 'it runs once, at once', 'pass schedule, or leave it out'])),
  ];
}

/** When a CronJob runs, in Kubernetes' words. */
function timesOf(props: JobProps): Record<string, unknown> {
  const { schedule, timeZone, concurrencyPolicy = ConcurrencyPolicy.FORBID, startingDeadlineSeconds = 600 } = props;
  const { successfulJobsHistoryLimit = 1, failedJobsHistoryLimit = 1 } = props;
  return { schedule, timeZone, concurrencyPolicy, startingDeadlineSeconds, successfulJobsHistoryLimit, failedJobsHistoryLimit };
}

function pushingTo(pushgateway: IPushgateway, job: string, { uses = [], env, ...rest }: JobProps): JobProps {
  // Pushgateway's form of a label with a slash in it.
  const place = mapString(job, text => Buffer.from(text).toString('base64url'));
  const where = { PUSHGATEWAY_JOB: job, PUSHGATEWAY_PUSH_URL: `${pushgateway.url}/metrics/job@base64/${place}` };
  return { ...rest, uses: [...uses, pushgateway], env: { ...where, ...env } };
}
