import { pod } from './pod-security-cases';
import { Rule, check, expectPack } from '../../src/testing';

const lenient: Rule = ({ spec }) => spec.team === 'b' ? [] : [{ field: 'team', value: spec.team, expected: 'should be b' }];
const strict: Rule = ({ spec }) => [{ field: 'team', value: spec.team, expected: 'must be c' }];
const perContainer: Rule = ({ spec }) => [{ container: spec.containers[0].name, field: 'team', value: undefined, expected: 'must be set' }];
const owned: Rule = (_, manifests) => manifests.some(({ kind }) => kind === 'Team') ? [] : [{ field: 'team', value: 1, expected: 'must exist' }];
const pack = (...rules: Rule[]) => ({ name: 'house rules', rules });

describe('check', () => {
  test('gives a finding with object and rule', () => {
    expect(check([pod()], pack(lenient))).toEqual([{ object: 'Pod ml/it', rule: 'lenient', field: 'team', value: undefined, expected: 'should be b' }]);
  });

  test('gives nothing when the rules are kept', () => expect(check([pod({ spec: { team: 'b' } })], pack(lenient))).toEqual([]));

  test('lets the later of two rules speak about a field', () => expect(check([pod()], pack(lenient, strict)).map(({ rule }) => rule)).toEqual(['strict']));

  test('keeps the same field of pod and container apart', () => {
    expect(check([pod()], pack(strict, perContainer)).map(({ rule }) => rule)).toEqual(['strict', 'perContainer']);
  });

  test('shows rules all manifests', () => {
    expect(check([pod(), { apiVersion: 'example.org/v1', kind: 'Team', metadata: { name: 'b' } }], pack(owned))).toEqual([]);
  });
});

describe('expectPack', () => {
  test('throws a line for each finding', () => {
    expect(() => expectPack([pod()], pack(strict, perContainer))).toThrow(new Error([
      '2 findings against house rules:',
      '  Pod ml/it, pod: team is not set, must be c (strict)',
      '  Pod ml/it, container "main": team is not set, must be set (perContainer)',
    ].join('\n')));
  });

  test('is silent when there are none', () => expect(() => expectPack([pod()], pack())).not.toThrow());
});
