import * as kubernetes from '@pulumi/kubernetes';
import * as pulumi from '@pulumi/pulumi';
import { ApiObject } from 'cdk8s';
import { Construct, IConstruct } from 'constructs';
import { Recorder } from './recorder';
import * as core from '../../src';
import { DatabaseEngine, SecretValue } from '../../src';
import { take } from '../../src/kubernetes';
import { Database, fromConstructs, GitServer, Inputs, Job, MlflowServer, Namespace, Server } from '../../src/pulumi';
import { plan } from '../../src/pulumi/component';
import { ComponentOptions } from '../../src/pulumi/component-options';

const settings = { namespace: 'ml' };
const props = { image: 'example.org/team/image:1' };
const ID = 'give one of them another id, which for a component of Pulumi is its name';
const later = <T>(value: T) => pulumi.output(Promise.resolve(value));

class Team extends pulumi.ComponentResource {
  constructor(name: string, opts: pulumi.ComponentResourceOptions = {}) { super('acme:index:Team', name, {}, opts); }
}

let recorder: Recorder;
beforeEach(async () => { recorder = await Recorder.start(); });
afterEach(() => recorder.settled());

/** With what late values end a component, before it registers anything. */
async function failure<P>(
  Core: new (scope: Construct, id: string, props: P) => IConstruct, name: string, args: Inputs<P>, opts: ComponentOptions,
): Promise<string> {
  const { checked } = plan({ type: `mlops-constructs:index:${Core.name}`, name }, args, opts, (chart, given) => new Core(chart, name, given as P));
  return checked!.then(() => 'none', (error: Error) => error.message);
}

test('two components whose objects have one name are refused, whatever their types, and the second registers nothing', async () => {
  new Server('web', props, { settings });
  await recorder.settled();
  const { length } = recorder.all;
  expect(() => new Job('web', props, { settings })).toThrow(`web/web: workload 'ml/web': web/web (Server 'web') makes it already: ${ID}`);
  expect(() => new Server('WEB', props, { settings })).toThrow(`WEB/WEB: workload 'ml/web': web/web (Server 'web') makes it already: ${ID}`);
  await recorder.settled();
  expect(recorder.all).toHaveLength(length);
});

test('a name under two parents is one name', () => {
  const [a, b] = [new Team('a'), new Team('b')];
  new Server('web', props, { settings, parent: a });
  expect(() => new Server('web', props, { settings, parent: b }))
    .toThrow(`workload 'ml/web': web/web (Server 'web' of acme:index:Team 'a') makes it already: ${ID}`);
});

test("other people's objects are among them", () => {
  fromConstructs('a', scope => new ApiObject(scope, 'o', { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'same' } }), { settings });
  expect(() => fromConstructs('b', scope => new ApiObject(scope, 'o', { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'same' } }), { settings }))
    .toThrow(`b: b/o: Secret 'ml/same': a/o (Constructs 'a') makes it already: ${ID}`);
});

test('another namespace, another cluster and another run of the program have names of their own', async () => {
  new Server('web', props, { settings });
  new Job('web', props, { settings: { namespace: 'other' } });
  const provider = new kubernetes.Provider('cluster', {});
  new Job('web', props, { settings, provider });
  new Job('web', props, { settings, parent: new Team('t', { providers: { kubernetes: new kubernetes.Provider('second', {}) } }) });
  await recorder.settled();
  recorder = await Recorder.start();
  new Job('web', props, { settings });
});

test('a component that is made again, as tests do, is the same one; what one that fails would have made is free', () => {
  new Server('web', props, { settings });
  new Server('web', props, { settings });
  expect(() => new Server('api', { image: 'latest' }, { settings })).toThrow('it names no fixed version');
  new Job('api', props, { settings });
});

test('a name or namespace that comes later is taken once it is known', async () => {
  new Server('web', props, { settings });
  const one = await failure(core.Job, 'web', props, { settings: { namespace: later('ml') } });
  expect(one).toContain(`web/web: workload 'ml/web': web/web (Server 'web') makes it already: ${ID}`);
  expect(await failure(core.Job, 'web', props, { settings: { namespace: later('other') } })).toBe('none');
});

test('the same Output is the same name at once', () => {
  const namespace = later('ml');
  new Server('web', props, { settings: { namespace } });
  expect(() => new Job('web', props, { settings: { namespace } })).toThrow(`web/web: workload (an Output): web/web (Server 'web') makes it already: ${ID}`);
});

test('names that are taken at the root of one tree are taken in all', () => {
  const host = (name: string) => fromConstructs(name, scope => {
    const other = take(scope.node.root, 'host tools.example.org', scope.node.path);
    if (other) throw new Error(`${other} has it`);
  });
  host('a');
  expect(() => host('b')).toThrow("a (Constructs 'a') has it");
});

test('a database has one owner in the whole program, also where its address comes later', async () => {
  const make = (name: string, host: pulumi.Input<string>) => new GitServer(name, {
    database: new Database(`${name}-db`, { engine: DatabaseEngine.POSTGRESQL, host, databaseName: 'd', username: 'u', password: SecretValue.fromSecret('s', 'k') }, { settings }),
  }, { settings });
  make('a', 'h');
  expect(() => make('b', 'h')).toThrow("b/b: database 'postgresql://h:5432/d': database of a/a (GitServer 'a') keeps its tables there already");
  const database = new Database('c-db', { engine: DatabaseEngine.POSTGRESQL, host: later('h'), databaseName: 'd', username: 'u', password: SecretValue.fromSecret('s', 'k') }, { settings });
  expect(await failure(core.GitServer, 'c', { database }, { settings }))
    .toMatch(/^c\/c: database 'postgresql:\/\/h:5432\/d': database of a\/a \(GitServer 'a'\) keeps its tables there already/);
});

test('a host has one route in the whole program, also where it, or the domain above it, comes later', async () => {
  const routeClass = core.RouteClass.gateway({ name: 'g', namespace: 'g' });
  const route = { host: 'mlflow.example.org', routeClass };
  new MlflowServer('a', { auth: core.MlflowAuth.proxied(), route }, { settings });
  const says = "a/a/Route (MlflowServer 'a') has that host: give one of them another host, or their scopes different domains";
  expect(await failure(core.MlflowServer, 'b', { auth: core.MlflowAuth.proxied(), route: { host: later('mlflow.example.org'), routeClass } } as never, { settings }))
    .toBe(`b/b/Route: host 'mlflow.example.org': ${says}`);
  expect(await failure(core.MlflowServer, 'c', { auth: core.MlflowAuth.proxied(), route: {} } as never, { settings: { ...settings, domain: later('example.org'), routeClass } }))
    .toBe(`c/c/Route: host 'mlflow.example.org': ${says}`);
  expect(await failure(core.MlflowServer, 'd', { auth: core.MlflowAuth.proxied(), route: { host: later('d.example.org'), routeClass } } as never, { settings })).toBe('none');
});

test('a namespace is made once in the whole program, also where its name comes later', async () => {
  new Namespace('a', { name: 'team' }, { settings });
  expect((await failure(core.Namespace, 'b', { name: later('team') } as never, { settings })).split('\n')[0])
    .toBe("b/b: name 'team': a/a (Namespace 'a') makes it already: leave one of them out, or give it another name");
});
