import { AlertRule, MonitoringStack, PanelUnit, Severity } from '../../src';
import { promqlSyntax } from '../../src/monitoring/promql-syntax';
import { chart } from '../chart';

const rule = (expr: string, more: Partial<AlertRule> = {}): AlertRule => (
  { name: 'Slow', expr, severity: Severity.WARNING, summary: 'It is slow', runbook: 'Wait', ...more });
const stack = (...rules: AlertRule[]) => new MonitoringStack(chart(), 'Monitoring', { targets: [], rules });

test.each([
  ['rate(a[5m]) > 1', ['5m'], []],
  ['max_over_time(up[10m:5s])', ['10m'], []],
  ['rate(a[5m] offset 1h) / rate(a{b="[7d]"}[30m])', ['5m', '30m'], ['1h']],
  ['a offset 1d', [], ['1d']],
  ['up == 1', [], []],
])('%s looks at ranges and offsets', (expr, ranges, offsets) => {
  expect(promqlSyntax(expr)).toEqual({ error: undefined, ranges, offsets });
});

test.each([
  ['sum(rate(a[5m])', 'it is not PromQL: it ends too early'],
  ['a b', "it is not PromQL at 'b'"],
  ['rate(a[5x])', "it is not PromQL at 'x])'"],
  ['up{job="ml/x"} === 1', "it is not PromQL at '= 1'"],
])('the rule %s is refused', (expr, reason) => {
  expect(() => stack(rule(expr))).toThrow(`ml/Monitoring: rules: expr of Slow '${expr}': ${reason}: write it as Prometheus takes it`);
});

test('an expression that differs from a known one in its texts alone is taken, and one that breaks there is not', () => {
  expect(() => stack(rule('up{job="a"} == 1'), rule('up{job="b"} == 1', { name: 'Other' }))).not.toThrow();
  expect(() => stack(rule('up{job="a"} == 1'), rule('up{job="a} == 1', { name: 'Other' }))).toThrow('it is not PromQL');
});

test('a query of a dashboard is checked too', () => {
  const dashboard = { title: 'T', panels: [{ title: 'Load', unit: PanelUnit.NUMBER, queries: [{ expr: 'sum(', legend: 'x' }] }] };
  const targets = [{ metrics: [{ tool: 'own', endpoint: { scheme: 'http', host: 'h', port: 1 }, dashboard }] }];
  expect(() => new MonitoringStack(chart(), 'Monitoring', { targets })).toThrow(
    "ml/Monitoring: dashboard: query of Load 'sum(': it is not PromQL: it ends too early: write it as Prometheus takes it");
});

test('so is a computed series', () => {
  const recordings = [{ name: 'job:a:sum', expr: 'sum(' }];
  const targets = [{ metrics: [{ tool: 'own', endpoint: { scheme: 'http', host: 'h', port: 1 }, recordings }] }];
  expect(() => new MonitoringStack(chart(), 'Monitoring', { targets })).toThrow(
    "ml/Monitoring: rules: expr of job:a:sum 'sum(': it is not PromQL: it ends too early: write it as Prometheus takes it");
});

test('two rules of one name are refused, unless they differ in severity', () => {
  expect(() => stack(rule('a > 1'), rule('a > 2', { severity: Severity.CRITICAL }))).not.toThrow();
  expect(() => stack(rule('a > 1'), rule('a > 2'))).toThrow(
    "ml/Monitoring: rules 'Slow (warning)': it is there twice: give each a name, or a severity, of its own");
});
