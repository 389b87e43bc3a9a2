import { IMetricsTarget, MonitoringStack, Postgres, PostgresOperator, SeaweedFs, Valkey, VersityGateway } from '../../src';
import { containersOf, expectHardened, expectRestricted, find, findAll, Manifest, manifestSerializer, podSpecs, synth } from '../../src/testing';
import { chart } from '../chart';

expect.addSnapshotSerializer(manifestSerializer);

const STORES = [['Postgres', Postgres], ['Valkey', Valkey], ['VersityGateway', VersityGateway]] as const;

/** A store, and the names of the containers of its pods. */
interface Built { readonly store: IMetricsTarget; readonly manifests: Manifest[]; readonly names: string[] }

function build(Store: (typeof STORES)[number][1], metrics?: boolean): Built {
  const scope = chart();
  const store = new Store(scope, 'Store', { ...metrics !== undefined && { metrics } });
  const manifests = synth(scope);
  const [pod] = podSpecs(manifests).filter(({ owner }) => owner.kind === 'StatefulSet');
  return { store, manifests, names: containersOf(pod).map(({ spec }) => String(spec.name)) };
}

test.each(STORES)('%s has no exporter, and no metrics, by default', (_name, Store) => {
  for (const { store, names } of [build(Store), build(Store, false)]) {
    expect(store.metrics).toEqual([]);
    expect(names.filter(name => name.includes('metrics'))).toEqual([]);
  }
});

test.each(STORES)('%s with metrics has an exporter of the server and one of its volume, both restricted', (_name, Store) => {
  const { manifests, names, store } = build(Store, true);
  expect(names).toEqual(expect.arrayContaining(['metrics', 'volume-metrics']));
  expect(store.metrics.map(({ job }) => job)).toEqual([undefined, 'ml/ml-store-server/volume']);
  expectRestricted(manifests);
  expectHardened(manifests);
});

test.each(STORES)('Prometheus reaches both exporters of %s, and no port besides', (_name, Store) => {
  const scope = chart();
  const store = new Store(scope, 'Store', { metrics: true });
  new MonitoringStack(scope, 'Monitoring', { targets: [store], kubeStateMetrics: false, nodeExporter: false });
  const { spec } = find(synth(scope), 'NetworkPolicy', 'ml-monitoring-prometheus-to-ml-store-server') as any;
  expect(spec.ingress.flatMap(({ ports }: any) => ports.map(({ port }: any) => port)).sort()).toEqual(
    store.metrics.map(({ endpoint }) => endpoint!.port).sort());
});

test('the password of the exporter of PostgreSQL stands in the Secret alone', () => {
  const { manifests } = build(Postgres, true);
  const { env, args } = find(manifests, 'StatefulSet').spec.template.spec.containers.find(({ name }: any) => name === 'metrics');
  expect(env).toContainEqual({ name: 'DATA_SOURCE_PASS', valueFrom: { secretKeyRef: { name: 'ml-store-credentials', key: 'password' } } });
  expect(args.join(' ')).not.toMatch(/pass/i);
});

test('VersityGW sends to the exporter in its pod, and nowhere without one', () => {
  const statsd = (metrics: boolean) => find(build(VersityGateway, metrics).manifests, 'StatefulSet').spec.template.spec.containers
    .find(({ name }: any) => name === 'main').env.find(({ name }: any) => name === 'VGW_METRICS_STATSD_SERVERS');
  expect([statsd(true), statsd(false)]).toEqual([{ name: 'VGW_METRICS_STATSD_SERVERS', value: '127.0.0.1:9125' }, undefined]);
});

describe('a cluster of CloudNativePG', () => {
  const cluster = (metrics?: boolean, instances?: number) => new Postgres(chart(), 'Store', {
    operator: PostgresOperator.cloudNativePg({ ...instances !== undefined && { instances } }), ...metrics && { metrics },
  });

  test('shows metrics by itself, in every pod', () => {
    expect(cluster().metrics).toEqual([]);
    expect(cluster(true).metrics).toMatchObject([{ tool: 'postgres', endpoint: { port: 9187, pods: { labels: { 'cnpg.io/cluster': 'ml-store' } } } }]);
  });

  test('of one server misses no other', () => {
    const names = (instances: number) => cluster(true, instances).metrics[0].rules!.map(({ name }) => name);
    expect([names(1), names(2)].map(all => all.includes('PostgresReplicaMissing'))).toEqual([false, true]);
  });
});

describe('SeaweedFs', () => {
  const commands = (metrics: boolean) => {
    const scope = chart();
    const store = new SeaweedFs(scope, 'Store', { metrics, copies: 2 });
    const all = [...findAll(synth(scope), 'StatefulSet'), ...findAll(synth(scope), 'Deployment')];
    return { store, shown: all.filter(({ spec }) => JSON.stringify(spec).includes('-metricsPort=9327')).map(({ metadata }) => metadata.name) };
  };

  test('shows no metrics by default', () => {
    expect(new SeaweedFs(chart(), 'Store').metrics).toEqual([]);
    expect(commands(false).shown).toEqual([]);
  });

  test('with metrics is watched at its gateways and at each volume server', () => {
    const { store, shown } = commands(true);
    expect(store.metrics.map(({ endpoint }) => endpoint!.pods!.name)).toEqual(['ml-store-server', 'ml-store-volume-0', 'ml-store-volume-1']);
    expect(shown).toEqual(['ml-store-volume-0', 'ml-store-volume-1', 'ml-store-server']);
  });
});
