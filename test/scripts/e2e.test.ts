import { join } from 'path';

interface Suite { readonly name: string; readonly about: readonly string[]; readonly seconds: number }
interface Script {
  readonly SUITES: readonly Suite[];
  choose(suites: readonly Suite[], changed: readonly string[] | undefined, budget: number):
  { chosen: string[]; left: string[]; seconds: number };
  suitesIn(folder: string): Suite[];
}

const { choose, SUITES, suitesIn } = jest.requireActual<Script>('../../scripts/e2e.cjs');
const BUDGET = 54 * 60;
const chosenFor = (...changed: string[]) => choose(SUITES, changed, BUDGET).chosen;
const all = SUITES.map(({ name }) => name);

test('all suites of the table fit into the budget', () => {
  expect(choose(SUITES, undefined, BUDGET)).toEqual({ chosen: all, left: [], seconds: expect.any(Number) });
});

test('every row is of a suite that there is', () => {
  expect(suitesIn(join(__dirname, '../e2e')).map(({ name }) => name)).toEqual(expect.arrayContaining(all));
});

test.each(['src/core/check.ts', 'src/kubernetes/server.ts', 'src/index.ts', 'test/e2e/support/kubectl.ts', 'package-lock.json', 'scripts/e2e.cjs'])(
  'a change of %s concerns all', file => expect(chosenFor(file)).toEqual(all),
);

test.each([
  ['src/evidently/drift.ts', ['platform-monitoring', 'drift']],
  ['src/pulumi/bridge.ts', ['quickstart', 'airflow', 'retain']],
  ['examples/drift-to-retrain/main.ts', ['apply', 'drift']],
  ['test/e2e/rolling.test.ts', ['rolling']],
  ['src/a-new-room/it.ts', []],
  ['docs/mlflow.md', []],
  ['README.md', []],
  ['test/core/brand.test.ts', []],
])('a change of %s concerns what is about it', (file, names) => {
  expect(chosenFor(file)).toEqual(names);
});

test('what does not fit is left out with its reason, and what fits after it runs', () => {
  const suites = [{ name: 'a', about: [], seconds: 50 }, { name: 'b', about: [], seconds: 60 }, { name: 'c', about: [], seconds: 10 }];
  expect(choose(suites, undefined, 100)).toEqual({ chosen: ['a', 'c'], left: ['b: its 60 s do not fit into the 50 s that are left'], seconds: 60 });
});

test('what has not changed is left out with its reason', () => {
  expect(choose([{ name: 'a', about: ['mlflow'], seconds: 1 }], ['src/airflow/it.ts'], 100).left).toEqual(['a: nothing that it is about has changed']);
});

test('a suite without a row runs with any change of the sources', () => {
  const unknown = suitesIn(join(__dirname, '.')).find(({ name }) => name === 'e2e')!;
  expect(choose([unknown], ['src/seldon/it.ts'], 1000).chosen).toEqual(['e2e']);
});
