import {
  AlertReceiver, AlertRule, GrafanaDashboards, IMetricsTarget, MonitoringStack, MonitoringStackProps, PanelUnit, PrometheusOperator,
  SecretValue, Severity,
} from '../../src';
import { findAll, Manifest, synth } from '../../src/testing';
import { chart } from '../chart';

/** The most that `kubectl apply` keeps of an object in its annotation. */
const ANNOTATION = 256 * 1024;

const rule = (index: number): AlertRule => ({
  name: `Rule${index}`,
  expr: `sum by (namespace, pod) (rate(requests_total{code=~"5..", number="${index}"}[5m])) > 0`,
  for: '5m',
  severity: Severity.WARNING,
  summary: `The service number ${index} answers with errors, and somebody should look at it, as often as this is said: ${'word '.repeat(60)}`,
  runbook: 'Look at the log of its pods',
});
const rules = Array.from({ length: 500 }, (_, index) => rule(index));

function built(props: Partial<MonitoringStackProps>): Manifest[] {
  const scope = chart();
  new MonitoringStack(scope, 'Mon', { targets: [], ...props });
  return synth(scope);
}

/** As Go writes JSON. */
function size(manifest: Manifest): number {
  return Buffer.byteLength(JSON.stringify(manifest).replace(/[<>&]/g, '\\u003e'));
}

function alertsOf(groups: any[]): string[] {
  return groups.flatMap(group => group.rules.map(({ alert }: { alert: string }) => alert)).filter(name => /^Rule\d/.test(name));
}

const files = (manifests: Manifest[]) => findAll(manifests, 'ConfigMap').flatMap(({ data }) => Object.entries<string>(data));
const ruleFiles = (manifests: Manifest[]) => files(manifests).filter(([file]) => file.startsWith('rules')).map(([, text]) => JSON.parse(text));

test('500 rules are in files that kubectl can apply, all of them and in their order', () => {
  const manifests = built({ rules });
  expect(manifests.filter(manifest => size(manifest) > ANNOTATION)).toEqual([]);
  expect(alertsOf(ruleFiles(manifests).flatMap(({ groups }) => groups))).toEqual(rules.map(({ name }) => name));
});

test('the groups that they are split over have names of their own', () => {
  const names = ruleFiles(built({ rules })).flatMap(({ groups }) => groups.map(({ name }: { name: string }) => name));
  expect(new Set(names).size).toBe(names.length);
  expect(names.filter((name: string) => / \(2\)$/.test(name))).toHaveLength(1);
});

test('few rules are one group', () => {
  const names = ruleFiles(built({ rules: rules.slice(0, 5) })).flatMap(({ groups }) => groups.map(({ name }: { name: string }) => name));
  expect(names.filter((name: string) => name.includes('('))).toEqual([]);
});

test('500 rules are in objects of the operator that kubectl can apply', () => {
  const manifests = built({ rules, operator: PrometheusOperator.v1() });
  expect(manifests.filter(manifest => size(manifest) > ANNOTATION)).toEqual([]);
  expect(alertsOf(findAll(manifests, 'PrometheusRule').flatMap(({ spec }) => spec.groups)).sort()).toEqual(rules.map(({ name }) => name).sort());
});

test('a receiver for everybody is refused, since Alertmanager reads one file', () => {
  const receivers = Object.fromEntries(Array.from({ length: 2000 }, (_, index) => [
    `team-${index}`, AlertReceiver.slack(SecretValue.fromSecret('slack', 'url'), { channel: '#alerts' }),
  ]));
  expect(() => built({ receivers })).toThrow(
    /alertmanager\.json '\d+ bytes': kubectl apply takes no object of more than 256 KiB: name fewer receivers: Alertmanager reads one file/);
});

const panels = Array.from({ length: 500 }, (_, index) => ({
  title: `Panel ${index} ${'x'.repeat(300)}`, unit: PanelUnit.SHARE, queries: [{ expr: `up{a="${index}"}`, legend: 'a' }],
}));
const large: IMetricsTarget = { metrics: [{ tool: 'large', rules: [], job: 'ml/large', dashboard: { title: 'Large', panels } }] };

test('a dashboard that no ConfigMap holds is refused', () => {
  expect(() => built({ targets: [large], grafana: {} })).toThrow(/kubectl apply takes no object of more than 256 KiB: make two dashboards of it/);
});

test('so is one for a Grafana that is there already', () => {
  const scope = chart();
  expect(() => MonitoringStack.fromExisting(scope, 'Mon', {
    url: 'http://prometheus.monitoring.svc:9090',
    pods: { namespace: 'monitoring', labels: { app: 'prometheus' } },
    targets: [large],
    dashboards: GrafanaDashboards.sidecar(),
  })).toThrow(/kubectl apply takes no object of more than 256 KiB: make two dashboards of it/);
});
