import { execFileSync } from 'child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { Chart } from 'cdk8s';
import {
  AirflowAuth, AirflowCluster, AirflowClusterProps, Bucket, DagSource, Executor, Postgres, PostgresDatabase, Profile, Valkey,
  VersityGateway,
} from '../../src';
import { find, Manifest, podSpecs, synth } from '../../src/testing';
import { chart } from '../chart';

const IMAGE = 'registry.example.org/team/airflow:1';

function build(props: (scope: Chart) => AirflowClusterProps): Manifest[] {
  const scope = chart({ profile: Profile.local() });
  new AirflowCluster(scope, 'Airflow', { image: IMAGE, ...props(scope) });
  return synth(scope);
}

const stores = (scope: Chart) => ({
  metadataDatabase: new PostgresDatabase(scope, 'Db', { server: new Postgres(scope, 'Postgres') }),
  logStore: new Bucket(scope, 'Logs', { store: new VersityGateway(scope, 'Objects') }),
});
const executors = (scope: Chart) => ({ executor: [Executor.local(), Executor.celery({ broker: new Valkey(scope, 'Queue') }), Executor.kubernetes()] });

/** All pods with Airflow in them, those of tasks too. */
function pods(manifests: Manifest[]): Record<string, any>[] {
  const template = manifests.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === 'ml-airflow-pod-template');
  const specs = podSpecs(manifests).map(({ spec }) => spec as Record<string, any>);
  const all = [...specs, ...template ? [JSON.parse(template.data['pod.json']).spec] : []];
  return all.filter(({ containers }) => containers[0].image === IMAGE);
}

const containersOf = (spec: Record<string, any>): any[] => [...spec.initContainers ?? [], ...spec.containers];

describe.each<[string, (scope: Chart) => AirflowClusterProps]>([
  ['its defaults', () => ({})],
  ['shared stores', stores],
  ['a directory of the image', scope => ({ ...stores(scope), dags: DagSource.image('/opt/airflow/dags') })],
  ['all executors', scope => ({ ...stores(scope), ...executors(scope) })],
  ['simple sign-in', () => ({ auth: AirflowAuth.simple() })],
])('with %s', (_, props) => {
  const all = pods(build(props));

  test('nothing is mounted over DAGs, plugins and configuration of the image', () => {
    const mounted = ({ volumeMounts = [] }: any): string[] => volumeMounts.map(({ mountPath }: any) => mountPath);
    const paths = new Set(all.flatMap(containersOf).flatMap(mounted));
    const kept = ['dags', 'plugins', 'config', 'airflow.cfg', 'webserver_config.py', 'include', 'data'];
    const files = kept.map(name => `/opt/airflow/${name}`);
    const hidden = files.filter(file => [...paths].some(path => file === path || file.startsWith(`${path}/`)));
    expect(hidden).toEqual([]);
  });

  test('each process of Airflow finds its configuration, which is there before it starts', () => {
    for (const spec of all) {
      const names = spec.initContainers.map(({ name }: any) => name);
      const reading = containersOf(spec).filter(({ env = [] }) => env.some(({ name }: any) => name === 'AIRFLOW_CONFIG'));
      expect(reading.map(({ name }) => name)).toEqual(expect.arrayContaining([spec.containers[0].name]));
      for (const { name, env, volumeMounts } of reading) {
        expect(env).toContainEqual({ name: 'AIRFLOW_CONFIG', value: '/run/airflow/airflow.cfg' });
        expect(volumeMounts).toContainEqual({ name: 'airflow-config', mountPath: '/run/airflow' });
        if (names.includes(name)) expect(names.indexOf(name)).toBeGreaterThan(names.indexOf('config'));
      }
    }
  });

  test('each of its containers can write logs and temporary files', () => {
    for (const { volumeMounts } of all.flatMap(containersOf).filter(({ name }) => name !== 'config')) {
      const paths = volumeMounts.map(({ mountPath }: any) => mountPath);
      expect(paths).toEqual(expect.arrayContaining(['/opt/airflow/logs', '/tmp']));
    }
  });
});

describe('the configuration file', () => {
  const [{ initContainers: [{ command: [, , script] }] }] = pods(build(() => ({})));

  function copied(own: string | undefined, env: (home: string) => Record<string, string>): string {
    const home = mkdtempSync(join(tmpdir(), 'airflow-'));
    if (own !== undefined) writeFileSync(join(home, own), '[core]\nparallelism = 3\n');
    const target = join(home, 'copy.cfg');
    execFileSync('bash', ['-c', script.replaceAll('/run/airflow/airflow.cfg', target)], { env: { PATH: process.env.PATH, ...env(home) } });
    return readFileSync(target, 'utf8');
  }

  test('is a copy of that of the image', () => {
    expect(copied('airflow.cfg', home => ({ AIRFLOW_HOME: home }))).toBe('[core]\nparallelism = 3\n');
  });

  test('is a copy of what the image names as such', () => {
    expect(copied('other.cfg', home => ({ AIRFLOW_CONFIG: `${home}/other.cfg` }))).toBe('[core]\nparallelism = 3\n');
  });

  test('is empty where the image has none', () => {
    expect(copied(undefined, home => ({ AIRFLOW_HOME: home }))).toBe('');
  });

  test('is looked for where the image of Airflow has its files', () => {
    expect(script).toContain('${AIRFLOW_HOME:-/opt/airflow}/airflow.cfg');
  });

  test('cannot be set aside', () => {
    const scheduler = find(build(() => ({})), 'Deployment', 'ml-airflow-scheduler').spec.template.spec;
    expect(scheduler.initContainers[0].env.map(({ name }: { name: string }) => name)).toEqual(['HOME', 'USER', 'LOGNAME']);
  });
});
