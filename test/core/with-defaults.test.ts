import { Profile, withDefaults } from '../../src/core';

const DEFAULTS = { cpu: '1', memory: '1Gi' };

test.each([
  [undefined, DEFAULTS],
  [{}, DEFAULTS],
  [{ cpu: '2' }, { cpu: '2', memory: '1Gi' }],
  [{ cpu: undefined, memory: '2Gi' }, { cpu: '1', memory: '2Gi' }],
  [{ limit: '3' }, { ...DEFAULTS, limit: '3' }],
])('%j falls back field by field', (options, expected) => {
  expect(withDefaults<{ cpu?: string; memory?: string; limit?: string }, typeof DEFAULTS>(options, DEFAULTS)).toEqual(expected);
});

test('a number of a profile that is undefined is that of the profile', () => {
  expect(Profile.production({ replicas: undefined, volumeSize: '9Gi' })).toEqual(Profile.production({ volumeSize: '9Gi' }));
});
