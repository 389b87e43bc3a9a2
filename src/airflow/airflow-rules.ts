import { absent, div, eq, gt, increase, n, or, sum, unless } from '@grafana/promql-builder';
import { AlertRule, noneUp, seriesOf, Severity } from '../core';

/** What Airflow 3.3 sends and a StatsD exporter shows of it, as far as it is watched and as a server showed it. */
export const AIRFLOW_METRICS = [
  'airflow_dag_processing_import_errors', 'airflow_dag_processor_heartbeat', 'airflow_dagrun_duration_failed_count',
  'airflow_dagrun_duration_success_count', 'airflow_dagrun_schedule_delay_count', 'airflow_dagrun_schedule_delay_sum',
  'airflow_operator_successes', 'airflow_pool_queued_slots', 'airflow_pool_running_slots', 'airflow_pool_starving_tasks',
  'airflow_scheduler_heartbeat', 'airflow_triggerer_heartbeat',
] as const;

/** A name in that list. */
export type AirflowMetric = typeof AIRFLOW_METRICS[number];

/** What someone should be told of an Airflow cluster whose metrics come through an exporter; `lateAfter` in seconds. */
export function airflowRules(job: string, lateAfter: number): AlertRule[] {
  const series = seriesOf<AirflowMetric>(job);
  const failed = () => series('airflow_dagrun_duration_failed_count');
  const delay = (metric: AirflowMetric) => sum(increase(series(metric).range('30m'))).by(['dag_id']);
  // Absent where none has beaten since the exporter started.
  const silent = (beats: AirflowMetric) => or(eq(sum(increase(series(beats).range('5m'))), n(0)), absent(series(beats))).toString();
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
      expr: silent('airflow_scheduler_heartbeat'),
      for: '5m',
      severity: Severity.CRITICAL,
      summary: `No scheduler behind ${job} has shown a sign of life for five minutes: no task is started`,
      runbook: 'Look at the events and the log of the scheduler pods, then at the database, without which a scheduler stands still',
    },
    {
      name: 'AirflowDagProcessorSilent',
      expr: silent('airflow_dag_processor_heartbeat'),
      for: '10m',
      severity: Severity.WARNING,
      summary: `The DAG processor behind ${job} has shown no sign of life for ten minutes: changes of DAGs are not seen`,
      runbook: 'Look at the events and the log of its pods: a file that takes very long to import, or too little memory for all of them',
    },
    {
      name: 'AirflowTriggererSilent',
      expr: silent('airflow_triggerer_heartbeat'),
      for: '10m',
      severity: Severity.WARNING,
      summary: `No triggerer behind ${job} has shown a sign of life for ten minutes: deferred tasks do not go on`,
      runbook: 'Look at the events and the log of the triggerer pods: a trigger that blocks holds up all others',
    },
    {
      name: 'AirflowDagRunLate',
      // The first run after a start of the exporter makes its series, and does not count.
      expr: gt(div(delay('airflow_dagrun_schedule_delay_sum'), delay('airflow_dagrun_schedule_delay_count')), n(lateAfter)).toString(),
      severity: Severity.WARNING,
      summary: 'Runs of the DAG {{ $labels.dag_id }} begin {{ $value | humanizeDuration }} after their time',
      runbook: 'Earlier runs of it may still be active (max_active_runs), the scheduler may have too much to do or have been away; a DAG that catches up '
        + 'with the past begins late by intent: let it finish, or set catchup=False',
    },
    {
      name: 'AirflowPoolStarving',
      expr: gt(sum(series('airflow_pool_starving_tasks')).by(['pool_name']), n(0)).toString(),
      for: '30m',
      severity: Severity.WARNING,
      summary: '{{ $value }} tasks have been waiting for slots of the pool {{ $labels.pool_name }} for half an hour',
      runbook: 'Give the pool more slots in Airflow, or spread the DAGs over time; where tasks hang, mark them as failed',
    },
    {
      name: 'AirflowTasksQueued',
      // What executors say of themselves is no use: the local one of 3.3 calls all of its slots open while it is full.
      expr: gt(sum(series('airflow_pool_queued_slots')), sum(series('airflow_pool_running_slots'))).toString(),
      for: '30m',
      severity: Severity.WARNING,
      summary: `For half an hour more tasks behind ${job} have waited for the executor than run`,
      runbook: 'Where tasks run, raise parallelism, and with it the memory of the scheduler or the number of workers, or spread the DAGs over time. Where '
        + 'none does, look at the log of the scheduler and at the pods of workers and tasks',
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
