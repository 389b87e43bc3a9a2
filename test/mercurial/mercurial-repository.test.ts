import { Job, MercurialCredentials, MercurialRepository, MercurialRepositoryProps, SecretValue, Server, VersionControl } from '../../src';
import { expectHardened, expectRestricted, find, findAll, manifestSerializer, synth } from '../../src/testing';
import { chart } from '../chart';

expect.addSnapshotSerializer(manifestSerializer);
const IMAGE = 'example.org/team/image:1';
const URL = 'https://hg.example.org/team/dags';
const probe = { exec: { command: ['true'] } };
const PASSWORD = SecretValue.fromSecret('hg', 'password');
const KEY = SecretValue.fromSecret('hg', 'key');
const HOSTS = 'hg.example.org ssh-ed25519 AAAA';
const endpoint = { scheme: 'http', host: 'hg.ml.svc', port: 8000, pods: { name: 'hg', namespace: 'ml', labels: { app: 'hg' }, port: 8000 } };
const repository = { system: VersionControl.MERCURIAL, url: 'http://hg.ml.svc:8000/dags', endpoint };

function use(props: MercurialRepositoryProps, kind: 'Server' | 'Job' = 'Server') {
  const scope = chart();
  const source = new MercurialRepository(scope, 'Dags', props);
  const common = { image: IMAGE, sources: [{ source, path: '/dags' }] };
  const server = kind === 'Server' ? new Server(scope, 'Web', { ...common, ports: { http: 80 }, liveness: probe, readiness: probe }) : undefined;
  if (!server) new Job(scope, 'Web', common);
  const manifests = synth(scope);
  const { spec } = find(manifests, kind === 'Server' ? 'Deployment' : 'Job').spec.template;
  const [sync] = spec.initContainers;
  return { source, server, manifests, spec, sync, env: Object.fromEntries(sync.env.map(({ name, value }: any) => [name, value])) };
}

test('a server with a repository by default', () => {
  const { manifests } = use({ url: URL });
  expectRestricted(manifests);
  expectHardened(manifests);
  expect(manifests).toMatchSnapshot();
});

test('a job fetches once', () => {
  const { env, sync } = use({ url: URL }, 'Job');
  expect(env.ONCE).toBe('1');
  expect([sync.startupProbe, sync.livenessProbe]).toEqual([undefined, undefined]);
  expect(use({ url: URL }).env.ONCE).toBeUndefined();
});

test('pods that keep it current show how that goes', () => {
  const { server, sync, env } = use({ url: URL });
  expect(server!.metrics).toMatchObject([{ tool: 'hg-sync', job: 'ml/ml-web/source-0', endpoint: { pods: { name: 'ml-web', port: 1234 } } }]);
  expect([env.METRICS_PORT, sync.ports, sync.command.length]).toEqual(['1234', [{ name: 'source-0', containerPort: 1234 }], 5]);
});

test('metrics can be switched off', () => {
  const { server, sync, env } = use({ url: URL, metricsEnabled: false });
  expect([server!.metrics, env.METRICS_PORT, sync.ports, sync.command.length]).toEqual([[], undefined, undefined, 3]);
});

test('a job shows none', () => {
  const { sync, env } = use({ url: URL }, 'Job');
  expect([env.METRICS_PORT, sync.ports, sync.command.length]).toEqual([undefined, undefined, 3]);
});

test.each([
  ['a revision', { revision: 'prod' }, { REVISION: 'prod' }], ['the default revision', {}, { REVISION: 'default' }],
  ['the default period', {}, { PERIOD: '60' }], ['seconds', { period: 90 }, { PERIOD: '90' }], ['a duration', { period: '1h' }, { PERIOD: '3600' }],
])('%s is passed on', (_name, props, expected) => {
  expect(use({ url: URL, ...props }).env).toMatchObject(expected);
});

test('volume, resources and image can be given', () => {
  const { spec, sync } = use({ url: URL, volumeSize: '9Gi', resources: { memory: '1Gi' }, image: 'example.org/hg:9' });
  expect(spec.volumes[0]).toEqual({ name: 'source-0', emptyDir: { sizeLimit: '9Gi' } });
  expect([sync.resources.limits.memory, sync.image]).toEqual(['1Gi', 'example.org/hg:9']);
});

test('the files lie below the link and the subdirectory', () => {
  const scope = chart();
  expect(new MercurialRepository(scope, 'A', { url: URL }).directoryIn('/dags')).toBe('/dags/current');
  expect(new MercurialRepository(scope, 'B', { url: URL, subdirectory: 'jobs' }).directoryIn('/dags')).toBe('/dags/current/jobs');
});

test('a password is a file of the container that fetches, and stands nowhere else', () => {
  const { env, spec, sync } = use({ url: URL, credentials: MercurialCredentials.basic('bot', PASSWORD) });
  expect(env.REPOSITORY_USER).toBe('bot');
  expect(spec.volumes).toContainEqual({
    name: 'source-0-files', projected: { sources: [{ secret: { name: 'hg', items: [{ key: 'password', path: 'password' }] } }] },
  });
  expect(sync.env.some(({ valueFrom }: any) => valueFrom)).toBe(false);
  expect(JSON.stringify(spec.containers)).not.toContain('source-0-files');
});

test('an SSH key comes with the keys of the server', () => {
  const { env, spec } = use({ url: 'ssh://hg@hg.example.org/a', credentials: MercurialCredentials.sshKey(KEY, HOSTS) });
  expect(env.KNOWN_HOSTS).toBe(HOSTS);
  expect(spec.volumes.at(-1)).toEqual({ name: 'source-0-files', projected: { sources: [{ secret: { name: 'hg', items: [{ key: 'key', path: 'ssh' }] } }] } });
});

test('the keys of the server may come from a Secret', () => {
  const { env, spec } = use({ url: 'ssh://hg@hg.example.org/a', credentials: MercurialCredentials.sshKey(KEY, SecretValue.fromSecret('hg', 'hosts')) });
  expect(env.KNOWN_HOSTS).toBeUndefined();
  expect(spec.volumes.at(-1).projected.sources[1]).toEqual({ secret: { name: 'hg', items: [{ key: 'hosts', path: 'known_hosts' }] } });
});

test('a repository in the cluster brings address, credentials and the way to its pods', () => {
  const password = { namespace: 'ml', secret: 'hg', key: 'password' };
  const { env, manifests } = use({ repository: { ...repository, username: 'reader', password } });
  expect(env).toMatchObject({ URL: repository.url, REPOSITORY_USER: 'reader' });
  expect(findAll(manifests, 'NetworkPolicy').map(({ metadata }) => metadata.name)).toEqual(['ml-web', 'ml-web-to-hg']);
});

test('credentials win over those of the repository', () => {
  const password = { namespace: 'ml', secret: 'hg', key: 'password' };
  const credentials = MercurialCredentials.basic('me', PASSWORD);
  expect(use({ repository: { ...repository, username: 'reader', password }, credentials }).env.REPOSITORY_USER).toBe('me');
});

test.each<[string, MercurialRepositoryProps, string]>([
  ['neither url nor repository', {}, "url: nothing says which repository is meant: pass url, or repository: server.repository('name')"],
  ['both', { url: URL, repository }, `url '${URL}': repository says it too: pass one of the two`],
  ['a Git repository', { repository: { ...repository, system: VersionControl.GIT } },
    "repository 'http://hg.ml.svc:8000/dags': it is not a Mercurial repository: make it a GitRepository"],
  ['cidrs of a repository in the cluster', { repository, cidrs: ['192.0.2.0/24'] },
    'cidrs ["192.0.2.0/24"]: the repository lies in the cluster and its pods are known: leave it out'],
  ...['dags', 'hg@host:path', '/srv/dags'].map((url): [string, MercurialRepositoryProps, string] => [
    `the address ${url}`, { url }, `url '${url}': it is not the address of a Mercurial repository: write it as 'https://host/path' or 'ssh://hg@host/path'`,
  ]),
  ['a password in the address', { url: 'https://me:pass@h/p' }, 'url: it holds a password, which would stand in the manifest: pass credentials'],
  ['an SSH key over https', { url: URL, credentials: MercurialCredentials.sshKey(KEY, HOSTS) },
    "credentials: an SSH key opens nothing over https: pass MercurialCredentials.basic(…), or write the URL as 'ssh://hg@host/path'"],
  ['a password over ssh', { url: 'ssh://hg@h/p', credentials: MercurialCredentials.basic('me', PASSWORD) },
    'credentials: SSH takes keys, not passwords: pass MercurialCredentials.sshKey(…), or write the URL with https'],
  ['nobody over ssh', { url: 'ssh://hg@h/p' },
    'credentials: SSH lets nobody in without a key: pass MercurialCredentials.sshKey(…), or write the URL with https'],
  ['SSH without known hosts', { url: 'ssh://hg@h/p', credentials: MercurialCredentials.sshKey(KEY, '') },
    'credentials.knownHosts: any server could pose as this one: pass what ssh-keyscan prints for the host, once you have compared it with what its owner publishes'],
  ['a password over plain http', { url: 'http://h.example.org/p', credentials: MercurialCredentials.basic('me', PASSWORD) },
    'credentials: the password would travel unencrypted to a host outside the cluster: write the URL with https'],
  ['a blank revision', { url: URL, revision: '' }, "revision '': it is blank: give revision a value or leave it out"],
  ['a period', { url: URL, period: '0s' }, "period '0s': it is not a duration: write seconds, or '30s', '5m' or '1h'"],
  ['a subdirectory outside', { url: URL, subdirectory: '..' },
    "subdirectory '..': it does not lie in the repository: write a path such as 'jobs/dags', or leave it out"],
])('%s is refused', (_name, props, message) => {
  expect(() => new MercurialRepository(chart(), 'Dags', props)).toThrow(`ml/Dags: ${message}`);
});
