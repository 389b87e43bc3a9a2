import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { App, Chart } from 'cdk8s';
import { CLIENT_IMAGE, kubectl, Place, script } from './support/kubectl';
import { queriesOf } from './support/queries';
import { Receiver } from './support/receiver';
import { Times } from './support/times';
import { until } from './support/wait';
import {
  DagSource, IMetricsTarget, Job, jobOfMetrics, MercurialAccess, MercurialRepository, MercurialServer, Metrics,
  MountPropagation, Platform, Profile, Pushgateway, Server, ServerKind, Settings, Valkey, Volume,
} from 'mlops-constructs';

const HG_IMAGE = 'example.test/mlops/mercurial:7.2.4';
const DAG = { FILE: 'first.py', CONTENT: script('dag.py').replaceAll('DAG_ID', 'first').replaceAll('SECONDS', '0') };

const place = new Place('e2e-watched');
const times = new Times('a platform that is watched');
const directory = mkdtempSync(join(tmpdir(), 'mlops-e2e-'));
let hook: Receiver;

/** What Prometheus watches. */
const watched = synth();

function synth(): Metrics[] {
  const app = new App({ outdir: directory });
  const ml = new Chart(app, 'ml', { namespace: place.namespace });
  Settings.set(ml, { profile: Profile.local(), images: { buildpackDepsScm: HG_IMAGE } });
  const small = { cpu: '10m', memory: '512Mi' };
  const pod = { image: CLIENT_IMAGE, mounts: [{ volume: Volume.empty('tmp', '256Mi'), path: '/tmp' }], resources: small };
  const hg = new MercurialServer(ml, 'Hg', { image: HG_IMAGE, repositories: ['dags'], access: MercurialAccess.authenticated(), volumeSize: '64Mi', volumeMetricsEnabled: true });
  const dags = new MercurialRepository(ml, 'Dags', { repository: hg.repository('dags'), period: 5, volumeSize: '64Mi' });
  const valkey = new Valkey(ml, 'Valkey', { metricsEnabled: true });
  const pushgateway = new Pushgateway(ml, 'Pushgateway');
  const report = new Job(ml, 'Report', { ...pod, command: ['python3', '-c', script('push_series.py')], pushgateway });
  hook = new Receiver(ml, place);
  const { tracking, orchestration, monitoring, ...platform } = new Platform(ml, 'Platform', {
    orchestration: { dags: [DagSource.mercurial(dags, { name: 'hg' })], dagsPausedAtCreation: false, dagRefreshSeconds: 5 },
    monitoring: {
      targets: [valkey, hg, pushgateway, report],
      scrapeInterval: '5s',
      volumeSize: '256Mi',
      resources: { cpu: '50m', memory: '512Mi' },
      // The root of this cluster's node is not a shared mount.
      nodeExporter: { mountPropagation: MountPropagation.NONE },
      receivers: { hook: hook.receiver },
    },
  });
  new Job(ml, 'Push', {
    ...pod, image: HG_IMAGE, command: ['python3', '-c', script('push.py')], env: { HOME: '/tmp', TOOL: 'hg', REPOSITORY: `${hg.url}/dags`, ...DAG }, uses: [hg],
  });
  new Job(ml, 'Run', {
    ...pod, command: ['python3', '-c', script('airflow_client.py')], env: { HOME: '/tmp', DAG: 'first', RUN: 'first-run' }, uses: [orchestration!, tracking!],
  });
  new Job(ml, 'Track', { ...pod, command: ['python3', '-c', script('client.py')], env: { HOME: '/tmp' }, uses: [tracking!] });
  new Job(ml, 'Trouble', { ...pod, command: ['python3', '-c', script('trouble.py')], env: { HOME: '/tmp' }, uses: [tracking!] });
  new Job(ml, 'Watch', {
    ...pod, command: ['python3', '-c', script('prometheus.py')], env: { MODE: 'query', QUERY: 'vector(1)' }, uses: [monitoring!],
  });
  app.synth();
  const parts: unknown[] = [
    platform.postgres, platform.objectStore, tracking, orchestration, platform.pushgateway, valkey, hg, pushgateway, report, monitoring,
    monitoring!.kubeStateMetrics, monitoring!.nodeExporter,
  ];
  return (parts as IMetricsTarget[]).flatMap(({ metrics }) => metrics);
}

async function ask(name: string, env: Record<string, string>, seconds?: number): Promise<any> {
  return JSON.parse(await place.again('ml-watch', name, env, seconds));
}

beforeAll(async () => {
  await place.delete();
  await place.create();
  await hook.create();
});

afterAll(async () => {
  try {
    await kubectl(['delete', 'namespace', `${place.namespace}-nodes`, '--ignore-not-found', '--timeout=180s']);
    await place.delete();
  } finally {
    rmSync(directory, { recursive: true, force: true });
    times.print();
  }
});

test('a run is tracked, and a DAG runs', async () => {
  await times.of('first apply', () => kubectl(['apply', '--validate=strict', '-f', directory]));
  await times.of('all ready after that', () => place.ready());
  await place.jobCompletes('ml-track');
  await times.of('DAG run', () => place.jobCompletes('ml-run', 400));
});

test('every target is up', async () => {
  const jobs = watched.filter(({ endpoint }) => endpoint).map(jobOfMetrics);
  const found: [string, string, string, string][] = await times.of('all targets up', () => ask('targets', { MODE: 'targets', COUNT: String(jobs.length) }));
  expect(found.map(([job, , health, error]) => [job, health, error])).toEqual(jobs.sort().map(job => [job, 'up', '']));
  expect(jobs).toEqual(expect.arrayContaining([
    `${place.namespace}-nodes/ml-platform-monitoring-node-exporter-server`,
    ...['mlflow-server', 'airflow-statsd', 'postgres-server', 'objects-server', 'pushgateway-server', 'monitoring-alertmanager'].map(name => (
      `${place.namespace}/ml-platform-${name}`)),
  ]));
});

test('every rule and every computed series is evaluated', async () => {
  const found: [string, string, string][] = await ask('rules', { MODE: 'rules' });
  const names = watched.flatMap(({ recordings = [], rules = [] }) => [...recordings, ...rules]).map(({ name }) => name);
  expect(found.map(([name]) => name)).toEqual(expect.arrayContaining(names));
  expect(found.filter(([, health]) => health !== 'ok')).toEqual([]);
});

test('what was not wired reaches no series', async () => {
  const addresses: string[] = [];
  for (const { pods } of watched.flatMap(({ endpoint }) => endpoint ?? [])) {
    const selector = Object.entries(pods!.labels).map(label => label.join('=')).join(',');
    const found = await kubectl(['-n', pods!.namespace, 'get', 'pods', '-l', selector, '--field-selector=status.phase=Running', '-o', 'jsonpath={.items[*].status.podIP}']);
    addresses.push(...found.split(' ').map(ip => `${ip}:${pods!.port}`));
  }
  expect(addresses.length).toBeGreaterThan(10);
  expect(await place.opens('trespasser', [...new Set(addresses)])).toEqual([]);
});

test('a part that goes is told of, and its alert ends when it is back', async () => {
  await place.kubectl(['scale', 'statefulset/ml-platform-pushgateway-server', '--replicas=0']);
  await times.of('until its end is told', () => until('the receiver is told', () => hook.told('firing PushgatewayDown critical'), 480));
  await place.kubectl(['scale', 'statefulset/ml-platform-pushgateway-server', '--replicas=1']);
  await place.ready();
  const active = 'sum(alertmanager_alerts{state="active"}) == 0';
  await times.of('until Alertmanager has none', () => ask('over', { MODE: 'query', QUERY: active }));
});

/** What cannot come up: a workload of each kind, and a Job. */
function synthBroken(): string {
  const outdir = join(directory, 'broken');
  const app = new App({ outdir });
  const broken = new Chart(app, 'broken', { namespace: place.namespace });
  const pod = { image: CLIENT_IMAGE, command: ['false'], resources: { cpu: '10m', memory: '16Mi' } };
  for (const kind of Object.values(ServerKind)) new Server(broken, kind, { ...pod, kind, ports: { http: 8080 } });
  new Job(broken, 'Job', { ...pod, backoffLimit: 0 });
  app.synth();
  return outdir;
}

test('with failures everywhere the queries of every panel find something', async () => {
  await kubectl(['apply', '--validate=strict', '-f', synthBroken()]);
  await place.again('ml-push', 'push-failing', { FILE: 'failing.py', CONTENT: script('failing_dag.py') });
  await place.again('ml-trouble', 'trouble-again', {});
  const queries = queriesOf(watched);
  expect(queries.length).toBeGreaterThan(60);
  const env = { MODE: 'panels', QUERIES: JSON.stringify(queries), SECONDS: '240' };
  expect(await times.of('panels', () => ask('panels', env, 300))).toEqual([]);
});
