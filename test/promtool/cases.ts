import { AirflowCluster, MlflowServer, MonitoringStack, Profile, Pushgateway } from '../../src';
import { find, Manifest, synth } from '../../src/testing';
import { chart } from '../chart';

/** What comes out of a rule a minute after `at` for series with a value each minute: the labels of its alerts. */
export interface Case { readonly series: Record<string, string>; readonly at: string; readonly alerts: readonly Record<string, string>[] }

const MLFLOW = 'ml/ml-mlflow-server';
const AIRFLOW = 'ml/ml-airflow-statsd';
const PROMETHEUS = 'ml/ml-monitoring-prometheus';
const ALERTMANAGER = 'ml/ml-monitoring-alertmanager';
const down = (job: string): Case[] => [
  { series: { [`up{job="${job}",instance="a"}`]: '0x20' }, at: '15m', alerts: [{}] },
  { series: { [`up{job="${job}",instance="a"}`]: '0x20', [`up{job="${job}",instance="b"}`]: '1x20' }, at: '15m', alerts: [] },
  { series: {}, at: '15m', alerts: [{}] },
];
const requests = (failed: string): Record<string, string> => ({
  [`mlflow_http_request_total{job="${MLFLOW}",status="200"}`]: '0+95x500', [`mlflow_http_request_total{job="${MLFLOW}",status="500"}`]: failed,
});
const runs = (values: string): Record<string, string> => (
  { [`airflow_dagrun_duration_failed_count{job="${AIRFLOW}",dag_id="train",run_type="manual"}`]: values });
const grows = (series: string, labels: Record<string, string> = {}): Case[] => [
  { series: { [series]: '0+1x30' }, at: '20m', alerts: [labels] }, { series: { [series]: '7x30' }, at: '20m', alerts: [] },
];

/** What each alert does. */
export const CASES: Record<string, Case[]> = {
  MlflowDown: down(MLFLOW),
  // The share of failed requests over the two ranges of each alert, computed from requests: 17 % all the time, 17 % for a while, 1 %.
  MlflowErrorsFast: [
    { series: requests('0+20x90'), at: '80m', alerts: [{}] },
    { series: requests('0+20x90 1800x60'), at: '110m', alerts: [] },
    { series: requests('0+1x90'), at: '80m', alerts: [] },
  ],
  MlflowErrorsSlow: [
    { series: requests('0+10x500'), at: '400m', alerts: [{}] },
    { series: requests('0+1x500'), at: '400m', alerts: [] },
  ],
  AirflowMetricsDown: down(AIRFLOW),
  AirflowSchedulerSilent: [
    { series: { [`airflow_scheduler_heartbeat{job="${AIRFLOW}"}`]: '0+12x5 60x20' }, at: '20m', alerts: [{}] },
    { series: { [`airflow_scheduler_heartbeat{job="${AIRFLOW}"}`]: '0+12x30' }, at: '20m', alerts: [] },
    { series: {}, at: '6m', alerts: [{}] },
  ],
  AirflowDagRunFailed: [
    { series: runs('_x9 1x40'), at: '11m', alerts: [{ dag_id: 'train' }] },
    { series: runs('_x9 1x40'), at: '30m', alerts: [] },
    { series: runs('1x30 2x30'), at: '35m', alerts: [{ dag_id: 'train' }] },
    { series: runs('1x30'), at: '25m', alerts: [] },
  ],
  AirflowDagImportErrors: [
    { series: { [`airflow_dag_processing_import_errors{job="${AIRFLOW}"}`]: '1x20' }, at: '10m', alerts: [{}] },
    { series: { [`airflow_dag_processing_import_errors{job="${AIRFLOW}"}`]: '0x20' }, at: '10m', alerts: [] },
  ],
  PrometheusRulesFail: grows(`prometheus_rule_evaluation_failures_total{job="${PROMETHEUS}",rule_group="a"}`),
  PrometheusDiskCorrupted: grows(`prometheus_tsdb_wal_corruptions_total{job="${PROMETHEUS}"}`),
  AlertmanagerDown: down(ALERTMANAGER),
  AlertsNotDelivered: grows(`alertmanager_notifications_failed_total{job="${ALERTMANAGER}",integration="slack"}`, { integration: 'slack' }),
  PushgatewayDown: down('ml/ml-push-server'),
};

/** A stack that watches all that has rules and dashboards. */
export function stack(): Manifest[] {
  const scope = chart({ profile: Profile.local() });
  new MonitoringStack(scope, 'Monitoring', {
    targets: [new MlflowServer(scope, 'Mlflow'), new AirflowCluster(scope, 'Airflow'), new Pushgateway(scope, 'Push')], grafana: {},
  });
  return synth(scope);
}

/** A file of one of its ConfigMaps. */
export function fileOf(manifests: readonly Manifest[], name: string, key: string): string {
  return (find(manifests, 'ConfigMap', `ml-monitoring-${name}`) as any).data[key] as string;
}

/** All of its alerts. */
export function rulesIn(manifests: readonly Manifest[]): any[] {
  return JSON.parse(fileOf(manifests, 'rules', 'rules.json')).groups.flatMap((group: any) => group.rules);
}
