import { App, Chart, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import {
  Credentials, Database, GitServer, Job, MlflowServer, MonitoringStack, PodTemplate, SecretValue, Server, Settings, urlOf, Valkey, Volume,
  VolumeClaim,
} from '../../src';
import { token } from '../../src/core';
import { lateChecksOf } from '../../src/core/construct-error';
import { createObject, createRole } from '../../src/kubernetes';
import { find, synth } from '../../src/testing';
import { chart } from '../chart';

const IMAGE = 'example.org/team/a:1';
const key = SecretValue.fromSecret('s', 'k');
const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`;

function message(make: (scope: Chart) => unknown): string {
  try {
    make(chart());
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}

const object = (kind: string, body: Record<string, unknown>, rest: object = {}) => (scope: Construct) => createObject(scope, 'It', { apiVersion: 'v1', kind, name: 'it', body, ...rest });

test('all findings of a construct are reported at once: its own and those of its containers', () => {
  const text = message(scope => new Server(scope, 'S', {
    image: 'a b:1', replicas: -1, user: -5, env: { 'MY-VAR': '1' }, resources: { memory: '512m', cpu: '1Gi' }, hostname: 'My Host', sidecars: [{ name: 'X', image: 'a' }],
  }));
  expect(text.split('\n').map(line => line.split(': ')[1])).toEqual([
    "image 'a b:1'", "resources.cpu '1Gi'", "resources.memory '512m'", "key of env 'MY-VAR'", "sidecars[0].name 'X'", "sidecars[0].image 'a'", 'user -5', "hostname 'My Host'", 'replicas -1',
  ]);
});

test('all findings of an object are reported at once', () => {
  const text = message(object('Service', { spec: { selector: { 'a b': 'x' }, ports: [{ name: 'A', port: 0 }, { name: 'b', port: 80 }, { name: 'c', port: 80 }] } }, { labels: { team: 'a b' } }));
  expect(text.split('\n').map(line => line.split(': ')[1])).toEqual([
    "Service 'it' metadata.labels.team 'a b'", "Service 'it' key of spec.selector 'a b'", "Service 'it' spec.ports[0].name 'A'", "Service 'it' spec.ports[0].port 0", "Service 'it' spec.ports[2] '80/TCP'",
  ]);
});

test.each<[string, (scope: Construct) => unknown, RegExp]>([
  ['name', object('ConfigMap', {}, { name: 'My_Map' }), /ConfigMap 'My_Map' metadata\.name 'My_Map': it is not a name that Kubernetes takes: use/],
  ['namespace', object('ConfigMap', {}, { namespace: 'My_NS' }), /metadata\.namespace 'My_NS': it is not a name that Kubernetes takes here: use/],
  ['annotation key', object('ConfigMap', {}, { annotations: { 'a b': 'x' } }), /key of metadata\.annotations 'a b': it is not a key for an annotation/],
  ['annotations of 256 KiB', object('ConfigMap', {}, { annotations: { a: 'x'.repeat(262144) } }), /metadata\.annotations: they have 262145 bytes, and an object holds 262144: keep/],
  ['key of a ConfigMap', object('ConfigMap', { data: { 'a/b': '', 'c': 'x' } }), /key of data 'a\/b': it is not a key for a Secret or ConfigMap/],
  ['key of a Secret', object('Secret', { stringData: { 'a b': 'x' } }), /key of stringData 'a b'/],
  ['host of an Ingress', object('Ingress', { spec: { ingressClassName: 'a', rules: [{ host: 'A.org' }] } }), /spec\.rules\[0\]\.host 'A\.org': it is not a host name in lower case/],
  ['host of an HTTPRoute', object('HTTPRoute', { spec: { parentRefs: [{ name: 'g' }], hostnames: ['10.0.0.1'] } }), /spec\.hostnames\[0\] '10\.0\.0\.1'/],
  ['exception beside its block', object('NetworkPolicy', { spec: { egress: [{ to: [{ ipBlock: { cidr: '10.0.0.0/8', except: ['192.168.0.0/16'] } }] }] } }),
    /egress\[0\]\.to\[0\]\.ipBlock\.except\[0\] '192\.168\.0\.0\/16': it does not lie within 10\.0\.0\.0\/8: leave it out/],
  ['label of a peer', object('NetworkPolicy', { spec: { ingress: [{ from: [{ podSelector: { matchLabels: { app: 'a b' } } }] }] } }), /podSelector\.matchLabels\.app 'a b': it is not a value for a label/],
  ['numbers of an autoscaler', object('HorizontalPodAutoscaler', { spec: { minReplicas: 0, maxReplicas: -1 } }), /minReplicas 0: [^]*maxReplicas -1: /],
  ['limit below its request', object('PersistentVolumeClaim', { spec: { resources: { requests: { storage: '2Gi' }, limits: { storage: '1Gi' } } } }),
    /spec\.resources\.requests\.storage '2Gi': it is more than its limit, 1Gi: raise the limit/],
  ['account of a binding', scope => createRole(scope, { name: 'r', account: { name: 'My_SA', namespace: 'ml' }, permissions: [] }), /subjects\[0\]\.name 'My_SA'/],
  ['mount of no volume', object('Job', { spec: { template: { spec: { containers: [{ name: 'a', image: IMAGE, volumeMounts: [{ name: 'x', mountPath: '/x' }] }] } } } }),
    /volumeMounts\[0\]\.name 'x': the pod has no volume of that name: mount a volume of the pod/],
])('an object with a bad %s is refused', (_name, make, text) => {
  expect(message(make)).toMatch(text);
});

test('a value that comes late is kept for later, also within text', () => {
  const scope = chart();
  const late = [token({}), `team-${token({})}`];
  createObject(scope, 'It', { apiVersion: 'v1', kind: 'ConfigMap', name: 'it', labels: { a: late[0], b: late[1] } });
  expect(lateChecksOf(scope).map(([, prop, value]) => [prop, value])).toEqual([["ConfigMap 'it' metadata.labels.a", late[0]], ["ConfigMap 'it' metadata.labels.b", late[1]]]);
});

test('a limit that comes late is compared once it is known, and so is what is set aside', () => {
  const scope = chart();
  const server = new Server(scope, 'S', { image: IMAGE, resources: { cpu: token({}), cpuLimit: token({}) } });
  const [row] = lateChecksOf(server).filter(([, , , reason]) => reason === 'it is more than cpuLimit');
  const fails = row[0] as (value: unknown) => boolean;
  expect([fails('2 of 500m'), fails('500m of 2')]).toEqual([true, false]);
});

test('an id with a digit in front is refused where it becomes the name of a Service, and serves where it does not', () => {
  const models = () => new Chart(new App(), '2024-models', { namespace: 'ml' });
  expect(() => new Server(models(), 'Web', { image: IMAGE, ports: { http: 80 } })).toThrow(
    "2024-models/Web: Service '2024-models-web' metadata.name '2024-models-web': it is not a name for a Service, which starts with a letter and ends with a letter or digit: "
    + 'give the chart, or the construct, an id that starts with a letter');
  expect(new Job(models(), 'Train', { image: IMAGE }).name).toBe('2024-models-train');
});

test('a reference to a value that there is not is refused with those that there are', () => {
  const credentials = new Credentials(chart(), 'Keys', { values: { user: key, password: key } });
  expect(() => credentials.ref('unknown')).toThrow("ml/Keys: ref 'unknown': it has no value of that key: use one of user, password");
  expect(() => credentials.ref('toString')).toThrow(/it has no value of that key/);
  expect(credentials.ref('user')).toEqual({ namespace: 'ml', secret: 's', key: 'k' });
});

test('a Lazy in an environment is refused, and so is one anywhere in an object', () => {
  const lazy = Lazy.any({ produce: () => 'x' });
  expect(message(scope => new Server(scope, 'S', { image: IMAGE, env: { A: lazy } })))
    .toBe('ml/S: env.A: it is a Lazy, which has a value only after names and digests are made: pass the value itself');
  expect(message(scope => new Server(scope, 'S', { image: IMAGE, args: ['a', lazy] })))
    .toBe('ml/S: args[1]: it is a Lazy, which has a value only after names and digests are made: pass the value itself');
  expect(message(scope => new PodTemplate(scope, 'S', { image: IMAGE, args: [lazy] }))).toMatch(/^ml\/S: args\[0\]: it is a Lazy/);
});

test('an object in an environment that refers to nothing is refused', () => {
  expect(message(scope => new Server(scope, 'S', { image: IMAGE, env: { A: { name: 'x' } as never } })))
    .toBe("ml/S: env.A: it is an object: pass text, or pass the reference that credentials.ref('key') gives, or pass an object with fieldPath");
});

test('a chart that makes names in its own way is refused, and one that does not is taken', () => {
  class Named extends Chart {
    public generateObjectName(): string { return 'mine'; }
  }
  class Plain extends Chart {}
  const make = (Class: typeof Chart) => new Server(new Class(new App(), 'ml', { namespace: 'ml' }), 'S', { image: IMAGE });
  expect(() => make(Named)).toThrow("ml/S: its chart 'ml' overrides generateObjectName, and names here follow the ids, since others are wired to them before "
    + 'the objects are there: put it into a chart of its own that leaves generateObjectName alone');
  expect(make(Plain).name).toBe('ml-s');
});

describe('a ServiceAccount that exists', () => {
  const permissions = [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }];

  test('is taken, none is made, and the Role is bound to it', () => {
    const scope = chart();
    new Server(scope, 'S', { image: IMAGE, existingServiceAccount: 'team', apiAccess: true, permissions });
    const manifests = synth(scope);
    expect(find(manifests, 'Deployment').spec.template.spec.serviceAccountName).toBe('team');
    expect(manifests.filter(({ kind }) => kind === 'ServiceAccount')).toEqual([]);
    expect(find(manifests, 'RoleBinding').subjects).toEqual([{ kind: 'ServiceAccount', name: 'team', namespace: 'ml' }]);
  });

  test('cannot be given a name that is made, nor an identity', () => {
    expect(message(scope => new Server(scope, 'S', { image: IMAGE, existingServiceAccount: 'team', serviceAccountName: 'own' })))
      .toBe("ml/S: serviceAccountName 'own': existingServiceAccount says that one exists: pass one of the two");
    const identity = { serviceAccountAnnotations: { 'eks.amazonaws.com/role-arn': 'arn' } };
    expect(message(scope => new Server(scope, 'S', { image: IMAGE, existingServiceAccount: 'team', uses: [{ connection: { identity, endpoints: [] } }] })))
      .toMatch(/^ml\/S: existingServiceAccount 'team': what it uses needs annotations of the ServiceAccount, and none is made: leave it out, or use keys/);
  });
});

test.each(['::1', '[::1]'])('the host %s is taken, and stands in brackets before a port', host => {
  const scope = chart();
  const database = Database.fromPostgres(scope, 'Db', { host, database: 'd', username: 'u', password: key });
  expect([database.host, database.connection.env?.PGHOST, urlOf(database.connection.endpoints[0])]).toEqual(['::1', '::1', 'postgresql://[::1]:5432']);
  const redis = Valkey.fromRedis(scope, 'Redis', { host });
  expect(urlOf(redis.connection.endpoints[0])).toBe('redis://[::1]:6379');
  const git = GitServer.fromExisting(scope, 'Git', { host, namespace: 'git', podLabels: { app: 'git' }, port: 3000 });
  expect(git.repository('a.git').url).toBe('http://[::1]:3000/a.git');
});

test('a tracking server at an address of IPv6 has the bare address as its endpoint', () => {
  const server = MlflowServer.fromTrackingUri(chart(), 'T', { trackingUri: 'http://[2001:db8::1]:5000', cidrs: ['2001:db8::1/128'] });
  expect(server.connection.endpoints).toEqual([{ scheme: 'http', host: '2001:db8::1', port: 5000, cidrs: ['2001:db8::1/128'] }]);
});

test.each<[string, (scope: Chart) => unknown]>([
  ['names of 63 letters', scope => createObject(scope, 'It', { apiVersion: 'v1', kind: 'Service', name: 'a'.repeat(63), labels: { ['a'.repeat(63)]: 'b'.repeat(63) } })],
  ['0 seconds', scope => new Job(scope, 'It', { image: IMAGE, ttlSecondsAfterFinished: 0, terminationGracePeriodSeconds: 0, backoffLimit: 0 })],
  ['no replicas', scope => new Server(scope, 'It', { image: IMAGE, replicas: 0 })],
  ['names of days and months', scope => new Job(scope, 'It', { image: IMAGE, schedule: '0 3 * JAN-MAR,OCT MON-FRI' })],
  ['a digest', scope => new Server(scope, 'It', { image: `example.org/a@${DIGEST}` })],
  ['a tag and a digest, and a registry with a port', scope => new Server(scope, 'It', { image: `registry.example.org:5000/team/a_b/c:v1.2-x@${DIGEST}` })],
  ['an address of IPv6 as registry', scope => new Server(scope, 'It', { image: '[2001:db8::1]:5000/a:1' })],
  ['a mirror with a port and a path', scope => {
    Settings.set(scope, { imageRegistry: 'mirror.example.org:5000/hub' });
    new Server(scope, 'It', { image: IMAGE });
  }],
  ['group 0', scope => new Server(scope, 'It', { image: IMAGE, user: 50000, group: 0 })],
  ['a limit that equals its request', scope => new Server(scope, 'It', { image: IMAGE, resources: { cpu: '1', cpuLimit: '1000m' } })],
  ['one number for connections and packets', scope => new Server(scope, 'It', { image: IMAGE, ports: { dns: 53 }, udpPorts: { 'dns-udp': 53 } })],
  ['a port name of 15 letters', scope => new Server(scope, 'It', { image: IMAGE, ports: { ['a'.repeat(15)]: 80 } })],
  ['the probe of a port of a sidecar', scope => new Server(scope, 'It', {
    image: IMAGE, ports: { http: 80 }, sidecars: [{ name: 'b', image: IMAGE, ports: { other: 81 } }], readiness: { tcpSocket: { port: 81 } },
  })],
  ['what is kept as large as the volume', scope => new MonitoringStack(scope, 'It', { targets: [], volumeSize: '10Gi', retentionSize: '10Gi' })],
  ['a size in powers of ten', scope => new VolumeClaim(scope, 'It', { size: '1.5T' })],
  ['a directory with a blank', scope => new Server(scope, 'It', { image: IMAGE, mounts: [{ volume: Volume.empty('a', '1Gi'), path: '/a b', subPath: 'c/d' }] })],
])('%s pass', (_name, make) => {
  expect(message(make)).toBe('');
});
