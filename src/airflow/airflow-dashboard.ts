import { AIRFLOW_METRICS } from './airflow-rules';
import { Dashboard, PanelUnit } from '../core';

/** What is worth seeing of an Airflow cluster whose metrics come through an exporter. */
export function airflowDashboard(job: string): Dashboard {
  const series = (name: typeof AIRFLOW_METRICS[number]) => `${name}{job="${job}"}`;
  const panel = (title: string, ...queries: { expr: string; legend: string }[]) => ({ title, unit: PanelUnit.NUMBER, queries });
  return {
    title: `Airflow ${job}`,
    panels: [
      panel(
        'DAG runs that ended in the last hour',
        { expr: `sum(increase(${series('airflow_dagrun_duration_success_count')}[1h]))`, legend: 'success' },
        { expr: `sum(increase(${series('airflow_dagrun_duration_failed_count')}[1h]))`, legend: 'failed' },
      ),
      panel('Tasks that succeeded in the last hour', {
        expr: `sum by (dag_id) (increase(${series('airflow_operator_successes')}[1h]))`, legend: '{{dag_id}}',
      }),
      panel('Heartbeats of schedulers a minute', { expr: `60 * sum(rate(${series('airflow_scheduler_heartbeat')}[5m]))`, legend: 'heartbeats' }),
      panel('Open slots of executors', { expr: `sum(${series('airflow_executor_open_slots')})`, legend: 'slots' }),
      panel('DAG files that cannot be imported', { expr: `sum(${series('airflow_dag_processing_import_errors')})`, legend: 'files' }),
    ],
  };
}
