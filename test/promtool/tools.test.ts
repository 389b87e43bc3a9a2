import { spawnSync } from 'child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { cluster } from './tools/cluster';
import { jobOfMetrics, Profile } from '../../src';
import { chart } from '../chart';

const directory = mkdtempSync(join(tmpdir(), 'promtool-'));
const TOOLS = { cluster };
const RULES = Object.entries(TOOLS).flatMap(([room, tool]) => tool.targets(chart({ profile: Profile.local() }))
  .flatMap(({ metrics }) => metrics).flatMap(metrics => (metrics.rules ?? []).map(rule => (
    { ...rule, room, job: jobOfMetrics(metrics), cases: tool.cases[rule.name] ?? [] }))));

afterAll(() => rmSync(directory, { recursive: true }));

test('every rule has a case that fires and one that does not', () => {
  const both = RULES.filter(({ cases }) =>
    cases.some(({ alerts }) => alerts.length > 0) && cases.some(({ alerts }) => alerts.length === 0));
  expect(both).toEqual(RULES);
});

test.each(RULES)('$name of $room fires when it should, and not otherwise', ({ name, expr, for: time, job, cases }) => {
  writeFileSync(join(directory, `${name}.json`), JSON.stringify({ groups: [{ name, rules: [{ alert: name, expr, for: time, labels: { job } }] }] }));
  writeFileSync(join(directory, `${name}.test.json`), JSON.stringify({
    rule_files: [`${name}.json`],
    evaluation_interval: '1m',
    tests: cases.map(({ series, at, alerts }) => ({
      interval: '1m',
      input_series: Object.entries(series).map(([key, values]) => ({ series: key, values })),
      alert_rule_test: [{ eval_time: at, alertname: name, exp_alerts: alerts.map(labels => ({ exp_labels: { job, ...labels } })) }],
    })),
  }));
  const { stdout, stderr } = spawnSync('promtool', ['test', 'rules', `${name}.test.json`], { cwd: directory, encoding: 'utf8' });
  expect(`${stdout}${stderr}`).toMatch(/SUCCESS\s*$/);
});
