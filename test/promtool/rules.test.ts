import { execFileSync, spawnSync } from 'child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { CASES, fileOf, rulesIn, stack } from './cases';
import { find } from '../../src/testing';

const directory = mkdtempSync(join(tmpdir(), 'promtool-'));
const manifests = stack();
const rules = rulesIn(manifests);

afterAll(() => rmSync(directory, { recursive: true }));

test('promtool accepts the rules', () => {
  writeFileSync(join(directory, 'rules.json'), fileOf(manifests, 'rules', 'rules.json'));
  expect(execFileSync('promtool', ['check', 'rules', join(directory, 'rules.json')], { encoding: 'utf8' })).toMatch(`SUCCESS: ${rules.length} rules found`);
});

test('promtool accepts the queries of all dashboards', () => {
  const dashboards = Object.values((find(manifests, 'ConfigMap', 'ml-monitoring-grafana-dashboards') as any).data as Record<string, string>);
  const panels: any[] = dashboards.flatMap(text => JSON.parse(text).panels);
  const queries: string[] = panels.flatMap(panel => panel.targets.map((query: any) => query.expr));
  writeFileSync(join(directory, 'queries.json'), JSON.stringify({ groups: [{ name: 'a', rules: queries.map((expr, i) => ({ record: `q${i}`, expr })) }] }));
  expect(execFileSync('promtool', ['check', 'rules', join(directory, 'queries.json')], { encoding: 'utf8' })).toMatch('SUCCESS: 11 rules found');
});

test.each(Object.keys(CASES))('%s fires when it should, and not otherwise', name => {
  // Texts of alerts would have to be repeated here word for word.
  const bare = rules.filter(rule => rule.alert === name || rule.record).map(({ annotations, ...rule }) => rule);
  const { labels: own } = bare.find(rule => rule.alert === name);
  writeFileSync(join(directory, `${name}.json`), JSON.stringify({ groups: [{ name, rules: bare }] }));
  writeFileSync(join(directory, `${name}.test.json`), JSON.stringify({
    rule_files: [`${name}.json`],
    evaluation_interval: '1m',
    tests: CASES[name].map(({ series, at, alerts }) => ({
      interval: '1m',
      input_series: Object.entries(series).map(([key, values]) => ({ series: key, values })),
      alert_rule_test: [
        { eval_time: at, alertname: name, exp_alerts: alerts.map(labels => ({ exp_labels: { ...own, ...labels } })) },
      ],
    })),
  }));
  const { stdout, stderr } = spawnSync('promtool', ['test', 'rules', `${name}.test.json`], { cwd: directory, encoding: 'utf8' });
  expect(`${stdout}${stderr}`).toMatch(/SUCCESS\s*$/);
});
