import { App, Chart } from 'cdk8s';
import { BadInputs } from './bad-input';
import { SAYS } from './says';
import {
  AirflowAuth, AirflowCluster, AlertReceiver, Bucket, CloudNativePgOptions, Credentials, Database, DataSource, EvidentlyMonitor,
  EvidentlyService, EvidentlyWorkspace, GitRepository, GitServer, GrafanaAuth, KubeStateMetrics, MercurialRepository, MlflowServer,
  MonitoringStack, Namespace, PgBouncer, Platform, Postgres, PostgresDatabase, PostgresOperator, Profile, Pushgateway, Route,
  RouteClass, SeaweedFs, SecretValue, Server, Settings, SettingsProps, Valkey, VersityGateway, VolumeClaim,
} from '../../../src';

const SIZES = ['10GB', '10 Gi', 'large'];
const CIDRS = ['10.0.0.0', '10.0.0.5/8', '10.0.0.0/33'];
const HOSTS = ['http://db', 'db:5432', 'My Host', 'db/x', '256.1.1.1'];
const key = SecretValue.fromSecret('s', 'k');
const keys = { accessKeyId: key, secretAccessKey: key };
const settings = (props: (value: any) => SettingsProps) => (scope: any, value: any) => {
  const chart = new Chart(scope.node.root, 'It', { namespace: 'ml' });
  Settings.set(chart, props(value));
};
const database = (props: (value: any) => object) => (scope: any, value: any) => (
  Database.fromPostgres(scope, 'It', { host: 'db', databaseName: 'd', username: 'u', password: key, ...props(value) } as never));
const s3 = (props: (value: any) => object) => (scope: any, value: any) => Bucket.fromS3(scope, 'It', { bucketName: 'abc', region: 'eu-west-1', ...keys, ...props(value) } as never);
const stack = (props: (value: any) => object) => (scope: any, value: any) => new MonitoringStack(scope, 'It', { targets: [], ...props(value) } as never);
const mlflow = (props: (value: any) => object) => (scope: any, value: any) => new MlflowServer(scope, 'It', props(value));
const stores = (scope: any) => ({
  metadataDatabase: Database.fromPostgres(scope, 'Db', { host: 'db', databaseName: 'd', username: 'u', password: key }),
  logStore: Bucket.fromS3(scope, 'Logs', { bucketName: 'logs', region: 'eu-west-1', ...keys }),
});
const airflow = (props: (value: any) => object) => (scope: any, value: any) => new AirflowCluster(scope, 'It', { ...stores(scope), ...props(value) } as never);
const monitor = (props: (value: any) => object) => (scope: any, value: any) => {
  const { logStore } = stores(scope);
  const data = DataSource.object(logStore, 'a.csv');
  return new EvidentlyMonitor(scope, 'It', { reference: data, current: data, pushgateway: new Pushgateway(scope, 'Push'), ...props(value) } as never);
};
const route = (props: (value: any) => object) => (scope: any, value: any) => {
  const endpoint = new Server(scope, 'Server', { image: 'a:1', ports: { http: 80 } }).endpoint('http');
  return new Route(scope, 'It', {
    endpoint, subdomain: 'a', host: 'a.example.org', routeClass: RouteClass.ingress({ className: 'nginx', trafficNamespace: 'ingress' }), ...props(value),
  } as never);
};
const mail = (props: (value: any) => object) => stack(value => ({ receivers: { ops: AlertReceiver.email(key, { to: 'a@b.org', from: 'c@b.org', smtpHost: 'mail', ...props(value) } as never) } }));

/** A volume's size in each room that has one. */
const SIZED: [string, (scope: any, size: any) => unknown][] = [
  ['Postgres', (scope, volumeSize) => new Postgres(scope, 'It', { volumeSize })],
  ['Valkey', (scope, volumeSize) => new Valkey(scope, 'It', { volumeSize })],
  ['VersityGateway', (scope, volumeSize) => new VersityGateway(scope, 'It', { volumeSize })],
  ['SeaweedFs', (scope, volumeSize) => new SeaweedFs(scope, 'It', { volumeSize })],
  ['GitServer', (scope, volumeSize) => new GitServer(scope, 'It', { volumeSize })],
  ['MlflowServer', mlflow(volumeSize => ({ volumeSize }))],
  ['AirflowCluster', airflow(volumeSize => ({ volumeSize }))],
  ['MonitoringStack', stack(volumeSize => ({ volumeSize }))],
  ['Pushgateway', (scope, volumeSize) => new Pushgateway(scope, 'It', { volumeSize })],
];

/** The class of a volume in each room that checks it itself. */
const CLASSED: [string, (scope: any, storageClass: any) => unknown][] = [
  ['MlflowServer', mlflow(storageClass => ({ storageClass }))],
  ['AirflowCluster', airflow(storageClass => ({ storageClass }))],
];

/** All rooms but the pods themselves. */
export const ROOMS: readonly BadInputs[] = [
  ...SIZED.map(([of, make]): BadInputs => ({ of, prop: 'volumeSize', says: SAYS.quantity, make, values: SIZES })),
  ...SIZED.map(([of, make]): BadInputs => ({ of, prop: 'volumeSize', says: `${SAYS.bytes}write '10Mi'`, make, values: ['10', '10m'], late: false })),
  ...CLASSED.map(([of, make]): BadInputs => ({ of, prop: 'storageClass', says: SAYS.className, make, values: ['Fast SSD', 'fast_ssd'] })),
  { of: 'VolumeClaim', prop: 'size', says: SAYS.quantity, make: (scope, size) => new VolumeClaim(scope, 'It', { size }), values: SIZES },
  { of: 'VolumeClaim', prop: 'storageClass', says: SAYS.className, make: (scope, storageClass) => new VolumeClaim(scope, 'It', { size: '1Gi', storageClass }), values: ['Fast SSD', 'fast_ssd'] },
  { of: 'Settings', prop: 'namespace', says: SAYS.dnsLabel, make: settings(namespace => ({ namespace })), values: ['My_NS', 'a.b', 'a'.repeat(64), ''] },
  { of: 'Settings', prop: 'imageRegistry', says: SAYS.registry, make: settings(imageRegistry => ({ imageRegistry })), values: ['https://mirror.example.org', 'mirror.example.org/', 'my mirror', '/hub'] },
  { of: 'Settings', prop: 'imageRegistry.docker.io', says: SAYS.registry, make: settings(mirror => ({ imageRegistry: { 'docker.io': mirror } })), values: ['https://mirror.example.org', 'mirror.example.org/'] },
  {
    of: 'Settings',
    prop: 'key of imageRegistry',
    says: "no reference of an image has that registry: write the bare host, with a port if need be, such as 'docker.io', without scheme and path",
    make: settings(registry => ({ imageRegistry: { [registry]: 'mirror.example.org' } })),
    values: ['https://ghcr.io', 'docker.io/library', 'hub', 'my registry.io'],
  },
  { of: 'Settings', prop: 'images.mlflow', says: SAYS.image, make: settings(mlflowImage => ({ images: { mlflow: mlflowImage } })), values: ['ml flow:1', 'https://a/b:1'] },
  { of: 'Settings', prop: 'imagePullSecrets[0]', says: SAYS.dnsSubdomain, make: settings(secret => ({ imagePullSecrets: [secret] })), values: ['My_Secret', 'a b'] },
  { of: 'Settings', prop: 'storageClass', says: SAYS.className, make: settings(storageClass => ({ storageClass })), values: ['Fast SSD', 'fast_ssd'] },
  { of: 'Settings', prop: 'domain', says: SAYS.domain, make: settings(domain => ({ domain })), values: ['https://example.org', '*.example.org', 'Example.org', '10.0.0.1', 'example.org/'] },
  { of: 'Settings', prop: 'labels.team', says: SAYS.labelValue, make: settings(team => ({ labels: { team } })), values: ['has space!', 'a'.repeat(64), 'a/b'] },
  { of: 'Settings', prop: 'key of labels', says: SAYS.labelKey, make: settings(label => ({ labels: { [label]: 'x' } })), values: ['has space', 'a/b/c', '-a'], late: false },
  { of: 'Settings', prop: 'dns.ports[0]', says: SAYS.port, make: settings(port => ({ dns: { namespaceLabels: {}, podLabels: {}, ports: [port] } })), values: [0, 70000] },
  { of: 'Namespace', prop: 'name', says: SAYS.dnsLabel, make: (scope, name) => new Namespace(scope, 'It', { name }), values: ['My_NS', 'a.b', 'a'.repeat(64)] },
  {
    of: 'Namespace',
    prop: 'name',
    says: 'Kubernetes keeps such names for itself, and closing kube-system would cut off DNS: use another name',
    make: (scope, name) => new Namespace(scope, 'It', { name }),
    values: ['kube-system', 'kube-public'],
  },
  { of: 'Credentials', prop: 'values.a.secret', says: SAYS.dnsSubdomain, make: (scope, name) => new Credentials(scope, 'It', { values: { a: SecretValue.fromSecret(name, 'k') } }), values: ['My_Secret', 'a b'] },
  { of: 'Credentials', prop: 'values.a.key', says: SAYS.dataKey, make: (scope, name) => new Credentials(scope, 'It', { values: { a: SecretValue.fromSecret('s', name) } }), values: ['a/b', 'a b', '..'] },
  { of: 'Credentials', prop: 'values.a.store.name', says: SAYS.dnsSubdomain, make: (scope, name) => new Credentials(scope, 'It', { values: { a: SecretValue.external({ name }, 'p') } }), values: ['My_Store'] },
  { of: 'Credentials', prop: 'key of values', says: SAYS.dataKey, make: (scope, name) => new Credentials(scope, 'It', { values: { [name]: key } }), values: ['a/b', 'a b'], late: false },
  { of: 'Database', prop: 'host', says: SAYS.host, make: database(host => ({ host })), values: HOSTS },
  { of: 'Database', prop: 'port', says: SAYS.port, make: database(port => ({ port })), values: [0, 65536] },
  { of: 'Database', prop: 'cidrs[0]', says: SAYS.cidr, make: database(cidr => ({ cidrs: [cidr] })), values: CIDRS },
  { of: 'Valkey.fromRedis', prop: 'host', says: SAYS.host, make: (scope, host) => Valkey.fromRedis(scope, 'It', { host }), values: HOSTS },
  { of: 'Valkey.fromRedis', prop: 'cidrs[0]', says: SAYS.cidr, make: (scope, cidr) => Valkey.fromRedis(scope, 'It', { host: 'h', cidrs: [cidr] }), values: CIDRS },
  { of: 'Bucket', prop: 'name', says: SAYS.s3Bucket, make: (scope, name) => new Bucket(scope, 'It', { store: new VersityGateway(scope, 'Store'), name }), values: ['My_Bucket', 'ab', 's3://my-bucket/path'] },
  { of: 'Bucket.fromS3', prop: 'bucketName', says: SAYS.s3Bucket, make: s3(bucketName => ({ bucketName })), values: ['My_Bucket', 's3://my-bucket/path', 'ab', '10.0.0.1', 'a..b'] },
  { of: 'Bucket.fromS3', prop: 'region', says: SAYS.region, make: s3(region => ({ region })), values: ['EU Frankfurt', 'eu_west', '123', ''] },
  { of: 'Bucket.fromS3', prop: 'cidrs[0]', says: SAYS.cidr, make: s3(cidr => ({ cidrs: [cidr] })), values: CIDRS },
  { of: 'Bucket.fromGcs', prop: 'bucketName', says: SAYS.gcsBucket, make: (scope, bucketName) => Bucket.fromGcs(scope, 'It', { bucketName, serviceAccountKey: key } as never), values: ['My', 'gs://my-bucket', 'goog-a', 'ab'] },
  {
    of: 'Bucket.fromAzure',
    prop: 'container',
    says: SAYS.azureContainer,
    make: (scope, container) => Bucket.fromAzure(scope, 'It', { account: 'acc', container, accessKey: key } as never),
    values: ['My', 'a--b', 'ab', 'https://a/b'],
  },
  {
    of: 'Bucket.fromAzure',
    prop: 'account',
    says: SAYS.azureAccount,
    make: (scope, account) => Bucket.fromAzure(scope, 'It', { account, container: 'abc', accessKey: key } as never),
    values: ['My', 'a-b', 'acc.blob.core.windows.net'],
  },
  {
    of: 'PostgresOperator',
    prop: 'operator.operatorNamespace',
    says: SAYS.dnsLabel,
    make: (scope, operatorNamespace) => new Postgres(scope, 'It', { operator: PostgresOperator.cloudNativePg({ operatorNamespace } as CloudNativePgOptions) }),
    values: ['My_NS', 'a.b'],
  },
  { of: 'Postgres', at: 'It/Server', prop: 'image', says: SAYS.image, make: (scope, image) => new Postgres(scope, 'It', { image }), values: ['post gres:17', 'https://a:1'] },
  { of: 'Postgres', at: 'It/Server', prop: 'resources.memory', says: SAYS.quantity, make: (scope, memory) => new Postgres(scope, 'It', { resources: { memory } }), values: ['1GB'] },
  {
    of: 'PostgresDatabase',
    prop: 'name',
    says: 'PostgreSQL, or what stands beside it, keeps that name for itself: use another name, such as that of the tool',
    make: (scope, name) => new PostgresDatabase(scope, 'It', { server: new Postgres(scope, 'P'), name }),
    values: ['postgres', 'template0', 'template1', 'pg_features', 'public', 'none', 'pgbouncer', 'streaming_replica'],
  },
  { of: 'PgBouncer', at: 'It/Server', prop: 'resources.cpu', says: SAYS.cpu, make: (scope, cpu) => new PgBouncer(scope, 'It', { database: new PostgresDatabase(scope, 'Db', { server: new Postgres(scope, 'P') }), resources: { cpu } }), values: ['1Gi'] },
  { of: 'MlflowServer', prop: 'temporarySize', says: SAYS.quantity, make: mlflow(temporarySize => ({ temporarySize })), values: SIZES },
  {
    of: 'MlflowServer',
    prop: 'garbageCollection.schedule',
    says: SAYS.cron,
    make: (scope, schedule) => new MlflowServer(scope, 'It', { backendStore: stores(scope).metadataDatabase, artifactStore: Bucket.fromS3(scope, 'A', { bucketName: 'abc', region: 'r1', ...keys }), garbageCollection: { schedule } } as never),
    values: ['61 3 * * *', '0 0 * * 7'],
  },
  { of: 'MlflowServer.fromTrackingUri', prop: 'cidrs[0]', says: SAYS.cidr, make: (scope, cidr) => MlflowServer.fromTrackingUri(scope, 'It', { trackingUri: 'https://a', cidrs: [cidr] }), values: CIDRS },
  { of: 'AirflowCluster', prop: 'databaseCleanup.schedule', says: SAYS.cron, make: airflow(schedule => ({ databaseCleanup: { schedule } })), values: ['61 3 * * *', '0 24 * * *', '0 0 30 2 *'] },
  { of: 'AirflowCluster', prop: 'databaseCleanup.schedule', says: SAYS.cronForm, make: airflow(schedule => ({ databaseCleanup: { schedule } })), values: ['at night', '@reboot'] },
  {
    of: 'AirflowAuth',
    prop: 'auth.oidc.issuerUrl',
    says: SAYS.issuer,
    make: airflow(issuerUrl => ({ auth: AirflowAuth.fab({ oidc: { issuerUrl, clientId: 'c', clientSecret: key } }) })),
    values: ['https://a?x=1', 'https://a/#b'],
    late: false,
  },
  {
    of: 'AirflowAuth',
    prop: 'auth.oidc.cidrs[0]',
    says: SAYS.cidr,
    make: airflow(cidr => ({ auth: AirflowAuth.fab({ oidc: { issuerUrl: 'https://a', clientId: 'c', clientSecret: key, cidrs: [cidr] } }) })),
    values: CIDRS,
    late: false,
  },
  { of: 'EvidentlyMonitor', prop: 'schedule', says: SAYS.cron, make: monitor(schedule => ({ schedule })), values: ['61 3 * * *', '0 0 * 13 *'], late: false },
  { of: 'EvidentlyService', prop: 'workspace.volumeSize', says: SAYS.quantity, make: (scope, volumeSize) => new EvidentlyService(scope, 'It', { workspace: EvidentlyWorkspace.volume({ volumeSize }) }), values: SIZES, late: false },
  {
    of: 'EvidentlyService',
    prop: 'workspace.storageClass',
    says: SAYS.className,
    make: (scope, storageClass) => new EvidentlyService(scope, 'It', { workspace: EvidentlyWorkspace.volume({ storageClass }) }),
    values: ['Fast SSD'],
    late: false,
  },
  { of: 'GitRepository', prop: 'cidrs[0]', says: SAYS.cidr, make: (scope, cidr) => new GitRepository(scope, 'It', { url: 'https://a/b.git', cidrs: [cidr] }), values: CIDRS },
  { of: 'GitRepository', prop: 'volumeSize', says: SAYS.quantity, make: (scope, volumeSize) => new GitRepository(scope, 'It', { url: 'https://a/b.git', volumeSize }), values: SIZES },
  { of: 'GitRepository', prop: 'period', says: SAYS.duration, make: (scope, period) => new GitRepository(scope, 'It', { url: 'https://a/b.git', period }), values: ['soon', '0s', '5 m'] },
  { of: 'MercurialRepository', prop: 'cidrs[0]', says: SAYS.cidr, make: (scope, cidr) => new MercurialRepository(scope, 'It', { url: 'https://a/b', cidrs: [cidr] }), values: CIDRS },
  { of: 'GitServer.fromExisting', prop: 'host', says: SAYS.host, make: (scope, host) => GitServer.fromExisting(scope, 'It', { host, namespace: 'git', podLabels: { app: 'git' } }), values: HOSTS, late: false },
  { of: 'GitServer.fromExisting', prop: 'namespace', says: SAYS.dnsLabel, make: (scope, namespace) => GitServer.fromExisting(scope, 'It', { host: 'h', namespace, podLabels: { app: 'git' } }), values: ['My_NS', 'a.b'] },
  { of: 'GitServer.fromExisting', prop: 'podLabels.app', says: SAYS.labelValue, make: (scope, app) => GitServer.fromExisting(scope, 'It', { host: 'h', namespace: 'git', podLabels: { app } }), values: ['has space!'] },
  { of: 'MonitoringStack', prop: 'retention', says: SAYS.prometheusDuration, make: stack(retention => ({ retention })), values: ['15 days', '0s', '1.5d'], late: false },
  { of: 'MonitoringStack', prop: 'retentionSize', says: SAYS.quantity, make: stack(retentionSize => ({ retentionSize })), values: SIZES },
  {
    of: 'MonitoringStack',
    prop: 'retentionSize',
    says: 'it is more than volumeSize, 10Gi: raise volumeSize, or keep less: some tenths less than the volume',
    make: stack(retentionSize => ({ volumeSize: '10Gi', retentionSize })),
    values: ['11Gi', '1Ti'],
    late: false,
  },
  { of: 'MonitoringStack', prop: 'storageClass', says: SAYS.className, make: stack(storageClass => ({ storageClass })), values: ['Fast SSD'] },
  { of: 'MonitoringStack', prop: 'key of externalLabels', says: SAYS.prometheusLabel, make: stack(label => ({ externalLabels: { [label]: 'x' } })), values: ['my-label', '1a', '__name__'], late: false },
  { of: 'AlertReceiver', prop: 'receivers.ops.smtpHost', says: SAYS.host, make: mail(smtpHost => ({ smtpHost })), values: HOSTS },
  { of: 'AlertReceiver', prop: 'receivers.ops.smtpPort', says: SAYS.port, make: mail(smtpPort => ({ smtpPort })), values: [0, 65536] },
  { of: 'AlertReceiver', prop: 'receivers.ops.to', says: SAYS.email, make: mail(to => ({ to })), values: ['ops', 'a b@c', '@c'] },
  { of: 'AlertReceiver', prop: 'receivers.ops.from', says: SAYS.email, make: mail(from => ({ from })), values: ['ops', 'a@'] },
  { of: 'KubeStateMetrics', prop: 'namespaces[0]', says: SAYS.dnsLabel, make: (scope, namespace) => new KubeStateMetrics(scope, 'It', { namespaces: [namespace] }), values: ['My_NS', 'a.b'] },
  {
    of: 'GrafanaAuth',
    prop: 'grafana.auth.issuerUrl',
    says: SAYS.issuer,
    make: stack(issuerUrl => ({ grafana: { route: { host: 'g.example.org', routeClass: RouteClass.gateway({ name: 'g', namespace: 'g' }) }, auth: GrafanaAuth.oidc({ issuerUrl, clientId: 'c', clientSecret: key }) } })),
    values: ['https://a?x=1', 'https://a/#b'],
    late: false,
  },
  { of: 'Route', prop: 'host', says: SAYS.routeHost, make: route(host => ({ host })), values: ['A.example.org', 'https://a.example.org', '10.0.0.1', '::1', 'a.example.org/x', 'a:80'] },
  {
    of: 'Route',
    prop: 'host',
    says: 'people and providers of sign-in are sent back to one address: name one host',
    make: route(host => ({ host, signIn: true, routeClass: RouteClass.gateway({ name: 'g', namespace: 'g' }) })),
    values: ['*.example.org'],
  },
  {
    of: 'Route',
    prop: 'endpoint.port',
    says: SAYS.port,
    make: route(port => ({ endpoint: { scheme: 'http', host: 'h', port, pods: { name: 'h', namespace: 'ml', labels: { app: 'h' }, port: 80 } } })),
    values: [NaN, -1, 1.5, 0],
  },
  { of: 'Route', prop: 'routeClass.trafficNamespace', says: SAYS.dnsLabel, make: route(trafficNamespace => ({ routeClass: RouteClass.ingress({ className: 'nginx', trafficNamespace }) })), values: ['My_NS', 'a.b'] },
  { of: 'Route', prop: "Ingress 'ml-it' spec.ingressClassName", says: SAYS.className, make: route(className => ({ routeClass: RouteClass.ingress({ className, trafficNamespace: 'a' }) })), values: ['My Class', 'a_b'] },
  { of: 'Route', prop: "HTTPRoute 'ml-it' spec.parentRefs[0].name", says: SAYS.dnsSubdomain, make: route(name => ({ routeClass: RouteClass.gateway({ name, namespace: 'a' }) })), values: ['My_Gateway'] },
  { of: 'Route', prop: "HTTPRoute 'ml-it' spec.parentRefs[0].sectionName", says: SAYS.dnsSubdomain, make: route(sectionName => ({ routeClass: RouteClass.gateway({ name: 'g', namespace: 'a', sectionName }) })), values: ['My Listener'] },
  { of: 'Platform', at: 'It', prop: 'domain', says: SAYS.domain, make: (scope, domain) => new Platform(scope, 'It', { domain } as never), values: ['https://example.org', '*.example.org'], late: false },
  {
    of: 'Profile',
    prop: 'volumeSize',
    says: SAYS.quantity,
    make: (scope, volumeSize) => {
      Settings.set(scope, { profile: Profile.team({ volumeSize }) });
      return new MlflowServer(scope, 'It', {});
    },
    values: SIZES,
  },
  { of: 'Chart', at: 'It/Data', prop: 'namespace', says: SAYS.dnsLabel, make: (_scope, namespace) => new MlflowServer(new Chart(new App(), 'ml', { namespace }), 'It'), values: ['My_NS', 'a.b'], late: false },
];
