import { execFileSync, spawnSync } from 'child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { ALERTS, QUERIES, rulesFor, TARGETS } from './tools';

const directory = mkdtempSync(join(tmpdir(), 'promtool-'));

afterAll(() => rmSync(directory, { recursive: true }));

function write(name: string, content: object): string {
  const path = join(directory, name);
  writeFileSync(path, JSON.stringify(content));
  return path;
}

function accepted(name: string, rules: object[]): string {
  return execFileSync('promtool', ['check', 'rules', write(name, { groups: [{ name, rules }] })], { encoding: 'utf8' });
}

test('promtool accepts the rules', () => {
  const rules = TARGETS.flatMap(({ metrics }) => rulesFor(metrics));
  expect(accepted('rules', rules)).toMatch(`SUCCESS: ${rules.length} rules found`);
});

test('promtool accepts the queries of all dashboards', () => {
  expect(accepted('queries', QUERIES.map(({ expr }, i) => ({ record: `q${i}`, expr })))).toMatch(`SUCCESS: ${QUERIES.length} rules found`);
});

test.each(ALERTS)('$name of $room fires when it should, and not otherwise', ({ name, metrics, cases }) => {
  // Texts of alerts would have to be repeated here word for word.
  const bare = rulesFor(metrics).filter(rule => rule.alert === name || rule.record).map(({ annotations, ...rule }) => rule);
  const { labels: own } = bare.find(rule => rule.alert === name);
  write(`${name}.json`, { groups: [{ name, rules: bare }] });
  write(`${name}.test.json`, {
    rule_files: [`${name}.json`],
    evaluation_interval: '1m',
    tests: cases.map(({ series, at, alerts }) => ({
      interval: '1m',
      input_series: Object.entries(series).map(([key, values]) => ({ series: key, values })),
      alert_rule_test: [
        { eval_time: at, alertname: name, exp_alerts: alerts.map(labels => ({ exp_labels: { ...own, ...labels } })) },
      ],
    })),
  });
  const { stdout, stderr } = spawnSync('promtool', ['test', 'rules', `${name}.test.json`], { cwd: directory, encoding: 'utf8' });
  expect(`${stdout}${stderr}`).toMatch(/SUCCESS\s*$/);
});
