import { CLIENT_IMAGE, script } from './support/kubectl';
import { Suite } from './support/suite';
import { until } from './support/wait';
import { Bucket, Job, MlflowServer, Postgres, PostgresDatabase, VersityGateway } from 'mlops-constructs';

const suite = new Suite('a change of MLflow under a steady client', 'e2e-rolling');
const { place, times } = suite;

/** Applies MLflow with this much memory, and a client that asks it without a pause. */
async function applyWith(memory: string): Promise<void> {
  suite.synth(ml => {
    const mlflow = new MlflowServer(ml, 'Mlflow', {
      backendStore: new PostgresDatabase(ml, 'MlflowDb', { server: new Postgres(ml, 'Postgres') }),
      artifactStore: new Bucket(ml, 'Artifacts', { store: new VersityGateway(ml, 'Objects') }),
      replicas: 2,
      resources: { memory },
    });
    new Job(ml, 'Client', {
      image: CLIENT_IMAGE,
      command: ['python3', '-c', script('steady.py')],
      env: { SECONDS: '1' },
      uses: [mlflow],
      resources: { cpu: '10m', memory: '64Mi' },
      retries: 0,
    });
  }, { directory: memory });
  await suite.apply(memory);
}

/** The pods of the server that are not about to go. */
async function servers(): Promise<string[]> {
  const pods = (await place.list('pods')).filter(({ metadata }) => metadata.name.startsWith('ml-mlflow-server-') && !('deletionTimestamp' in metadata));
  return pods.map(({ metadata }) => metadata.name).sort();
}

beforeAll(async () => {
  await place.create();
  await applyWith('1Gi');
  await place.ready();
});

test('two replicas take another size without a failed request', async () => {
  await place.jobCompletes('ml-client', 400);
  const before = await servers();
  expect(before).toHaveLength(2);
  const client = place.again('ml-client', 'steady', { SECONDS: '150' }, 400);
  await until('the client asks', async () => (await place.kubectl(['logs', 'job/steady']).catch(() => '')).includes('begins'));
  await applyWith('1100Mi');
  await times.of('both replaced', () => place.ready());
  const after = await servers();
  expect(after.filter(name => before.includes(name))).toEqual([]);
  const { asked, failures } = JSON.parse((await client).trim().split('\n').at(-1)!);
  expect(failures).toEqual([]);
  expect(asked).toBeGreaterThan(200);
});
