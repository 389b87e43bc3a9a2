import {
  ArtifactAccess, Bucket, Database, IBucket, IDatabase, Job, MlflowAuth, MlflowServer, MlflowServerProps, Postgres,
  PostgresDatabase, Profile, RouteClass, SecretValue, VersityGateway,
} from '../../src';
import { container, expectHardened, expectRestricted, find, findAll, manifestSerializer, synth } from '../../src/testing';
import { chart } from '../chart';
import { Container, environmentOf } from '../pod';

expect.addSnapshotSerializer(manifestSerializer);

function stores(scope = chart()): { backendStore: IDatabase; artifactStore: IBucket } {
  return {
    backendStore: new PostgresDatabase(scope, 'Db', { server: new Postgres(scope, 'Postgres') }),
    artifactStore: new Bucket(scope, 'Artifacts', { store: new VersityGateway(scope, 'Objects') }),
  };
}

function main(props: (scope: ReturnType<typeof chart>) => MlflowServerProps, settings = {}) {
  const scope = chart(settings);
  new MlflowServer(scope, 'Mlflow', props(scope));
  return container(find(synth(scope), 'Deployment'), 'main');
}

function env(of: Record<string, any>): Record<string, any> {
  return Object.fromEntries(of.env.map(({ name, value, valueFrom }: any) => [name, value ?? valueFrom]));
}

test('by default', () => {
  const mlflow = new MlflowServer(chart(), 'Mlflow');
  const manifests = synth(mlflow);
  expectRestricted(manifests);
  expectHardened(manifests);
  expect(manifests).toMatchSnapshot();
});

test('replicas need a shared backend store', () => {
  expect(() => new MlflowServer(chart(), 'Mlflow', { replicas: 2 }))
    .toThrow('ml/Mlflow: replicas 2: the backend store is SQLite and lives in one pod: '
      + 'pass a PostgresDatabase as backendStore and a Bucket as artifactStore, or keep one replica');
});

test('a remote database with artifacts in the pod is refused, with several replicas too', () => {
  const scope = chart();
  const { backendStore } = stores(scope);
  expect(() => new MlflowServer(scope, 'Mlflow', { backendStore, replicas: 2 })).toThrow(
    /the artifacts lie on a volume that one pod mounts: pass a Bucket as artifactStore.*\n.*the database is remote and the artifacts would lie in the pod/);
});

test('replicas are taken from the profile where the stores allow it', () => {
  const replicas = (shared: boolean) => {
    const scope = chart({ profile: Profile.production() });
    new MlflowServer(scope, 'Mlflow', shared ? stores(scope) : {});
    return find(synth(scope), 'Deployment').spec.replicas;
  };
  expect([replicas(true), replicas(false)]).toEqual([2, 1]);
});

test('memory follows the workers', () => {
  expect(main(() => ({})).resources.limits.memory).toBe('1Gi');
  expect(main(() => ({ workers: 3 })).resources.limits.memory).toBe('2Gi');
  expect(main(() => ({ workers: 3, memory: '5Gi' })).resources.limits.memory).toBe('5Gi');
});

test('with remote stores there is no volume', () => {
  const scope = chart();
  const mlflow = new MlflowServer(scope, 'Mlflow', stores(scope));
  expect(findAll(synth(mlflow), 'PersistentVolumeClaim')).toEqual([]);
});

test('proxied clients get the address and no key of the bucket', () => {
  const scope = chart();
  const mlflow = new MlflowServer(scope, 'Mlflow', stores(scope));
  expect(mlflow.connection.env).toEqual({ MLFLOW_TRACKING_URI: 'http://ml-mlflow-server.ml.svc:5000' });
  expect(mlflow.connection.endpoints).toHaveLength(1);
});

test('direct clients get the settings of the bucket and the path to it', () => {
  const scope = chart();
  const mlflow = new MlflowServer(scope, 'Mlflow', { ...stores(scope), artifactAccess: ArtifactAccess.DIRECT });
  expect(Object.keys(mlflow.connection.env!)).toEqual(expect.arrayContaining(['MLFLOW_TRACKING_URI', 'MLFLOW_S3_ENDPOINT_URL', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']));
  expect(mlflow.connection.endpoints).toHaveLength(2);
});

test('direct access needs a bucket', () => {
  expect(() => new MlflowServer(chart(), 'Mlflow', { artifactAccess: ArtifactAccess.DIRECT })).toThrow(/artifactAccess 'direct': clients cannot reach a pod's own volume/);
});

test('allowed hosts are the names of the Service, of the route and the pod itself, never all', () => {
  const hosts = env(main(() => ({ auth: MlflowAuth.basic(), route: {} }), {
    domain: 'example.org', routeClass: RouteClass.gateway({ name: 'g', namespace: 'g' }),
  })).MLFLOW_SERVER_ALLOWED_HOSTS.split(',');
  expect(hosts).toEqual(expect.arrayContaining(['ml-mlflow-server.ml.svc:5000', 'mlflow.example.org', '$(POD_IP):5000']));
  expect(hosts).not.toContain('*');
});

test('any near end of a port-forward is an allowed host', () => {
  const hosts = env(main(() => ({}))).MLFLOW_SERVER_ALLOWED_HOSTS.split(',');
  expect(hosts).toEqual(expect.arrayContaining(['localhost:*', '127.0.0.1:*', '[[]::1]:*']));
});

test('browsers may come from the route by its own scheme alone, and without one from the Service', () => {
  const gateway = { domain: 'example.org', routeClass: RouteClass.gateway({ name: 'g', namespace: 'g' }) };
  expect(env(main(() => ({ auth: MlflowAuth.basic(), route: {} }), gateway)).MLFLOW_SERVER_CORS_ALLOWED_ORIGINS).toBe('https://mlflow.example.org');
  expect(env(main(() => ({}))).MLFLOW_SERVER_CORS_ALLOWED_ORIGINS).toBe('http://ml-mlflow-server.ml.svc:5000');
});

test('a route without sign-in is refused', () => {
  expect(() => new MlflowServer(chart({ domain: 'example.org', routeClass: RouteClass.gateway({ name: 'g', namespace: 'g' }) }), 'Mlflow', { route: {} }))
    .toThrow(/whoever reaches it could read and delete everything: pass auth: MlflowAuth.basic\(\)/);
});

test('jobs, AI gateway and telemetry are off', () => {
  expect(env(main(() => ({})))).toMatchObject({ MLFLOW_SERVER_ENABLE_JOB_EXECUTION: 'false', MLFLOW_ENABLE_AI_GATEWAY: 'false', MLFLOW_DISABLE_TELEMETRY: 'true' });
});

test('metrics can be switched off', () => {
  expect(new MlflowServer(chart(), 'On').metrics).toMatchObject([{ tool: 'mlflow', endpoint: { port: 5000 } }]);
  expect(new MlflowServer(chart(), 'Off', { metricsEnabled: false }).metrics).toEqual([]);
});

test('a sidecar shows how full its own volume is, if asked for', () => {
  const scope = chart();
  const { metrics } = new MlflowServer(scope, 'Mlflow', { volumeMetricsEnabled: true });
  expect(metrics.map(({ tool, job, endpoint }) => [tool, job, endpoint!.port])).toEqual([
    ['mlflow', undefined, 5000], ['volume', 'ml/ml-mlflow-server/volume', 9105],
  ]);
  const manifests = synth(scope);
  expect(find(manifests, 'Deployment').spec.template.spec.containers).toEqual(
    ['main', 'volume-metrics'].map(name => expect.objectContaining({ name })));
  expectRestricted(manifests);
  expectHardened(manifests);
});

test('without a volume there is nothing to show of it', () => {
  const scope = chart();
  expect(() => new MlflowServer(scope, 'Mlflow', { ...stores(scope), volumeMetricsEnabled: true })).toThrow(
    'ml/Mlflow: volumeMetricsEnabled true: the server has no volume: both stores lie elsewhere: leave it out, and switch on the metrics of the stores');
});

test('the schema is migrated before the server of the same pod starts, one pod at a time', () => {
  const scope = chart();
  new MlflowServer(scope, 'Mlflow', stores(scope));
  const { strategy, template } = find(synth(scope), 'Deployment').spec;
  expect(strategy).toEqual({ type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } });
  expect(template.spec.initContainers[0].command.join(' ')).toMatch(/pg_advisory_lock[^]* 5000 python3 -c import os; from mlflow.cli import cli; cli\(\["db", "upgrade", /);
});

test('pods with a volume of their own are replaced after they are gone, and those on shared stores one by one, a single one too', () => {
  const strategies = [false, true].map(shared => {
    const scope = chart();
    new MlflowServer(scope, 'Mlflow', shared ? stores(scope) : {});
    return find(synth(scope), 'Deployment').spec.strategy.type;
  });
  expect(strategies).toEqual(['Recreate', 'RollingUpdate']);
});

test('its processes are told to end, and are waited for', () => {
  const scope = chart();
  new MlflowServer(scope, 'Mlflow', stores(scope));
  const [shell, option, script, name, ...command] = container(find(synth(scope), 'Deployment'), 'main').command;
  expect([shell, option, name, command[0]]).toEqual(['sh', '-c', 'server', 'mlflow']);
  expect(script).toMatch(/^\[ \$\{\$\} = 1 \] [^]*\ntrap : TERM\n"\$@" &\nwait \$!\n[^]*\nkill -s TERM -- -1 /);
});

test('MySQL quotes its password in the pod', () => {
  const password = SecretValue.fromSecret('rds', 'password');
  const server = main(scope => ({
    ...stores(scope), backendStore: Database.fromMysql(scope, 'Rds', { host: 'db.example.org', database: 'ml', username: 'ml', password }),
  }));
  expect(environmentOf(server as Container, () => 'p@w').MLFLOW_BACKEND_STORE_URI).toBe('mysql+pymysql://ml:p%40w@db.example.org:3306/ml');
  expect(env(server).MYSQL_PWD).toEqual({ secretKeyRef: { name: 'rds', key: 'password' } });
});

test('MySQL migrates under a lock of this database', () => {
  const scope = chart();
  const password = SecretValue.fromSecret('rds', 'password');
  const backendStore = Database.fromMysql(scope, 'Rds', { host: 'db.example.org', database: 'ml', username: 'ml', password });
  new MlflowServer(scope, 'Mlflow', { ...stores(scope), backendStore });
  const migration = find(synth(scope), 'Deployment', 'ml-mlflow-server').spec.template.spec.initContainers[0].command.at(-1);
  expect(migration).toContain('"SELECT GET_LOCK(CONCAT(\'mlflow-\', MD5(%s)), 3600)", (e[\'MYSQL_DATABASE\'],)');
});

test('basic sign-in on a database needs a database for users', () => {
  const scope = chart();
  expect(() => new MlflowServer(scope, 'Mlflow', { ...stores(scope), auth: MlflowAuth.basic() }))
    .toThrow(/the backend store is a database and users would be kept in the pod: pass MlflowAuth.basic\({ database }\)/);
});

test('basic sign-in hands its clients the administrator by reference', () => {
  const mlflow = new MlflowServer(chart(), 'Mlflow', { auth: MlflowAuth.basic() });
  expect(mlflow.connection.env).toMatchObject({ MLFLOW_TRACKING_USERNAME: 'admin', MLFLOW_TRACKING_PASSWORD: { secret: 'ml-mlflow-auth', key: 'adminPassword' } });
});

test.each(['', ' ', 'mlflow', 'postgres://x'])('the tracking URI %p is refused', trackingUri => {
  expect(() => MlflowServer.fromTrackingUri(chart(), 'Mlflow', { trackingUri })).toThrow(/trackingUri '.*': it is not a URL of a kind that works here/);
});

test('a server that exists is wired like one of our own', () => {
  const scope = chart();
  new Job(scope, 'Train', { image: 'x.org/y:1', uses: [MlflowServer.fromTrackingUri(scope, 'Mlflow', { trackingUri: 'https://mlflow.example.org' })] });
  expect(find(synth(scope), 'NetworkPolicy').spec.egress[1].ports).toEqual([{ protocol: 'TCP', port: 443 }]);
});

test('garbage collection is a CronJob that reaches server, database and nothing else', () => {
  const scope = chart();
  new MlflowServer(scope, 'Mlflow', { ...stores(scope), garbageCollection: {} });
  expect(find(synth(scope), 'CronJob').spec.schedule).toBe('30 3 * * *');
  expect(find(synth(scope), 'NetworkPolicy', 'ml-mlflow-garbage-collection').spec.egress).toHaveLength(3);
});

test('garbage collection needs a database', () => {
  expect(() => new MlflowServer(chart(), 'Mlflow', { garbageCollection: {} })).toThrow(/SQLite lives in the server's pod, where no other can clean up/);
});

test('the age of garbage must be one', () => {
  const scope = chart();
  expect(() => new MlflowServer(scope, 'Mlflow', { ...stores(scope), garbageCollection: { olderThan: '30 days' } }))
    .toThrow(/garbageCollection.olderThan '30 days': it is not an age: write it as '30d' or '12h'/);
});

test('a key file of Google reaches the server as a file', () => {
  const scope = chart();
  const artifactStore = Bucket.fromGcs(scope, 'Gcs', { bucket: 'models', serviceAccountKey: SecretValue.fromSecret('google', 'key.json') });
  new MlflowServer(scope, 'Mlflow', { ...stores(scope), artifactStore });
  expect(container(find(synth(scope), 'Deployment'), 'main').volumeMounts).toContainEqual(
    { name: 'file-0', mountPath: '/var/run/secrets/gcs/key.json', subPath: 'file', readOnly: true });
});
