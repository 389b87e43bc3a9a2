import {
  Job, MercurialAccess, MercurialRepository, MercurialServer, MercurialServerProps, Profile, RouteClass, SecretValue, VersionControl,
} from '../../src';
import { container, expectHardened, expectRestricted, find, findAll, manifestSerializer, synth } from '../../src/testing';
import { chart } from '../chart';

expect.addSnapshotSerializer(manifestSerializer);
const IMAGE = 'example.org/mercurial:7.1';
const PROPS = { image: IMAGE, repositories: ['dags', 'models'] };
const PASSWORD = SecretValue.fromSecret('hg', 'password');
const routeClass = RouteClass.gateway({ name: 'g', namespace: 'g' });

function make(props: Partial<MercurialServerProps> = {}) {
  const scope = chart();
  const server = new MercurialServer(scope, 'Hg', { ...PROPS, ...props });
  return { scope, server, manifests: synth(scope) };
}

function envOf(props: Partial<MercurialServerProps>) {
  return Object.fromEntries(container(find(make(props).manifests, 'Deployment'), 'main').env!.map(({ name, value, valueFrom }: any) => [name, value ?? valueFrom]));
}

function config(props: Partial<MercurialServerProps>): string {
  return find(make(props).manifests, 'ConfigMap').data['hgweb.config'];
}

test('by default', () => {
  const { manifests } = make();
  expectRestricted(manifests);
  expectHardened(manifests);
  expect(manifests).toMatchSnapshot();
});

test('it shows its requests on a port of its own, to which clients have no path', () => {
  const { scope, server } = make();
  new Job(scope, 'Client', { image: IMAGE, uses: [server] });
  const manifests = synth(scope);
  expect(server.metrics).toMatchObject([{ tool: 'mercurial', endpoint: { pods: { name: 'ml-hg-server', port: 8001 } } }]);
  expect(find(manifests, 'NetworkPolicy', 'ml-client-to-ml-hg-server').spec.ingress[0].ports).toEqual([{ protocol: 'TCP', port: 8000 }]);
  expect(envOf({}).METRICS_PORT).toBe('8001');
});

test('metrics can be switched off', () => {
  expect([make({ metricsEnabled: false }).server.metrics, envOf({ metricsEnabled: false }).METRICS_PORT]).toEqual([[], undefined]);
});

test('a sidecar shows how full its volume is, if asked for', () => {
  const names = (props: Partial<MercurialServerProps>) => find(make(props).manifests, 'Deployment').spec.template.spec.containers.map(({ name }: any) => name);
  expect(make({ volumeMetricsEnabled: true }).server.metrics.map(({ job }) => job)).toEqual([undefined, 'ml/ml-hg-server/volume']);
  expect([names({ volumeMetricsEnabled: true }), names({})]).toEqual([['main', 'volume-metrics'], ['main']]);
});

test('by default nobody pushes and no password is made', () => {
  expect(config({})).toBe('[paths]\ndags = /repos/dags\nmodels = /repos/models\n[web]\npush_ssl = False\n');
  expect(findAll(make().manifests, 'Job')).toEqual([]);
  expect(envOf({})).not.toHaveProperty('MERCURIAL_PASSWORD');
});

test('with authenticated push the user pushes, and reading needs no password', () => {
  const access = MercurialAccess.authenticatedPush();
  expect(config({ access })).toContain('allow-push = hg\n');
  expect(envOf({ access })).toMatchObject({
    LOGIN_TO_READ: 'false', MERCURIAL_USER: 'hg', MERCURIAL_PASSWORD: { secretKeyRef: { name: 'ml-hg-credentials', key: 'password' } },
  });
  expect(make({ access }).server.repository('dags')).not.toHaveProperty('password');
});

test('with authentication reading needs the password, and a repository brings it', () => {
  const access = MercurialAccess.authenticated({ username: 'team', password: PASSWORD });
  expect(envOf({ access })).toMatchObject({ LOGIN_TO_READ: 'true', MERCURIAL_USER: 'team', MERCURIAL_PASSWORD: { secretKeyRef: { name: 'hg', key: 'password' } } });
  expect(make({ access }).server.repository('dags')).toMatchObject({ username: 'team', password: { namespace: 'ml', secret: 'hg', key: 'password' } });
});

test('clients get the address, and the password where there is one', () => {
  expect(make().server.connection.env).toEqual({ MERCURIAL_URL: 'http://ml-hg-server.ml.svc:8000' });
  expect(make({ access: MercurialAccess.authenticatedPush({ password: PASSWORD }) }).server.connection.env).toEqual({
    MERCURIAL_URL: 'http://ml-hg-server.ml.svc:8000', MERCURIAL_USER: 'hg', MERCURIAL_PASSWORD: { namespace: 'ml', secret: 'hg', key: 'password' },
  });
});

test('a repository goes into a MercurialRepository, and opens the way', () => {
  const { scope, server } = make();
  expect(server.repository('dags')).toMatchObject({ system: VersionControl.MERCURIAL, url: 'http://ml-hg-server.ml.svc:8000/dags' });
  const source = new MercurialRepository(scope, 'Dags', { repository: server.repository('dags') });
  new Job(scope, 'Read', { image: IMAGE, sources: [{ source, path: '/dags' }] });
  const policy = find(synth(scope), 'NetworkPolicy', 'ml-read-to-ml-hg-server');
  expect(policy.spec.ingress[0].ports).toEqual([{ protocol: 'TCP', port: 8000 }]);
});

test('an unknown repository is refused', () => {
  expect(() => make().server.repository('data')).toThrow("ml/Hg: it has no repository 'data': it has dags, models");
});

test('a change of the repositories replaces the pods', () => {
  const digest = (repositories: string[]) => find(make({ repositories }).manifests, 'Deployment').spec.template.metadata.annotations;
  expect(digest(['a'])).toHaveProperty('mlops-constructs/digest-config');
  expect(digest(['a'])).not.toEqual(digest(['b']));
});

test.each([[Profile.local(), '1Gi'], [Profile.team(), '10Gi']])('the profile gives the size of the volume', (profile, size) => {
  const scope = chart({ profile });
  new MercurialServer(scope, 'Hg', PROPS);
  expect(find(synth(scope), 'PersistentVolumeClaim').spec.resources.requests.storage).toBe(size);
});

test('volume and resources can be given', () => {
  const { manifests } = make({ volumeSize: '3Gi', storageClass: 'fast', resources: { memory: '2Gi' } });
  expect(find(manifests, 'PersistentVolumeClaim').spec).toMatchObject({ storageClassName: 'fast', resources: { requests: { storage: '3Gi' } } });
  expect(container(find(manifests, 'Deployment'), 'main').resources!.limits!.memory).toBe('2Gi');
});

test('a route leads to it', () => {
  const { server } = make({ access: MercurialAccess.authenticated(), route: { host: 'hg.example.org', routeClass } });
  expect(server.route!.host).toBe('hg.example.org');
});

test.each<[string, Partial<MercurialServerProps>, string]>([
  ['no repository', { repositories: [] }, "repositories []: there would be nothing to serve: name at least one, such as ['dags']"],
  ...['', 'A', 'a b', '../x', '-', 'a/b'].map((name): [string, Partial<MercurialServerProps>, string] => [`the name '${name}'`, { repositories: [name] },
    `repositories[0] '${name}': it is not a name for a repository: use lower-case letters, digits, dots and dashes, such as 'dags'`]),
  ['a name twice', { repositories: ['a', 'a'] }, "repositories[1] 'a': it is there twice: name each repository once"],
  ['a route without password', { route: { host: 'hg.example.org', routeClass } },
    'route: whoever reaches it could read everything: pass access: MercurialAccess.authenticated()'],
  ['a route where anybody reads', { route: { host: 'hg.example.org', routeClass }, access: MercurialAccess.authenticatedPush() },
    'route: whoever reaches it could read everything: pass access: MercurialAccess.authenticated()'],
  ['a user name', { access: MercurialAccess.authenticated({ username: 'a:b' }) },
    "access.username 'a:b': it is not a user name: use letters, digits, dots, dashes and underscores"],
  ['a size', { volumeSize: '1GB' }, "volumeSize '1GB': it is not a Kubernetes quantity"],
  ['no image', { image: undefined }, 'image: it is required: pass image'],
])('%s is refused', (_name, props, message) => {
  expect(() => make(props)).toThrow(`ml/Hg: ${message}`);
});
