import {
  AirflowCluster, Executor, MlflowServer, MonitoringStack, Platform, PlatformProps, Postgres, PostgresDatabase, Profile, RouteClass,
} from '../../src';
import { container, find, findAll, synth } from '../../src/testing';
import { chart } from '../chart';
import { printedBy } from '../pod';

const metadataDatabase = (scheduler: any) => printedBy(scheduler, 'AIRFLOW__DATABASE__SQL_ALCHEMY_CONN_CMD', () => 'secret');
const ADDRESS = /^postgresql\+psycopg2:\/\/\w+:secret@ml-platform-postgres-server\.ml\.svc:5432\/\w+$/;

test('by default MLflow runs on a database and a bucket', () => {
  const platform = new Platform(chart(), 'Platform', { profile: Profile.local() });
  expect(platform.tracking!.trackingUri).toBe('http://ml-platform-mlflow-server.ml.svc:5000');
  expect(findAll(synth(platform), 'StatefulSet')).toHaveLength(2);
});

test('by default Airflow runs on a database and a bucket, and its tasks use MLflow', () => {
  const platform = new Platform(chart(), 'Platform');
  const scheduler = container(find(synth(platform), 'Deployment', 'ml-platform-airflow-scheduler'), 'main');
  expect(metadataDatabase(scheduler)).toMatch(ADDRESS);
  expect(Object.fromEntries(scheduler.env.map(({ name, value }: any) => [name, value]))).toMatchObject({
    AIRFLOW__LOGGING__REMOTE_BASE_LOG_FOLDER: 's3://ml-platform-airflow-logs/logs',
    MLFLOW_TRACKING_URI: 'http://ml-platform-mlflow-server.ml.svc:5000',
  });
});

test('Airflow takes props, beside what the platform gives it', () => {
  const platform = new Platform(chart(), 'Platform', { orchestration: { executor: Executor.kubernetes() } });
  const scheduler = container(find(synth(platform), 'Deployment', 'ml-platform-airflow-scheduler'), 'main');
  expect(scheduler.env).toContainEqual({ name: 'AIRFLOW__CORE__EXECUTOR', value: 'KubernetesExecutor' });
  expect(metadataDatabase(scheduler)).toMatch(ADDRESS);
});

test('without a PostgreSQL server there is no Airflow, unless it is asked for', () => {
  expect(new Platform(chart(), 'Platform', { postgres: false }).orchestration).toBeUndefined();
  expect(new Platform(chart(), 'Platform', { postgres: false, profile: Profile.local(), orchestration: {} }).orchestration).toBeDefined();
});

test('the profile reaches every part', () => {
  const platform = new Platform(chart(), 'Platform', { profile: Profile.local(), orchestration: false });
  expect(findAll(synth(platform), 'PersistentVolumeClaim').map(claim => claim.spec.resources.requests.storage)).toEqual(['1Gi', '2Gi']);
});

test.each(['postgres', 'objectStore', 'tracking', 'orchestration'] as const)('%s can be left out', part => {
  const platform = new Platform(chart(), 'Platform', { [part]: false });
  expect(platform[part]).toBeUndefined();
});

test('without storage MLflow keeps everything on its volume', () => {
  const platform = new Platform(chart(), 'Platform', { postgres: false, objectStore: false });
  expect(synth(platform).map(({ kind }) => kind)).toContain('PersistentVolumeClaim');
});

test('a part can be one that exists', () => {
  const scope = chart();
  const postgres = new Postgres(scope, 'Mine');
  const tracking = MlflowServer.fromTrackingUri(scope, 'Theirs', { trackingUri: 'https://mlflow.example.org' });
  const orchestration = new AirflowCluster(scope, 'Flows', { metadataDatabase: new PostgresDatabase(scope, 'FlowsDb', { server: postgres }) });
  const platform = new Platform(scope, 'Platform', { postgres, tracking, orchestration });
  expect([platform.postgres, platform.tracking, platform.orchestration]).toEqual([postgres, tracking, orchestration]);
});

describe('monitoring', () => {
  const jobs = (props: PlatformProps) => {
    const { data } = find(synth(new Platform(chart(), 'Platform', props)), 'ConfigMap', 'ml-platform-monitoring-config') as any;
    return JSON.parse(data['prometheus.json']).scrape_configs.map((job: any) => job.job_name);
  };
  const PUSHGATEWAY = 'ml/ml-platform-pushgateway-server';
  const STORES = ['postgres', 'objects'].flatMap(name => [`ml/ml-platform-${name}-server`, `ml/ml-platform-${name}-server/volume`]);
  const itself = [
    'ml/ml-platform-monitoring-kube-state-metrics-server', 'ml-nodes/ml-platform-monitoring-node-exporter-server',
    'ml/ml-platform-monitoring-alertmanager', 'ml/ml-platform-monitoring-prometheus',
  ];

  test('is there when it is asked for', () => {
    expect([{}, { monitoring: false as const }].map(props => new Platform(chart(), 'Platform', props).monitoring)).toEqual([undefined, undefined]);
    expect(new Platform(chart(), 'Platform', { monitoring: {} }).monitoring).toBeInstanceOf(MonitoringStack);
  });

  test('watches every part that has metrics', () => {
    expect(jobs({ monitoring: {} })).toEqual([...STORES, 'ml/ml-platform-mlflow-server', 'ml/ml-platform-airflow-statsd', PUSHGATEWAY, ...itself]);
    expect(jobs({ monitoring: {}, tracking: false, orchestration: { metrics: false } })).toEqual([...STORES, PUSHGATEWAY, ...itself]);
  });

  test('watches further targets, and takes props', () => {
    const targets = [{ metrics: [{ tool: 'own', endpoint: { scheme: 'http', host: 'a.example.org', port: 80 }, path: '/' }] }];
    expect(jobs({ monitoring: { targets }, tracking: false, orchestration: false })).toEqual([...STORES, PUSHGATEWAY, 'a.example.org:80', ...itself]);
    const platform = new Platform(chart(), 'Platform', { monitoring: { volumeSize: '7Gi' } });
    expect(find(synth(platform), 'PersistentVolumeClaim', 'ml-platform-monitoring-prometheus-data').spec.resources.requests.storage).toBe('7Gi');
  });
});

test('a domain opens a route, with sign-in', () => {
  const routeClass = RouteClass.gateway({ name: 'public', namespace: 'gateways' });
  const platform = new Platform(chart(), 'Platform', { domain: 'ml.example.org', routeClass });
  expect(findAll(synth(platform), 'HTTPRoute').map(({ spec }) => spec.hostnames)).toEqual([['mlflow.ml.example.org'], ['airflow.ml.example.org']]);
  expect(platform.tracking!.connection.env).toHaveProperty('MLFLOW_TRACKING_PASSWORD');
});
