import {
  CaBundle, GitCredentials, GitRepository, GitRepositoryProps, GitSubmodules, Job, SecretValue, Server, VersionControl,
} from '../../src';
import { expectHardened, expectRestricted, find, findAll, manifestSerializer, synth } from '../../src/testing';
import { chart } from '../chart';

expect.addSnapshotSerializer(manifestSerializer);
const IMAGE = 'example.org/team/image:1';
const URL = 'https://git.example.org/team/dags.git';
const probe = { exec: { command: ['true'] } };
const TOKEN = SecretValue.fromSecret('git', 'token');
const KEY = SecretValue.fromSecret('git', 'key');
const HOSTS = 'git.example.org ssh-ed25519 AAAA';
const endpoint = { scheme: 'http', host: 'git.ml.svc', port: 3000, pods: { name: 'git', namespace: 'ml', labels: { app: 'git' }, port: 3000 } };
const repository = { system: VersionControl.GIT, url: 'http://git.ml.svc:3000/dags.git', endpoint };

function use(props: GitRepositoryProps, kind: 'Server' | 'Job' = 'Server') {
  const scope = chart();
  const source = new GitRepository(scope, 'Dags', props);
  const common = { image: IMAGE, sources: [{ source, path: '/dags' }] };
  const server = kind === 'Server' ? new Server(scope, 'Web', { ...common, ports: { http: 80 }, liveness: probe, readiness: probe }) : undefined;
  if (!server) new Job(scope, 'Web', common);
  const manifests = synth(scope);
  const { spec } = find(manifests, kind === 'Server' ? 'Deployment' : 'Job', kind === 'Server' ? 'ml-web' : undefined).spec.template;
  return { source, server, manifests, spec, sync: spec.initContainers[0], args: spec.initContainers[0].args as string[] };
}

test('a server with a repository by default', () => {
  const { manifests } = use({ url: URL });
  expectRestricted(manifests);
  expectHardened(manifests);
  expect(manifests).toMatchSnapshot();
});

test('a job fetches once and gives up in time', () => {
  const { args, sync } = use({ url: URL }, 'Job');
  expect(args.slice(-3)).toEqual(['--stale-worktree-timeout=2m', '--one-time', '--init-max-failures=60']);
  expect(args.some(arg => /^--(period|http|max)/.test(arg))).toBe(false);
  expect([sync.startupProbe, sync.livenessProbe, sync.ports]).toEqual([undefined, undefined, undefined]);
});

test.each([
  ['ref', { ref: 'v1.2' }, '--ref=v1.2'], ['depth', { depth: 0 }, '--depth=0'], ['submodules', { submodules: GitSubmodules.RECURSIVE }, '--submodules=recursive'],
  ['seconds', { period: 90 }, '--period=90s'], ['a duration', { period: '5m' }, '--period=300s'],
])('%s is passed on', (_name, props, expected) => {
  expect(use({ url: URL, ...props }).args).toContain(expected);
  expect(use({ url: URL }).args).not.toContain(expected);
});

test('pods that keep it current show how that goes, unless they should not', () => {
  expect(use({ url: URL }).server!.metrics).toMatchObject([{ tool: 'git-sync', job: 'ml/ml-web/source-0', endpoint: { pods: { name: 'ml-web', port: 1234 } } }]);
  expect(use({ url: URL, metricsEnabled: false }).server!.metrics).toEqual([]);
  expect(use({ url: URL }).args).toContain('--http-metrics');
  expect(use({ url: URL, metricsEnabled: false }).args).not.toContain('--http-metrics');
});

test.each([
  ['a branch', { ref: 'main' }, ['GitSyncDown', 'GitSyncLate', 'GitSyncFails']], ['a commit, which comes once', { ref: '0a1b2c3d' }, ['GitSyncDown', 'GitSyncFails']],
])('the alerts on %s', (_name, props, expected) => {
  expect(use({ url: URL, ...props }).server!.metrics[0].rules!.map(({ name }) => name)).toEqual(expected);
});

test.each([[undefined, '600s', '300s'], ['10m', '1800s', '1200s']])('with the period %s alerts look back over %s, for %s', (period, window, lasting) => {
  const [{ rules = [] }] = use({ url: URL, ...period && { period } }).server!.metrics;
  expect(rules[1].expr).toContain(`[${window}]`);
  expect(rules[1].for).toBe(lasting);
});

test('volume, resources and image can be given', () => {
  const { spec, sync } = use({ url: URL, volumeSize: '9Gi', resources: { memory: '1Gi' }, image: 'example.org/git-sync:v9' });
  expect(spec.volumes[0]).toEqual({ name: 'source-0', emptyDir: { sizeLimit: '9Gi' } });
  expect(sync.resources.limits.memory).toBe('1Gi');
  expect(sync.image).toBe('example.org/git-sync:v9');
});

test('the files lie below the link and the subdirectory', () => {
  const scope = chart();
  expect(new GitRepository(scope, 'A', { url: URL }).directoryIn('/dags')).toBe('/dags/current');
  expect(new GitRepository(scope, 'B', { url: URL, subdirectory: 'jobs/daily' }).directoryIn('/dags')).toBe('/dags/current/jobs/daily');
});

test.each([
  ['https://git.example.org/a', undefined, 443], ['http://git.example.org:3000/a', undefined, 3000], ['git@git.example.org:a/b.git', 'key', 22],
  ['ssh://git@git.example.org:2222/a', 'key', 2222],
])('%s opens its port', (url, key, port) => {
  const { source, manifests } = use({ url, ...key && { credentials: GitCredentials.sshKey(KEY, HOSTS) } });
  expect(source.url).toBe(url);
  expect(find(manifests, 'NetworkPolicy').spec.egress[1].ports).toEqual([{ protocol: 'TCP', port }]);
});

test('egress can be limited', () => {
  const { manifests } = use({ url: URL, cidrs: ['192.0.2.0/24'] });
  expect(find(manifests, 'NetworkPolicy').spec.egress[1].to).toEqual([{ ipBlock: { cidr: '192.0.2.0/24' } }]);
});

test('a token is a file of the container that fetches', () => {
  const { args, spec, sync } = use({ url: URL, credentials: GitCredentials.token(TOKEN, 'bot') });
  expect(args).toEqual(expect.arrayContaining(['--username=bot', '--password-file=/etc/source/password']));
  expect(spec.volumes).toContainEqual({
    name: 'source-0-files', projected: { sources: [{ secret: { name: 'git', items: [{ key: 'token', path: 'password' }] } }] },
  });
  expect(sync.volumeMounts).toContainEqual({ name: 'source-0-files', mountPath: '/etc/source', readOnly: true });
  expect(JSON.stringify(spec.containers)).not.toContain('source-0-files');
});

test('an SSH key comes with the keys of the server', () => {
  const { args, spec, manifests } = use({ url: 'git@git.example.org:a.git', credentials: GitCredentials.sshKey(KEY, HOSTS) });
  expect(args).toEqual(expect.arrayContaining(['--ssh-key-file=/etc/source/ssh', '--ssh-known-hosts-file=/etc/known-hosts/known_hosts']));
  expect(find(manifests, 'ConfigMap').data).toEqual({ known_hosts: `${HOSTS}\n` });
  expect(spec.volumes).toContainEqual({ name: 'source-0-knownhosts', configMap: { name: 'ml-dags-known-hosts' } });
});

test('the keys of the server may come from a Secret', () => {
  const { args, manifests } = use({ url: 'git@git.example.org:a.git', credentials: GitCredentials.sshKey(KEY, SecretValue.fromSecret('git', 'hosts')) });
  expect(args).toContain('--ssh-known-hosts-file=/etc/source/known_hosts');
  expect(findAll(manifests, 'ConfigMap')).toEqual([]);
});

test('an app of GitHub has its ids and its key, and reaches the API', () => {
  const credentials = GitCredentials.githubApp({ applicationId: '11', installationId: '22', privateKey: KEY });
  const { args, source } = use({ url: 'https://github.com/team/dags', credentials, cidrs: ['192.0.2.0/24'] });
  expect(args).toEqual(expect.arrayContaining([
    '--github-app-application-id=11', '--github-app-installation-id=22', '--github-app-private-key-file=/etc/source/private-key',
  ]));
  expect(source.connection.endpoints[1]).toEqual({ scheme: 'https', host: 'api.github.com', port: 443, cidrs: ['192.0.2.0/24'] });
});

test('a repository in the cluster brings address, credentials and the way to its pods', () => {
  const password = { namespace: 'ml', secret: 'git', key: 'password' };
  const { args, manifests } = use({ repository: { ...repository, username: 'reader', password } });
  expect(args).toEqual(expect.arrayContaining([`--repo=${repository.url}`, '--username=reader', '--password-file=/etc/source/password']));
  expect(findAll(manifests, 'NetworkPolicy').map(({ metadata }) => metadata.name)).toEqual(['ml-web', 'ml-web-to-git']);
});

test('credentials win over those of the repository', () => {
  const password = { namespace: 'ml', secret: 'git', key: 'password' };
  expect(use({ repository: { ...repository, username: 'reader', password }, credentials: GitCredentials.token(TOKEN, 'me') }).args).toContain('--username=me');
});

test('a CA bundle reaches git', () => {
  const scope = chart({ caBundle: CaBundle.fromConfigMap('ca') });
  new Job(scope, 'Web', { image: IMAGE, sources: [{ source: new GitRepository(scope, 'Dags', { url: URL }), path: '/dags' }] });
  expect(find(synth(scope), 'Job').spec.template.spec.initContainers[0].env.map(({ name }: any) => name)).toContain('GIT_SSL_CAINFO');
});

const ssh = GitCredentials.sshKey(KEY, HOSTS);
const app = GitCredentials.githubApp({ applicationId: '1', installationId: '2', privateKey: KEY });

test.each<[string, GitRepositoryProps, string]>([
  ['neither url nor repository', {}, "url: nothing says which repository is meant: pass url, or repository: server.repository('name')"],
  ['both', { url: URL, repository }, `url '${URL}': repository says it too: pass one of the two`],
  ['a Mercurial repository', { repository: { ...repository, system: VersionControl.MERCURIAL } },
    "repository 'http://git.ml.svc:3000/dags.git': it is not a Git repository: make it a MercurialRepository"],
  ['cidrs of a repository in the cluster', { repository, cidrs: ['192.0.2.0/24'] },
    'cidrs ["192.0.2.0/24"]: the repository lies in the cluster and its pods are known: leave it out'],
  ...['dags', 'ftp://h/p', 'https://', 'https://host', '/srv/dags.git', 'https://h/a b', 'git@host'].map((url): [string, GitRepositoryProps, string] => [
    `the address ${url}`, { url }, `url '${url}': it is not the address of a Git repository: write it as 'https://host/path', 'ssh://git@host/path' or 'git@host:path'`,
  ]),
  ['a password in the address', { url: 'https://me:pass@h/p' },
    'url: it holds a password, which would stand in the manifest: pass credentials'],
  ['an SSH key over https', { url: URL, credentials: ssh },
    "credentials: an SSH key opens nothing over https: pass GitCredentials.token(…), or write the URL as 'ssh://git@host/path'"],
  ['a token over ssh', { url: 'git@h:p', credentials: GitCredentials.token(TOKEN) },
    'credentials: SSH takes keys, not tokens: pass GitCredentials.sshKey(…), or write the URL with https'],
  ['an app over ssh', { url: 'git@github.com:p', credentials: app },
    "credentials: an app of GitHub signs in over https, not ssh: write the URL as 'https://github.com/owner/name'"],
  ['nobody over ssh', { url: 'git@h:p' }, 'credentials: SSH lets nobody in without a key: pass GitCredentials.sshKey(…), or write the URL with https'],
  ['SSH without known hosts', { url: 'git@h:p', credentials: GitCredentials.sshKey(KEY, ' ') },
    'credentials.knownHosts: any server could pose as this one: pass what ssh-keyscan prints for the host, once you have compared it with what its owner publishes'],
  ['a token over plain http', { url: 'http://git.example.org/p', credentials: GitCredentials.token(TOKEN) },
    'credentials: the token would travel unencrypted to a host outside the cluster: write the URL with https'],
  ['a blank ref', { url: URL, ref: ' ' }, "ref ' ': it is blank: give ref a value or leave it out"],
  ['an odd ref', { url: URL, ref: 'a b' }, "ref 'a b': it is not a branch, tag or commit: write a name such as 'main' or 'v1.2'"],
  ['a period', { url: URL, period: 'soon' }, "period 'soon': it is not a duration: write seconds, or '30s', '5m' or '1h'"],
  ['an absolute subdirectory', { url: URL, subdirectory: '/dags' },
    "subdirectory '/dags': it does not lie in the repository: write a path such as 'jobs/dags', or leave it out"],
  ['a subdirectory outside', { url: URL, subdirectory: 'a/../../b' }, "subdirectory 'a/../../b': it does not lie in the repository"],
  ['a depth', { url: URL, depth: -1 }, 'depth -1: it must be a whole number of at least 0: use 0 or more'],
  ['a size', { url: URL, volumeSize: '1GB' }, "volumeSize '1GB': it is not a Kubernetes quantity"],
])('%s is refused', (_name, props, message) => {
  expect(() => new GitRepository(chart(), 'Dags', props)).toThrow(`ml/Dags: ${message}`);
});

test('a token over plain http within the cluster is fine', () => {
  expect(use({ url: 'http://git.tools.svc/p', credentials: GitCredentials.token(TOKEN) }).args).toContain('--username=git');
});
