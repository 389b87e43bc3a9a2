import { Construct } from 'constructs';
import { CLIENT_IMAGE, Place, script } from './support/kubectl';
import { TestStack } from './support/stack';
import { Times } from './support/times';
import {
  AirflowCluster, Bucket, DagSource, Executor, IConnectable, Job, MercurialAccess, MercurialRepository, MercurialServer,
  MlflowServer, Namespace, Postgres, PostgresDatabase, Profile, Server, VersityGateway, Volume,
} from 'mlops-constructs';
import { fromConstructs } from 'mlops-constructs/pulumi';

const REPOSITORY = 'dags.git';
const HG_IMAGE = 'example.test/mlops/mercurial:7.2.4';

const place = new Place('e2e-airflow');
const times = new Times('Airflow through Pulumi');

/** What runs the tasks, from one step to the next. */
let executor = () => Executor.local();

const stack = new TestStack('airflow', () => {
  fromConstructs('ml', scope => {
    new Namespace(scope, 'Namespace', { name: place.namespace });
    const postgres = new Postgres(scope, 'Postgres');
    const objects = new VersityGateway(scope, 'Objects');
    const mlflow = new MlflowServer(scope, 'Mlflow');
    const git = gitServer(scope);
    const hg = new MercurialServer(scope, 'Hg', {
      image: HG_IMAGE, repositories: ['dags'], access: MercurialAccess.authenticated(), volumeSize: '64Mi', resources: { cpu: '10m', memory: '256Mi' },
    });
    const revisions = new MercurialRepository(scope, 'HgDags', { repository: hg.repository('dags'), period: 5, volumeSize: '64Mi' });
    const airflow = new AirflowCluster(scope, 'Airflow', {
      metadataDatabase: new PostgresDatabase(scope, 'AirflowDb', { server: postgres }),
      logStore: new Bucket(scope, 'Logs', { store: objects }),
      executor: executor(),
      dags: [DagSource.mercurial(revisions, { name: 'hg' }), DagSource.bundle({
        classpath: 'airflow.providers.git.bundles.git.GitDagBundle',
        kwargs: { git_conn_id: 'dags', tracking_ref: 'main', refresh_interval: 5 },
        uses: [{ connection: { ...git.connection, env: { AIRFLOW_CONN_DAGS: JSON.stringify({ conn_type: 'git', host: urlOf(git) }) } } }],
      })],
      uses: [mlflow],
      dagsPausedAtCreation: false,
      dagRefreshSeconds: 5,
    });
    pushJob(scope, 'Push', CLIENT_IMAGE, { TOOL: 'git', REPOSITORY: urlOf(git), ...file('first') }, git);
    pushJob(scope, 'HgPush', HG_IMAGE, { TOOL: 'hg', REPOSITORY: `${hg.url}/dags`, ...file('from_hg') }, hg);
    new Job(scope, 'Client', { ...pod, command: ['python3', '-c', script('airflow_client.py')], env: { HOME: '/tmp', DAG: 'first', RUN: 'first-run' }, uses: [airflow, mlflow] });
  }, { settings: { namespace: place.namespace, profile: Profile.local(), images: { buildpackDepsScm: HG_IMAGE } } });
});

const pod = { image: CLIENT_IMAGE, mounts: [{ volume: Volume.empty('tmp', '256Mi'), path: '/tmp' }], resources: { cpu: '10m', memory: '512Mi' } };

/** A server of bare Git repositories, as one that exists. */
function gitServer(scope: Construct): IConnectable {
  const mounts = [{ volume: Volume.empty('repos', '64Mi'), path: '/repos' }, { volume: Volume.empty('tmp', '64Mi'), path: '/tmp' }];
  const container = { image: 'example.test/mlops/git-http:2.47.3', mounts, resources: { cpu: '10m', memory: '64Mi' } };
  const server = new Server(scope, 'Git', {
    ...container,
    user: 1000,
    ports: { http: 3000 },
    initContainers: [{ ...container, name: 'init', command: ['git', 'init', '-q', '--bare', `/repos/${REPOSITORY}`] }],
    readiness: { tcpSocket: { port: 3000 } },
  });
  return { connection: { endpoints: [server.endpoint('http')] } };
}

function urlOf({ connection: { endpoints: [{ host, port }] } }: IConnectable): string {
  return `http://${host}:${port}/${REPOSITORY}`;
}

function pushJob(scope: Construct, id: string, image: string, env: Record<string, string>, server: IConnectable): void {
  new Job(scope, id, { ...pod, image, command: ['python3', '-c', script('push.py')], env: { HOME: '/tmp', ...env }, uses: [server] });
}

function file(id: string, seconds = 0): { FILE: string; CONTENT: string } {
  return { FILE: `${id}.py`, CONTENT: script('dag.py').replaceAll('DAG_ID', id).replaceAll('SECONDS', String(seconds)) };
}

async function push(id: string, seconds = 0, task = 'ml-push'): Promise<void> {
  await place.again(task, `push-${id.replaceAll('_', '-')}`, file(id, seconds));
}

async function podsOf(...names: string[]): Promise<string[]> {
  return (await place.list('pods')).filter(({ metadata }) => names.includes(metadata.labels?.['app.kubernetes.io/instance'] ?? ''))
    .map(({ metadata, status }) => `${metadata.name} ${status.containerStatuses?.map((c: any) => c.restartCount)}`).sort();
}

const COMPONENTS = ['ml-airflow-api-server', 'ml-airflow-scheduler', 'ml-airflow-dag-processor', 'ml-airflow-triggerer'];

beforeAll(() => place.delete());

afterAll(async () => {
  try {
    await stack.destroy().catch(() => undefined);
    await place.delete();
  } finally {
    stack.forget();
    times.print();
  }
});

test('a DAG of a Git repository runs in the local executor and logs to MLflow', async () => {
  await times.of('first up', () => stack.up());
  await times.of('all ready after that', () => place.ready());
  expect(await times.of('first run', () => place.jobCompletes('ml-client', 400)))
    .toMatch(/run first-run ended in success and stands in MLflow/);
});

test('a second up changes nothing', async () => {
  const { counts } = await times.of('second up', () => stack.up());
  expect(Object.keys(counts)).toEqual(['same']);
});

test('a new commit becomes a new DAG without a restart', async () => {
  const before = await podsOf(...COMPONENTS);
  await push('second');
  expect(await times.of('new commit to end of run', () => place.again('ml-client', 'run-second', { DAG: 'second', RUN: 'second-run' })))
    .toMatch(/run second-run ended in success and stands in MLflow/);
  expect(await podsOf(...COMPONENTS)).toEqual(before);
});

test('a Mercurial repository does the same', async () => {
  const before = await podsOf(...COMPONENTS);
  const run = async (name: string, id: string) => place.again('ml-client', name, { DAG: id, RUN: `${id}-run` });
  expect(await run('run-hg', 'from_hg')).toMatch(/run from_hg-run ended in success and stands in MLflow/);
  await push('later_from_hg', 0, 'ml-hg-push');
  expect(await times.of('new revision to end of run', () => run('run-later-hg', 'later_from_hg')))
    .toMatch(/run later_from_hg-run ended in success and stands in MLflow/);
  expect(await podsOf(...COMPONENTS)).toEqual(before);
});

test('with the Kubernetes executor a task has a pod of its own, which holds neither database nor signing key', async () => {
  executor = () => Executor.kubernetes();
  await times.of('up with the Kubernetes executor', () => stack.up());
  await place.ready();
  const log = await times.of('run in a pod', () => place.again('ml-client', 'run-pod', { DAG: 'second', RUN: 'pod-run' }));
  expect(log).toMatch(/run pod-run ended in success and stands in MLflow/);
  expect(log).toMatch(/^holds \[\]$/m);
});

test('a scheduler that is killed loses no run', async () => {
  await push('slow', 30);
  await place.again('ml-client', 'start-slow', { DAG: 'slow', RUN: 'slow-run', MODE: 'start' });
  await place.kubectl(['delete', 'pod', '--grace-period=0', '--force', '-l', 'app.kubernetes.io/instance=ml-airflow-scheduler']);
  await place.ready();
  expect(await place.again('ml-client', 'wait-slow', { DAG: 'slow', RUN: 'slow-run', MODE: 'wait' }))
    .toMatch(/run slow-run ended in success and stands in MLflow/);
});

test('pods that nothing was wired to reach no part of it', async () => {
  const services = (await place.list('services')).filter(({ metadata }) => metadata.name.startsWith('ml-airflow-'));
  expect(services.map(({ metadata }) => metadata.name).sort()).toEqual(['ml-airflow-api-server', 'ml-airflow-scheduler', 'ml-airflow-statsd', 'ml-airflow-triggerer']);
  expect(await place.opens('unwired', services.map(({ spec }) => `${spec.clusterIP}:${spec.ports[0].port}`))).toEqual([]);
});

test('no secret value stands in the state or in a manifest', async () => {
  const encoded = (await place.list('secrets')).flatMap(({ data }) => Object.values<string>(data));
  expect(encoded.length).toBeGreaterThanOrEqual(8);
  const values = [...encoded, ...encoded.map(value => Buffer.from(value, 'base64').toString())];
  expect(stack.filesWith(values)).toEqual([]);
  const manifests = JSON.stringify(await place.list('deployments', 'statefulsets', 'jobs', 'pods', 'configmaps', 'events'));
  expect(values.filter(value => manifests.includes(value))).toEqual([]);
});

test('destroy leaves nothing', async () => {
  await times.of('destroy', () => stack.destroy());
  await times.of('all gone after that', () => place.gone());
});
