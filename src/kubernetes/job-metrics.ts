import { absent, gt, max, n, sub, time } from '@grafana/promql-builder';
import { AlertRule, Dashboard, PanelUnit, seriesOf, Severity } from '../core';

/** What a Pushgateway tells of each group of series that was pushed, as one showed it. */
export const JOB_METRICS = ['push_failure_time_seconds', 'push_time_seconds'] as const;

/** A name in that list. */
export type JobMetric = typeof JOB_METRICS[number];

/** What someone should be told of a job that pushes when it has succeeded; `lateAfter` in seconds. */
export function jobRules(job: string, lateAfter: number | undefined): AlertRule[] {
  const series = seriesOf<JobMetric>(job);
  const pushed = () => max(series('push_time_seconds'));
  const runbook = 'Look at the log of its newest pod, and at the events of its CronJob where there is none; the program must push as its last step';
  const lateness: AlertRule[] = lateAfter === undefined ? [] : [
    {
      name: 'JobLate',
      expr: gt(sub(time(), pushed()), n(lateAfter)).toString(),
      for: '5m',
      severity: Severity.WARNING,
      summary: `${job} has not come to a good end for {{ $value | humanizeDuration }}`,
      runbook,
    },
    {
      name: 'JobSilent',
      expr: absent(series('push_time_seconds')).toString(),
      for: `${lateAfter}s`,
      severity: Severity.WARNING,
      summary: `${job} has never come to a good end, or the Pushgateway has lost what it knew`,
      runbook: `${runbook}. And look whether the Pushgateway is up and keeps what it is given`,
    },
  ];
  return [
    ...lateness,
    {
      name: 'JobPushRefused',
      expr: gt(max(series('push_failure_time_seconds')), pushed()).toString(),
      for: '5m',
      severity: Severity.WARNING,
      summary: `What ${job} pushed last was refused by the Pushgateway`,
      runbook: 'A metric of that name and type, or with these labels, is there from somebody else; or a timestamp is in it. The answer to the push says which',
    },
  ];
}

/** What is worth seeing of it, whatever else it pushes. */
export function jobDashboard(job: string): Dashboard {
  const series = seriesOf<JobMetric>(job);
  return {
    title: `Job ${job}`,
    panels: [{
      title: 'Time since it came to a good end',
      unit: PanelUnit.SECONDS,
      queries: [{ expr: sub(time(), max(series('push_time_seconds'))).toString(), legend: 'age' }],
    }],
  };
}
