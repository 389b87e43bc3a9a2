import { Case, CASES, rulesIn, stack } from '../promtool/cases';

const rules = rulesIn(stack());

test('every rule has a case that fires and one that does not', () => {
  expect(Object.keys(CASES).sort()).toEqual(rules.flatMap(rule => rule.alert ?? []).sort());
  const both = (cases: Case[]) => cases.some(({ alerts }) => alerts.length > 0) && cases.some(({ alerts }) => alerts.length === 0);
  expect(Object.keys(CASES).filter(name => !both(CASES[name]))).toEqual([]);
});
