'use strict';

/**
 * The tests on a cluster, as many of them as matter and fit:
 *
 *   node scripts/e2e.cjs                      those of the rooms that changed, by importance, within a budget
 *   node scripts/e2e.cjs --all                all of them
 *   node scripts/e2e.cjs test/e2e/a.test.ts   what jest makes of these arguments
 *
 * E2E_SINCE      a commit: rooms without a change since then are left out. Without it, all have changed.
 * E2E_MINUTES    the budget; 54 by default.
 */
const { execFileSync, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const root = path.join(__dirname, '..');

/** Every suite by importance: the folders that it is about, and the seconds that it usually takes. */
const SUITES = [
  { name: 'quickstart', about: ['storage', 'mlflow', 'platform', 'pulumi', 'examples/quickstart'], seconds: 288 },
  { name: 'apply', about: ['storage', 'mlflow', 'platform', 'examples'], seconds: 99 },
  { name: 'airflow', about: ['storage', 'airflow', 'git', 'mercurial', 'mlflow', 'pulumi'], seconds: 499 },
  { name: 'platform-monitoring', about: ['storage', 'airflow', 'evidently', 'mercurial', 'mlflow', 'monitoring', 'platform'], seconds: 712 },
  { name: 'passwords', about: ['storage', 'airflow', 'mlflow'], seconds: 215 },
  { name: 'drift', about: ['airflow', 'evidently', 'mercurial', 'monitoring', 'platform', 'examples/drift-to-retrain'], seconds: 409 },
  { name: 'monitoring', about: ['mlflow', 'monitoring'], seconds: 272 },
  { name: 'rolling', about: ['storage', 'mlflow'], seconds: 234 },
  { name: 'cdk8s-plus', about: ['storage', 'mlflow'], seconds: 122 },
  { name: 'indexed-job', about: [], seconds: 117 },
  { name: 'retain', about: ['storage', 'pulumi'], seconds: 67 },
  { name: 'charts', about: ['mlflow', 'monitoring'], seconds: 62 },
  { name: 'quickstart-waits', about: ['examples/quickstart'], seconds: 22 },
];

/** A suite that has no row yet: about everything. */
const NEW = { about: ['src', 'examples'], seconds: 300 };

/** What no suite is about. */
const QUIET = /^(docs\/|test\/(?!e2e\/)|src\/testing\/|bench|\.github\/|[^/]*\.md$|LICENSE$)/;

/** Whether a suite has to do with a changed file. */
function concerns({ name, about }, file) {
  if (QUIET.test(file)) return false;
  const room = /^src\/(?!core\/|kubernetes\/)([^/]+)\//.exec(file)?.[1];
  if (room !== undefined) return about.includes(room) || about.includes('src');
  if (file.startsWith('examples/')) return about.some(folder => file.startsWith(`${folder}/`));
  const suite = /^test\/e2e\/([^/]+)\.test\.ts$/.exec(file)?.[1];
  return suite === undefined || suite === name;
}

/** Which suites run, and why the others do not. Without changed files, all have changed. */
function choose(suites, changed, budget) {
  const chosen = [];
  const left = [];
  let seconds = 0;
  for (const suite of suites) {
    if (changed && !changed.some(file => concerns(suite, file))) {
      left.push(`${suite.name}: nothing that it is about has changed`);
    } else if (seconds + suite.seconds > budget) {
      left.push(`${suite.name}: its ${suite.seconds} s do not fit into the ${budget - seconds} s that are left`);
    } else {
      chosen.push(suite.name);
      seconds += suite.seconds;
    }
  }
  return { chosen, left, seconds };
}

/** The rows of all suites that there are, those without a row last. */
function suitesIn(folder) {
  const names = fs.readdirSync(folder).filter(file => file.endsWith('.test.ts')).map(file => file.replace('.test.ts', ''));
  const known = SUITES.filter(({ name }) => names.includes(name));
  return [...known, ...names.filter(name => !known.some(suite => suite.name === name)).map(name => ({ name, ...NEW }))];
}

function changedSince(commit) {
  const git = (...args) => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).split('\n').filter(Boolean);
  return [...git('diff', '--name-only', commit), ...git('ls-files', '--others', '--exclude-standard')];
}

function jest(args) {
  const bin = require.resolve('jest/bin/jest');
  return spawnSync(process.execPath, [bin, '--ci', '--runInBand', '--config', 'jest.e2e.config.json', ...args], { cwd: root, stdio: 'inherit' }).status ?? 1;
}

function main(args) {
  if (args.length > 0) return jest(args.filter(arg => arg !== '--all'));
  const { E2E_SINCE: since, E2E_MINUTES: minutes = '54' } = process.env;
  const { chosen, left, seconds } = choose(suitesIn(path.join(root, 'test/e2e')), since ? changedSince(since) : undefined, Number(minutes) * 60);
  console.log(`e2e: ${chosen.join(', ') || 'nothing'} (usually ${seconds} s)`);
  for (const reason of left) console.log(`e2e: left out: ${reason}; \`npm run e2e -- --all\` runs it`);
  return chosen.length === 0 ? 0 : jest(['--runTestsByPath', ...chosen.map(name => `test/e2e/${name}.test.ts`)]);
}

module.exports = { choose, SUITES, suitesIn };
if (require.main === module) process.exitCode = main(process.argv.slice(2));
