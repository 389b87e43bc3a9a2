import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { App, Chart } from 'cdk8s';
import { CLIENT_IMAGE, kubectl, Place, script } from './support/kubectl';
import { Times } from './support/times';
import { until } from './support/wait';
import { Bucket, Job, MlflowServer, Postgres, PostgresDatabase, Profile, Settings, VersityGateway } from 'mlops-constructs';

const place = new Place('e2e-rolling');
const times = new Times('a change of MLflow under a steady client');
const directory = mkdtempSync(join(tmpdir(), 'mlops-e2e-'));

/** MLflow with this much memory, and a client that asks it without a pause. */
function synth(memory: string): string {
  const outdir = join(directory, memory);
  const app = new App({ outdir });
  const ml = new Chart(app, 'ml', { namespace: place.namespace });
  Settings.set(ml, { profile: Profile.local() });
  const mlflow = new MlflowServer(ml, 'Mlflow', {
    backendStore: new PostgresDatabase(ml, 'MlflowDb', { server: new Postgres(ml, 'Postgres') }),
    artifactStore: new Bucket(ml, 'Artifacts', { store: new VersityGateway(ml, 'Objects') }),
    replicas: 2,
    memory,
  });
  new Job(ml, 'Client', {
    image: CLIENT_IMAGE,
    command: ['python3', '-c', script('steady.py')],
    env: { SECONDS: '1' },
    uses: [mlflow],
    resources: { cpu: '10m', memory: '64Mi' },
    backoffLimit: 0,
  });
  app.synth();
  return outdir;
}

/** The pods of the server that are not about to go. */
async function servers(): Promise<string[]> {
  const pods = (await place.list('pods')).filter(({ metadata }) => metadata.name.startsWith('ml-mlflow-server-') && !('deletionTimestamp' in metadata));
  return pods.map(({ metadata }) => metadata.name).sort();
}

beforeAll(async () => {
  await place.delete();
  await place.create();
  await kubectl(['apply', '--validate=strict', '-f', synth('1Gi')]);
  await place.ready();
});

afterAll(async () => {
  try {
    await place.delete();
  } finally {
    rmSync(directory, { recursive: true, force: true });
    times.print();
  }
});

test('two replicas take another size without a failed request', async () => {
  await place.jobCompletes('ml-client', 400);
  const before = await servers();
  expect(before).toHaveLength(2);
  const client = place.again('ml-client', 'steady', { SECONDS: '150' }, 400);
  await until('the client asks', async () => (await place.kubectl(['logs', 'job/steady']).catch(() => '')).includes('begins'));
  await kubectl(['apply', '--validate=strict', '-f', synth('1100Mi')]);
  await times.of('both replaced', () => place.ready());
  const after = await servers();
  expect(after.filter(name => before.includes(name))).toEqual([]);
  const { asked, failures } = JSON.parse((await client).trim().split('\n').at(-1)!);
  expect(failures).toEqual([]);
  expect(asked).toBeGreaterThan(200);
});
