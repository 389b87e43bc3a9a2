import { absent, eq, gt, increase, n, or, sum, unless } from '@grafana/promql-builder';
import { AlertRule, noneUp, seriesOf, Severity } from '../core';

/**
 * What Airflow 3.3 sends and a StatsD exporter shows of it, as far as it is watched: seen on a server, but for that of failed runs,
 * which is read from its source.
 */
export const AIRFLOW_METRICS = [
  'airflow_dag_processing_import_errors', 'airflow_dagrun_duration_failed_count', 'airflow_dagrun_duration_success_count',
  'airflow_executor_open_slots', 'airflow_operator_successes', 'airflow_scheduler_heartbeat',
] as const;

/** A name in that list. */
export type AirflowMetric = typeof AIRFLOW_METRICS[number];

/** What someone should be told of an Airflow cluster whose metrics come through an exporter. */
export function airflowRules(job: string): AlertRule[] {
  const series = seriesOf<AirflowMetric>(job);
  const beats = () => series('airflow_scheduler_heartbeat');
  const failed = () => series('airflow_dagrun_duration_failed_count');
  return [
    {
      name: 'AirflowMetricsDown',
      expr: noneUp(series('up')),
      for: '10m',
      severity: Severity.WARNING,
      summary: `The exporter ${job} does not answer: nothing is known of this Airflow`,
      runbook: 'Look at the events and the log of its pod',
    },
    {
      name: 'AirflowSchedulerSilent',
      // Absent where no scheduler has beaten since the exporter started.
      expr: or(eq(sum(increase(beats().range('5m'))), n(0)), absent(beats())).toString(),
      for: '5m',
      severity: Severity.CRITICAL,
      summary: `No scheduler behind ${job} has shown a sign of life for five minutes: no task is started`,
      runbook: 'Look at the events and the log of the scheduler pods, then at the database, without which a scheduler stands still',
    },
    {
      name: 'AirflowDagRunFailed',
      // The first failure of a DAG makes its series, and a series that begins has not increased.
      expr: or(
        gt(sum(increase(failed().range('15m'))).by(['dag_id']), n(0)),
        gt(sum(unless(failed(), failed().offset('15m'))).by(['dag_id']), n(0)),
      ).toString(),
      severity: Severity.WARNING,
      summary: 'A run of the DAG {{ $labels.dag_id }} has failed in the last quarter of an hour',
      runbook: "Open the DAG's last runs in Airflow: the first failed task has the log. Clear it to run again from there",
    },
    {
      name: 'AirflowDagImportErrors',
      expr: gt(sum(series('airflow_dag_processing_import_errors')), n(0)).toString(),
      for: '5m',
      severity: Severity.WARNING,
      summary: `{{ $value }} DAG files behind ${job} cannot be imported: their DAGs do not run as they are written`,
      runbook: 'Airflow shows the traceback of each above its list of DAGs; airflow dags list-import-errors prints them',
    },
  ];
}
