import { Bucket, DataSource, DriftAction, Platform, PlatformDriftProps, PlatformProps, Profile, SecretValue, VersityGateway } from '../../src';
import { find, findAll, Manifest, synth } from '../../src/testing';
import { chart } from '../chart';

const CHURN: PlatformDriftProps = { reference: 'churn/reference.parquet', current: 'churn/current.parquet' };

function platform(churn: Partial<PlatformDriftProps> = {}, props: PlatformProps = {}): Platform {
  return new Platform(chart({ profile: Profile.local() }), 'Platform', { drift: { churn: { ...CHURN, ...churn } }, ...props });
}

function settings(manifests: Manifest[]): any {
  return JSON.parse((find(manifests, 'ConfigMap', 'ml-platform-drift-churn-config') as any).data['settings.json']);
}

test('without drift there is no monitor, no service and no bucket for data', () => {
  const { drift, evidently, data, pushgateway } = new Platform(chart(), 'Platform');
  expect([drift, evidently, data, pushgateway]).toEqual([{}, undefined, undefined, undefined]);
});

test('a key names an object of the bucket for data', () => {
  expect(settings(synth(platform()))).toMatchObject({
    reference: { type: 'object', uri: 's3://ml-platform-data/churn/reference.parquet', format: 'parquet' },
    current: { type: 'object', uri: 's3://ml-platform-data/churn/current.parquet', format: 'parquet' },
  });
});

test('a source is read as it is, and needs no bucket for data', () => {
  const scope = chart({ profile: Profile.local() });
  const bucket = new Bucket(scope, 'Mine', { store: new VersityGateway(scope, 'Objects') });
  const drift = { churn: { reference: DataSource.object(bucket, 'a.csv'), current: DataSource.object(bucket, 'b.csv') } };
  const made = new Platform(scope, 'Platform', { drift });
  expect(made.data).toBeUndefined();
  expect(settings(synth(made)).reference.uri).toBe('s3://ml-mine/a.csv');
});

test('reports are kept in a service on the database, or on a volume where there is none', () => {
  const made = platform();
  expect(settings(synth(made)).project).toBe('ml-platform-drift-churn');
  expect(findAll(synth(made), 'PersistentVolumeClaim').map(({ metadata }) => metadata.name)).not.toContain('ml-platform-evidently-data');
  const claims = findAll(synth(platform({}, { postgres: false })), 'PersistentVolumeClaim').map(({ metadata }) => metadata.name);
  expect(claims.filter(name => name!.startsWith('ml-platform-evidently'))).toHaveLength(1);
});

test('on drift the DAG that is named runs in the Airflow of the platform', () => {
  expect(settings(synth(platform({ retrainDag: 'train_churn' }))).action).toEqual({ type: 'airflow', dag: 'train_churn', conf: {} });
  expect(settings(synth(platform())).action).toBeUndefined();
});

test('its metrics go through the Pushgateway of the platform to what watches it', () => {
  const made = platform({}, { monitoring: {} });
  expect(made.pushgateway).toBeDefined();
  const { data } = find(synth(made), 'ConfigMap', 'ml-platform-monitoring-rules') as any;
  const alerts = JSON.parse(data['rules.json']).groups.find(({ name }: any) => name === 'ml/ml-platform-drift-churn').rules;
  expect(alerts.map(({ alert }: any) => alert)).toContain('DriftDetected');
});

test('a platform without monitoring has no Pushgateway, nor one that wants none', () => {
  expect(platform().pushgateway).toBeUndefined();
  expect(platform({}, { monitoring: {}, pushgateway: false }).pushgateway).toBeUndefined();
});

test('a DAG needs the Airflow of the platform', () => {
  expect(() => platform({ retrainDag: 'train' }, { orchestration: false })).toThrow(
    "ml/Platform: drift.churn.retrainDag 'train': there is no Airflow to run it: leave orchestration as it is, or pass onDrift instead");
});

test('either a DAG runs, or something else is done', () => {
  const onDrift = DriftAction.webhook(SecretValue.fromSecret('hook', 'url'));
  expect(() => platform({ retrainDag: 'train', onDrift })).toThrow(
    "ml/Platform: drift.churn.retrainDag 'train': onDrift says already what is done: leave one of them out");
});

test('a key needs the object store of the platform', () => {
  expect(() => platform({}, { objectStore: false })).toThrow(
    'ml/Platform: drift.churn: there is no object store whose objects a key could name: leave objectStore as it is, or pass sources as reference and current');
});
