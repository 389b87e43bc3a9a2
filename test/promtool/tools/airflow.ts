import { Chart } from 'cdk8s';
import { airflowLateness } from './airflow-lateness';
import { AirflowCluster, IMetricsTarget } from '../../../src';
import { AIRFLOW_METRICS } from '../../../src/airflow/airflow-rules';
import { down, Tool } from '../tool';

const JOB = 'ml/ml-airflow-statsd';

const runs = (values: string): Record<string, string> => (
  { [`airflow_dagrun_duration_failed_count{job="${JOB}",dag_id="train",run_type="manual"}`]: values });

/** Airflow behind a StatsD exporter. */
export const airflow: Tool = {
  targets: (scope: Chart): IMetricsTarget[] => [new AirflowCluster(scope, 'Airflow')],
  metrics: AIRFLOW_METRICS,
  cases: {
    ...airflowLateness,
    AirflowMetricsDown: down(JOB),
    AirflowSchedulerSilent: [
      { series: { [`airflow_scheduler_heartbeat{job="${JOB}"}`]: '0+12x5 60x20' }, at: '20m', alerts: [{}] },
      { series: { [`airflow_scheduler_heartbeat{job="${JOB}"}`]: '0+12x30' }, at: '20m', alerts: [] },
      { series: {}, at: '6m', alerts: [{}] },
    ],
    AirflowDagRunFailed: [
      { series: runs('_x9 1x40'), at: '11m', alerts: [{ dag_id: 'train' }] },
      { series: runs('_x9 1x40'), at: '30m', alerts: [] },
      { series: runs('1x30 2x30'), at: '35m', alerts: [{ dag_id: 'train' }] },
      { series: runs('1x30'), at: '25m', alerts: [] },
    ],
    AirflowDagImportErrors: [
      { series: { [`airflow_dag_processing_import_errors{job="${JOB}"}`]: '1x20' }, at: '10m', alerts: [{}] },
      { series: { [`airflow_dag_processing_import_errors{job="${JOB}"}`]: '0x20' }, at: '10m', alerts: [] },
    ],
  },
};
