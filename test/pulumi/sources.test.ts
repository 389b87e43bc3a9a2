import * as pulumi from '@pulumi/pulumi';
import { Recorder } from './recorder';
import * as mlops from '../../src/pulumi';

let recorder: Recorder;
beforeEach(async () => { recorder = await Recorder.start(); });
afterEach(() => recorder.settled());

const IMAGE = 'example.org/team/image:1';
const settings = { namespace: 'ml' };

test('a repository of a server goes through components', async () => {
  const server = new mlops.MercurialServer('hg', { image: IMAGE, repositories: ['dags'] }, { settings });
  const source = new mlops.MercurialRepository('dags', { repository: { server, name: 'dags' } }, { settings });
  new mlops.Job('read', { image: IMAGE, sources: [{ source, path: '/dags' }] }, { settings });
  await recorder.settled();
  const job = recorder.all.find(({ type, name }) => type === 'kubernetes:batch/v1:Job' && name.startsWith('read'))!;
  const [sync] = job.inputs.spec.template.spec.initContainers;
  expect(sync.env).toContainEqual({ name: 'URL', value: 'http://hg-server.ml.svc:8000/dags' });
  expect(recorder.all.map(({ name }) => name)).toContain('read/To-hg-server');
});

test('components stand for constructs in the factories of values', async () => {
  const dags = new mlops.GitRepository('dags', { url: 'https://example.org/dags.git', subdirectory: 'etl' }, { settings });
  const broker = new mlops.Valkey('broker', {}, { settings });
  const database = new mlops.Database('db', {
    engine: mlops.DatabaseEngine.POSTGRESQL, host: 'db.example.org', database: 'a', username: 'a', password: mlops.SecretValue.fromSecret('db', 'password'),
  }, { settings });
  new mlops.AirflowCluster('airflow', {
    metadataDatabase: database,
    dags: mlops.DagSource.git(mlops.asConstruct(dags)),
    executor: mlops.Executor.celery({ broker: mlops.asConstruct(broker), workers: 1 }),
  }, { settings });
  await recorder.settled();
  const { env } = recorder.get('airflow/DagProcessor/Deployment').inputs.spec.template.spec.containers[0];
  const [bundle] = JSON.parse(env.find(({ name }: { name: string }) => name === 'AIRFLOW__DAG_PROCESSOR__DAG_BUNDLE_CONFIG_LIST').value);
  expect(bundle.kwargs.path).toMatch(/^\/opt\/airflow\/sources\/dags\/.+\/etl$/);
  expect(recorder.all.map(({ name }) => name)).toContain('airflow/Worker/To-broker-server');
});

test('what is known of a source goes through components, and alerts follow a period that comes later', async () => {
  const source = new mlops.GitRepository('dags', { url: 'https://example.org/dags.git', period: pulumi.output('10m') }, { settings });
  const server = new mlops.Server('runner', { image: IMAGE, sources: [{ source, path: '/dags' }] }, { settings });
  new mlops.MonitoringStack('monitoring', { targets: [server], kubeStateMetrics: false }, { settings });
  await recorder.settled();
  const rules = JSON.stringify(recorder.all.filter(({ type }) => type === 'kubernetes:core/v1:ConfigMap').map(({ inputs }) => inputs.data));
  expect(rules).toContain('GitSyncLate');
  expect(rules).toContain('[1800s]');
});
