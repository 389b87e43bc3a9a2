import { absent, eq, gt, n, sub, time } from '@grafana/promql-builder';
import { AlertRule, seriesOf, Severity } from '../core';

/** What the program of a monitor pushes, and what the Pushgateway adds. */
export const EVIDENTLY_METRICS = [
  'evidently_column_drift_score', 'evidently_column_drifted', 'evidently_current_rows', 'evidently_dataset_drift', 'evidently_drift_share',
  'evidently_drift_threshold', 'evidently_last_run_failed', 'evidently_last_success_timestamp_seconds', 'evidently_reference_rows',
  'evidently_run_seconds', 'evidently_tests_failed', 'push_failure_time_seconds', 'push_time_seconds',
] as const;

/** A name in that list. */
export type EvidentlyMetric = typeof EVIDENTLY_METRICS[number];

/** What a monitor is like, as its rules must know it. */
export interface MonitorTraits {
  /** Whether its report can tell of drift. */
  readonly drift: boolean;
  /** Seconds without success from which on it is late. */
  readonly lateAfter: number;
}

/** What someone should be told of a monitor. */
export function evidentlyRules(job: string, { drift, lateAfter }: MonitorTraits): AlertRule[] {
  const series = seriesOf<EvidentlyMetric>(job);
  const log = 'Look at the log of its newest pod, and at the events of its CronJob where there is none';
  const detected: AlertRule = {
    name: 'DriftDetected',
    expr: eq(series('evidently_dataset_drift'), n(1)).toString(),
    severity: Severity.WARNING,
    summary: `The current data of ${job} are no longer like the reference data`,
    runbook: 'The dashboard shows which columns have drifted, and the report in the service how. Where the change is real and lasting, train '
      + 'the model on newer data and make these the reference; otherwise look for what went wrong on the way of the data',
  };
  return [
    ...drift ? [detected] : [],
    {
      name: 'DriftTestsFailed',
      expr: gt(series('evidently_tests_failed'), n(0)).toString(),
      severity: Severity.WARNING,
      summary: `{{ $value }} tests in the report of ${job} fail`,
      runbook: 'The report in the service tells which; where a test no longer says what is wanted, change the report',
    },
    {
      name: 'DriftCurrentDataMissing',
      expr: eq(series('evidently_current_rows'), n(0)).toString(),
      severity: Severity.WARNING,
      summary: `There are no current data for ${job} to compare`,
      runbook: 'Look whether that which writes the data still runs, and whether the key or the query of the monitor still fits what it writes',
    },
    {
      name: 'DriftMonitorFailed',
      expr: eq(series('evidently_last_run_failed'), n(1)).toString(),
      for: '10m',
      severity: Severity.WARNING,
      summary: `The last run of ${job} has failed`,
      runbook: log,
    },
    {
      name: 'DriftMonitorLate',
      expr: gt(sub(time(), series('evidently_last_success_timestamp_seconds')), n(lateAfter)).toString(),
      for: '5m',
      severity: Severity.WARNING,
      summary: `${job} has not compared any data for {{ $value | humanizeDuration }}`,
      runbook: log,
    },
    {
      name: 'DriftMonitorSilent',
      expr: absent(series('evidently_last_success_timestamp_seconds')).toString(),
      for: `${lateAfter}s`,
      severity: Severity.WARNING,
      summary: `${job} has never compared any data, or the Pushgateway has lost what it knew`,
      runbook: `${log}; and look whether the Pushgateway is up and keeps what it is given`,
    },
  ];
}
