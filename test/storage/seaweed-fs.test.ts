import {
  Bucket, Database, DatabaseEngine, Job, Postgres, PostgresDatabase, Profile, SeaweedFs, SeaweedFsProps, SecretValue,
} from '../../src';
import { container, expectHardened, expectRestricted, find, findAll, Manifest, manifestSerializer, synth } from '../../src/testing';
import { chart } from '../chart';
import { Container, run } from '../pod';

expect.addSnapshotSerializer(manifestSerializer);
const PEER_PORTS = [9333, 19333, 8080, 18080, 8888, 18888, 18333];

function made(props?: SeaweedFsProps, profile?: Profile): Manifest[] {
  const scope = chart(profile && { profile });
  new SeaweedFs(scope, 'Objects', props);
  return synth(scope);
}

function database(scope = chart()) {
  return new PostgresDatabase(scope, 'Names', { server: new Postgres(scope, 'Postgres') });
}

function members(manifests: Manifest[], role: string): string[] {
  return findAll(manifests, 'StatefulSet').map(({ metadata }) => metadata.name).filter(name => name.startsWith(`ml-objects-${role}-`));
}

const args = (manifests: Manifest[], name: string) => container(find(manifests, 'StatefulSet', name)).args as string[];
const gateway = (manifests: Manifest[]) => find(manifests, 'Deployment', 'ml-objects-server');
const ports = (rule: { ports: { port: number }[] }) => rule.ports.map(({ port }) => port);

test('SeaweedFs by default', () => {
  const manifests = made();
  expectRestricted(manifests);
  expectHardened(manifests);
  expect(manifests).toMatchSnapshot();
});

test.each([
  ['team', Profile.team(), 1, 1, 1], ['production', Profile.production(), 3, 2, 2], ['two replicas without high availability', Profile.local({ replicas: 2 }), 1, 2, 2],
])('of %s has masters, volume servers and gateways', (_, profile, masters, volumes, gateways) => {
  const manifests = made({}, profile);
  expectRestricted(manifests);
  expectHardened(manifests);
  expect(members(manifests, 'master')).toHaveLength(masters);
  expect(members(manifests, 'volume')).toHaveLength(volumes);
  expect(members(manifests, 'filer')).toHaveLength(1);
  expect(gateway(manifests).spec.replicas).toBe(gateways);
  expect(args(manifests, 'ml-objects-master-0')).toContain(`-defaultReplication=00${volumes - 1}`);
});

test('props win over the profile', () => {
  const manifests = made({ masters: 5, volumeServers: 4, copies: 3, gateways: 6, volumeSize: '7Gi', storageClass: 'fast' }, Profile.local());
  expect([members(manifests, 'master').length, members(manifests, 'volume').length, gateway(manifests).spec.replicas]).toEqual([5, 4, 6]);
  expect(args(manifests, 'ml-objects-master-0')).toContain('-defaultReplication=002');
  const claim = find(manifests, 'PersistentVolumeClaim', 'ml-objects-volume-data-3');
  expect([claim.spec.storageClassName, claim.spec.resources.requests.storage]).toEqual(['fast', '7Gi']);
});

test('one volume server holds one copy, even in production', () => {
  expect(args(made({ volumeServers: 1 }, Profile.production()), 'ml-objects-master-0')).toContain('-defaultReplication=000');
});

test('several masters know each other by names that stay; one waits for nobody', () => {
  const peers = [0, 1, 2].map(n => `ml-objects-master-${n}.ml.svc:9333`).join(',');
  const manifests = made({ masters: 3 });
  expect(args(manifests, 'ml-objects-master-1')).toEqual(expect.arrayContaining(['-ip=ml-objects-master-1.ml.svc', `-peers=${peers}`]));
  expect(args(manifests, 'ml-objects-volume-0')).toContain(`-master=${peers}`);
  expect(args(made(), 'ml-objects-master-0')).toContain('-peers=none');
  expect(find(manifests, 'Service', 'ml-objects-master-1').spec.publishNotReadyAddresses).toBe(true);
  expect(find(manifests, 'Service', 'ml-objects-server').spec.publishNotReadyAddresses).toBeUndefined();
});

test('another volume server changes nothing that is there', () => {
  const before = made({ volumeServers: 2, copies: 2 });
  const after = made({ volumeServers: 3, copies: 2 });
  const names = new Set(before.map(({ kind, metadata }) => `${kind}/${metadata.name}`));
  expect(after.filter(({ kind, metadata }) => names.has(`${kind}/${metadata.name}`))).toEqual(before);
  expect(after.length).toBeGreaterThan(before.length);
});

test('telemetry, other protocols and access without an account are off', () => {
  const manifests = made();
  expect(args(manifests, 'ml-objects-master-0')).toContain('-telemetry=false');
  const { args: s3, env } = container(gateway(manifests)) as { args: string[]; env: object[] };
  expect(s3).toEqual(expect.arrayContaining(['-port.iceberg=0', '-port.lance=0', '-autoCreateBucket=false']));
  expect(env.slice(-2)).toEqual([
    { name: 'AWS_ACCESS_KEY_ID', valueFrom: { secretKeyRef: { name: 'ml-objects-credentials', key: 'accessKeyId' } } },
    { name: 'AWS_SECRET_ACCESS_KEY', valueFrom: { secretKeyRef: { name: 'ml-objects-credentials', key: 'secretAccessKey' } } },
  ]);
});

test('filers share a PostgreSQL database, and have no volume then', () => {
  const scope = chart();
  new SeaweedFs(scope, 'Objects', { filers: 2, filerStore: database(scope) });
  const manifests = synth(scope);
  expect(members(manifests, 'filer')).toEqual(['ml-objects-filer-0', 'ml-objects-filer-1']);
  expect(container(find(manifests, 'StatefulSet', 'ml-objects-filer-1'), 'main').env).toEqual(expect.arrayContaining([
    { name: 'WEED_LEVELDB2_ENABLED', value: 'false' },
    { name: 'WEED_POSTGRES2_ENABLED', value: 'true' },
    { name: 'WEED_POSTGRES2_HOSTNAME', value: 'ml-postgres-server.ml.svc' },
  ]));
  const { file } = run(container(find(manifests, 'StatefulSet', 'ml-objects-filer-1'), 'render') as Container, { secret: name => `${name} "x"` });
  expect(file('/etc/seaweedfs/filer.toml')).toContain('password = "\'ml-names-credentials \\"x\\"\'"\n');
  expect(findAll(manifests, 'PersistentVolumeClaim').filter(({ metadata }) => metadata.name.startsWith('ml-objects-filer'))).toEqual([]);
  expect(container(gateway(manifests)).args).toContain('-filer=ml-objects-filer-0.ml.svc:8888,ml-objects-filer-1.ml.svc:8888');
  find(manifests, 'NetworkPolicy', 'ml-objects-filer-1-to-ml-postgres-server');
});

test('only peers reach the masters, filers and volume servers', () => {
  const scope = chart({ profile: Profile.production() });
  const store = new SeaweedFs(scope, 'Objects');
  new Job(scope, 'Client', { image: 'example.org/job:1', uses: [new Bucket(scope, 'Data', { store })] });
  const policies = findAll(synth(scope), 'NetworkPolicy');
  const peers = { podSelector: { matchLabels: { 'mlops-constructs/peers': 'ml-objects' } } };
  for (const { metadata, spec } of policies) {
    const instance = spec.podSelector.matchLabels['app.kubernetes.io/instance'];
    const rules = spec.ingress ?? [];
    if (metadata.name.includes('-to-')) {
      expect(instance).toBe('ml-objects-server');
      expect(rules.flatMap(ports)).toEqual([8333]);
    } else if (instance.startsWith('ml-objects-') && !instance.includes('credentials')) {
      expect(rules).toEqual([{ from: [peers], ports: PEER_PORTS.map(port => ({ protocol: 'TCP', port })) }]);
      expect(spec.egress[1]).toEqual({ to: [peers], ports: PEER_PORTS.map(port => ({ protocol: 'TCP', port })) });
    } else {
      expect(rules).toEqual([]);
    }
  }
  const client = find(synth(scope), 'NetworkPolicy', 'ml-client');
  expect(client.spec.egress.slice(1).flatMap(ports)).toEqual([8333]);
});

test('a bucket is made over the S3 port, by an account that the bucket does not keep', () => {
  const scope = chart();
  const bucket = new Bucket(scope, 'Data', { store: new SeaweedFs(scope, 'Objects') });
  expect(bucket.connection.env).toMatchObject({ AWS_ENDPOINT_URL_S3: 'http://ml-objects-server.ml.svc:8333', AWS_REGION: 'us-east-1' });
  const job = container(find(synth(bucket), 'Job'), 'main');
  expect(job.image).toMatch(/python/);
  expect(job.env).toEqual(expect.arrayContaining([
    { name: 'ENDPOINT', value: 'http://ml-objects-server.ml.svc:8333' },
    { name: 'BUCKET', value: 'ml-data' },
    { name: 'ADMIN_SECRET_KEY', valueFrom: { secretKeyRef: { name: 'ml-objects-credentials', key: 'secretAccessKey' } } },
  ]));
});

test('with high availability members are spread and drained one by one, without it they are not', () => {
  const spread = (manifests: Manifest[]) => find(manifests, 'StatefulSet', 'ml-objects-volume-0').spec.template.spec.topologySpreadConstraints;
  const together = { 'app.kubernetes.io/name': 'volume', 'mlops-constructs/peers': 'ml-objects' };
  const careful = made({ volumeServers: 2 });
  expect(spread(careful)[0].labelSelector.matchLabels).toEqual(together);
  expect(find(careful, 'PodDisruptionBudget', 'ml-objects-volume').spec.selector.matchLabels).toEqual(together);
  expect(find(careful, 'StatefulSet', 'ml-objects-volume-1').spec.template.metadata.labels).toMatchObject(together);
  const local = made({ volumeServers: 2 }, Profile.local());
  expect(spread(local)).toBeUndefined();
  expect(findAll(local, 'PodDisruptionBudget')).toEqual([]);
});

test.each<[SeaweedFsProps, string]>([
  [{ masters: 2 }, 'masters 2: a raft quorum of an even number is no safer than one master less: use 1, 3 or 5'],
  [{ masters: 7 }, 'masters 7: every write waits for more than half of them: use 1, 3 or 5'],
  [{ masters: 0 }, 'masters 0: it must be a whole number of at least 1: use 1 or more'],
  [{ volumeServers: 0 }, 'volumeServers 0: it must be a whole number of at least 1: use 1 or more'],
  [{ filers: 0 }, 'filers 0: it must be a whole number of at least 1: use 1 or more'],
  [{ gateways: 0 }, 'gateways 0: it must be a whole number of at least 1: use 1 or more'],
  [{ copies: 0 }, 'copies 0: it must be a whole number of at least 1: use 1 or more'],
  [{ copies: 1.5 }, 'copies 1.5: it must be a whole number of at least 1: use 1 or more'],
  [{ copies: 11 }, 'copies 11: SeaweedFS keeps at most 10: use 10 or fewer'],
  [{ copies: 3, volumeServers: 2 }, 'copies 3: each lies on another volume server, and there are 2: add volumeServers, or keep fewer copies'],
  [{ filers: 2 }, 'filers 2: LevelDB lives in one pod: pass a PostgresDatabase as filerStore, or keep one filer'],
  [{ volumeSize: '10GB' }, 'volumeSize \'10GB\': it is not a Kubernetes quantity'],
])('%j is refused', (props, text) => {
  expect(() => made(props)).toThrow(text);
});

test('a store other than PostgreSQL is refused', () => {
  const scope = chart();
  const filerStore = new Database(scope, 'Db', {
    engine: DatabaseEngine.MYSQL, host: 'db', database: 'ml', username: 'ml', password: SecretValue.fromSecret('rds', 'password'),
  });
  expect(() => new SeaweedFs(scope, 'Objects', { filerStore }))
    .toThrow("ml/Objects: filerStore 'mysql': filers are set up for PostgreSQL only: pass a PostgresDatabase");
});
