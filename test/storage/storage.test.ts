import { App, Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import {
  Bucket, CloudNativePgOptions, Credentials, Database, ImagePullPolicy, jdbcUrl, Namespace, Postgres, PostgresDatabase, PostgresOperator,
  PostgresProps, Profile, requirementsOf,
  SecretFormat, SecretValue, Valkey, VersityGateway,
} from '../../src';
import { expectHardened, expectRestricted, find, findAll, manifestSerializer, synth } from '../../src/testing';
import { chart } from '../chart';

expect.addSnapshotSerializer(manifestSerializer);
const PASSWORD = SecretValue.fromSecret('rds', 'password');

test.each([
  ['Postgres', Postgres], ['VersityGateway', VersityGateway], ['Valkey', Valkey],
] as const)('%s by default', (id, Construct) => {
  const scope = chart();
  new Construct(scope, id);
  const manifests = synth(scope);
  expectRestricted(manifests);
  expectHardened(manifests);
  expect(manifests).toMatchSnapshot();
});

test('PostgresDatabase by default', () => {
  const scope = chart();
  const database = new PostgresDatabase(scope, 'Db', { server: new Postgres(scope, 'Postgres') });
  expect(synth(database)).toMatchSnapshot();
});

test('Bucket by default', () => {
  const scope = chart();
  const bucket = new Bucket(scope, 'Artifacts', { store: new VersityGateway(scope, 'Objects') });
  expect(synth(bucket)).toMatchSnapshot();
});

test.each([
  ['pg', 'Features', 'db_pg_features'], ['1st', 'Db', 'db_1st_db'], ['ml', 'Features', 'ml_features'],
])('a database of the chart %s is named after its path, so that the server can have it', (chartId, id, name) => {
  const server = new Postgres(chart(), 'P');
  expect(new PostgresDatabase(new Chart(new App(), chartId, { namespace: 'ml' }), id, { server }).database).toBe(name);
});

test("a database whose name would be the administrator's has another by default, and is refused it when asked", () => {
  const scope = new Chart(new App(), 'app', { namespace: 'ml' });
  const server = new Postgres(scope, 'P', { operator: PostgresOperator.cloudNativePg() });
  expect(new PostgresDatabase(scope, 'App', { server }).database).toBe('db_app');
  expect(() => new PostgresDatabase(scope, 'B', { server, name: 'app' })).toThrow(
    "app/B: name 'app', server.adminUsername 'app': the server's administrator would get the password of the database's owner: use another name, such as that of the tool");
});

test('a reserved name is told once', () => {
  const scope = chart();
  const server = new Postgres(scope, 'P');
  expect(() => new PostgresDatabase(scope, 'A', { server, name: 'postgres' })).toThrow(
    /^ml\/A: name 'postgres': PostgreSQL, or what stands beside it, keeps that name for itself: use another name, such as that of the tool$/);
});

test.each([[Profile.local(), '1Gi'], [Profile.team(), '20Gi'], [Profile.production(), '100Gi']])('the profile gives the size of the volume', (profile, size) => {
  const scope = chart({ profile });
  new Postgres(scope, 'Postgres');
  expect(find(synth(scope), 'PersistentVolumeClaim').spec.resources.requests.storage).toBe(size);
});

test('a prop wins over the profile', () => {
  const scope = chart({ profile: Profile.local() });
  new Postgres(scope, 'Postgres', { volumeSize: '7Gi' });
  expect(find(synth(scope), 'PersistentVolumeClaim').spec.resources.requests.storage).toBe('7Gi');
});

test('an unknown quantity is refused', () => {
  expect(() => new Postgres(chart(), 'Postgres', { volumeSize: '10GB' })).toThrow(/ml\/Postgres: volumeSize '10GB': it is not a Kubernetes quantity/);
});

test('a database gives the environment of libpq', () => {
  const scope = chart();
  const database = new PostgresDatabase(scope, 'Db', { server: new Postgres(scope, 'Postgres'), name: 'mlflow' });
  expect(database.connection.env).toEqual({
    PGHOST: 'ml-postgres-server.ml.svc',
    PGPORT: '5432',
    PGDATABASE: 'mlflow',
    PGUSER: 'mlflow',
    PGPASSWORD: { namespace: 'ml', secret: 'ml-db-credentials', key: 'password' },
  });
  expect(jdbcUrl(database)).toBe('jdbc:postgresql://ml-postgres-server.ml.svc:5432/mlflow');
});

test('the same database name twice in a server is refused', () => {
  const scope = chart();
  const server = new Postgres(scope, 'Postgres');
  new PostgresDatabase(scope, 'A', { server, name: 'x' });
  expect(() => new PostgresDatabase(scope, 'B', { server, name: 'x' })).toThrow("ml/B: name 'x': ml/A is a database of that name in the same server: give one of them another name");
});

test('the same database name in two servers is fine', () => {
  const scope = chart();
  for (const id of ['One', 'Two']) new PostgresDatabase(scope, `${id}Db`, { server: new Postgres(scope, id), name: 'x' });
  expect(findAll(synth(scope), 'StatefulSet')).toHaveLength(2);
});

test.each(['Db', '1db', 'a-b', ''])('%p is not a name for a database', name => {
  const scope = chart();
  expect(() => new PostgresDatabase(scope, 'Db', { server: new Postgres(scope, 'Postgres'), name })).toThrow(/it is not a name for a database/);
});

test('the same bucket name twice in a store is refused', () => {
  const scope = chart();
  const store = new VersityGateway(scope, 'Objects');
  new Bucket(scope, 'A', { store, name: 'data' });
  expect(() => new Bucket(scope, 'B', { store, name: 'data' })).toThrow(/ml\/A is a bucket of that name in the same store: give one of them another name/);
});

test('a missing store is asked for, also from plain JavaScript', () => {
  expect(() => new Bucket(chart(), 'A', {} as never)).toThrow('ml/A: store: it is required: pass store');
});

test('an existing S3 bucket with an identity hands it to its clients and needs no key', () => {
  const identity = { serviceAccountAnnotations: { 'eks.amazonaws.com/role-arn': 'arn:x' } };
  const bucket = Bucket.fromS3(chart(), 'Data', { bucketName: 'data', region: 'eu-west-1', identity });
  expect(bucket.connection).toEqual({
    env: { AWS_REGION: 'eu-west-1', AWS_DEFAULT_REGION: 'eu-west-1' },
    identity,
    endpoints: [{ scheme: 'https', host: 's3.eu-west-1.amazonaws.com', port: 443 }],
  });
});

test('an existing S3 bucket needs keys or an identity', () => {
  expect(() => Bucket.fromS3(chart(), 'Data', { bucketName: 'data', region: 'eu-west-1' })).toThrow(/clients need either keys or an identity: give one of the two/);
});

test('half a key is refused', () => {
  expect(() => Bucket.fromS3(chart(), 'Data', { bucketName: 'd', region: 'r', accessKeyId: PASSWORD })).toThrow(/a key has two parts: give both/);
});

test.each(['', 'not a url', 'ftp://x'])('the address %p of an S3 server is refused', url => {
  expect(() => Bucket.fromS3(chart(), 'Data', { bucketName: 'd', region: 'r', url, identity: {} })).toThrow(/url '.*': it is not a URL of a kind that works here/);
});

test('an existing MySQL database gives the environment of its client', () => {
  const database = Database.fromMysql(chart(), 'Db', { host: 'db.example.org', databaseName: 'ml', username: 'ml', password: PASSWORD, cidrs: ['10.1.0.0/16'] });
  expect(database.connection).toMatchObject({ env: { MYSQL_HOST: 'db.example.org', MYSQL_TCP_PORT: '3306' }, endpoints: [{ cidrs: ['10.1.0.0/16'] }] });
});

test.each([[{ host: ' ' }, /host ' ': it is not a host name/], [{ port: 70000 }, /port 70000: it is not a port/], [{ databaseName: '' }, /databaseName '': it is blank/]])('an existing database refuses %p', (bad, text) => {
  const good = { host: 'db', databaseName: 'ml', username: 'ml', password: PASSWORD };
  expect(() => Database.fromPostgres(chart(), 'Db', { ...good, ...bad })).toThrow(text);
});

test('CloudNativePG is a variant of the same prop, and a requirement', () => {
  const scope = chart();
  const server = new Postgres(scope, 'Postgres', { operator: PostgresOperator.cloudNativePg({ instances: 2 }) });
  new PostgresDatabase(scope, 'Db', { server });
  expect(server.host).toBe('ml-postgres-rw.ml.svc');
  expect(find(synth(scope), 'Cluster').spec).toMatchObject({ instances: 2, storage: { size: '20Gi' } });
  expect(findAll(synth(scope), 'StatefulSet')).toEqual([]);
  expect(requirementsOf(scope)).toEqual(['CloudNativePG']);
});

test('CloudNativePG is told what the settings say', () => {
  const labels = { team: 'a' };
  const scope = chart({ storageClass: 'fast', imagePullSecrets: ['pull'], imagePullPolicy: ImagePullPolicy.ALWAYS, labels });
  new Postgres(scope, 'Postgres', { operator: PostgresOperator.cloudNativePg() });
  expect(find(synth(scope), 'Cluster').spec).toMatchObject({
    storage: { storageClass: 'fast' }, imagePullSecrets: [{ name: 'pull' }], imagePullPolicy: 'Always', inheritedMetadata: { labels },
  });
  new Postgres(scope, 'Own', { operator: PostgresOperator.cloudNativePg(), storageClass: 'own' });
  expect(find(synth(scope), 'Cluster', 'ml-own').spec.storage.storageClass).toBe('own');
});

describe('the pods that CloudNativePG makes', () => {
  const cluster = (props: PostgresProps = {}, options: CloudNativePgOptions = {}) => {
    const scope = chart();
    new Namespace(scope, 'Namespace');
    new Postgres(scope, 'Postgres', { operator: PostgresOperator.cloudNativePg(options), ...props });
    return synth(scope);
  };
  const pods = { podSelector: { matchLabels: { 'cnpg.io/cluster': 'ml-postgres' } } };
  const ports = [{ protocol: 'TCP', port: 5432 }, { protocol: 'TCP', port: 8000 }];
  const policy = (options?: CloudNativePgOptions) => find(cluster({}, options), 'NetworkPolicy', 'ml-postgres-operator').spec;

  test('reach each other, DNS and the Kubernetes API', () => {
    const [dns, peers, api, ...more] = policy().egress;
    expect(dns.ports).toContainEqual({ protocol: 'UDP', port: 53 });
    expect(peers).toEqual({ to: [pods], ports });
    expect(api.ports).toEqual([{ protocol: 'TCP', port: 443 }, { protocol: 'TCP', port: 6443 }]);
    expect(more).toEqual([]);
  });

  test('are reached by each other and by the operator', () => {
    expect(policy()).toMatchObject({ ...pods, policyTypes: ['Ingress', 'Egress'] });
    expect(policy().ingress).toEqual([
      { from: [pods], ports }, { from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'cnpg-system' } } }], ports },
    ]);
  });

  test('are reached by an operator elsewhere', () => {
    const [, operator] = policy({ operatorNamespace: 'databases' }).ingress;
    expect(operator.from).toEqual([{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'databases' } } }]);
  });

  test('reach where backups go', () => {
    const endpoints = [{ scheme: 'https', host: 's3.example.org', port: 443, cidrs: ['10.9.0.0/16'] }];
    expect(policy({ reaches: [{ connection: { endpoints } }] }).egress[2]).toEqual({
      to: [{ ipBlock: { cidr: '10.9.0.0/16' } }], ports: [{ protocol: 'TCP', port: 443 }],
    });
  });

  test.each<[string, PostgresProps['resources'], object]>([
    ['by default', undefined, { requests: { cpu: '100m', memory: '512Mi' }, limits: { memory: '512Mi' } }],
    ['with more CPU', { cpu: '2' }, { requests: { cpu: '2', memory: '512Mi' }, limits: { memory: '512Mi' } }],
    ['with all given', { cpu: '2', cpuLimit: '4', memory: '8Gi' }, { requests: { cpu: '2', memory: '8Gi' }, limits: { cpu: '4', memory: '8Gi' } }],
  ])('have their size %s', (_name, resources, expected) => {
    expect(find(cluster({ resources }), 'Cluster').spec.resources).toEqual(expected);
  });

  test('are restricted', () => {
    expect(find(cluster(), 'Cluster').spec.seccompProfile).toEqual({ type: 'RuntimeDefault' });
  });

  test('are administered by a role that is no superuser', () => {
    const scope = chart();
    const server = new Postgres(scope, 'Postgres', { operator: PostgresOperator.cloudNativePg() });
    expect(find(synth(scope), 'Cluster').spec).toMatchObject({
      enableSuperuserAccess: false,
      bootstrap: { initdb: { owner: 'app' } },
      managed: { roles: [{ name: 'app', login: true, createdb: true, createrole: true }] },
    });
    expect([server.adminUsername, server.adminPassword]).toEqual(['app', { namespace: 'ml', secret: 'ml-postgres-app', key: 'password' }]);
  });

  test('let who is no superuser give databases to the roles that it makes', () => {
    const scope = chart();
    new PostgresDatabase(scope, 'Db', { server: new Postgres(scope, 'Postgres') });
    const [, , script] = find(findAll(synth(scope), 'Job', ({ metadata }) => metadata.name.startsWith('ml-db-credentials')), 'Job').spec.template.spec.containers[0].command;
    expect(script.indexOf('createrole_self_grant')).toBeGreaterThan(0);
    expect(script.indexOf('createrole_self_grant')).toBeLessThan(script.indexOf('CREATE'));
  });
});

test('CloudNativePG without settings decides by itself', () => {
  const scope = chart();
  new Postgres(scope, 'Postgres', { operator: PostgresOperator.cloudNativePg() });
  expect(Object.keys(find(synth(scope), 'Cluster').spec).sort()).toEqual([
    'bootstrap', 'enableSuperuserAccess', 'imageName', 'instances', 'managed', 'resources', 'seccompProfile', 'storage',
  ]);
  expect(Object.keys(find(synth(scope), 'Cluster').spec.storage)).toEqual(['size']);
});

test('an existing Redis gives its clients host, port, TLS and password', () => {
  const redis = Valkey.fromRedis(chart(), 'Cache', { host: 'cache.example.org', port: 6380, tls: true, password: PASSWORD });
  expect(redis.connection).toMatchObject({
    env: { REDIS_HOST: 'cache.example.org', REDIS_PORT: '6380', REDIS_TLS: 'true', REDIS_PASSWORD: { secret: 'rds' } },
    endpoints: [{ scheme: 'rediss' }],
  });
});

test('credentials that all exist make no object', () => {
  const scope = chart();
  new Credentials(scope, 'C', { values: { a: SecretValue.fromSecret(kplus.Secret.fromSecretName(scope, 'S', 'mine'), 'k') } });
  expect(synth(scope)).toEqual([]);
});

test('external credentials come through the External Secrets operator', () => {
  const scope = chart();
  const credentials = new Credentials(scope, 'C', { values: { a: SecretValue.external({ name: 'vault', clusterWide: true }, 'path', 'field') } });
  expect(find(synth(scope), 'ExternalSecret').spec).toMatchObject({
    secretStoreRef: { name: 'vault', kind: 'ClusterSecretStore' }, data: [{ secretKey: 'a', remoteRef: { key: 'path', property: 'field' } }],
  });
  expect(credentials.ref('a').secret).toBe('ml-c-external');
});

test('a short generated secret is refused', () => {
  expect(() => new Credentials(chart(), 'C', { values: { a: SecretValue.generated({ length: 8 }) } })).toThrow(/length of a 8: it is easily guessed: use 16 or more/);
});

test('a literal in the place of a secret is refused without repeating it', () => {
  const bad = () => new Credentials(chart(), 'C', { values: { a: 'hunter2' as never } });
  expect(bad).toThrow('ml/C: values.a: it is text: pass SecretValue.fromSecret(…), .generated(…) or .external(…)');
  expect(bad).not.toThrow(/hunter2/);
});

test('the Job that generates may read and change that one Secret only', () => {
  const scope = chart();
  new Credentials(scope, 'C', { values: { a: SecretValue.generated({ format: SecretFormat.FERNET }) } });
  expect(find(synth(scope), 'Role').rules).toEqual([
    { apiGroups: [''], resources: ['secrets'], verbs: ['create'] },
    { apiGroups: [''], resources: ['secrets'], resourceNames: ['ml-c'], verbs: ['get', 'patch'] },
    { apiGroups: [''], resources: ['serviceaccounts'], resourceNames: ['ml-c'], verbs: ['get'] },
  ]);
});

test('workload identity on Google opens the metadata server', () => {
  const { connection } = Bucket.fromGcs(chart(), 'Gcs', { bucketName: 'models', identity: {} });
  expect(connection.endpoints.map(({ cidrs }) => cidrs)).toEqual([undefined, ['169.254.169.254/32'], ['169.254.169.252/32']]);
});

test('a container of Azure gives account, key and address', () => {
  const bucket = Bucket.fromAzure(chart(), 'Azure', { account: 'acme', container: 'models', accessKey: PASSWORD });
  expect(bucket.uri).toBe('wasbs://models@acme.blob.core.windows.net');
  expect(bucket.connection.env).toEqual({ AZURE_STORAGE_ACCOUNT: 'acme', AZURE_STORAGE_ACCESS_KEY: { namespace: 'ml', secret: 'rds', key: 'password' } });
});

test.each(['Gcs', 'Azure'])('%s needs a key or an identity', provider => {
  const make = provider === 'Gcs'
    ? () => Bucket.fromGcs(chart(), 'B', { bucketName: 'b' })
    : () => Bucket.fromAzure(chart(), 'B', { account: 'a', container: 'c' });
  expect(make).toThrow(/clients need either a key or an identity: give one of the two/);
});
