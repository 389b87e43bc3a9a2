import { existsSync, mkdtempSync, readdirSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { App, Chart } from 'cdk8s';
import { Pod, Policies } from './evaluator';
import { entry, expectedMatrix, matrix, Wired, wiringOf } from './wiring';
import {
  AirflowCluster, Bucket, Executor, Job, MlflowAuth, MlflowServer, MonitoringStack, Namespace, Platform, Postgres,
  PostgresDatabase, PostgresOperator, Profile, PrometheusOperator, RouteClass, SeaweedFs, Server, Valkey, VersityGateway,
} from '../../src';
import { Manifest, podSpecs, synth } from '../../src/testing';

const EXAMPLES = join(__dirname, '../../examples');
const names = readdirSync(EXAMPLES).filter(name => existsSync(join(EXAMPLES, name, 'main.ts')));
const examples = names.map(name => [name, async () => {
  const { app } = await import(join(EXAMPLES, name, 'main')) as { app(outdir: string): App };
  return app(mkdtempSync(join(tmpdir(), 'policies-')));
}] as const);

/** Programs of other shapes: two namespaces, operators that make pods, routes, peers. */
const PROGRAMS: readonly (readonly [string, () => App | Promise<App>])[] = [
  ...examples,
  ['a platform with a domain, watched from another namespace', () => {
    const app = new App();
    const [mon, team] = ['mon', 'team-a'].map(id => new Chart(app, id, { namespace: id }));
    for (const scope of [mon, team]) new Namespace(scope, 'Namespace');
    const platform = new Platform(team, 'P', { profile: Profile.local(), domain: 'example.org', routeClass: GATEWAY });
    new MonitoringStack(mon, 'M', { targets: [platform.tracking as MlflowServer] });
    return app;
  }],
  ['operators', () => {
    const app = new App();
    const scope = new Chart(app, 'ml', { namespace: 'ml' });
    new Namespace(scope, 'Namespace');
    const server = new Postgres(scope, 'Postgres', { operator: PostgresOperator.cloudNativePg(), metricsEnabled: true });
    const store = new VersityGateway(scope, 'Objects');
    const airflow = new AirflowCluster(scope, 'Airflow', {
      metadataDatabase: new PostgresDatabase(scope, 'Db', { server }),
      logStore: new Bucket(scope, 'Logs', { store }),
      executor: Executor.celery({ broker: new Valkey(scope, 'Queue'), autoscaling: { maxReplicas: 3, keda: {} } }),
    });
    new MonitoringStack(scope, 'M', { targets: [server, airflow], operator: PrometheusOperator.v1() });
    return app;
  }],
  ['peers', () => {
    const app = new App();
    const scope = new Chart(app, 'ml', { namespace: 'ml' });
    new Namespace(scope, 'Namespace');
    const store = new SeaweedFs(scope, 'Objects', { metricsEnabled: true });
    new MlflowServer(scope, 'Mlflow', { auth: MlflowAuth.basic() });
    new Job(scope, 'Train', { image: 'example.org/train:1', uses: [new Bucket(scope, 'Data', { store })] });
    new Server(scope, 'Alone', { image: 'example.org/alone:1' });
    return app;
  }],
];
const GATEWAY = RouteClass.gateway({ name: 'public', namespace: 'gateways' });

/** Pods that operators make: their labels are the operators' own. */
function operated(manifests: readonly Manifest[]): Pod[] {
  const label = (kind: string, name: string): Record<string, string> => kind === 'Cluster'
    ? { 'cnpg.io/cluster': name } : { 'app.kubernetes.io/instance': name, 'app.kubernetes.io/name': 'prometheus' };
  return manifests.filter(({ kind, apiVersion }) => (kind === 'Cluster' && /cnpg/.test(apiVersion)) || kind === 'Prometheus')
    .map(({ kind, metadata }) => ({ name: metadata.name, namespace: metadata.namespace!, labels: label(kind, metadata.name) }));
}

const DNS: Pod = { name: 'dns', namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' } };
const pod = (name: string, namespace: string): Pod => ({ name, namespace, labels: { 'app.kubernetes.io/instance': name } });

describe.each(PROGRAMS)('%s', (_name, make) => {
  let wired: readonly Wired[];
  let manifests: readonly Manifest[];
  let ours: readonly Pod[];
  let theirs: readonly Pod[];

  beforeAll(async () => {
    const result = await wiringOf(make);
    ({ wired } = result);
    manifests = synth(result.made);
    ours = wired.map(workload => workload.pod);
    theirs = operated(manifests);
  });

  test('knows the pods of every workload', () => {
    expect(ours.length).toBeGreaterThan(1);
    expect(expectedMatrix(wired, ours).length).toBeGreaterThan(0);
    const known = new Set(ours.map(({ labels }) => labels['app.kubernetes.io/instance']));
    expect(podSpecs(manifests).map(({ labels }) => labels['app.kubernetes.io/instance']).filter(instance => !known.has(instance))).toEqual([]);
  });

  test('lets each pod reach what it is wired to, and nothing else', () => {
    expect(matrix(manifests, ours, [...ours, ...theirs])).toEqual(expectedMatrix(wired, [...ours, ...theirs]));
  });

  test('lets every pod ask for names, those of operators too', () => {
    const policies = new Policies(manifests);
    const asks = (from: Pod) => [53, 1053, 5353].every(port => policies.reaches(from, DNS, { port, protocol: 'UDP' }));
    expect([...ours, ...theirs].filter(from => !asks(from)).map(({ name }) => name)).toEqual([]);
  });

  test('lets those pods call the Kubernetes API that ask for it, and those of operators', () => {
    const policies = new Policies(manifests);
    const all = [...ours, ...theirs];
    const outside = wired.filter(({ apiAccess, endpoints }) => (
      apiAccess || endpoints.some(({ pods, port, cidrs }) => !pods && !cidrs && port === 443)));
    const allowed = new Set([...outside.map(workload => workload.pod), ...theirs]);
    expect(all.filter(from => policies.reachesAddress(from, '10.0.0.1', { port: 443 })).map(({ name }) => name).sort())
      .toEqual([...allowed].map(({ name }) => name).sort());
  });

  test('keeps every pod from the metadata services of clouds', () => {
    const policies = new Policies(manifests);
    const reached = [...ours, ...theirs].filter(from => (
      [80, 443, 6443].some(port => policies.reachesAddress(from, '169.254.169.254', { port }))));
    expect(reached.map(({ name }) => name)).toEqual([]);
  });

  test('is closed to pods of its namespaces that were not wired, and to all other namespaces', () => {
    const namespaces = [...new Set([...ours, ...theirs].map(({ namespace }) => namespace)), 'elsewhere', 'default'];
    const strangers = namespaces.map(namespace => pod('stranger', namespace));
    expect(matrix(manifests, strangers, [...ours, ...theirs])).toEqual([]);
  });
});

describe('pods of operators', () => {
  const program = async () => synth(await PROGRAMS.find(([name]) => name === 'operators')![1]());
  const [cnpg, keda] = [pod('operator', 'cnpg-system'), pod('operator', 'keda')];

  test('of CloudNativePG reach each other, and are reached by their operator', async () => {
    const manifests = await program();
    const [server] = operated(manifests).filter(({ labels }) => 'cnpg.io/cluster' in labels);
    const both = [5432, 8000];
    const expected = [cnpg, server].flatMap(from => both.map(port => entry(from, server, { port })));
    expect(matrix(manifests, [server, cnpg], [server])).toEqual(expected);
  });

  test('of Prometheus reach their targets', async () => {
    const manifests = await program();
    const bearing = (label: string) => operated(manifests).find(({ labels }) => label in labels)!;
    const [server, prometheus] = ['cnpg.io/cluster', 'app.kubernetes.io/name'].map(bearing);
    expect(matrix(manifests, [prometheus], [server])).toEqual([entry(prometheus, server, { port: 9187 })]);
  });

  test("KEDA's operator reaches what it measures", async () => {
    const { wired, made } = await wiringOf(PROGRAMS.find(([name]) => name === 'operators')![1]);
    const queue = wired.find(({ pod: { name } }) => name === 'ml-queue-server')!.pod;
    expect(matrix(synth(made), [keda], [queue])).toEqual([entry(keda, queue, { port: 6379 })]);
  });
});

test('traffic of a gateway reaches what has a route, and nothing else', async () => {
  const { wired, made } = await wiringOf(PROGRAMS.find(([name]) => /domain/.test(name))![1]);
  const gateway = pod('gateway', 'gateways');
  const reached = matrix(synth(made), [gateway], wired.map(workload => workload.pod));
  expect(reached.map(text => text.replace(/^.* -> /, ''))).toEqual(['team-a/team-a-p-airflow-api-server:8080/TCP', 'team-a/team-a-p-mlflow-server:5000/TCP']);
});

describe('the evaluator', () => {
  const [a, b] = [pod('a', 'x'), pod('b', 'x')];
  const policy = (spec: object): Manifest => ({ apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name: 'p', namespace: 'x' }, spec });
  const both = { podSelector: {}, policyTypes: ['Ingress', 'Egress'] };
  const reaches = (...specs: object[]) => new Policies(specs.map(policy)).reaches(a, b, { port: 80 });

  test('lets all pass without policies', () => expect(reaches()).toBe(true));
  test('lets none pass by default deny', () => expect(reaches(both)).toBe(false));
  test('lets pass what a rule without peers and ports allows', () => expect(reaches({ ...both, ingress: [{}], egress: [{}] })).toBe(true));
  test('needs both halves', () => expect([reaches({ ...both, ingress: [{}] }), reaches({ ...both, egress: [{}] })]).toEqual([false, false]));
  test('adds policies up', () => expect(reaches({ ...both, ingress: [{}] }, { ...both, egress: [{}] })).toBe(true));
  test('takes an empty namespace selector for every namespace', () => {
    expect(reaches({ ...both, egress: [{}], ingress: [{ from: [{ namespaceSelector: {} }] }] })).toBe(true);
  });
  test('takes a peer of pods alone for the namespace of the policy', () => {
    const policies = new Policies([policy({ podSelector: {}, policyTypes: ['Ingress'], ingress: [{ from: [{ podSelector: {} }] }] })]);
    expect([a, pod('a', 'y')].map(from => policies.reaches(from, b, { port: 80 }))).toEqual([true, false]);
  });
  test('leaves out what a block excepts', () => {
    const to = [{ ipBlock: { cidr: '0.0.0.0/0', except: ['169.254.0.0/16'] } }];
    const policies = new Policies([policy({ podSelector: {}, policyTypes: ['Egress'], egress: [{ to }] })]);
    expect(['8.8.8.8', '169.254.169.254'].map(address => policies.reachesAddress(a, address, { port: 80 }))).toEqual([true, false]);
  });
});
