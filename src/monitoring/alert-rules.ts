import { perFile } from './json-files';
import { ownLabels } from './own-labels';
import { prometheusDuration, prometheusSeconds } from './prometheus-duration';
import { isPromqlLate, promql, promqlSyntax } from './promql-syntax';
import { AlertRule, Check, jobOfMetrics, Metrics, noneUp, notBlank, RecordingRule, required, secondsOf, seriesOf, Severity, together } from '../core';

/** Rules that are evaluated together. */
export interface RuleGroup {
  /** Name of the group, one of its own. */
  readonly name: string;
  /** Labels of all alerts of the group. */
  readonly labels: Record<string, string>;
  /** The series that are computed. */
  readonly recordings: readonly RecordingRule[];
  /** The rules. */
  readonly rules: readonly AlertRule[];
}

/** The rules that a target carries; of one that carries none and has an endpoint, that nothing answers there. */
export function rulesOf(metrics: Metrics): RuleGroup {
  const job = jobOfMetrics(metrics);
  const { endpoint, recordings = [], rules = endpoint ? [downRule('TargetDown', job)] : [] } = metrics;
  return { name: job, labels: { ...ownLabels(metrics), job }, recordings, rules };
}

/** That nothing of a job answers, whether there are no pods or none that answers. */
export function downRule(name: string, job: string): AlertRule {
  return {
    name,
    expr: noneUp(seriesOf(job)('up')),
    for: '5m',
    severity: Severity.CRITICAL,
    summary: `Nothing of ${job} answers a scrape`,
    runbook: 'Look at the events and the log of its pods',
  };
}

/** A group of rules as Prometheus reads it. */
export interface WrittenGroup {
  /** Its name. */
  readonly name: string;
  /** Its rules, in the order in which they are evaluated. */
  readonly rules: readonly object[];
}

/** Groups as Prometheus reads them: one that is too large for a file is several, `name`, `name (2)` and so on. */
export function writtenGroups(groups: readonly RuleGroup[]): WrittenGroup[] {
  return groups.flatMap(({ name, labels, recordings, rules }) => perFile<object>([
    ...recordings.map(({ name: record, expr }) => ({ record, expr, labels })),
    ...rules.map(rule => ({
      alert: rule.name,
      expr: rule.expr,
      for: rule.for,
      labels: { ...labels, severity: rule.severity },
      annotations: { summary: rule.summary, runbook: rule.runbook },
    })),
  ]).filter(part => part.length > 0).map((part, index) => ({ name: index === 0 ? name : `${name} (${index + 1})`, rules: part })));
}

/** Files of rules: `rules.json`, and as many more as they need. */
export function ruleFiles(groups: readonly RuleGroup[]): Record<string, object> {
  const files = perFile(writtenGroups(groups));
  return Object.fromEntries(files.map((part, index) => [index === 0 ? 'rules.json' : `rules-${index + 1}.json`, { groups: part }]));
}

/** What must hold of the rules by themselves, and for them to find the samples that they look for. */
export function alertChecks(groups: readonly RuleGroup[], scrapeInterval: string, retention: string): Check[] {
  const rules = groups.flatMap(group => group.rules);
  const computed = [...groups.flatMap(group => group.recordings), ...rules];
  const [late, known] = [true, false].map(later => computed.filter(({ expr }) => isPromqlLate(String(expr)) === later));
  const found = (of: 'ranges' | 'offsets') => known.flatMap(({ name, expr }) => (
    [...new Set(promqlSyntax(String(expr))[of])].map(range => ({ name, range }))));
  const ranges = found('ranges');
  const reaches = [...ranges, ...found('offsets')];
  const seconds = (range: string) => prometheusSeconds(range) ?? 0;
  const longest = (expr: string, ...of: ('ranges' | 'offsets')[]) => of.flatMap(which => promqlSyntax(expr)[which]).map(seconds);
  return [
    ...late.flatMap(({ name, expr }): Check[] => [
      together({ scrapeInterval, expr }, given => longest(given.expr, 'ranges').some(range => 2 * secondsOf(given.scrapeInterval)! > range),
        `a range of the rule ${name} must hold two samples`, 'scrape at least twice in that time'),
      together({ retention, expr }, given => longest(given.expr, 'ranges', 'offsets').some(range => prometheusSeconds(given.retention)! < range),
        `the rule ${name} looks further back`, 'keep samples for at least that long'),
    ]),
    ...computed.flatMap(({ name, expr }): Check[] => [
      required('rules: name', name), required(`rules: expr of ${name}`, expr), notBlank(`rules: expr of ${name}`, expr),
      promql(`rules: expr of ${name}`, expr),
    ]),
    ...groups.flatMap(twice),
    ...rules.flatMap(({ name, for: time }): Check[] => [
      [text => !/^[A-Za-z_]\w*$/.test(String(text)), 'rules: name', name, 'it is not the name of an alert', "write it as 'MlflowDown'"],
      prometheusDuration(`rules: for of ${name}`, time),
    ]),
    ...ranges.map(({ name, range }): Check => [given => 2 * secondsOf(String(given))! > seconds(range), 'scrapeInterval', scrapeInterval,
      `the rule ${name} looks at ${range}, which must hold two samples`, 'scrape at least twice in that time']),
    ...reaches.map(({ name, range }): Check => [given => prometheusSeconds(String(given))! < seconds(range), 'retention', retention,
      `the rule ${name} looks ${range} back`, 'keep samples for at least that long']),
  ];
}

/** Prometheus refuses a group in which two rules have the same name and labels. */
function twice({ rules, recordings }: RuleGroup): Check[] {
  const keys = [...rules.map(({ name, severity }) => `${name} (${severity})`), ...recordings.map(({ name }) => name)];
  return keys.filter((key, index) => keys.indexOf(key) < index).map(
    (key): Check => [true, 'rules', key, 'it is there twice', 'give each a name, or a severity, of its own']);
}
