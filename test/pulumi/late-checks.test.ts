import { spawnSync } from 'child_process';
import { join } from 'path';
import * as pulumi from '@pulumi/pulumi';
import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { Recorder, valueOf } from './recorder';
import { atLeast, check, hasToken, quantity } from '../../src/core';
import { lateChecksOf } from '../../src/core/construct-error';
import { component, Inputs } from '../../src/pulumi';
import { lateChecks } from '../../src/pulumi/late-checks';
import { warnOfSecrets } from '../../src/pulumi/secrets';
import { tokenise } from '../../src/pulumi/tokenise';
import { chart } from '../chart';

const REMEDY = "write it as '10Gi' (powers of two), '10G' (powers of ten) or '500m' (thousandths)";
const later = <T>(value: T) => pulumi.output(Promise.resolve(value));

interface DiskProps { readonly size: string; readonly copies?: number; readonly inner?: boolean }

/** A construct with rules, and perhaps a part with rules about the same values. */
class Disk extends Construct {
  public readonly size: string;

  constructor(scope: Construct, id: string, { size, copies, inner = false }: DiskProps) {
    super(scope, id);
    check(this, [quantity('size', size), atLeast('copies', copies, 1)]);
    this.size = size;
    if (inner) new Disk(this, 'Inner', { size });
    new ApiObject(this, 'Resource', { apiVersion: 'v1', kind: 'ConfigMap', data: { size } });
  }
}
class DiskComponent extends component('Disk', Disk) {}

class Thing extends pulumi.CustomResource {
  constructor(name: string) { super('test:index:Thing', name, {}); }
}

let recorder: Recorder;
beforeEach(async () => { recorder = await Recorder.start(); });

function pending(): { promise: Promise<string>; resolve(value: string): void } {
  let resolve: (value: string) => void = () => {};
  const promise = new Promise<string>(done => { resolve = done; });
  return { promise, resolve };
}

function disk(props: Inputs<DiskProps>): Disk {
  return new Disk(chart(), 'Disk', tokenise(props).value as DiskProps);
}

/** With what the values of a construct fail once they are known. */
async function failure(props: Inputs<DiskProps>): Promise<string> {
  const error = await lateChecks(disk(props).node.findAll())!.then(() => undefined, (reason: unknown) => reason);
  // Of which Pulumi prints the text alone.
  expect(pulumi.RunError.isInstance(error)).toBe(true);
  return (error as Error).message;
}

test('a rule about a value that comes later is kept with its construct, and all others are not', () => {
  const checks = lateChecksOf(disk({ size: pulumi.interpolate`${later('1')}Gi`, copies: 1 }));
  expect(checks.map(([, prop, value]) => [prop, hasToken(String(value))])).toEqual([['size', true]]);
});

test('plain values are waited for by nobody', () => {
  expect(lateChecks(disk({ size: '1Gi', copies: 1 }).node.findAll())).toBeUndefined();
});

test('a bad value fails with the text that it would have had at once', async () => {
  expect(await failure({ size: later('10GB') })).toBe(`ml/Disk: size '10GB': it is not a Kubernetes quantity: ${REMEDY}`);
  expect(() => disk({ size: '10GB' })).toThrow(`ml/Disk: size '10GB': it is not a Kubernetes quantity: ${REMEDY}`);
});

test('all bad values of a construct are reported at once, also those within text', async () => {
  expect(await failure({ size: pulumi.interpolate`${later(10)}GB`, copies: later(0) })).toBe([
    `ml/Disk: size '10GB': it is not a Kubernetes quantity: ${REMEDY}`,
    'ml/Disk: copies 0: it must be a whole number of at least 1: use 1 or more',
  ].join('\n'));
});

test('the outer construct speaks first', async () => {
  expect(await failure({ size: later('10GB'), inner: true })).toMatch(/^ml\/Disk: size/);
});

test('a secret is not shown', async () => {
  expect(await failure({ size: pulumi.secret('hunter2') })).toBe(`ml/Disk: size (an Output): it is not a Kubernetes quantity: ${REMEDY}`);
});

test('a value that turns out not to be given is not asked about', async () => {
  await expect(lateChecks(disk({ size: '1Gi', copies: later(undefined) as never }).node.findAll())).resolves.toBeUndefined();
});

test('a preview fails on what it knows, beside what it does not', async () => {
  recorder = await Recorder.start(true);
  expect(await failure({ size: new Thing('thing').id, copies: later(0) }))
    .toBe('ml/Disk: copies 0: it must be a whole number of at least 1: use 1 or more');
});

test('a component passes a good value on as it is, and depends on nothing more', async () => {
  const { size } = new DiskComponent('disk', { size: later('10Gi') }, { dependsOn: new Thing('thing') });
  await recorder.settled();
  expect(recorder.get('disk', 'ConfigMap').inputs.data).toEqual({ size: '10Gi' });
  expect(recorder.get('disk', 'Disk').dependsOn).toEqual(['thing']);
  expect(await valueOf(size)).toBe('10Gi');
});

test('a preview passes what it does not know', async () => {
  recorder = await Recorder.start(true);
  const { size } = new DiskComponent('disk', { size: new Thing('thing').id });
  await recorder.settled();
  expect(recorder.get('disk', 'ConfigMap').inputs.data).toEqual({ size: 'unknown' });
  expect(await valueOf(size)).toBeUndefined();
});

test('nothing is said about a resource before it is registered: Pulumi would hold the error back behind it', async () => {
  const warn = jest.spyOn(pulumi.log, 'warn').mockResolvedValue();
  const { promise, resolve } = pending();
  warnOfSecrets({ urn: pulumi.output(promise) } as unknown as pulumi.Resource, 'ConfigMap', { a: pulumi.secret('b') });
  await new Promise(setImmediate);
  expect(warn).not.toHaveBeenCalled();
  resolve('urn');
  await new Promise(setImmediate);
  expect(warn).toHaveBeenCalledTimes(1);
  warn.mockRestore();
});

test('a program with a bad value ends with that one error, and nothing of the construct is registered', () => {
  const program = join(__dirname, 'bad-value.ts');
  const { stdout } = spawnSync(process.execPath, ['-r', 'ts-node/register/transpile-only', program], { encoding: 'utf8' });
  expect(JSON.parse(stdout)).toEqual({
    errors: [`bad/bad: volumeSize '10GB': it is not a Kubernetes quantity: ${REMEDY}`],
    attribute: `bad/bad: volumeSize '10GB': it is not a Kubernetes quantity: ${REMEDY}`,
    registered: ['good'],
  });
}, 60_000);
