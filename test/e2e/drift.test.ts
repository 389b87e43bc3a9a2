import { mkdtempSync, readFileSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { App, Chart } from 'cdk8s';
import { CLIENT_IMAGE, kubectl, Place, script } from './support/kubectl';
import { queriesOf } from './support/queries';
import { Receiver } from './support/receiver';
import { Times } from './support/times';
import { until } from './support/wait';
import {
  DagSource, EvidentlyMonitor, Job, MercurialAccess, MercurialRepository, MercurialServer, Platform, Profile, Settings, Volume,
} from 'mlops-constructs';

const HG_IMAGE = 'example.test/mlops/mercurial:7.2.4';
const DAG = readFileSync(join(__dirname, '../../examples/drift-to-retrain/retrain.py'), 'utf8');
const MONITOR = 'ml-platform-drift-churn-job';

const place = new Place('e2e-drift');
const times = new Times('drift leads to a new model');
const directory = mkdtempSync(join(tmpdir(), 'mlops-e2e-'));
let hook: Receiver;
let monitor: EvidentlyMonitor;

/** As examples/drift-to-retrain, with a repository of its own in place of one elsewhere. */
function synth(): void {
  const app = new App({ outdir: directory });
  const ml = new Chart(app, 'ml', { namespace: place.namespace });
  Settings.set(ml, { profile: Profile.local(), images: { buildpackDepsScm: HG_IMAGE } });
  const mounts = [{ volume: Volume.empty('tmp', '256Mi'), path: '/tmp' }];
  const pod = { image: CLIENT_IMAGE, mounts, resources: { cpu: '10m', memory: '512Mi' } };
  const hg = new MercurialServer(ml, 'Hg', { image: HG_IMAGE, repositories: ['dags'], access: MercurialAccess.authenticated(), volumeSize: '64Mi' });
  const dags = new MercurialRepository(ml, 'Dags', { repository: hg.repository('dags'), period: 5, volumeSize: '64Mi' });
  hook = new Receiver(ml, place);
  const { data, tracking, monitoring, drift } = new Platform(ml, 'Platform', {
    orchestration: { dags: [DagSource.mercurial(dags, { name: 'hg' })], dagsPausedAtCreation: false, dagRefreshSeconds: 5 },
    drift: {
      churn: {
        reference: 'churn/reference.csv',
        current: 'churn/current.csv',
        model: 'churn',
        schedule: '0 0 1 1 *',
        lateAfter: '9600h',
        retrainDag: 'retrain',
      },
    },
    monitoring: {
      scrapeInterval: '5s',
      volumeSize: '256Mi',
      resources: { cpu: '50m', memory: '512Mi' },
      receivers: { hook: hook.receiver },
    },
  });
  monitor = drift.churn;
  new Job(ml, 'Push', {
    ...pod,
    image: HG_IMAGE,
    command: ['python3', '-c', script('push.py')],
    env: { HOME: '/tmp', TOOL: 'hg', REPOSITORY: `${hg.url}/dags`, FILE: 'retrain.py', CONTENT: DAG },
    uses: [hg],
  });
  new Job(ml, 'Seed', {
    ...pod, command: ['python3', '-c', script('seed.py')], env: { HOME: '/tmp', SHIFT: '0', NAME: 'ml-platform-data' }, uses: [data!],
  });
  new Job(ml, 'Versions', {
    ...pod, command: ['python3', '-c', script('versions.py')], env: { HOME: '/tmp', MODEL: 'churn', WANTED: '0' }, uses: [tracking!],
  });
  new Job(ml, 'Watch', {
    ...pod, command: ['python3', '-c', script('prometheus.py')], env: { MODE: 'query', QUERY: 'vector(1)' }, uses: [monitoring!],
  });
  app.synth();
}

async function gauge(name: string, metric: string): Promise<string> {
  const [[, value]] = JSON.parse(await place.again('ml-watch', name, { MODE: 'query', QUERY: `${metric}{job="${place.namespace}/ml-platform-drift-churn"}` }));
  return value;
}

/** Runs the monitor now; what it printed. */
async function compare(name: string): Promise<string> {
  await place.kubectl(['create', 'job', name, `--from=cronjob/${MONITOR}`]);
  return place.completes(name, 300);
}

beforeAll(async () => {
  await place.delete();
  await place.create();
  synth();
  await hook.create();
});

afterAll(async () => {
  try {
    await place.delete();
  } finally {
    rmSync(directory, { recursive: true, force: true });
    times.print();
  }
});

test('it comes up, and data are there', async () => {
  await times.of('first apply', () => kubectl(['apply', '--validate=strict', '-f', directory]));
  await times.of('all ready after that', () => place.ready());
  expect(await place.jobCompletes('ml-seed')).toMatch(/wrote both/);
});

test('equal data have not drifted: nobody is told, and nothing is trained', async () => {
  const log = await times.of('first comparison', () => compare('first'));
  expect(log).toMatch(/no drift in 0.0 of the columns/);
  expect(log).toMatch(/report first is in project ml-platform-drift-churn/);
  expect(await gauge('calm', 'evidently_dataset_drift')).toBe('0');
  expect(await place.again('ml-versions', 'none', { WANTED: '0', ATTEMPTS: '1' })).toMatch('versions []');
  expect(await hook.told('firing DriftDetected warning')).toBe(false);
});

test('drifted data are told of', async () => {
  await place.again('ml-seed', 'shifted', { SHIFT: '2' });
  expect(await times.of('second comparison', () => compare('second'))).toMatch(/drift in 1.0 of the columns/);
  expect(await gauge('drifted', 'evidently_dataset_drift')).toBe('1');
  await times.of('until it is told', () => until('the receiver is told', () => hook.told('firing DriftDetected warning'), 120));
});

test('the queries of every panel of the monitor find something', async () => {
  const queries = queriesOf(monitor.metrics);
  expect(queries.length).toBeGreaterThan(6);
  expect(JSON.parse(await place.again('ml-watch', 'panels', { MODE: 'panels', QUERIES: JSON.stringify(queries) }))).toEqual([]);
});

test('drifted data lead to a new version of the model', async () => {
  expect(await times.of('until the version is there', () => place.again('ml-versions', 'one', { WANTED: '1' }))).toMatch('versions [1]');
});

test('data that are as before again end the alert', async () => {
  await place.again('ml-seed', 'back', { SHIFT: '0' });
  expect(await compare('third')).toMatch(/no drift in 0.0 of the columns/);
  await place.again('ml-watch', 'over', { MODE: 'query', QUERY: 'absent(ALERTS{alertname="DriftDetected"})' });
});

test('the model has no further version', async () => {
  expect(await place.again('ml-versions', 'still-one', { WANTED: '2', ATTEMPTS: '5' })).toMatch('versions [1]');
});
