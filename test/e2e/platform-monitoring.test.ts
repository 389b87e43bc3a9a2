import { join } from 'path';
import { App, Chart } from 'cdk8s';
import { CLIENT_IMAGE, kubectl, Place, script } from './support/kubectl';
import { queriesOf } from './support/queries';
import { Receiver } from './support/receiver';
import { Suite } from './support/suite';
import { until } from './support/wait';
import {
  DagSource, IMetricsTarget, Job, jobOfMetrics, MercurialAuth, MercurialRepository, MercurialServer, Metrics,
  MountPropagation, Platform, Pushgateway, Server, ServerKind, Valkey, Volume,
} from 'mlops-constructs';

const HG_IMAGE = 'example.test/mlops/mercurial:7.2.4';
const DAG = { FILE: 'first.py', CONTENT: script('dag.py').replaceAll('DAG_ID', 'first').replaceAll('SECONDS', '0') };

const suite = new Suite('a platform that is watched', 'e2e-watched', new Place('e2e-watched-nodes'));
const { place, times } = suite;
let hook: Receiver;

/** What Prometheus watches. */
const watched = suite.synth(platform, { settings: { images: { buildpackDepsScm: HG_IMAGE } } });

function platform(ml: Chart): Metrics[] {
  const small = { cpu: '10m', memory: '512Mi' };
  const pod = { image: CLIENT_IMAGE, mounts: [{ volume: Volume.empty('tmp', '256Mi'), path: '/tmp' }], resources: small };
  const hg = new MercurialServer(ml, 'Hg', { image: HG_IMAGE, repositories: ['dags'], auth: MercurialAuth.basic(), volumeSize: '64Mi', volumeMetrics: true });
  const dags = new MercurialRepository(ml, 'Dags', { repository: hg.repository('dags'), period: 5, volumeSize: '64Mi' });
  const valkey = new Valkey(ml, 'Valkey', { metrics: true });
  const pushgateway = new Pushgateway(ml, 'Pushgateway');
  const report = new Job(ml, 'Report', { ...pod, command: ['python3', '-c', script('push_series.py')], pushgateway });
  hook = new Receiver(ml, place);
  const { tracking, orchestration, monitoring, ...storage } = new Platform(ml, 'Platform', {
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
  const parts: unknown[] = [
    storage.postgres, storage.objectStore, tracking, orchestration, storage.pushgateway, valkey, hg, pushgateway, report, monitoring,
    monitoring!.kubeStateMetrics, monitoring!.nodeExporter,
  ];
  return (parts as IMetricsTarget[]).flatMap(({ metrics }) => metrics);
}

async function ask(name: string, env: Record<string, string>, seconds?: number): Promise<any> {
  return JSON.parse(await place.again('ml-watch', name, env, seconds));
}

beforeAll(async () => {
  await place.create();
  await hook.create();
});

test('a run is tracked, and a DAG runs', async () => {
  await suite.comesUp();
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
function synthBroken(): void {
  const app = new App({ outdir: join(suite.directory, 'broken') });
  const broken = new Chart(app, 'broken', { namespace: place.namespace });
  const pod = { image: CLIENT_IMAGE, command: ['false'], resources: { cpu: '10m', memory: '16Mi' } };
  for (const kind of Object.values(ServerKind)) new Server(broken, kind, { ...pod, kind, ports: { http: 8080 } });
  new Job(broken, 'Job', { ...pod, retries: 0 });
  app.synth();
}

test('with failures everywhere the queries of every panel find something', async () => {
  synthBroken();
  await suite.apply('broken');
  await place.again('ml-push', 'push-failing', { FILE: 'failing.py', CONTENT: script('failing_dag.py') });
  await place.again('ml-trouble', 'trouble-again', {});
  const queries = queriesOf(watched);
  expect(queries.length).toBeGreaterThan(60);
  const env = { MODE: 'panels', QUERIES: JSON.stringify(queries), SECONDS: '240' };
  expect(await times.of('panels', () => ask('panels', env, 300))).toEqual([]);
});
