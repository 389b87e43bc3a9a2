import {
  AirflowAuth, AirflowCluster, Bucket, GitRepository, GrafanaAuth, Job, MercurialRepository, MlflowServer, MonitoringStack, Profile,
  SecretValue, Server,
} from '../../src';
import { hasUrlPassword } from '../../src/core';
import { chart } from '../chart';

const URL_WITH_PASSWORD = 'https://u:hunter2@host.example.org/path';
const pw = SecretValue.fromSecret('s', 'k');
const local = () => chart({ profile: Profile.local() });
const image = 'example.org/b:1';

function message(make: () => unknown): string {
  try {
    make();
  } catch (error) {
    return (error as Error).message;
  }
  return 'nothing was thrown';
}

test.each<[string, (url: string) => unknown, string]>([
  ['trackingUri', url => MlflowServer.fromTrackingUri(local(), 'T', { trackingUri: url }),
    'leave them out, and give clients MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD from a Secret in their env'],
  ['url of a bucket', url => Bucket.fromS3(local(), 'B', { bucketName: 'b', region: 'r', url, accessKeyId: pw, secretAccessKey: pw }), 'pass accessKeyId and secretAccessKey'],
  ['remote write', url => new MonitoringStack(local(), 'M', { targets: [], remoteWrite: [{ url }] }), 'leave them out, and pass token or login'],
  ['a Prometheus that exists', url => MonitoringStack.fromExisting(local(), 'M', { targets: [], url, pods: { namespace: 'm', labels: { a: 'b' } } }), 'PROMETHEUS_PASSWORD'],
  ['issuer of Airflow', url => new AirflowCluster(local(), 'A', { auth: AirflowAuth.fab({ oidc: { issuerUrl: url, clientId: 'a', clientSecret: pw } }) }), 'clientSecret'],
  ['issuer of Grafana', url => new MonitoringStack(local(), 'M', {
    targets: [], grafana: { auth: GrafanaAuth.oidc({ issuerUrl: url, clientId: 'a', clientSecret: pw }) },
  }), 'clientSecret is how Grafana signs in'],
  ['a Git repository', url => new GitRepository(local(), 'G', { url }), 'pass credentials'],
  ['a Mercurial repository', url => new MercurialRepository(local(), 'H', { url }), 'pass credentials'],
  ['a variable', url => new Job(local(), 'T', { image, env: { PROXY: url } }), 'SecretValue.fromSecret(…)'],
  ['an argument', url => new Server(local(), 'S', { image, args: [`--proxy=${url}`] }), 'leave the password out of the URL'],
  ['an option of Airflow', url => new AirflowCluster(local(), 'A', { config: { core: { remote: url } } }), 'pass the key of a Secret'],
])('%s with a password is refused, and the message does not repeat it', (_name, make, remedy) => {
  const told = message(() => make(URL_WITH_PASSWORD));
  expect(told).toContain(remedy);
  expect(told).not.toContain('hunter2');
});

test('a password that stands there by reference is none', () => {
  const env = { PASSWORD: { namespace: 'ml', secret: 's', key: 'k' }, URL: 'redis://:$(PASSWORD)@queue:6379' };
  expect(message(() => new Job(local(), 'T', { image, env }))).toBe('nothing was thrown');
});

test.each([
  ['https://u:p@h', true], ['redis://:p@h', true], ['postgresql+psycopg2://u%40x:p%25@h/d', true], ['see https://u:p@h now', true],
  ['ssh://git@host/path', false], ['https://host:8080/a@b', false], ['https://h/?a=b:c@d', false], ['redis://:$(PASSWORD)@h', false], ['a: b@c', false],
])('%s holds a password: %s', (text, holds) => {
  expect(hasUrlPassword(text)).toBe(holds);
});
