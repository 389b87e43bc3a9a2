import * as pulumi from '@pulumi/pulumi';
import { check, Check, together } from '../../src/core';
import { lateChecks } from '../../src/pulumi/late-checks';
import { asNumber } from '../../src/pulumi/tokenise';
import { chart } from '../chart';

const row = (least: number | undefined, most: number, prefix?: string): Check => (
  together({ least, most }, given => given.least > given.most, 'there is no number between them', 'swap them', prefix));
const later = (value: number) => asNumber(pulumi.output(Promise.resolve(value)));

async function failure(...checks: Check[]): Promise<string> {
  const scope = chart();
  check(scope, checks);
  return (await lateChecks([scope])!.then(() => undefined, (error: Error) => error))?.message ?? 'none';
}

test('values that are known are compared at once, and all of them shown', () => {
  expect(() => check(chart(), [row(2, 1)])).toThrow('ml: least 2, most 1: there is no number between them: swap them');
  expect(() => check(chart(), [row(2, 1, 'size.')])).toThrow('ml: size.least 2, size.most 1: there is no number between them: swap them');
  expect(() => check(chart(), [row(1, 1)])).not.toThrow();
});

test('they are not compared where one was not given', () => {
  expect(() => check(chart(), [together({ a: undefined, b: 1 }, () => true, 'no', 'none')])).not.toThrow();
});

test('where one comes later, they are compared then, with the same text', async () => {
  expect(await failure(row(later(2), 1))).toBe('ml: least 2, most 1: there is no number between them: swap them');
  expect(await failure(row(later(2), later(1)), row(later(3), 1))).toBe([
    'ml: least 2, most 1: there is no number between them: swap them', 'ml: least 3, most 1: there is no number between them: swap them',
  ].join('\n'));
  expect(await failure(row(later(1), 1))).toBe('none');
});

test('one that is secret is not shown, the others are', async () => {
  expect(await failure(row(asNumber(pulumi.secret(2)), 1))).toBe('ml: least (an Output), most 1: there is no number between them: swap them');
});

test('a value may be a list or a map with late values in it', async () => {
  const list: Check = [all => new Set(all as number[]).size > 1, 'env.A', [1, later(2)], 'they differ', 'write one'];
  expect(await failure(list)).toBe('ml: env.A [1,2]: they differ: write one');
});

test('a reason may be known only once the rule was asked', () => {
  let found = '';
  const told: Check = [value => (found = String(value)) !== '', 'a', 'b', () => `it is ${found}`, 'write c'];
  expect(() => check(chart(), [told])).toThrow("ml: a 'b': it is b: write c");
});
