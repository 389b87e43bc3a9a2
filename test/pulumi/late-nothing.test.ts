import * as pulumi from '@pulumi/pulumi';
import { ApiObject } from 'cdk8s';
import { Construct, IConstruct } from 'constructs';
import { Recorder } from './recorder';
import * as core from '../../src';
import { asNumber, asString, ComponentOptions } from '../../src/pulumi';
import { plan } from '../../src/pulumi/component';
import { lateChecks } from '../../src/pulumi/late-checks';
import { chart } from '../chart';

const IMAGE = 'example.org/team/image:1';
const NOTHING = 'it has no value: see that there is an output of that name, or write output.apply(value => value ?? …) with what is to stand for it';
const OBJECT = 'it is neither text nor a number nor a boolean: pick the part that is meant, or make text of it, in output.apply';
const later = (value?: unknown) => pulumi.output(Promise.resolve(value)) as pulumi.Output<any>;
const text = () => asString(later());
const pw = core.SecretValue.fromSecret('s', 'k');

class Thing extends pulumi.CustomResource {
  constructor(name: string) { super('test:index:Thing', name, {}); }
}

type Class = new (scope: Construct, id: string, props: never) => IConstruct;

beforeEach(async () => { await Recorder.start(); });

/** With what late values end a component, before it registers anything. */
async function failure(
  Core: Class, args: object, opts: ComponentOptions = {},
): Promise<string> {
  const all = { ...opts, settings: { namespace: 'ml', profile: core.Profile.local(), ...opts.settings } };
  const { checked } = plan({ type: Core.name, name: 't' }, args, all, (scope, given) => new Core(scope, 't', given as never));
  return await checked?.then(() => 'none', (error: Error) => error.message) ?? 'none';
}

describe.each([['undefined', undefined], ['null', null]])('an Output that turns out %s', (_, none) => {
  test.each<[string, Class, (nothing: any) => object, string]>([
    ['a variable', core.Job, nothing => ({ image: IMAGE, env: { A: nothing } }), 'env.A'],
    ['an argument', core.Job, nothing => ({ image: IMAGE, args: ['a', nothing] }), 'args[1]'],
    ['an image', core.Job, nothing => ({ image: nothing }), 'image'],
    ['memory', core.Job, nothing => ({ image: IMAGE, resources: { memory: nothing } }), 'resources.memory'],
    ['a number', core.AirflowCluster, nothing => ({ parallelism: nothing }), 'parallelism'],
    ['a size', core.Postgres, nothing => ({ volumeSize: nothing }), 'volumeSize'],
    ['a part of text', core.MlflowServer, nothing => ({ image: `${asString(nothing)}/mlflow:1` }), 'image'],
    ['labels of pods', core.ExistingGitServer, nothing => ({ host: 'git', namespace: 'git', podLabels: { app: nothing } }), 'podLabels.app'],
    ['the name of a Secret', core.Credentials, nothing => ({ values: { a: core.SecretValue.fromSecret(asString(nothing), 'k') } }), 'values.a.secret'],
  ])('is refused as %s, with the path of the prop', async (_name, Core, props, path) => {
    expect(await failure(Core, props(later(none)))).toContain(`t/t: ${path} (an Output): ${NOTHING}`);
  });
});

test('within a value class it is refused under the prop that has the value', async () => {
  const routeClass = core.RouteClass.gateway({ name: 'g', namespace: text() });
  expect(await failure(core.MlflowServer, { route: { host: 'a.example.org', routeClass }, auth: core.MlflowAuth.proxied() })).toContain(`t/t: route.routeClass.namespace (an Output): ${NOTHING}`);
});

test('in settings it is refused, and nothing falls back on a default', async () => {
  expect(await failure(core.Job, { image: IMAGE }, { settings: { namespace: later() } })).toContain(`t: settings.namespace (an Output): ${NOTHING}`);
  const dns = { namespaceLabels: { a: later() }, podLabels: { b: 'b' }, ports: [53] };
  expect(await failure(core.Job, { image: IMAGE }, { settings: { dns } })).toContain(`settings.dns.namespaceLabels.a (an Output): ${NOTHING}`);
});

test('all of them are told at once', async () => {
  expect(await failure(core.Job, { image: later(), env: { A: later(), B: 'b' } })).toBe(`t/t: image (an Output): ${NOTHING}\nt/t: env.A (an Output): ${NOTHING}`);
});

test('where a function has its text, as in the address of a database, it is refused and the function not asked', async () => {
  const database = { engine: core.DatabaseEngine.POSTGRESQL, host: later(), databaseName: 'd', username: 'u', password: pw };
  expect(await failure(core.Database, database)).toContain(`t/t: host (an Output): ${NOTHING}`);
});

test('in objects of other constructs it is refused with its path in the manifest', async () => {
  const { checked } = plan({ type: 'x', name: 't' }, {}, {}, scope => new ApiObject(scope, 'It', {
    apiVersion: 'v1', kind: 'ConfigMap', data: { a: `x${text()}` },
  }));
  await expect(checked).rejects.toThrow(`t/It: data.a (an Output): ${NOTHING}`);
});

test('nothing is registered', async () => {
  const recorder = await Recorder.start();
  const { checked } = plan({ type: 'Job', name: 't' }, { image: later() }, { settings: { namespace: 'ml' } }, (scope, given) => new core.Job(scope, 't', given as never));
  await expect(checked).rejects.toThrow('it has no value');
  expect(await recorder.settled()).toEqual([]);
});

test.each([['false', false], ['0', 0], ['no text', '']])('%s is a value', async (_, value) => {
  expect(await failure(core.Job, { image: IMAGE, env: { A: later(value) } })).toBe('none');
});

test('what a preview does not know is not refused', async () => {
  await Recorder.start(true);
  const unknown = new Thing('thing').id;
  expect(await failure(core.Job, { image: IMAGE, env: { A: unknown } })).toBe('none');
});

test.each<[string, object, string]>([
  ['a variable', { env: { A: later({ x: 1 }) } }, 'env.A'],
  ['an argument', { args: [later({ x: 1 })] }, 'args[0]'],
  ['a list as an argument', { args: [later(['x'])] }, 'args[0]'],
  ['a part of text', { args: [`--x=${asString(later({ x: 1 }))}`] }, 'args[0]'],
])('an object as %s is refused', async (_, props, path) => {
  expect(await failure(core.Job, { image: IMAGE, ...props })).toBe(`t/t: ${path} (an Output): ${OBJECT}`);
});

test('an object in the text of a manifest of another construct is refused', async () => {
  const { checked } = plan({ type: 'x', name: 't' }, {}, {}, scope => new ApiObject(scope, 'It', {
    apiVersion: 'v1', kind: 'ConfigMap', metadata: { labels: { a: asString(later({ x: 1 })) } },
  }));
  await expect(checked).rejects.toThrow(`t/It: metadata.labels.a (an Output): ${OBJECT}`);
});

test('a number that is none is found by the rules of a construct alone', async () => {
  const scope = chart();
  new core.Server(scope, 'S', { image: IMAGE, replicas: asNumber(later()) });
  await expect(lateChecks(scope.node.findAll())).rejects.toThrow(`replicas (an Output): ${NOTHING}`);
});
