import * as kubernetes from '@pulumi/kubernetes';
import * as pulumi from '@pulumi/pulumi';
import { ApiObject, Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { Backend, Plain, PlatformComponent, Server, ServerComponent, Store, StoreComponent } from './fixtures';
import { Recorder, valueOf } from './recorder';
import * as mlops from '../../src/pulumi';
import { asNumber, asString, component, fromConstructs } from '../../src/pulumi';

let recorder: Recorder;
let warn: jest.SpyInstance;
beforeEach(async () => {
  recorder = await Recorder.start();
  warn = jest.spyOn(pulumi.log, 'warn').mockResolvedValue();
});
// Registrations that are still under way would end up in the next test.
afterEach(async () => {
  await recorder.settled();
  warn.mockRestore();
});

const later = <T>(value: T) => pulumi.output(Promise.resolve(value));
const container = (name: string) => recorder.get(name).inputs.spec.template.spec.containers[0];

/** A resource that stands for something that another program makes. */
class Thing extends pulumi.CustomResource {
  declare public readonly value: pulumi.Output<string>;
  constructor(name: string, value: pulumi.Input<string>, opts?: pulumi.CustomResourceOptions) {
    super('test:index:Thing', name, { value }, opts);
  }
}

describe('tree', () => {
  test('a component has typed children, named by their path and ordered by what they need', async () => {
    new ServerComponent('web', { image: 'img' });
    await recorder.settled();
    expect(recorder.all.map(r => [r.type, r.name, r.parent]).sort()).toEqual([
      ['kubernetes:apps/v1:Deployment', 'web/Deployment', 'web'],
      ['kubernetes:core/v1:ConfigMap', 'web/Config', 'web'],
      ['kubernetes:core/v1:Secret', 'web/Secret', 'web'],
      ['kubernetes:core/v1:Service', 'web/Service', 'web'],
      ['kubernetes:core/v1:ServiceAccount', 'web/Account', 'web'],
      ['kubernetes:networking.k8s.io/v1:NetworkPolicy', 'web/Policy', 'web'],
      ['kubernetes:rbac.authorization.k8s.io/v1:Role', 'web/Role', 'web'],
      ['kubernetes:rbac.authorization.k8s.io/v1:RoleBinding', 'web/Binding', 'web'],
      ['mlops-constructs:index:Server', 'web', ''],
    ]);
    expect(recorder.get('web/Deployment').dependsOn).toEqual(['web/Account', 'web/Binding', 'web/Config', 'web/Policy', 'web/Secret']);
    expect(recorder.get('web/Binding').dependsOn).toEqual(['web/Role']);
    expect(recorder.get('web/Service').dependsOn).toEqual([]);
    // The SDK's classes bring the names that a kind had in older versions of its API.
    expect(recorder.get('web/Deployment').aliases).not.toEqual([]);
  });

  test('a last Resource or Default is left out of the name', async () => {
    new StoreComponent('db');
    await recorder.settled();
    expect(recorder.all.map(r => r.name).sort()).toEqual(['db', 'db', 'db/Claim', 'db/Service']);
  });

  test('names in the cluster follow the name of the component, without hashes', async () => {
    new StoreComponent('my-store');
    await recorder.settled();
    expect(recorder.get('my-store/Claim').inputs.metadata.name).toBe('my-store-claim');
  });

  test('a name in the cluster that would be too long ends with a hash', async () => {
    new StoreComponent('s'.repeat(70));
    await recorder.settled();
    const { name } = recorder.get(`${'s'.repeat(70)}/Claim`).inputs.metadata;
    expect(name.length).toBeLessThanOrEqual(63);
    expect(name).toMatch(/-claim-c[0-9a-f]{7}$/);
  });

  test('Services, Ingresses and claims are not waited for; what the manifest says about it stands', async () => {
    const skip = { 'pulumi.com/skipAwait': 'true' };
    fromConstructs('x', scope => {
      new ApiObject(scope, 'Waited', { apiVersion: 'v1', kind: 'Service', metadata: { annotations: { 'pulumi.com/skipAwait': 'false' } } });
      new ApiObject(scope, 'Ingress', { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress' });
      new Store(scope, 'Store');
    });
    await recorder.settled();
    expect(recorder.get('x/Store/Service').inputs.metadata.annotations).toEqual(skip);
    expect(recorder.get('x/Ingress').inputs.metadata.annotations).toEqual(skip);
    expect(recorder.get('x/Waited').inputs.metadata.annotations).toEqual({ 'pulumi.com/skipAwait': 'false' });
    expect(recorder.get('x/Store/Claim').inputs.metadata.annotations).toEqual(skip);
    expect(recorder.get('x/Store', 'StatefulSet').inputs.metadata.annotations).toBeUndefined();
  });

  test('kinds that @pulumi/kubernetes does not know become custom resources', async () => {
    const kinds = [
      ['gateway.networking.k8s.io/v1', 'Gateway'], ['monitoring.coreos.com/v1', 'ServiceMonitor'], ['apps/v9', 'Deployment'],
      ['apiextensions.k8s.io/v1', 'CustomResourceDefinition'], ['storage.k8s.io/v1', 'CSIDriver'], ['v1', 'Unheard'],
    ];
    fromConstructs('x', scope => kinds.forEach(([apiVersion, kind], i) => new ApiObject(scope, `o${i}`, {
      apiVersion, kind, spec: { group: 'acme.org', names: { kind: 'Y' }, odd: 1 },
    })));
    await recorder.settled();
    expect(kinds.map((_, i) => recorder.get(`x/o${i}`).type)).toEqual([
      'kubernetes:gateway.networking.k8s.io/v1:Gateway', 'kubernetes:monitoring.coreos.com/v1:ServiceMonitor', 'kubernetes:apps/v9:Deployment',
      'kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition', 'kubernetes:storage.k8s.io/v1:CSIDriver', 'kubernetes:v1:Unheard',
    ]);
    expect(recorder.get('x/o0').inputs).toMatchObject({ apiVersion: 'gateway.networking.k8s.io/v1', kind: 'Gateway', spec: { odd: 1 } });
  });
});

describe('values', () => {
  test('Outputs of every type come out as they are, alone and in text', async () => {
    new ServerComponent('web', { image: pulumi.interpolate`${later('repo')}/img`, replicas: later(3), port: later(8080), backend: Backend.file(asString(later('/p'))) });
    await recorder.settled();
    expect(container('web/Deployment')).toMatchObject({
      image: 'repo/img', ports: [{ containerPort: 8080 }], env: [{ name: 'BACKEND', value: 'file:///p' }],
    });
    expect(recorder.get('web/Deployment').inputs.spec.replicas).toBe(3);
    expect(recorder.get('web/Config').inputs.data.upper).toBe('REPO/IMG');
    expect(recorder.get('web/Config').inputs.data.config).toBe('{"port":8080}');
  });

  test('Promises are Outputs too', async () => {
    new ServerComponent('web', { image: Promise.resolve('img') });
    await recorder.settled();
    expect(container('web/Deployment').image).toBe('img');
  });

  test('a number is text where Kubernetes takes only text', async () => {
    const port = asString(later(80) as unknown as pulumi.Output<string>);
    fromConstructs('x', scope => {
      new ApiObject(scope, 'C', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { labels: { port } }, data: { port } });
      new ApiObject(scope, 'P', {
        apiVersion: 'v1', kind: 'Pod', spec: { containers: [{ args: [port], env: [{ name: 'PORT', value: port }], ports: [{ containerPort: port }] }] },
      });
    });
    await recorder.settled();
    expect(recorder.get('x/C').inputs).toMatchObject({ metadata: { labels: { port: '80' } }, data: { port: '80' } });
    expect(recorder.get('x/P').inputs.spec.containers[0]).toEqual({ args: ['80'], env: [{ name: 'PORT', value: '80' }], ports: [{ containerPort: 80 }] });
  });

  test('a value keeps its secretness and its dependencies, and marks no other field', async () => {
    const thing = new Thing('thing', 'p"w');
    new ServerComponent('web', { image: 'img', password: pulumi.secret(thing.value) });
    await recorder.settled();
    expect(recorder.get('web/Secret').inputs.stringData).toEqual({ secret: { password: 'p"w' } });
    expect(recorder.get('web/Config').inputs.data).toEqual({ config: { secret: JSON.stringify({ password: 'p"w' }) }, upper: 'IMG' });
    expect(recorder.get('web/Config').dependsOn).toContain('thing');
    expect(JSON.stringify(recorder.get('web/Service'))).not.toContain('thing');
  });

  test('a digest of a secret is not a secret', async () => {
    new ServerComponent('web', { image: 'img', password: pulumi.secret('pw') });
    await recorder.settled();
    expect(recorder.get('web/Deployment').inputs.spec.template.metadata.annotations.hash).toBe(`h${Buffer.from('{"password":"pw"}').toString('hex').slice(-8)}`);
  });

  test('a secret outside of a Secret is warned of', async () => {
    new ServerComponent('web', { image: 'img', password: pulumi.secret('pw') });
    new ServerComponent('other', { image: later('img') });
    await recorder.settled();
    expect(warn.mock.calls.map(([message]) => message)).toEqual([expect.stringContaining('a secret value stands in a ConfigMap')]);
  });

  test('in a preview, what is not known yet is unknown, and nothing else is', async () => {
    recorder = await Recorder.start(true);
    const unknown = (new Thing('thing', 'x') as unknown as { id: pulumi.Output<string> }).id;
    const web = new ServerComponent('web', { image: unknown, password: pulumi.interpolate`a-${unknown}` });
    await recorder.settled();
    expect(recorder.all).toHaveLength(10);
    expect(container('web/Deployment')).toMatchObject({ image: 'unknown', ports: [{ containerPort: 80 }] });
    expect(recorder.get('web/Config').inputs.data).toEqual({ config: 'unknown', upper: 'unknown' });
    expect(await valueOf(web.url)).toBe('http://web:80');
  });

  test('value classes are copied with the values inside them, and left alone without', async () => {
    const backend = Backend.file('/plain');
    new ServerComponent('web', { image: 'img', backend });
    new ServerComponent('far', { image: 'img', backend: Backend.at(new StoreComponent('db') as unknown as Store) });
    await recorder.settled();
    expect(container('web/Deployment').env).toEqual([{ name: 'BACKEND', value: 'file:///plain' }]);
    expect(container('far/Deployment').env).toEqual([{ name: 'STORE', value: 'http://db-service' }]);
  });

  test('factories of a construct take Outputs', async () => {
    new ServerComponent('web', { image: 'img', uses: [StoreComponent.from(later('host'), later(9))] });
    await recorder.settled();
    expect(container('web/Deployment').env).toEqual([{ name: 'STORE', value: 'host:9' }]);
  });

  test('asString and asNumber leave plain values alone', () => {
    expect([asString('a'), asNumber(1)]).toEqual(['a', 1]);
    expect(typeof asNumber(later(1))).toBe('string');
  });
});

describe('wiring', () => {
  test('a component is passed wherever its construct may be, and nothing waits for it', async () => {
    const store = new StoreComponent('db', { host: later('h') });
    new ServerComponent('web', { image: 'img', uses: [store] });
    await recorder.settled();
    expect(container('web/Deployment').env).toEqual([{ name: 'STORE', value: 'http://h' }]);
    expect(recorder.get('web/Deployment').dependsOn.join()).not.toContain('db');
  });

  test('what uses an Output of a component, or depends on it, waits for all of its children', async () => {
    const store = new StoreComponent('db');
    new Thing('url', store.url);
    new Thing('after', 'x', { dependsOn: store });
    await recorder.settled();
    const urns = (name: string) => recorder.get(name).dependsOn;
    expect(urns('url')).toEqual(['db', 'db/Claim', 'db/Service']);
    expect(urns('after')).toEqual(expect.arrayContaining(['db', 'db/Claim', 'db/Service']));
    expect(recorder.get('url').inputs.value).toBe('http://db-service');
  });

  test('public text, numbers and getters are Outputs, and registered; private parts and other data are not there', async () => {
    const store = new StoreComponent('db');
    const web = new ServerComponent('web', { image: 'img', replicas: later(2) });
    await recorder.settled();
    expect([await valueOf(store.pods), await valueOf(web.replicas), web.missing]).toEqual([1, 2, undefined]);
    expect(recorder.outputs.db).toEqual({ url: 'http://db-service', pods: 1 });
    expect(recorder.outputs.web).toEqual({ url: 'http://web:80', replicas: 2 });
    expect(Object.keys(store)).not.toEqual(expect.arrayContaining(['_hidden']));
    expect(store).not.toHaveProperty('connection');
  });

  test('objects of a construct are resources', async () => {
    const web = new ServerComponent('web', { image: 'img' });
    expect(web.deployment).toBeInstanceOf(kubernetes.apps.v1.Deployment);
    expect(await valueOf(web.deployment.urn)).toContain('web/Deployment');
  });
});

describe('nested components', () => {
  test('constructs with a class of their own are components, others are part of theirs', async () => {
    new PlatformComponent('p', { image: 'img' });
    await recorder.settled();
    const parents = Object.fromEntries(recorder.all.map(r => [`${r.type.split(':').pop()} ${r.name}`, r.parent]));
    expect(parents).toMatchObject({
      'Platform p': '',
      'Store p/Store': 'p',
      'Server p/Server': 'p',
      'StatefulSet p/Store': 'p/Store',
      'Service p/Store/Service': 'p/Store',
      'Deployment p/Server/Deployment': 'p/Server',
      'ConfigMap p/Plain/Note': 'p',
    });
    expect(Object.keys(parents).filter(key => key.endsWith('p/Plain'))).toEqual([]);
  });

  test('they are attributes, with Outputs of their own, and can be used elsewhere', async () => {
    const platform = new PlatformComponent('p');
    new ServerComponent('web', { image: 'img', uses: [platform.store, platform.plain] });
    new Thing('url', platform.server!.url);
    await recorder.settled();
    expect(platform.store).toBeInstanceOf(StoreComponent);
    expect(platform.store).not.toBeInstanceOf(ServerComponent);
    expect(platform.server).toBeInstanceOf(pulumi.ComponentResource);
    expect(await valueOf(platform.store.url)).toBe('http://p-store-service');
    expect(await valueOf(platform.plain.greeting)).toBe('hello');
    expect(container('web/Deployment').env).toEqual([{ name: 'STORE', value: 'http://p-store-service' }, { name: 'GREETING', value: 'hello' }]);
    expect(recorder.get('url').dependsOn).toHaveLength(8);
    expect(recorder.outputs['p/Store']).toEqual({ url: 'http://p-store-service', pods: 1 });
  });

  test('one that came from elsewhere is the component that it was', async () => {
    const given = new StoreComponent('db');
    expect(new PlatformComponent('p', { store: given }).store).toBe(given);
    const other = new PlatformComponent('other', {}, { settings: { namespace: 'other' } });
    expect(new PlatformComponent('q', { store: other.store }, { settings: { namespace: 'third' } }).store).toBe(other.store);
  });

  test('one that was left out is no attribute', () => {
    expect(new PlatformComponent('p', { server: false }).server).toBeUndefined();
  });

  test('another part of the tree is waited for only where nothing can be made without it', async () => {
    new PlatformComponent('p', { namespace: 'ml' }, { settings: { namespace: 'ml' } });
    await recorder.settled();
    expect(recorder.get('p/Store', 'StatefulSet').dependsOn).toEqual(['p/Namespace']);
    expect(recorder.get('p/Server/Deployment').dependsOn).toEqual([
      'p/Namespace', 'p/Server/Account', 'p/Server/Binding', 'p/Server/Config', 'p/Server/Policy', 'p/Server/Secret',
    ]);
  });
});

describe('options', () => {
  test('provider and protect reach all children', async () => {
    const provider = new kubernetes.Provider('cluster', {});
    new PlatformComponent('p', {}, { provider, protect: true });
    await recorder.settled();
    const children = recorder.all.filter(r => r.name.startsWith('p'));
    expect(new Set(children.filter(r => r.custom).map(r => r.provider.includes('cluster')))).toEqual(new Set([true]));
    expect(children.every(r => r.protect)).toBe(true);
  });

  test('an alias of the component renames its children too', async () => {
    new StoreComponent('db', {}, { aliases: [{ name: 'old' }] });
    await recorder.settled();
    // The engine, not the program, lets the children inherit it: their names start with the component's.
    expect(recorder.get('db', 'Store').aliases).toEqual([expect.objectContaining({ name: 'old' })]);
    expect(recorder.all.every(r => r.name.startsWith('db'))).toBe(true);
  });

  test('dependsOn of the component comes before its children', async () => {
    new StoreComponent('db', {}, { dependsOn: new Thing('thing', later('x')) });
    await recorder.settled();
    expect(recorder.all[0].name).toBe('thing');
    expect(recorder.get('db', 'Store').dependsOn).toEqual(['thing']);
  });

  test('settings come from the parent component, through others, and own ones are laid over them', async () => {
    class Team extends pulumi.ComponentResource {
      constructor(name: string, opts: pulumi.ComponentResourceOptions) { super('acme:index:Team', name, {}, opts); }
    }
    const platform = new PlatformComponent('p', {}, { settings: { namespace: later('ml') } });
    const team = new Team('team', { parent: platform });
    new StoreComponent('inner', {}, { parent: team });
    new StoreComponent('nested', {}, { parent: platform.store });
    new StoreComponent('other', {}, { parent: team, settings: { namespace: 'other' } });
    new StoreComponent('none');
    await recorder.settled();
    const namespaces = ['p/Store/Claim', 'inner/Claim', 'nested/Claim', 'other/Claim', 'none/Claim'].map(name => recorder.get(name).inputs.metadata.namespace);
    expect(namespaces).toEqual(['ml', 'ml', 'ml', 'other', undefined]);
  });

  test('an object waits for its namespace in a parent, or in what it uses', async () => {
    const settings = { namespace: 'ml' };
    const platform = new PlatformComponent('p', { namespace: 'ml' }, { settings });
    new StoreComponent('child', {}, { parent: platform });
    new ServerComponent('client', { image: 'img', uses: [platform.store] }, { settings });
    await recorder.settled();
    expect(recorder.get('child/Claim').dependsOn).toEqual(['p/Namespace']);
    expect(recorder.get('client/Config').dependsOn).toEqual(['p/Namespace']);
  });

  test('retainData protects and keeps what holds data, also in components below', async () => {
    const platform = new PlatformComponent('p', { namespace: 'ml' }, { retainData: true });
    new StoreComponent('child', {}, { parent: platform });
    new StoreComponent('not', {}, { parent: platform, retainData: false });
    fromConstructs('pg', scope => new ApiObject(scope, 'Cluster', { apiVersion: 'postgresql.cnpg.io/v1', kind: 'Cluster' }), { retainData: true });
    await recorder.settled();
    const kept = recorder.all.filter(r => r.protect && r.retainOnDelete).map(r => `${r.type.split(':').pop()} ${r.name}`).sort();
    expect(kept).toEqual([
      'Cluster pg/Cluster', 'Namespace p/Namespace', 'PersistentVolumeClaim child/Claim', 'PersistentVolumeClaim p/Store/Claim', 'StatefulSet child', 'StatefulSet p/Store',
    ]);
    expect(recorder.all.filter(r => r.protect !== r.retainOnDelete)).toEqual([]);
  });
});

describe('errors register nothing', () => {
  const fails = async (make: () => unknown, message: RegExp | string) => {
    expect(make).toThrow(message);
    expect(await recorder.settled()).toEqual([]);
  };
  const object = (kind: string, fields: object) => () => fromConstructs('x', scope => new ApiObject(scope, 'o', { apiVersion: 'v1', kind, ...fields }));

  test('of the construct', () => fails(() => new ServerComponent('web', { image: '' }), 'image is blank'));
  test('an Output as a whole', () => fails(() => new StoreComponent('web', later({}) as never), 'web: args must be an object of props'));
  test('an Output in the name', () => fails(() => new StoreComponent(asString(later('x'))), 'the name of a component cannot be an Output'));
  test('an Output in an id', () => fails(() => fromConstructs('x', scope => new Plain(scope, `a-${asString(later('x'))}`)),
    "x: 'x' has a child whose id is an Output: ids must be known"));
  test('an Output as a map key of props', () => fails(() => new ServerComponent('web', { image: 'i', labels: { [asString(later('x'))]: 'y' } }),
    'a map key cannot be an Output'));
  test('an Output as a map key of a manifest', () => fails(object('ConfigMap', { data: { [asString(later('x'))]: 'y' } }),
    'x/o: /data has an Output as a map key'));
  test('an Output in arithmetic', () => fails(object('ConfigMap', { data: { n: asNumber(later(2)) * 2 } }), 'x/o: /data/n is not a number'));
  test('an Output as text', () => fails(object('ConfigMap', { data: { n: `${later(2)}` } }), 'x/o: /data/n has an Output written as text'));
  test('two objects of one name', () => fails(() => fromConstructs('x', scope => {
    for (const id of ['a', 'b']) new ApiObject(scope, id, { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'same' } });
  }), "x: x/b: Secret 'same': x/a (Constructs 'x') makes it already: give one of them another id, which for a component of Pulumi is its name"));
  test('a ring of dependencies', () => fails(() => fromConstructs('x', scope => {
    const [a, b, c] = ['a', 'b', 'c'].map(id => new ApiObject(scope, id, { apiVersion: 'v1', kind: 'Secret' }));
    a.addDependency(b);
    b.addDependency(c);
    c.addDependency(a);
  }), 'x: dependencies form a ring: x/a -> x/b -> x/c -> x/a: remove one of them'));
  test('of a construct that validates itself', () => fails(() => fromConstructs('x', scope => {
    scope.node.addValidation({ validate: () => ['it is odd'] });
  }), 'x: x: it is odd'));
  test('an attribute that hides one of Pulumi', () => {
    class Clash extends Construct { public readonly urn = 'x'; }
    class ClashComponent extends component('Clash', Clash) {}
    return fails(() => new ClashComponent('c', {}), 'c/c: the attribute urn hides one that every Pulumi resource has: give it another name');
  });
});

describe('fromConstructs', () => {
  test("turns other people's constructs into components", async () => {
    fromConstructs('app', scope => {
      const deployment = new kplus.Deployment(scope, 'server', { replicas: 1, containers: [{ image: asString(later('img')), portNumber: 80 }] });
      deployment.exposeViaService();
      new kplus.Secret(scope, 'secret', { stringData: { a: asString(pulumi.secret('b')) } });
    }, { settings: { namespace: 'ml' } });
    await recorder.settled();
    expect(recorder.all.map(r => r.name)).toEqual(expect.arrayContaining(['app', 'app/server', 'app/server/Service', 'app/secret']));
    expect(container('app/server').image).toBe('img');
    expect(recorder.get('app/server').inputs.metadata).toMatchObject({ name: 'app-server', namespace: 'ml' });
    expect(recorder.get('app/secret').inputs.stringData).toEqual({ secret: { a: 'b' } });
  });

  test('takes Outputs that were handed straight to an object', async () => {
    fromConstructs('x', scope => new ApiObject(scope, 'o', {
      apiVersion: 'v1', kind: 'ConfigMap', metadata: { labels: { a: later('l') as never } }, data: { a: later('v') },
    }));
    await recorder.settled();
    expect(recorder.get('x/o').inputs).toMatchObject({ metadata: { labels: { a: 'l' } }, data: { a: 'v' } });
  });

  test('makes components of those that have a class here', async () => {
    fromConstructs('x', scope => new Server(scope, 'Web', { image: 'img' }));
    await recorder.settled();
    expect(recorder.get('x/Web').type).toBe('mlops-constructs:index:Server');
    expect(recorder.get('x/Web/Deployment').parent).toBe('x/Web');
  });

  test('a workload waits for the Job that makes its Secret, in its own component and in another', async () => {
    const settings = { namespace: 'ml' };
    const postgres = new mlops.Postgres('postgres', {}, { settings });
    const database = new mlops.PostgresDatabase('db', { server: postgres }, { settings });
    new mlops.Job('client', { image: 'example.org/client:1', uses: [database] }, { settings });
    await recorder.settled();
    const jobs = (name: string) => recorder.get(name).dependsOn.filter(other => other.endsWith('/Job'));
    expect(jobs('postgres/Server/StatefulSet')).toEqual(['postgres/Credentials/Job/Job']);
    expect(jobs('db/Credentials/Job/Job')).toEqual(['postgres/Credentials/Job/Job']);
    expect(jobs('client/Job')).toEqual(['db/Credentials/Job/Job']);
    expect(jobs('postgres/Credentials/Job/Job')).toEqual([]);
  });

  test('dependencies: as declared, by definition and class; a workload never waits for a Service', async () => {
    fromConstructs('x', scope => {
      const group = new Construct(scope, 'group');
      new ApiObject(group, 'one', { apiVersion: 'v1', kind: 'Secret' });
      new ApiObject(group, 'two', { apiVersion: 'v1', kind: 'Secret' });
      const service = new ApiObject(scope, 'service', { apiVersion: 'v1', kind: 'Service' });
      const pod = new ApiObject(scope, 'pod', {
        apiVersion: 'v1', kind: 'Pod', spec: { containers: [], priorityClassName: 'high', volumes: [{ persistentVolumeClaim: { claimName: 'data' } }] },
      });
      pod.addDependency(service);
      pod.node.addDependency(group);
      new ApiObject(scope, 'ingress', { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress' }).addDependency(service);
      new ApiObject(scope, 'crd', {
        apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', spec: { group: 'acme.org', names: { kind: 'Widget' } },
      });
      new ApiObject(scope, 'widget', { apiVersion: 'acme.org/v1', kind: 'Widget' });
      new ApiObject(scope, 'class', { apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', metadata: { name: 'high' }, value: 1 });
      new ApiObject(scope, 'claim', { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'data' } });
      new ApiObject(scope, 'other', { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'data', namespace: 'other' } });
    });
    await recorder.settled();
    expect(recorder.get('x/pod').dependsOn).toEqual(['x/claim', 'x/class', 'x/group/one', 'x/group/two']);
    expect(recorder.get('x/ingress').dependsOn).toEqual(['x/service']);
    expect(recorder.get('x/widget').dependsOn).toEqual(['x/crd']);
  });

  test('a dependency that was declared goes before one that is implied', async () => {
    fromConstructs('x', scope => {
      const account = new ApiObject(scope, 'account', { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'a' } });
      const pod = new ApiObject(scope, 'pod', { apiVersion: 'v1', kind: 'Pod', spec: { containers: [], serviceAccountName: 'a' } });
      account.addDependency(pod);
    });
    await recorder.settled();
    expect(recorder.get('x/account').dependsOn).toEqual(['x/pod']);
    expect(recorder.get('x/pod').dependsOn).toEqual([]);
  });

  test('the name of an Output finds the object of the same Output', async () => {
    const name = later('ml');
    fromConstructs('x', (scope: Chart) => {
      new ApiObject(scope, 'ns', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: asString(name) } });
      new ApiObject(scope, 'o', { apiVersion: 'v1', kind: 'Secret', metadata: { namespace: asString(name) } });
    });
    await recorder.settled();
    expect(recorder.get('x/o').dependsOn).toEqual(['x/ns']);
  });
});
