import { execFileSync, spawnSync } from 'child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, utimesSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { Chart } from 'cdk8s';
import {
  AirflowCluster, AirflowClusterProps, Bucket, Executor, Postgres, PostgresDatabase, Profile, Valkey, VersityGateway,
} from '../../src';
import { find, findAll, synth } from '../../src/testing';
import { chart } from '../chart';

type Pod = Record<string, any>;

function pods(props: (scope: Chart) => AirflowClusterProps): Record<string, Pod> {
  const scope = chart({ profile: Profile.local() });
  new AirflowCluster(scope, 'Airflow', {
    metadataDatabase: new PostgresDatabase(scope, 'Db', { server: new Postgres(scope, 'Postgres') }), ...props(scope),
  });
  const manifests = synth(scope);
  const names = findAll(manifests, 'Deployment').map(({ metadata }) => metadata.name as string).filter(name => name.startsWith('ml-airflow-'));
  return Object.fromEntries(names.map(name => [name.slice('ml-airflow-'.length), find(manifests, 'Deployment', name).spec.template.spec]));
}

const bucket = (scope: Chart) => new Bucket(scope, 'Logs', { store: new VersityGateway(scope, 'Objects') });
const celery = (scope: Chart) => Executor.celery({ broker: new Valkey(scope, 'Queue') });
const groomer = (pod: Pod) => pod.containers.find(({ name }: any) => name === 'log-groomer');
const groomed = (all: Record<string, Pod>) => Object.keys(all).filter(name => groomer(all[name])).sort();

test.each<[string, (scope: Chart) => AirflowClusterProps, string[]]>([
  ['on a volume', () => ({}), ['dag-processor', 'scheduler', 'triggerer']],
  ['in a bucket', scope => ({ logStore: bucket(scope) }), ['dag-processor', 'scheduler', 'triggerer']],
  ['of workers on a volume', scope => ({ executor: celery(scope) }), ['dag-processor', 'triggerer', 'worker']],
  ['of workers in a bucket', scope => ({ executor: celery(scope), logStore: bucket(scope) }), ['dag-processor', 'triggerer', 'worker']],
  ['of pods of tasks', scope => ({ executor: Executor.kubernetes(), logStore: bucket(scope) }), ['dag-processor', 'triggerer']],
])('whatever writes logs and stays has them removed: logs %s', (_, props, expected) => {
  expect(groomed(pods(props))).toEqual(expected);
});

test('it is restarted when it no longer comes round', () => {
  for (const name of ['scheduler', 'triggerer']) {
    expect(groomer(pods(() => ({}))[name]).livenessProbe).toEqual({
      exec: { command: ['bash', '-c', '[ -n "$(find /tmp/log-groomer -mmin -60)" ]'] }, periodSeconds: 600, timeoutSeconds: 10, failureThreshold: 3,
    });
  }
});

test('it sees logs and its own mark, and not the database', () => {
  const scope = chart({ profile: Profile.local() });
  new AirflowCluster(scope, 'Airflow');
  const { volumeMounts } = groomer(find(synth(scope), 'Deployment', 'ml-airflow-scheduler').spec.template.spec);
  expect(volumeMounts.map(({ mountPath }: any) => mountPath)).toEqual(['/opt/airflow/logs', '/tmp']);
});

describe('one round', () => {
  const scriptOf = (name: string): string => groomer(pods(() => ({}))[name]).command[2];

  /** The script with another directory, which ends where it would sleep; `most` in Mi. */
  function run(script: string, files: Record<string, [days: number, mebibytes: number]>, most?: number) {
    const directory = mkdtempSync(join(tmpdir(), 'groomer-'));
    const logs = join(directory, 'logs');
    mkdirSync(logs);
    for (const [name, [days, mebibytes]] of Object.entries(files)) {
      mkdirSync(join(logs, name));
      const file = join(logs, name, 'attempt=1.log');
      writeFileSync(file, Buffer.alloc(mebibytes * 1024 * 1024, 1));
      const time = Date.now() / 1000 - days * 86_400;
      utimesSync(file, time, time);
    }
    const local = script.replaceAll('/opt/airflow/logs', logs).replaceAll('/tmp/log-groomer', join(directory, 'mark')).replace('sleep 900 & wait $!', 'exit 0');
    execFileSync('bash', ['-c', most === undefined ? local : local.replace(/-gt \d+/, `-gt ${most}`).replace('head -zn 20', 'head -zn 1')]);
    return { left: (readdirSync(logs, { recursive: true }) as string[]).sort(), marked: existsSync(join(directory, 'mark')) };
  }

  test('removes what is older than two weeks, with its directory', () => {
    expect(run(scriptOf('scheduler'), { old: [16, 0], young: [13, 0] })).toEqual({ left: ['young', 'young/attempt=1.log'], marked: true });
  });

  test('on an empty volume removes the oldest until there is space again', () => {
    const { left } = run(scriptOf('triggerer'), { a: [3, 4], b: [2, 4], c: [1, 4] }, 9);
    expect(left.filter(file => file.endsWith('.log'))).toEqual(['b/attempt=1.log', 'c/attempt=1.log']);
  });

  test('on a volume that lasts removes nothing for its size', () => {
    expect(scriptOf('scheduler')).not.toContain('du -sm');
    expect(scriptOf('triggerer')).toContain('-gt 1536');
  });

  test('is a script that bash reads', () => {
    expect(spawnSync('bash', ['-n', '-c', scriptOf('triggerer')]).status).toBe(0);
  });
});
