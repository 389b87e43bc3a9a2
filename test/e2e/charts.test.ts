import { mkdtempSync, readdirSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { App, Chart } from 'cdk8s';
import { CLIENT_IMAGE, kubectl, Place, script, tryKubectl } from './support/kubectl';
import { Times } from './support/times';
import { Job, MlflowAuth, MlflowServer, MonitoringStack, Namespace, Profile, Settings } from 'mlops-constructs';

const mon = new Place('e2e-charts-mon');
const team = new Place('e2e-charts-team-a');
const times = new Times('two charts in the order of their files');
const directory = mkdtempSync(join(tmpdir(), 'mlops-e2e-'));

/** A chart `mon`, which is made and comes first in the alphabet, watches what a later chart makes in a namespace of its own. */
function synth(): void {
  const app = new App({ outdir: directory });
  const watching = new Chart(app, 'mon', { namespace: mon.namespace });
  const watched = new Chart(app, 'team-a', { namespace: team.namespace });
  for (const chart of [watching, watched]) Settings.set(chart, { profile: Profile.local() });
  const mlflow = new MlflowServer(watched, 'Mlflow', { auth: MlflowAuth.basic() });
  const stack = new MonitoringStack(watching, 'Monitoring', {
    targets: [mlflow], scrapeInterval: '5s', volumeSize: '256Mi', resources: { cpu: '50m', memory: '512Mi' }, nodeExporter: false,
  });
  new Job(watching, 'Watch', {
    image: CLIENT_IMAGE,
    command: ['python3', '-c', script('prometheus.py')],
    env: { MODE: 'targets', COUNT: '4' },
    uses: [stack],
    resources: { cpu: '10m', memory: '64Mi' },
  });
  // Written last, they still come first.
  new Namespace(watching, 'Namespace');
  new Namespace(watched, 'Namespace');
  app.synth();
}

async function clean(): Promise<void> {
  await Promise.all([mon.delete(), team.delete()]);
}

beforeAll(async () => {
  await clean();
  synth();
});

afterAll(async () => {
  try {
    await clean();
  } finally {
    rmSync(directory, { recursive: true, force: true });
    times.print();
  }
});

test('kubectl applies both files at the first try', async () => {
  expect(readdirSync(directory)).toHaveLength(2);
  const { code, stderr } = await times.of('apply', () => tryKubectl(['apply', '--validate=strict', '-f', directory]));
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  await times.of('all ready after that', async () => {
    await team.ready();
    await mon.ready();
  });
});

test('the stack of one namespace scrapes what signs in in the other', async () => {
  const targets = JSON.parse(await times.of('every target is up', () => mon.jobCompletes('mon-watch', 240)));
  expect(targets).toContainEqual([`${team.namespace}/team-a-mlflow-server`, expect.any(String), 'up', '']);
  expect(targets.filter(([, , health]: string[]) => health !== 'up')).toEqual([]);
});

test('a second apply changes nothing', async () => {
  const { code, stdout } = await tryKubectl(['diff', '-f', directory]);
  expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
});

test('delete takes both away', () => kubectl(['delete', '--ignore-not-found', '--timeout=180s', '-f', directory]));
