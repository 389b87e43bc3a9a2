import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { App, Chart } from 'cdk8s';
import { kubectl, KubeObject, Place, script } from './support/kubectl';
import { Times } from './support/times';
import { until } from './support/wait';
import { IMAGES, IndexedJob, Job, Profile, Settings } from 'mlops-constructs';

const place = new Place('e2e-indexed-job');
const times = new Times('three pods that know each other by name');
const directory = mkdtempSync(join(tmpdir(), 'mlops-e2e-'));
const resources = { cpu: '10m', memory: '64Mi' };
const image = IMAGES.python.reference;

let job: IndexedJob;
let gang: IndexedJob;

beforeAll(async () => {
  const app = new App({ outdir: directory });
  const chart = new Chart(app, 'ml', { namespace: place.namespace });
  Settings.set(chart, { profile: Profile.local() });
  job = new IndexedJob(chart, 'Meet', {
    image,
    command: ['python3', '-c', script('meet.py')],
    env: {
      LEADER: '$(JOB_LEADER)',
      RANK: '$(JOB_COMPLETION_INDEX)',
      JOB_INDEX_FAILURES: { fieldPath: "metadata.annotations['batch.kubernetes.io/job-index-failure-count']" },
      STAY_SECONDS: '60',
    },
    replicas: 3,
    retriesPerIndex: 2,
    startTogether: true,
    activeDeadlineSeconds: 300,
    resources,
  });
  new Job(chart, 'Trespasser', {
    image, command: ['python3', '-c', script('connect.py'), '--wait=3', `${job.leader}:47321`], resources, retries: 0,
  });
  const apart = new Chart(app, 'gang', { namespace: place.namespace });
  gang = new IndexedJob(apart, 'Gang', { image, command: ['python3', '-c', 'print("begins")'], replicas: 3, resources });
  app.synth();
  await place.delete();
  await place.create();
  await apply('ml');
});

afterAll(async () => {
  try {
    await place.delete();
  } finally {
    rmSync(directory, { recursive: true, force: true });
    times.print();
  }
});

async function apply(name: string): Promise<void> {
  await kubectl(['apply', '--validate=strict', '-f', join(directory, `${name}.k8s.yaml`)]);
}

async function podsOf({ jobName }: IndexedJob): Promise<KubeObject[]> {
  return (await place.list('pods')).filter(({ metadata }) => metadata.labels?.['batch.kubernetes.io/job-name'] === jobName);
}

async function podsAt(index: number): Promise<KubeObject[]> {
  return (await podsOf(job)).filter(({ metadata }) => metadata.labels?.['batch.kubernetes.io/job-completion-index'] === String(index));
}

const logsOf = (pod: KubeObject) => place.kubectl(['logs', pod.metadata.name]);

test('each pod hears from both others on a port that nothing declares, and nobody else gets in', async () => {
  for (const [index, others] of [[0, '[1, 2]'], [1, '[0, 2]'], [2, '[0, 1]']] as const) {
    await times.of(`pod ${index} has heard`, () => until(`pod ${index} hears from ${others}`, async () => {
      const logs = await Promise.all((await podsAt(index)).map(pod => logsOf(pod).catch(() => '')));
      return logs.some(log => log.includes(`heard ${others}`) && log.includes(`host ${job.hostOf(index)}`));
    }));
  }
  const door = `${job.leader}:47321`;
  expect(await place.opens('stranger', [door])).toEqual([]);
  expect(JSON.parse(await place.jobCompletes('ml-trespasser'))).toEqual([]);
});

test('the pod that failed was made again under its host name', async () => {
  const pods = await podsAt(1);
  expect(pods.map(({ status }) => status.phase).sort()).toEqual(['Failed', expect.stringMatching(/Running|Succeeded/)]);
  expect(await Promise.all(pods.map(async pod => (await logsOf(pod)).split('\n')[0]))).toEqual([1, 2].map(() => `host ${job.hostOf(1)}`));
});

test('the Job is complete', async () => {
  await times.of('complete', () => place.completes(job.jobName));
});

test('no container begins before all pods have a place', async () => {
  await place.kubectl(['create', 'quota', 'two', '--hard=pods=2']);
  await apply('gang');
  await times.of('two wait for the third', () => until('two pods wait for the third', async () => {
    const pods = await podsOf(gang);
    const logOf = ({ metadata }: KubeObject) => place.kubectl(['logs', metadata.name, '-c', 'start-together']).catch(() => '');
    const logs = await Promise.all(pods.map(logOf));
    return pods.length === 2 && logs.every(log => log.includes('waits for 1 of 3'));
  }));
  expect((await podsOf(gang)).map(({ status }) => status.phase)).toEqual(['Pending', 'Pending']);
  await place.kubectl(['delete', 'quota', 'two']);
  await times.of('all three have run', () => place.completes(gang.jobName));
});
