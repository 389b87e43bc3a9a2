import { increase, mul, n, rate, sum } from '@grafana/promql-builder';
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
      panel('Open slots of executors', { expr: sum(series('airflow_executor_open_slots')), legend: 'slots' }),
      panel('DAG files that cannot be imported', { expr: sum(series('airflow_dag_processing_import_errors')), legend: 'files' }),
    ],
  };
}
