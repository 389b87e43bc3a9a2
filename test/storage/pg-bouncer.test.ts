import { Chart } from 'cdk8s';
import {
  Bucket, Database, DatabaseEngine, MlflowServer, PgBouncer, PgBouncerProps, PoolMode, Postgres, PostgresDatabase, Profile,
  SecretValue, VersityGateway,
} from '../../src';
import { container, expectHardened, expectRestricted, find, findAll, Manifest, manifestSerializer, synth } from '../../src/testing';
import { chart } from '../chart';
import { Container, run } from '../pod';

expect.addSnapshotSerializer(manifestSerializer);

function database(scope: Chart): PostgresDatabase {
  return new PostgresDatabase(scope, 'Db', { server: new Postgres(scope, 'Postgres'), name: 'features' });
}

function pool(scope: Chart, props: Partial<PgBouncerProps> = {}): PgBouncer {
  return new PgBouncer(scope, 'Pool', { database: database(scope), ...props });
}

function files(manifests: Manifest[], password = 'x'): { ini: string; users: string } {
  const { file } = run(container(find(manifests, 'Deployment', 'ml-pool-server'), 'render') as Container, { secret: () => password });
  return { ini: file('/run/pgbouncer/pgbouncer.ini'), users: file('/run/pgbouncer/users.txt') };
}

test('by default', () => {
  const scope = chart();
  const made = pool(scope);
  const manifests = synth(scope);
  expectRestricted(manifests);
  expectHardened(manifests);
  expect(synth(made)).toMatchSnapshot();
});

test('clients get the pool in place of the server, with the same credentials', () => {
  const scope = chart();
  const made = pool(scope);
  expect(made.engine).toBe(DatabaseEngine.POSTGRESQL);
  expect(made.connection.env).toEqual({
    PGHOST: 'ml-pool-server.ml.svc',
    PGPORT: '6432',
    PGDATABASE: 'features',
    PGUSER: 'features',
    PGPASSWORD: { namespace: 'ml', secret: 'ml-db-credentials', key: 'password' },
  });
});

test('the pool reaches the server, and its clients only the pool', () => {
  const scope = chart();
  const bucket = new Bucket(scope, 'Artifacts', { store: new VersityGateway(scope, 'Objects') });
  new MlflowServer(scope, 'Mlflow', { backendStore: pool(scope), artifactStore: bucket });
  const names = findAll(synth(scope), 'NetworkPolicy').map(({ metadata }) => metadata.name);
  expect(names.filter(name => /-to-ml-(postgres|pool)-server$/.test(name)).sort()).toEqual([
    'ml-db-credentials-job-to-ml-postgres-server', 'ml-mlflow-server-to-ml-pool-server', 'ml-pool-server-to-ml-postgres-server',
  ]);
});

test('the password is a reference, and stands in no file of the cluster', () => {
  const scope = chart();
  pool(scope);
  const manifests = synth(scope);
  expect(files(manifests, 'a"b').users).toBe('"features" "a""b"\n');
  expect(findAll(manifests, 'ConfigMap')).toEqual([]);
  const { volumes } = find(manifests, 'Deployment', 'ml-pool-server').spec.template.spec;
  expect(volumes).toContainEqual({ name: 'config', emptyDir: { medium: 'Memory', sizeLimit: '1Mi' } });
});

test('connections are pooled by transaction, twenty for a thousand clients, or as is said', () => {
  const settings = (props: Partial<PgBouncerProps>) => {
    const scope = chart();
    pool(scope, props);
    const { ini } = files(synth(scope));
    return ['pool_mode', 'default_pool_size', 'max_client_conn'].map(option => new RegExp(`^${option} = (.*)$`, 'm').exec(ini)?.[1]);
  };
  expect(settings({})).toEqual(['transaction', '20', '1000']);
  expect(settings({ poolMode: PoolMode.SESSION, poolSize: 5, maxClientConnections: 50 })).toEqual(['session', '5', '50']);
});

test.each([[Profile.team(), undefined, 1], [Profile.production(), undefined, 2], [Profile.team(), 3, 3]])(
  'the profile gives the number of pods, and a prop wins', (profile, replicas, pods) => {
    const scope = chart({ profile });
    pool(scope, { replicas });
    expect(find(synth(scope), 'Deployment', 'ml-pool-server').spec.replicas).toBe(pods);
  });

test('a server that exists already is reached at its port', () => {
  const scope = chart();
  const existing = Database.fromPostgres(scope, 'Rds', {
    host: 'db.example.org', port: 5433, databaseName: 'ml', username: 'ml', password: SecretValue.fromSecret('rds', 'password'), cidrs: ['10.0.0.0/8'],
  });
  new PgBouncer(scope, 'Pool', { database: existing });
  const manifests = synth(scope);
  expect(files(manifests).ini).toContain("ml = host='db.example.org' port=5433\n");
  expect(find(manifests, 'NetworkPolicy', 'ml-pool-server').spec.egress).toContainEqual({
    to: [{ ipBlock: { cidr: '10.0.0.0/8' } }], ports: [{ protocol: 'TCP', port: 5433 }],
  });
});

test('MySQL is refused', () => {
  const scope = chart();
  const mysql = Database.fromMysql(scope, 'Orders', { host: 'db', databaseName: 'a', username: 'a', password: SecretValue.fromSecret('a', 'a') });
  expect(() => new PgBouncer(scope, 'Pool', { database: mysql })).toThrow(
    "ml/Pool: database 'mysql': PgBouncer speaks the protocol of PostgreSQL alone: pass a PostgresDatabase or Database.fromPostgres(…)");
});

test.each(['pgbouncer', 'my data'])('the name %s is refused', name => {
  const scope = chart();
  const existing = Database.fromPostgres(scope, 'Db', { host: 'db', databaseName: name, username: 'a', password: SecretValue.fromSecret('a', 'a') });
  expect(() => new PgBouncer(scope, 'Pool', { database: existing })).toThrow(
    `ml/Pool: database '${name}': PgBouncer cannot have a database of that name: use letters, digits, _, . and -`);
});

test('no database is refused, from plain JavaScript', () => {
  expect(() => new PgBouncer(chart(), 'Pool', {} as never)).toThrow('ml/Pool: database: it is required: pass database');
});

test.each(['poolSize', 'maxClientConnections', 'replicas'] as const)('%s of 0 is refused', prop => {
  expect(() => pool(chart(), { [prop]: 0 })).toThrow(`ml/Pool: ${prop} 0: it must be a whole number of at least 1: use 1 or more`);
});
