import { div, increase, mul, n, rate, sum } from '@grafana/promql-builder';
import { AirflowMetric } from './airflow-rules';
import { Dashboard, PanelUnit, seriesOf } from '../core';

/** What is worth seeing of an Airflow cluster whose metrics come through an exporter. */
export function airflowDashboard(job: string): Dashboard {
  const series = seriesOf<AirflowMetric>(job);
  const inLastHour = (metric: AirflowMetric) => sum(increase(series(metric).range('1h')));
  const panel = (title: string, ...queries: { expr: { toString(): string }; legend: string }[]) => (
    { title, unit: PanelUnit.NUMBER, queries: queries.map(({ expr, legend }) => ({ expr: expr.toString(), legend })) });
  return {
    title: `Airflow ${job}`,
    panels: [
      panel(
        'DAG runs that ended in the last hour',
        { expr: inLastHour('airflow_dagrun_duration_success_count'), legend: 'success' },
        { expr: inLastHour('airflow_dagrun_duration_failed_count'), legend: 'failed' },
      ),
      panel('Tasks that succeeded in the last hour', { expr: inLastHour('airflow_operator_successes').by(['dag_id']), legend: '{{dag_id}}' }),
      panel('Heartbeats of schedulers a minute', { expr: mul(n(60), sum(rate(series('airflow_scheduler_heartbeat').range('5m')))), legend: 'heartbeats' }),
      {
        ...panel('Time from when runs were due until they began, on average', {
          expr: div(inLastHour('airflow_dagrun_schedule_delay_sum').by(['dag_id']), inLastHour('airflow_dagrun_schedule_delay_count').by(['dag_id'])),
          legend: '{{dag_id}}',
        }),
        unit: PanelUnit.SECONDS,
      },
      panel(
        'Tasks in pools',
        { expr: sum(series('airflow_pool_running_slots')).by(['pool_name']), legend: '{{pool_name}} running' },
        { expr: sum(series('airflow_pool_queued_slots')).by(['pool_name']), legend: '{{pool_name}} queued' },
        { expr: sum(series('airflow_pool_starving_tasks')).by(['pool_name']), legend: '{{pool_name}} starving' },
      ),
      panel('DAG files that cannot be imported', { expr: sum(series('airflow_dag_processing_import_errors')), legend: 'files' }),
    ],
  };
}
