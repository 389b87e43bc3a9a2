import { ExistingGitServerProps, GitRepository, GitServer, Job, SecretValue } from '../../src';
import { find, synth } from '../../src/testing';
import { chart } from '../chart';

const PROPS = { host: 'forgejo.tools.svc', port: 3000, namespace: 'tools', podLabels: { app: 'forgejo' } };
const PASSWORD = SecretValue.fromSecret('git', 'token');

test('a repository opens the way to the pods of the server, in their namespace', () => {
  const scope = chart();
  const server = GitServer.fromExisting(scope, 'Git', { ...PROPS, podPort: 3001 });
  const source = new GitRepository(scope, 'Dags', { repository: server.repository('team/dags.git') });
  new Job(scope, 'Read', { image: 'example.org/team/image:1', sources: [{ source, path: '/dags' }] });
  expect(source.url).toBe('http://forgejo.tools.svc:3000/team/dags.git');
  expect(find(synth(scope), 'NetworkPolicy', 'ml-ml-read-to-forgejo')).toMatchObject({
    metadata: { namespace: 'tools' }, spec: { podSelector: { matchLabels: { app: 'forgejo' } }, ingress: [{ ports: [{ protocol: 'TCP', port: 3001 }] }] },
  });
});

test.each([['http', 'http://forgejo.tools.svc/a', 80], ['https', 'https://forgejo.tools.svc/a', 443]])('%s has a port of its own', (scheme, url, port) => {
  const server = GitServer.fromExisting(chart(), 'Git', { ...PROPS, port: undefined, scheme });
  expect(server.repository('a')).toMatchObject({ url, endpoint: { scheme, port, pods: { port } } });
});

test('a user with a password reads', () => {
  const server = GitServer.fromExisting(chart(), 'Git', { ...PROPS, username: 'bot', password: PASSWORD });
  expect(server.repository('a')).toMatchObject({ username: 'bot', password: { namespace: 'ml', secret: 'git', key: 'token' } });
  expect(GitServer.fromExisting(chart(), 'Git', PROPS).repository('a')).not.toHaveProperty('username');
});

test.each<[string, Partial<ExistingGitServerProps>, string]>([
  ['a host', { host: 'http://x' }, "host 'http://x': it is not a host name"],
  ['a scheme', { scheme: 'ssh' }, "scheme 'ssh': it is neither http nor https: write 'http' or 'https'"],
  ['a port', { port: 0 }, 'port 0: it is not a port'],
  ['no labels', { podLabels: {} }, "podLabels {}: network policies cannot find its pods: pass their labels, such as { app: 'forgejo' }"],
  ['a user alone', { username: 'bot' }, 'password: a user alone opens nothing: pass password: SecretValue.fromSecret(…), or leave username out'],
  ['a password alone', { password: PASSWORD }, 'username: a password alone opens nothing: pass username too'],
  ['no namespace', { namespace: undefined }, 'namespace: it is required: pass namespace'],
])('%s is refused', (_name, props, message) => {
  expect(() => GitServer.fromExisting(chart(), 'Git', { ...PROPS, ...props })).toThrow(`ml/Git: ${message}`);
});

test.each(['', '/a', 'a b', 'a//b'])('%p is no path of a repository', name => {
  expect(() => GitServer.fromExisting(chart(), 'Git', PROPS).repository(name)).toThrow(`ml/Git: name '${name}': it is not the path of a repository: write it as 'team/dags.git'`);
});
