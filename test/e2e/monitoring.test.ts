import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { App, Chart } from 'cdk8s';
import { CLIENT_IMAGE, kubectl, Place, script, tryKubectl } from './support/kubectl';
import { Receiver } from './support/receiver';
import { Times } from './support/times';
import { until } from './support/wait';
import {
  Job, jobOf, MlflowAuth, MlflowServer, MonitoringStack, Profile, PrometheusAuth, Pushgateway, Settings, Severity,
} from 'mlops-constructs';

const place = new Place('e2e-monitoring');
const times = new Times('monitoring through kubectl');
const directory = mkdtempSync(join(tmpdir(), 'mlops-e2e-'));
let hook: Receiver;

function synth(): void {
  const app = new App({ outdir: directory });
  const ml = new Chart(app, 'ml', { namespace: place.namespace });
  Settings.set(ml, { profile: Profile.local() });
  const small = { cpu: '10m', memory: '64Mi' };
  const mlflow = new MlflowServer(ml, 'Mlflow', { auth: MlflowAuth.basic() });
  hook = new Receiver(ml, place, [Severity.INFO]);
  const push = new Pushgateway(ml, 'Push', { volumeSize: '64Mi' });
  const stack = new MonitoringStack(ml, 'Monitoring', {
    targets: [mlflow, push],
    web: { auth: PrometheusAuth.basic() },
    kubeStateMetrics: false,
    scrapeInterval: '5s',
    volumeSize: '256Mi',
    resources: { cpu: '50m', memory: '512Mi' },
    receivers: { hook: hook.receiver },
    // As MLflow's own rule, but without its patience.
    rules: [{
      name: 'MlflowGone',
      expr: `absent(up{job="${jobOf(mlflow.server.endpoint('http'))}"} == 1)`,
      for: '10s',
      severity: Severity.INFO,
      summary: 'MLflow is gone',
      runbook: 'It is a test',
    }],
  });
  new Job(ml, 'Watch', {
    image: CLIENT_IMAGE,
    command: ['python3', '-c', script('prometheus.py')],
    env: { MODE: 'query', QUERY: 'vector(1)' },
    uses: [stack, mlflow],
    resources: small,
  });
  new Job(ml, 'Train', { image: CLIENT_IMAGE, command: ['python3', '-c', script('push_series.py')], uses: [push], resources: small });
  app.synth();
}

async function ask(name: string, env: Record<string, string>): Promise<any> {
  return JSON.parse(await place.again('ml-watch', name, env));
}

beforeAll(async () => {
  await place.delete();
  await place.create();
  synth();
  await hook.create();
});

afterAll(async () => {
  try {
    await place.delete();
  } finally {
    rmSync(directory, { recursive: true, force: true });
    times.print();
  }
});

test('apply deploys it', async () => {
  await times.of('first apply', () => kubectl(['apply', '--validate=strict', '-f', directory]));
  await times.of('all ready after that', () => place.ready());
});

test('a second apply changes nothing', async () => {
  const { code, stdout } = await tryKubectl(['diff', '-f', directory]);
  expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
});

test('every target is up, also behind a sign-in', async () => {
  const found = await times.of('all targets up', () => ask('targets', { MODE: 'targets', COUNT: '4' }));
  expect(found).toEqual([
    ['e2e-monitoring/ml-mlflow-server', expect.stringMatching(/^ml-mlflow-server-/), 'up', ''],
    ['e2e-monitoring/ml-monitoring-alertmanager', 'ml-monitoring-alertmanager-0', 'up', ''],
    ['e2e-monitoring/ml-monitoring-prometheus', 'ml-monitoring-prometheus', 'up', ''],
    ['e2e-monitoring/ml-push-server', 'ml-push-server-0', 'up', ''],
  ]);
});

test('nobody is let in without the password', async () => {
  expect(await ask('stranger', { MODE: 'status', PROMETHEUS_PASSWORD: 'guessed' })).toBe(401);
});

test('every rule is evaluated', async () => {
  expect(await ask('rules', { MODE: 'rules' })).toEqual([
    'AlertmanagerDown', 'AlertsNotDelivered', 'MlflowDown', 'MlflowErrorsFast', 'MlflowErrorsSlow', 'MlflowGone', 'PrometheusAlertsDropped', 'PrometheusDiskCorrupted',
    'PrometheusRulesFail', 'PrometheusRulesLate', 'PushgatewayDown',
    ...['1h', '30m', '5m', '6h'].map(range => `job:mlflow_errors:ratio_rate${range}`),
  ].map(name => [name, 'ok', '']));
});

test.each([
  'mlflow_http_request_total', 'mlflow_http_request_duration_seconds_count', 'mlflow_exporter_info',
  'prometheus_rule_evaluation_failures_total', 'prometheus_tsdb_wal_corruptions_total', 'alertmanager_notifications_failed_total',
])('%s is exposed, as the rules take for granted', async metric => {
  const name = metric.replaceAll('_', '-').slice(0, 50);
  expect(await ask(name, { MODE: 'query', QUERY: `count(${metric})` })).toHaveLength(1);
});

test('what a job has pushed outlives it, under the name of its own job', async () => {
  const [[metric, value]] = await ask('pushed', { MODE: 'query', QUERY: 'trained_rows' });
  expect([metric.job, metric.tool, value]).toEqual(['train', 'pushgateway', '7']);
});

test('what was not wired reaches none of them', async () => {
  expect(await place.opens('trespasser', ['ml-monitoring-prometheus:9090', 'ml-monitoring-alertmanager:9093', 'ml-push-server:9091'])).toEqual([]);
});

test('a server that goes is told of, and its alert ends when it is back', async () => {
  await place.kubectl(['scale', 'deployment/ml-mlflow-server', '--replicas=0']);
  await times.of('until its end is told', () => until('the receiver is told', () => hook.told('firing MlflowGone info'), 150));
  await place.kubectl(['scale', 'deployment/ml-mlflow-server', '--replicas=1']);
  await place.ready();
  await ask('back', { MODE: 'query', QUERY: 'absent(ALERTS{alertname="MlflowGone"})' });
});

test('samples outlive the pod', async () => {
  await place.kubectl(['delete', 'pod', 'ml-monitoring-prometheus-0']);
  await times.of('Prometheus replaced', () => place.ready());
  const [[, oldest]] = await ask('after', { MODE: 'query', QUERY: 'time() - min(min_over_time(timestamp(up{job=~".*alertmanager"})[10m:5s]))' });
  expect(Number(oldest)).toBeGreaterThan(60);
});
