import { Case } from '../tool';

const JOB = 'ml/ml-airflow-statsd';

const beats = (name: string): Case[] => [
  { series: { [`${name}{job="${JOB}"}`]: '0+12x5 60x30' }, at: '25m', alerts: [{}] },
  { series: { [`${name}{job="${JOB}"}`]: '0+12x40' }, at: '25m', alerts: [] },
  { series: {}, at: '11m', alerts: [{}] },
];

/** A run in ten minutes, each of which begins so many seconds late. */
const delays = (seconds: number): Record<string, string> => {
  const after = (unit: number) => [0, 1, 2, 3, 4].map(runs => `${runs * unit}x9`).join(' ');
  return {
    [`airflow_dagrun_schedule_delay_sum{job="${JOB}",dag_id="train"}`]: after(seconds), [`airflow_dagrun_schedule_delay_count{job="${JOB}",dag_id="train"}`]: after(1),
  };
};

const pool = (metric: string, values: string) => ({ [`airflow_pool_${metric}{job="${JOB}",pool_name="default_pool"}`]: values });

/** Alerts on Airflow that does not keep up. */
export const airflowLateness: Record<string, Case[]> = {
  AirflowDagProcessorSilent: beats('airflow_dag_processor_heartbeat'),
  AirflowTriggererSilent: beats('airflow_triggerer_heartbeat'),
  AirflowDagRunLate: [
    { series: delays(1800), at: '35m', alerts: [{ dag_id: 'train' }] },
    { series: delays(60), at: '35m', alerts: [] },
    { series: {}, at: '35m', alerts: [] },
  ],
  AirflowPoolStarving: [
    { series: pool('starving_tasks', '3x60'), at: '40m', alerts: [{ pool_name: 'default_pool' }] },
    { series: pool('starving_tasks', '3x20 0x40'), at: '40m', alerts: [] },
  ],
  AirflowTasksQueued: [
    { series: { ...pool('queued_slots', '4x60'), ...pool('running_slots', '2x60') }, at: '40m', alerts: [{}] },
    { series: { ...pool('queued_slots', '4x60'), ...pool('running_slots', '0x60') }, at: '40m', alerts: [{}] },
    { series: { ...pool('queued_slots', '1x60'), ...pool('running_slots', '2x60') }, at: '40m', alerts: [] },
  ],
};
