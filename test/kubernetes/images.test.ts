import { Construct } from 'constructs';
import {
  AirflowCluster, Bucket, Executor, GitRepository, IMAGES, imagesOf, Job, MlflowServer, MonitoringStack, Postgres,
  PostgresDatabase, PostgresOperator, PrometheusOperator, Settings, SettingsProps, VersityGateway,
} from '../../src';
import { chart } from '../chart';

const MIRROR = 'mirror.example.org/hub';

/** The image that a job starts. */
function pulled(image: string, settings: SettingsProps): string {
  const scope = chart(settings);
  new Job(scope, 'Train', { image });
  return imagesOf(scope)[0];
}

/** The image that a construct starts by itself. */
function ownImage(settings: SettingsProps): string {
  const scope = chart(settings);
  new MlflowServer(scope, 'Mlflow');
  return imagesOf(scope)[0];
}

test('images of the catalog come from the mirror', () => {
  expect(ownImage({ imageRegistry: MIRROR })).toBe(`${MIRROR}/mlflow/mlflow:v3.18.0-full`);
});

test.each(['registry.corp/team/train:1', 'docker.io/team/train:1', 'team/train:1'])('the mirror of the catalog leaves %s as it is', image => {
  expect(pulled(image, { imageRegistry: MIRROR })).toBe(image);
});

test.each([
  ['docker.io/team/train:1', `${MIRROR}/team/train:1`],
  ['team/train:1', `${MIRROR}/team/train:1`],
  ['python:3.12.1', `${MIRROR}/library/python:3.12.1`],
  ['localhost/train:1', 'localhost/train:1'],
  ['registry.corp/team/train:1', 'registry.corp/team/train:1'],
  ['registry.corp:5000/team/train:1', 'other.example.org/team/train:1'],
])('with a mirror for each registry %s is pulled as %s', (image, reference) => {
  expect(pulled(image, { imageRegistry: { 'docker.io': MIRROR, 'registry.corp:5000': 'other.example.org' } })).toBe(reference);
});

test('a mirror for another registry leaves the catalog as it is', () => {
  expect(ownImage({ imageRegistry: { 'docker.io': MIRROR } })).toBe(IMAGES.mlflow.reference);
});

test('a mirror for one registry leaves those that are named further above', () => {
  const part = new Construct(chart({ imageRegistry: { 'docker.io': MIRROR, 'quay.io': MIRROR } }), 'Part');
  Settings.set(part, { imageRegistry: { 'quay.io': 'near.example.org' } });
  new Job(part, 'A', { image: 'team/train:1' });
  new Job(part, 'B', { image: 'quay.io/team/train:1' });
  expect(imagesOf(part)).toEqual([`${MIRROR}/team/train:1`, 'near.example.org/team/train:1']);
});

test.each([MIRROR, { 'ghcr.io': MIRROR }])('an image of the settings is taken as it is written, with the mirror %j', imageRegistry => {
  const mlflow = 'ghcr.io/team/mlflow:1';
  expect(ownImage({ imageRegistry, images: { mlflow } })).toBe(mlflow);
});

test('the digest of an image stays', () => {
  const image = `ghcr.io/team/train@sha256:${'0'.repeat(64)}`;
  expect(pulled(image, { imageRegistry: { 'ghcr.io': MIRROR } })).toBe(`${MIRROR}/team/train@sha256:${'0'.repeat(64)}`);
});

test('the images of pods that operators and tools make are listed, and come from the mirror', () => {
  const scope = chart({ imageRegistry: MIRROR });
  const postgres = new Postgres(scope, 'Postgres', { operator: PostgresOperator.cloudNativePg() });
  new AirflowCluster(scope, 'Airflow', {
    metadataDatabase: new PostgresDatabase(scope, 'Db', { server: postgres }),
    logStore: new Bucket(scope, 'Logs', { store: new VersityGateway(scope, 'Objects') }),
    executor: Executor.kubernetes({ podTemplate: { sidecars: [{ name: 'proxy', image: 'registry.corp/proxy:1' }] } }),
  });
  new MonitoringStack(scope, 'Monitoring', { targets: [], operator: PrometheusOperator.v1() });
  expect(imagesOf(scope)).toEqual(expect.arrayContaining([
    `${MIRROR}/cloudnative-pg/postgresql:17.12-standard-trixie`, `${MIRROR}/prometheus/prometheus:v3.16.0`, 'registry.corp/proxy:1',
  ]));
});

test('a source has the image of the scope whose pods fetch it', () => {
  const scope = chart({ imageRegistry: MIRROR });
  new Job(scope, 'Train', { image: 'registry.corp/team/train:1', sources: [{ source: new GitRepository(scope, 'Git', { url: 'https://git.example.org/a' }), path: '/a' }] });
  expect(imagesOf(scope)).toEqual([`${MIRROR}/git-sync/git-sync:v4.7.1`, 'registry.corp/team/train:1']);
});
