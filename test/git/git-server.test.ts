import {
  Database, GitRepository, GitServer, GitServerProps, Job, Postgres, PostgresDatabase, Profile, RouteClass, SecretValue,
  VersionControl,
} from '../../src';
import { expectHardened, expectRestricted, find, findAll, manifestSerializer, synth } from '../../src/testing';
import { chart } from '../chart';

expect.addSnapshotSerializer(manifestSerializer);
const routeClass = RouteClass.gateway({ name: 'g', namespace: 'g' });
const SERVER = 'ml-git-server';

function make(props: GitServerProps = {}) {
  const scope = chart();
  const server = new GitServer(scope, 'Git', props);
  const manifests = synth(scope);
  const { spec } = find(manifests, 'Deployment', SERVER).spec.template;
  const envOf = (name: string) => Object.fromEntries([...spec.containers, ...spec.initContainers]
    .find(container => container.name === name).env.map((item: any) => [item.name, item.value ?? item.valueFrom?.secretKeyRef]));
  return { scope, server, manifests, spec, env: envOf('main'), prepare: envOf('prepare') };
}

test('by default', () => {
  const { manifests } = make();
  expectRestricted(manifests);
  expectHardened(manifests);
  expect(manifests).toMatchSnapshot();
});

test('with repositories a job makes them', () => {
  const { manifests } = make({ repositories: ['dags', 'models'] });
  expectRestricted(manifests);
  const job = findAll(manifests, 'Job').find(({ metadata }) => metadata.name.startsWith('ml-git-repositories'))!;
  const env = Object.fromEntries(job.spec.template.spec.containers[0].env.map(({ name, value }: any) => [name, value]));
  expect(env).toMatchObject({ REPOSITORIES: 'dags models', SERVER_URL: `http://${SERVER}.ml.svc:3000`, ADMIN_USERNAME: 'git-admin' });
  expect(findAll(make().manifests, 'Job')).toHaveLength(1);
});

test('nobody registers, reads without an account or installs anew', () => {
  expect(make().env).toMatchObject({
    GITEA__security__INSTALL_LOCK: 'true', GITEA__service__DISABLE_REGISTRATION: 'true', GITEA__service__REQUIRE_SIGNIN_VIEW: 'true',
  });
});

test('its secrets are generated, and the configuration lies in memory', () => {
  const { env, spec } = make();
  const keys = ['GITEA__security__SECRET_KEY', 'GITEA__security__INTERNAL_TOKEN', 'GITEA__oauth2__JWT_SECRET', 'GITEA__server__LFS_JWT_SECRET', 'GITEA__metrics__TOKEN'];
  expect(keys.map(key => env[key].name)).toEqual(keys.map(() => 'ml-git-credentials'));
  expect(env.GITEA_APP_INI).toBe('/etc/gitea/app.ini');
  expect(spec.volumes).toContainEqual({ name: 'config', emptyDir: { medium: 'Memory', sizeLimit: '1Mi' } });
});

test('the accounts are made before the server starts, and it does not know their passwords', () => {
  const { env, prepare } = make({ adminUsername: 'chief', adminPassword: SecretValue.fromSecret('mine', 'password') });
  expect(prepare).toMatchObject({
    ADMIN_USERNAME: 'chief',
    ADMIN_PASSWORD: { name: 'mine', key: 'password' },
    READER_USERNAME: 'reader',
    READER_PASSWORD: { name: 'ml-git-credentials', key: 'readerPassword' },
  });
  expect(env).not.toHaveProperty('ADMIN_PASSWORD');
});

test('by default the database is SQLite on the volume', () => {
  expect(make().env).toMatchObject({ GITEA__database__DB_TYPE: 'sqlite3', GITEA__database__PATH: '/var/lib/gitea/data/forgejo.db' });
});

test('a PostgreSQL database is used, and the way to it is open', () => {
  const scope = chart();
  const database = new PostgresDatabase(scope, 'Db', { server: new Postgres(scope, 'Postgres'), name: 'git' });
  new GitServer(scope, 'Git', { database });
  const manifests = synth(scope);
  const { env } = find(manifests, 'Deployment', SERVER).spec.template.spec.containers[0];
  expect(env).toEqual(expect.arrayContaining([
    { name: 'GITEA__database__DB_TYPE', value: 'postgres' }, { name: 'GITEA__database__HOST', value: 'ml-postgres-server.ml.svc:5432' },
    { name: 'GITEA__database__NAME', value: 'git' }, { name: 'GITEA__database__USER', value: 'git' },
    { name: 'GITEA__database__PASSWD', valueFrom: { secretKeyRef: { name: 'ml-db-credentials', key: 'password' } } },
  ]));
  expect(findAll(manifests, 'NetworkPolicy').map(({ metadata }) => metadata.name)).toContain(`${SERVER}-to-ml-postgres-server`);
});

test('a MySQL database is used', () => {
  const scope = chart();
  const database = Database.fromMysql(scope, 'Db', { host: 'db', database: 'git', username: 'git', password: SecretValue.fromSecret('rds', 'p') });
  new GitServer(scope, 'Git', { database });
  expect(find(synth(scope), 'Deployment', SERVER).spec.template.spec.containers[0].env)
    .toEqual(expect.arrayContaining([{ name: 'GITEA__database__DB_TYPE', value: 'mysql' }, { name: 'GITEA__database__HOST', value: 'db:3306' }]));
});

test('clients get the administrator', () => {
  expect(make().server.connection.env).toEqual({
    FORGEJO_URL: `http://${SERVER}.ml.svc:3000`,
    FORGEJO_USERNAME: 'git-admin',
    FORGEJO_PASSWORD: { namespace: 'ml', secret: 'ml-git-credentials', key: 'adminPassword' },
  });
});

test('a repository is read by the reader', () => {
  const { scope, server } = make({ repositories: ['dags'] });
  expect(server.repository('dags')).toMatchObject({
    system: VersionControl.GIT,
    url: `http://${SERVER}.ml.svc:3000/git-admin/dags.git`,
    username: 'reader',
    password: { namespace: 'ml', secret: 'ml-git-credentials', key: 'readerPassword' },
  });
  const source = new GitRepository(scope, 'Dags', { repository: server.repository('dags') });
  new Job(scope, 'Read', { image: 'example.org/team/image:1', sources: [{ source, path: '/dags' }] });
  expect(find(synth(scope), 'NetworkPolicy', `ml-read-to-${SERVER}`).spec.ingress[0].ports).toEqual([{ protocol: 'TCP', port: 3000 }]);
});

test('a repository may also be named by its server', () => {
  const { scope, server } = make({ repositories: ['dags'] });
  expect(new GitRepository(scope, 'Dags', { repository: { server, name: 'dags' } }).url).toBe(server.repository('dags').url);
});

test('a repository that it does not make is refused', () => {
  expect(() => make({ repositories: ['dags'] }).server.repository('data')).toThrow("ml/Git: it makes no repository 'data': it makes dags");
  expect(() => make().server.repository('data')).toThrow("ml/Git: it makes no repository 'data': it makes none");
});

test('a sidecar shows how full its volume is, if asked for', () => {
  const { server, spec, manifests } = make({ volumeMetricsEnabled: true });
  expect(server.metrics.map(({ job, endpoint }) => [job, endpoint!.port])).toEqual([[undefined, 3000], [`ml/${SERVER}/volume`, 9105]]);
  expect(spec.containers.map(({ name }: any) => name)).toEqual(['main', 'volume-metrics']);
  expectRestricted(manifests);
  expect(make().spec.containers.map(({ name }: any) => name)).toEqual(['main']);
});

test('metrics need a token, and can be switched off', () => {
  expect(make().server.metrics).toMatchObject([{ tool: 'forgejo', token: { namespace: 'ml', secret: 'ml-git-credentials', key: 'metricsToken' } }]);
  const { server, env } = make({ metricsEnabled: false });
  expect([server.metrics, env.GITEA__metrics__ENABLED]).toEqual([[], 'false']);
});

test('a route is the address that its pages know', () => {
  const { server, env } = make({ route: { host: 'git.example.org', routeClass } });
  expect(server.route!.host).toBe('git.example.org');
  expect(env).toMatchObject({ GITEA__server__ROOT_URL: `${server.route!.url}/`, GITEA__session__COOKIE_SECURE: String(server.route!.url.startsWith('https')) });
  expect(make().env).toMatchObject({ GITEA__server__ROOT_URL: `http://${SERVER}.ml.svc:3000/`, GITEA__session__COOKIE_SECURE: 'false' });
});

test.each([[Profile.local(), '1Gi'], [Profile.team(), '10Gi']])('the profile gives the size of the volume', (profile, size) => {
  const scope = chart({ profile });
  new GitServer(scope, 'Git');
  expect(find(synth(scope), 'PersistentVolumeClaim').spec.resources.requests.storage).toBe(size);
});

test('volume, resources and image can be given', () => {
  const { manifests, spec } = make({ volumeSize: '3Gi', storageClass: 'fast', resources: { memory: '2Gi' }, image: 'example.org/forgejo:15' });
  expect(find(manifests, 'PersistentVolumeClaim').spec).toMatchObject({ storageClassName: 'fast', resources: { requests: { storage: '3Gi' } } });
  expect([spec.containers[0].resources.limits.memory, spec.containers[0].image]).toEqual(['2Gi', 'example.org/forgejo:15']);
});

test.each<[string, GitServerProps, string]>([
  ...['', 'A', 'a b', '../x', 'a.git', 'a/b'].map((name): [string, GitServerProps, string] => [`the name '${name}'`, { repositories: [name] },
    `repositories[0] '${name}': it is not a name for a repository: use lower-case letters, digits, dots and dashes, without .git, such as 'dags'`]),
  ['a name twice', { repositories: ['a', 'a'] }, "repositories[1] 'a': it is there twice: name each repository once"],
  ...['admin', 'reader', 'a:b', ''].map((adminUsername): [string, GitServerProps, string] => [`the administrator '${adminUsername}'`, { adminUsername },
    `adminUsername '${adminUsername}': it is not a name that Forgejo takes: use letters, digits and dashes, and none of its own words, such as 'git-admin'`]),
  ['a size', { volumeSize: '1GB' }, "volumeSize '1GB': it is not a Kubernetes quantity"],
])('%s is refused', (_name, props, message) => {
  expect(() => new GitServer(chart(), 'Git', props)).toThrow(`ml/Git: ${message}`);
});

test('its processes are the user of the image, whose name the start script writes down', () => {
  const { spec } = make();
  const env = [...spec.initContainers, ...spec.containers].map(({ env: given }) => ['USER', 'LOGNAME', 'HOME'].map(
    name => given.find((variable: { name: string }) => variable.name === name).value));
  expect(env).toEqual([['git', 'git', '/var/lib/gitea/git'], ['git', 'git', '/var/lib/gitea/git']]);
});
