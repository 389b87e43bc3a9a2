import * as cdk8s from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import * as constructs from 'constructs';
import * as one from '../../src';
import { findAll, synth } from '../../src/testing';
import { chart } from '../chart';

/** A second copy of the package, as npm installs it beside another version; what both have as a peer is there once. */
function another(): typeof one {
  const peers: Record<string, unknown> = { cdk8s, constructs, 'cdk8s-plus-27': kplus };
  let copy: typeof one | undefined;
  jest.isolateModules(() => {
    for (const [name, peer] of Object.entries(peers)) jest.doMock(name, () => peer);
    copy = jest.requireActual<typeof one>('../../src');
  });
  return copy!;
}

const two = another();

test('the copies are two', () => {
  expect(two.SecretValue).not.toBe(one.SecretValue);
  expect(two.SecretValue.generated() instanceof one.SecretValue).toBe(false);
});

test('an object is known as one of its class and of those above it, whoever made it', () => {
  const made = two.SecretValue.generated();
  expect([one.SecretValue, one.GeneratedSecret, one.ExternalSecret].map(cls => one.isOf<object>(cls, made))).toEqual([true, true, false]);
  expect([undefined, null, {}, 'text', two.SecretValue].map(value => one.isOf<object>(one.SecretValue, value))).toEqual([false, false, false, false, false]);
});

test('values and constructs of one copy go into constructs of the other', () => {
  const scope = chart();
  two.Settings.set(scope, { profile: two.Profile.production(), caBundle: two.CaBundle.fromConfigMap('ca') });
  const password = two.SecretValue.fromSecret('team-db', 'password');
  const metadataDatabase = new two.PostgresDatabase(scope, 'Db', { server: new one.Postgres(scope, 'Postgres', { adminPassword: password }), password });
  const store = new two.VersityGateway(scope, 'Objects');
  const airflow = new one.AirflowCluster(scope, 'Airflow', {
    metadataDatabase,
    logStore: new one.Bucket(scope, 'Logs', { store }),
    executor: two.Executor.kubernetes(),
    auth: two.AirflowAuth.simple(),
    dags: two.DagSource.volume(two.Volume.claim('dags', 'dags')),
  });
  new one.Platform(scope, 'Platform', { orchestration: airflow as never, objectStore: store as never, pushgateway: false });
  new two.Job(scope, 'Read', {
    image: 'example.org/team/read:1', uses: [airflow], mounts: [{ path: '/scratch', volume: one.Volume.empty('scratch', '1Gi') }],
  });
  expect(findAll(synth(scope), 'Job', ({ metadata }) => metadata.name!.startsWith('ml-read-'))[0].spec.template.spec.volumes.map(({ name }: { name: string }) => name)).toEqual(['scratch', 'own-tmp', 'ca-bundle']);
});

test('a generated secret of the other copy is still one that the other side does not know', () => {
  expect(() => new one.MonitoringStack(chart(), 'M', { targets: [], receivers: { pager: two.AlertReceiver.slack(two.SecretValue.generated()) } }))
    .toThrow(/receivers\.pager: the other side would not know a generated value/);
});

test('names that one copy has taken are taken for the other', () => {
  const scope = chart();
  const server = new one.Postgres(scope, 'Postgres');
  new one.PostgresDatabase(scope, 'A', { server, name: 'runs' });
  expect(() => new two.PostgresDatabase(scope, 'B', { server, name: 'runs' })).toThrow(/ml\/A is a database of that name in the same server/);
});

test('settings of one copy hold for the other, and are set once', () => {
  const scope = chart();
  one.Settings.set(scope, { team: 'a' });
  expect(two.Settings.of(scope).team).toBe('a');
  expect(() => two.Settings.set(scope, { team: 'b' })).toThrow(/it has settings already/);
});
