import { Credentials, SecretValue } from '../../src';
import { chart } from '../chart';

const provision = (secretEnv: Record<string, string>) => ({ image: 'example.org/t:1', command: ['true'], secretEnv, reaches: [] });
const values = { password: SecretValue.generated(), user: SecretValue.generated() };

test('a variable of what provisions names one of the values', () => {
  expect(() => new Credentials(chart(), 'C', { values, provision: provision({ A: 'nope', B: 'user' }) }))
    .toThrow("ml/C: provision.secretEnv.A 'nope': it has no value of that key: use one of password, user");
});

test('a value that every object has is none of them', () => {
  expect(() => new Credentials(chart(), 'C', { values, provision: provision({ A: 'constructor' }) })).toThrow("provision.secretEnv.A 'constructor'");
});
