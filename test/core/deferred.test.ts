import { ApiObject } from 'cdk8s';
import { Postgres, Server, Settings, Task } from '../../src';
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
  expect(() => new Task(chart(), 'T', { image: 'example.org/t:1', env: { A: `a-${later('b') as string}` } }))
    .toThrow(`ml/T: Job: /spec/template/spec/containers/0/env/0/value: ${PROMISE}`);
  expect(() => new Server(chart(), 'S', { image: 'example.org/t:1', terminationGracePeriodSeconds: later(3) }))
    .toThrow(`Deployment: /spec/template/spec/terminationGracePeriodSeconds: ${PROMISE}`);
});

test('so is a promise in the settings', () => {
  const scope = chart();
  Settings.set(scope, { namespace: later('ml') });
  expect(() => new Server(scope, 'S', { image: 'example.org/t:1' })).toThrow(PROMISE);
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
