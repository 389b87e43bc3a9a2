import { existsSync, mkdtempSync, readdirSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { App } from 'cdk8s';
import * as core from '../../src';
import { Manifest, podSpecs, synth } from '../../src/testing';
import { chart } from '../chart';

const EXAMPLES = join(__dirname, '../../examples');
const OWN = 'a directory of this library alone';
const RENDERED = 'a directory of this library alone, in memory, that holds files with secrets';
const TEMPORARY = 'temporary files';
const DATA = 'what the tool stores, and no image brings along';

/**
 * What may be mounted over, in every image. A volume hides what the image has there: whoever enters a directory says why nobody keeps
 * anything of an image in it. Such as /opt/airflow, /var/lib/grafana or /docker-entrypoint-initdb.d never come in.
 */
const EVERYWHERE: Record<string, string> = {
  '/tmp': TEMPORARY,
  '/dev/shm': 'memory that processes share',
  '/volume': OWN,
  '/host': OWN,
  '/source': OWN,
  '/etc/source': OWN,
  '/etc/mlops-constructs': OWN,
  '/var/run/secrets': 'tokens and keys, as Kubernetes mounts them',
};

/** The same, by the name of an image in the catalog. */
const ALLOWED: Partial<Record<keyof typeof core.IMAGES, Record<string, string>>> = {
  airflow: {
    '/opt/airflow/logs': 'logs',
    '/opt/airflow/sources': OWN,
    '/opt/airflow/auth': OWN,
    '/opt/airflow/pod-template': OWN,
    '/run/airflow': OWN,
    '/var/lib/airflow': OWN,
  },
  alertmanager: { '/alertmanager': DATA, '/etc/alertmanager/config': OWN, '/etc/alertmanager/secrets': OWN },
  evidently: { '/workspace': DATA, '/etc/evidently': OWN, '/etc/evidently-monitor': OWN },
  forgejo: { '/var/lib/gitea': 'a VOLUME of the image, in which an image cannot keep anything', '/etc/gitea': 'a VOLUME of the image too' },
  grafana: {
    '/var/lib/grafana-data': OWN,
    '/var/lib/grafana-search': OWN,
    '/var/log/grafana': 'logs',
    '/etc/grafana/dashboards': OWN,
    '/etc/grafana/provisioning/datasources': 'Prometheus is the one source of data, and a second default stops Grafana',
    '/etc/grafana/provisioning/dashboards': 'dashboards come through the props',
  },
  mlflow: { '/mlflow': DATA, '/run/mlflow': OWN },
  pgBouncer: { '/run/pgbouncer': RENDERED },
  postgres: { '/var/lib/postgresql/data': 'a VOLUME of the image', '/var/run/postgresql': 'sockets' },
  prometheus: {
    '/prometheus': DATA,
    '/etc/prometheus/config': OWN,
    '/etc/prometheus/rules': OWN,
    '/etc/prometheus/web': OWN,
    '/etc/prometheus/secrets': OWN,
    '/etc/prometheus/certificate': OWN,
  },
  pushgateway: { '/data': DATA },
  python: { '/etc/prometheus/web': OWN, '/run/pgbouncer': RENDERED, '/run/valkey': RENDERED },
  seaweedFs: { '/data': 'a VOLUME of the image' },
  valkey: { '/data': 'a VOLUME of the image', '/run/valkey': RENDERED },
  versityGw: { '/data': DATA },
};

/** Images that tests and examples bring along, and what is mounted over there. */
const OTHERS: Record<string, Record<string, string>> = {
  'example.org/mercurial': { '/repos': DATA, '/run/gunicorn': OWN, '/etc/mercurial-server': OWN },
};

function everything(): Manifest[] {
  const scope = chart({ profile: core.Profile.local() });
  const server = new core.Postgres(scope, 'Postgres', { metrics: true });
  const database = (name: string) => new core.PostgresDatabase(scope, name, { server });
  const store = new core.VersityGateway(scope, 'Objects', { metrics: true });
  const bucket = (name: string) => new core.Bucket(scope, name, { store });
  const auth = core.MlflowAuth.basic({ database: database('Users') });
  const mlflow = new core.MlflowServer(scope, 'Mlflow', { backendStore: database('MlflowDb'), artifactStore: bucket('Artifacts'), auth });
  const executor = [core.Executor.local(), core.Executor.celery({ broker: new core.Valkey(scope, 'Queue') }), core.Executor.kubernetes()];
  const git = new core.GitRepository(scope, 'Dags', { url: 'https://example.org/dags.git' });
  const pushgateway = new core.Pushgateway(scope, 'Push');
  const targets = [
    mlflow,
    new core.AirflowCluster(scope, 'Airflow', {
      metadataDatabase: database('AirflowDb'), logStore: bucket('AirflowLogs'), executor, dags: core.DagSource.git(git), uses: [mlflow],
    }),
    new core.AirflowCluster(scope, 'Small', { auth: core.AirflowAuth.simple() }),
    new core.MlflowServer(scope, 'Local'),
    new core.EvidentlyService(scope, 'Evidently', { volumeMetrics: true }),
    new core.GitServer(scope, 'Git', { repositories: ['dags'] }),
    new core.MercurialServer(scope, 'Mercurial', { image: 'example.org/mercurial:1', repositories: ['dags'] }),
    new core.SeaweedFs(scope, 'Weed', { metrics: true }),
    new core.NodeExporter(scope, 'Nodes', { namespace: 'nodes' }),
    new core.KubeStateMetrics(scope, 'State'),
  ];
  new core.PgBouncer(scope, 'Pool', { database: database('PooledDb') });
  const data = bucket('Data');
  new core.EvidentlyMonitor(scope, 'Drift', { reference: core.DataSource.object(data, 'a.csv'), current: core.DataSource.object(data, 'b.csv'), pushgateway });
  new core.MonitoringStack(scope, 'Monitoring', { targets, grafana: { volumeSize: '1Gi' }, web: { auth: core.PrometheusAuth.basic() } });
  return synth(scope);
}

async function exampleOf(name: string): Promise<Manifest[]> {
  const { app } = await import(join(EXAMPLES, name, 'main')) as { app(outdir: string): App };
  return synth(app(mkdtempSync(join(tmpdir(), 'example-'))));
}

/** The pods of the manifests, and those that stand as a template in a file. */
function specsOf(manifests: Manifest[]): Record<string, any>[] {
  const files = manifests.filter(({ kind }) => kind === 'ConfigMap').flatMap(({ data }) => data?.['pod.json'] === undefined ? [] : [data['pod.json']]);
  return [...podSpecs(manifests).map(({ spec }) => spec), ...files.map(text => JSON.parse(text).spec)];
}

const nameOf = (image: string) => image.replace(/@.*$/, '').replace(/:[^:/]*$/, '');
const within = (path: string, directories: object) => Object.keys(directories).some(directory => path === directory || path.startsWith(`${directory}/`));

function hiddenBy(manifests: Manifest[]): string[] {
  const referenceOf = (name: string) => nameOf(core.IMAGES[name as keyof typeof core.IMAGES].reference);
  const byImage = Object.fromEntries(Object.entries(ALLOWED).map(([name, allowed]) => [referenceOf(name), allowed]));
  const containers = specsOf(manifests).flatMap(({ initContainers = [], containers: main }) => [...initContainers, ...main]);
  return [...new Set(containers.flatMap(({ image, volumeMounts = [] }) => volumeMounts
    .filter(({ mountPath }: any) => !within(mountPath, { ...EVERYWHERE, ...byImage[nameOf(image)], ...OTHERS[nameOf(image)] }))
    .map(({ mountPath }: any) => `${image}: ${mountPath}`)))] as string[];
}

test('no construct mounts anything over a directory in which images keep files', () => {
  expect(hiddenBy(everything())).toEqual([]);
});

test('no table lets the directories in which users keep files be mounted over', () => {
  const kept = [
    '/opt/airflow', '/opt/airflow/dags', '/opt/airflow/plugins', '/opt/airflow/config', '/var/lib/grafana', '/var/lib/grafana/plugins',
    '/docker-entrypoint-initdb.d', '/etc/postgresql', '/etc/prometheus', '/etc/alertmanager', '/usr/share/grafana', '/home', '/app', '/opt', '/etc', '/',
  ];
  const all = [EVERYWHERE, ...Object.values(ALLOWED), ...Object.values(OTHERS)];
  expect(kept.filter(path => all.some(allowed => within(path, allowed)))).toEqual([]);
});

const programs = readdirSync(EXAMPLES).filter(name => existsSync(join(EXAMPLES, name, 'main.ts')));

test.each(programs)('nor does the example %s', async name => {
  expect(hiddenBy(await exampleOf(name))).toEqual([]);
});
