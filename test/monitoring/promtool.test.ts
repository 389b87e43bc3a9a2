import { execFileSync, spawnSync } from 'child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { AirflowCluster, MlflowServer, MonitoringStack, Profile, Pushgateway } from '../../src';
import { find, synth } from '../../src/testing';
import { chart } from '../chart';

/** What comes out of a rule a minute after `at` for series with a value each minute: the labels of its alerts. */
interface Case { readonly series: Record<string, string>; readonly at: string; readonly alerts: readonly Record<string, string>[] }

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
  [`mlflow_http_request_total{job="${MLFLOW}",status="200"}`]: '0+95x30', [`mlflow_http_request_total{job="${MLFLOW}",status="500"}`]: failed,
});
const runs = (values: string): Record<string, string> => (
  { [`airflow_dagrun_duration_failed_count{job="${AIRFLOW}",dag_id="train",run_type="manual"}`]: values });
const grows = (series: string, labels: Record<string, string> = {}): Case[] => [
  { series: { [series]: '0+1x30' }, at: '20m', alerts: [labels] }, { series: { [series]: '7x30' }, at: '20m', alerts: [] },
];

const CASES: Record<string, Case[]> = {
  MlflowDown: down(MLFLOW),
  MlflowErrors: [
    { series: requests('0+10x30'), at: '20m', alerts: [{}] },
    { series: requests('0+10x30'), at: '9m', alerts: [] },
    { series: requests('0+2x30'), at: '20m', alerts: [] },
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

const directory = mkdtempSync(join(tmpdir(), 'promtool-'));
const scope = chart({ profile: Profile.local() });
new MonitoringStack(scope, 'Monitoring', { targets: [new MlflowServer(scope, 'Mlflow'), new AirflowCluster(scope, 'Airflow'), new Pushgateway(scope, 'Push')], grafana: {} });
const manifests = synth(scope);
const fileOf = (name: string, key: string) => (find(manifests, 'ConfigMap', `ml-monitoring-${name}`) as any).data[key] as string;
const rules: any[] = JSON.parse(fileOf('rules', 'rules.json')).groups.flatMap((group: any) => group.rules);
// Of Prometheus' own release; where there is none, these rules are tested on a cluster alone.
const withPromtool = spawnSync('promtool', ['--version']).status === 0 ? test : test.skip;

afterAll(() => rmSync(directory, { recursive: true }));

test('every rule has a case that fires and one that does not', () => {
  expect(Object.keys(CASES).sort()).toEqual(rules.map(rule => rule.alert).sort());
  const both = (cases: Case[]) => cases.some(({ alerts }) => alerts.length > 0) && cases.some(({ alerts }) => alerts.length === 0);
  expect(Object.keys(CASES).filter(name => !both(CASES[name]))).toEqual([]);
});

withPromtool('promtool accepts the rules', () => {
  writeFileSync(join(directory, 'rules.json'), fileOf('rules', 'rules.json'));
  expect(execFileSync('promtool', ['check', 'rules', join(directory, 'rules.json')], { encoding: 'utf8' })).toMatch(`SUCCESS: ${rules.length} rules found`);
});

withPromtool('promtool accepts the queries of all dashboards', () => {
  const dashboards = Object.values((find(manifests, 'ConfigMap', 'ml-monitoring-grafana-dashboards') as any).data as Record<string, string>);
  const panels: any[] = dashboards.flatMap(text => JSON.parse(text).panels);
  const queries: string[] = panels.flatMap(panel => panel.targets.map((query: any) => query.expr));
  writeFileSync(join(directory, 'queries.json'), JSON.stringify({ groups: [{ name: 'a', rules: queries.map((expr, i) => ({ record: `q${i}`, expr })) }] }));
  expect(execFileSync('promtool', ['check', 'rules', join(directory, 'queries.json')], { encoding: 'utf8' })).toMatch('SUCCESS: 11 rules found');
});

withPromtool.each(Object.keys(CASES))('%s fires when it should, and not otherwise', name => {
  // Texts of alerts would have to be repeated here word for word.
  const bare = rules.filter(rule => rule.alert === name).map(({ annotations, ...rule }) => rule);
  writeFileSync(join(directory, `${name}.json`), JSON.stringify({ groups: [{ name, rules: bare }] }));
  writeFileSync(join(directory, `${name}.test.json`), JSON.stringify({
    rule_files: [`${name}.json`],
    evaluation_interval: '1m',
    tests: CASES[name].map(({ series, at, alerts }) => ({
      interval: '1m',
      input_series: Object.entries(series).map(([key, values]) => ({ series: key, values })),
      alert_rule_test: [
        { eval_time: at, alertname: name, exp_alerts: alerts.map(labels => ({ exp_labels: { ...bare[0].labels, ...labels } })) },
      ],
    })),
  }));
  const { stdout, stderr } = spawnSync('promtool', ['test', 'rules', `${name}.test.json`], { cwd: directory, encoding: 'utf8' });
  expect(`${stdout}${stderr}`).toMatch(/SUCCESS\s*$/);
});
