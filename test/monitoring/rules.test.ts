import { AirflowCluster, AlertRule, IMetricsTarget, Metrics, MlflowServer, MonitoringStack, Profile, Pushgateway } from '../../src';
import { AIRFLOW_METRICS } from '../../src/airflow/airflow-rules';
import { MLFLOW_METRICS } from '../../src/mlflow/mlflow-rules';
import { ALERTMANAGER_METRICS, alertmanagerRules, PROMETHEUS_METRICS } from '../../src/monitoring/own-rules';
import { chart } from '../chart';

const scope = chart({ profile: Profile.local() });
const alertmanager: Metrics = { tool: 'alertmanager', endpoint: { scheme: 'http', host: 'a', port: 9093 }, rules: alertmanagerRules('a:9093') };
const TARGETS: [IMetricsTarget, readonly string[], string][] = [
  [new MlflowServer(scope, 'Mlflow'), MLFLOW_METRICS, 'ml/ml-mlflow-server'],
  [new AirflowCluster(scope, 'Airflow'), AIRFLOW_METRICS, 'ml/ml-airflow-statsd'],
  [new MonitoringStack(scope, 'Monitoring', { targets: [] }), PROMETHEUS_METRICS, 'ml/ml-monitoring-prometheus'],
  [{ metrics: [alertmanager] }, ALERTMANAGER_METRICS, 'a:9093'],
  [new Pushgateway(scope, 'Push'), [], 'ml/ml-push-server'],
];
const RULES = TARGETS.flatMap(([{ metrics: [metrics] }, exposed, job]) => (
  [...metrics.recordings ?? [], ...metrics.rules!].map(rule => (
    { rule, tool: metrics.tool, job, exposed: [...exposed, ...(metrics.recordings ?? []).map(own => own.name)] }))));
const ALERTS = RULES.filter((entry): entry is typeof entry & { rule: AlertRule } => 'severity' in entry.rule);

/** The names before the braces of selectors: all selectors of the library's rules have braces. */
const selectors = (expr: string) => [...expr.matchAll(/([a-zA-Z_:][\w:]*)\{([^}]*)\}/g)].map(([, name, matchers]) => ({ name, matchers }));

test.each(RULES)('$rule.name of $tool looks at metrics that $tool exposes, and at no job but its own', ({ rule, exposed, job }) => {
  const found = selectors(rule.expr);
  expect(found).not.toEqual([]);
  expect(found.map(({ name }) => name).filter(name => name !== 'up' && !exposed.includes(name))).toEqual([]);
  expect(found.filter(({ matchers }) => !matchers.includes(`job="${job}"`))).toEqual([]);
});

test.each(ALERTS)('$rule.name of $tool says what has happened and what to do', ({ rule }) => {
  expect(rule.name).toMatch(/^[A-Z][A-Za-z]+$/);
  expect([rule.summary, rule.runbook].filter(text => text.length < 20)).toEqual([]);
});

const PANELS = TARGETS.flatMap(([{ metrics: [metrics] }, exposed, job]) => (
  metrics.dashboard?.panels ?? []).flatMap(({ title, queries }) => (
  queries.map(({ expr }) => ({ title, expr, tool: metrics.tool, exposed, job })))));

test.each(PANELS)('the panel "$title" of $tool asks for metrics that $tool exposes, and for no job but its own', ({ expr, exposed, job }) => {
  const found = selectors(expr);
  expect(found).not.toEqual([]);
  expect(found.map(({ name }) => name).filter(name => name !== 'up' && !exposed.includes(name))).toEqual([]);
  expect(found.filter(({ matchers }) => !matchers.includes(`job="${job}"`))).toEqual([]);
});

test('MLflow and Airflow bring a dashboard', () => {
  expect([...new Set(PANELS.map(({ tool }) => tool))]).toEqual(['mlflow', 'airflow']);
});

test('no two rules have one name', () => {
  const names = ALERTS.map(({ rule }) => rule.name);
  expect([...new Set(names)]).toEqual(names);
});

test('the tools that are watched bring their rules', () => {
  expect(ALERTS.map(({ rule }) => rule.name)).toEqual([
    'MlflowDown', 'MlflowErrorsFast', 'MlflowErrorsSlow', 'AirflowMetricsDown', 'AirflowSchedulerSilent', 'AirflowDagRunFailed', 'AirflowDagImportErrors',
    'PrometheusRulesFail', 'PrometheusDiskCorrupted', 'AlertmanagerDown', 'AlertsNotDelivered',
    'PushgatewayDown',
  ]);
});
