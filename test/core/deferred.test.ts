import { ApiObject } from 'cdk8s';
import { Job, Postgres, Server, Settings, Volume } from '../../src';
import { check, deferred, quantity } from '../../src/core';
import { createObject } from '../../src/kubernetes';
import { chart } from '../chart';

const PROMISE = "it is a promise, whose value is not known yet: await it first, or take the component of 'mlops-constructs/pulumi'";
const OUTPUT = "it is an Output, whose value is not known yet: write asString(…) or asNumber(…) around it, or take the component of 'mlops-constructs/pulumi'";
const later = <T>(value: T) => Promise.resolve(value) as never;

test('a promise is refused by the name of its prop, once', () => {
  expect(() => new Postgres(chart(), 'Db', { volumeSize: later('1Gi') })).toThrow(`ml/Db: volumeSize: ${PROMISE}`);
  expect(() => check(chart(), [quantity('size', later('1Gi')), quantity('size', later('1Gi'))])).toThrow(/^ml: size: [^\n]*$/);
});

test('all promises of a construct are reported at once', () => {
  const findings = `ml: size: ${PROMISE}\nml: memory: ${PROMISE}`;
  expect(() => check(chart(), [quantity('size', later('1Gi')), quantity('memory', later('1Gi')), quantity('cpu', 'x')])).toThrow(findings);
});

test('a promise that no check looks at is refused where it would stand in a manifest', () => {
  expect(() => createObject(chart(), 'O', { apiVersion: 'v1', kind: 'ConfigMap', name: 'o', body: { data: { a: later('b'), c: `a-${later('d') as string}` } } }))
    .toThrow(`ml: ConfigMap: /data/a: ${PROMISE}\nml: ConfigMap: /data/c: ${PROMISE}`);
});

test.each<[string, string, () => unknown]>([
  ['text made of it', 'ml/T: env.A', () => new Job(chart(), 'T', { image: 'example.org/t:1', env: { A: `a-${later('b') as string}` } })],
  ['a number', 'ml/S: terminationGracePeriodSeconds', () => new Server(chart(), 'S', { image: 'example.org/t:1', terminationGracePeriodSeconds: later(3) })],
  ['an object', 'ml/S: resources', () => new Server(chart(), 'S', { image: 'example.org/t:1', resources: later({ cpu: '1' }) })],
  ['a setting', 'ml: settings.namespace', () => Settings.set(chart(), { namespace: later('ml') })],
  ['text that a factory takes', 'Volume.empty: name', () => Volume.empty(`a-${later('b') as string}`, '1Gi')],
])('a promise in the place of %s is told by its prop', (_, prop, make) => {
  expect(make).toThrow(new Error(`${prop}: ${PROMISE}`));
});

test('an Output where none is taken is refused with the way to pass it', () => {
  const output = { __pulumiOutput: true } as never;
  expect(() => check(chart(), [quantity('size', output)])).toThrow(`ml: size: ${OUTPUT}`);
  expect(deferred('x Calling [toString] on an [Output<T>] is not supported')).toBe(OUTPUT);
});

test('what is known is left alone', () => {
  expect([deferred('a'), deferred(1), deferred({ then: 1 }), deferred(null), deferred(undefined)]).toEqual(Array(5).fill(undefined));
  expect(createObject(chart(), 'O', { apiVersion: 'v1', kind: 'ConfigMap', name: 'o', body: { data: { a: 'b' } } })).toBeInstanceOf(ApiObject);
});
