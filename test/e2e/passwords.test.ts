import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { App, Chart } from 'cdk8s';
import { CLIENT_IMAGE, kubectl, Place, script } from './support/kubectl';
import { Times } from './support/times';
import {
  AirflowAuth, AirflowCluster, Bucket, Database, Executor, Job, MlflowAuth, MlflowServer, Postgres, PostgresDatabase, Profile,
  SecretValue, Settings, Valkey, VersityGateway, Volume,
} from 'mlops-constructs';

/** All that has a meaning in JSON, URLs, shells, SQL, Python and configuration files, blanks at both ends included. */
const PASSWORD = ' a"b\'c\\n $HOME $(id) %40%(x)s {{y}} #1;&|`!@:/?=+,<z>~^[]* ';
/** Airflow with DAGs and plugins in it: see support/airflow-dags. */
const AIRFLOW_IMAGE = 'example.test/mlops/airflow-dags:1';

const place = new Place('e2e-passwords');
const times = new Times('passwords with every special character, DAGs of an image');
const directory = mkdtempSync(join(tmpdir(), 'mlops-e2e-'));

function synth(): void {
  const app = new App({ outdir: directory });
  const ml = new Chart(app, 'ml', { namespace: place.namespace });
  Settings.set(ml, { profile: Profile.local() });
  const given = SecretValue.fromSecret('given', 'password');
  const postgres = new Postgres(ml, 'Postgres', { adminPassword: given });
  const objects = new VersityGateway(ml, 'Objects');
  const database = (id: string) => new PostgresDatabase(ml, id, { server: postgres, password: given });
  const metadata = database('AirflowDb');
  const queue = new Valkey(ml, 'Queue', { password: given });
  const mlflow = new MlflowServer(ml, 'Mlflow', {
    backendStore: database('MlflowDb'),
    artifactStore: new Bucket(ml, 'Artifacts', { store: objects }),
    auth: MlflowAuth.basic({ database: database('UsersDb'), adminPassword: given }),
  });
  const lake = Bucket.fromS3(ml, 'Lake', {
    bucket: 'lake', region: 'eu-central-1', accessKeyId: SecretValue.fromSecret('given', 'id'), secretAccessKey: given,
  });
  const { connection: { endpoints } } = postgres;
  const airflow = new AirflowCluster(ml, 'Airflow', {
    image: AIRFLOW_IMAGE,
    metadataDatabase: metadata,
    // A worker whose queue is gone before it would be waited for as long as its tasks may take.
    executor: Executor.celery({ broker: queue, concurrency: 1, terminationGracePeriodSeconds: 60 }),
    logStore: new Bucket(ml, 'Logs', { store: objects }),
    auth: AirflowAuth.fab({ adminPassword: given }),
    connections: {
      queue,
      lake,
      dwh: Database.fromPostgres(ml, 'Dwh', { host: 'dwh.example.org', database: "x'; DROP TABLE y; --", username: 'o"u', password: given }),
    },
    uses: [mlflow, { connection: { endpoints, env: { PASSWORD: { namespace: place.namespace, secret: 'given', key: 'password' } } } }],
    dagsPausedAtCreation: false,
  });
  new Job(ml, 'Client', {
    image: CLIENT_IMAGE,
    command: ['python3', '-c', script('airflow_client.py')],
    env: { HOME: '/tmp', DAG: 'baked', RUN: 'baked-run' },
    mounts: [{ volume: Volume.empty('tmp', '256Mi'), path: '/tmp' }],
    resources: { cpu: '10m', memory: '512Mi' },
    uses: [airflow, mlflow],
  });
  app.synth();
}

beforeAll(async () => {
  await place.delete();
  await place.create();
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'given' }, stringData: { password: PASSWORD, id: 'lake-id' } };
  await place.kubectl(['create', '-f', '-'], JSON.stringify(secret));
  synth();
});

afterAll(async () => {
  try {
    await place.delete();
  } finally {
    rmSync(directory, { recursive: true, force: true });
    times.print();
  }
});

test('every server starts with such a password', async () => {
  await kubectl(['apply', '--validate=strict', '-f', directory]);
  await times.of('all ready', () => place.ready());
});

test('a DAG of the image runs in a Celery worker, finds a plugin of the image, and gets each password as it is', async () => {
  const log = await times.of('run', () => place.jobCompletes('ml-client', 400));
  expect(log).toMatch(/^holds from a plugin of the image$/m);
  expect(log.match(/^connection (dwh|queue|lake) arrived whole$/gm)).toHaveLength(3);
  expect(log).toMatch(/run baked-run ended in success and stands in MLflow/);
});

test('the password stands in no manifest and in no list of processes', async () => {
  const manifests = JSON.stringify(await place.list('deployments', 'statefulsets', 'jobs', 'pods', 'configmaps', 'events'));
  const part = JSON.stringify(PASSWORD.slice(4, 20)).slice(1, -1);
  expect(manifests).not.toContain(part);
  const pods = (await place.list('pods')).filter(({ status }) => status.phase === 'Running');
  const processes = await Promise.all(pods.map(({ metadata, spec }) => place.kubectl(['exec', metadata.name, '-c', spec.containers[0].name, '--',
    'sh', '-c', 'cat /proc/[0-9]*/cmdline | tr "\\0" " "']).catch(() => '')));
  expect(processes.filter(text => text !== '').length).toBeGreaterThan(6);
  expect(processes.filter(text => text.includes(PASSWORD.slice(4, 20)))).toEqual([]);
});
