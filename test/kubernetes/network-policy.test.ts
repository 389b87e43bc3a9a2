import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import {
  AirflowCluster, Endpoint, EvidentlyService, GitServer, Job, MercurialAuth, MercurialServer, MlflowAuth, MlflowServer,
  MonitoringStack, NodeExporter, Platform, Postgres, PostgresOperator, Profile, PrometheusAuth, Route, RouteClass, Server, Settings,
  SettingsProps, Tls,
} from '../../src';
import { ALL_PODS, createPolicy, PolicyProps } from '../../src/kubernetes';
import { find, synth } from '../../src/testing';
import { chart } from '../chart';

const IMAGE = 'example.org/team/a:1';
const PEER = { namespaceLabels: { team: 'a' }, podLabels: { app: 'a' } };
const WHOLE: PolicyProps = {
  name: 'p',
  namespace: 'ml',
  podLabels: { app: 'b' },
  ingress: [{ peers: [PEER], ports: [{ port: 80 }] }],
  egress: [{ peers: [{ cidr: '10.0.0.0/8' }], ports: [{ port: 443 }] }],
};

type Path = readonly (string | number)[];

/** All places of a value that hold something, deepest last. */
function placesOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, item]) => placesOf(item, [...path, key]))];
}

function withValue(value: unknown, [key, ...rest]: Path, to: unknown): unknown {
  if (key === undefined) return to;
  const inner = withValue((value as Record<string, unknown>)[key], rest, to);
  return Object.assign(Array.isArray(value) ? [...value] : { ...value as object }, { [key]: inner });
}

function selectors(value: unknown, path = ''): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const empty = Object.keys(value).length === 0 && /(from|to|ports|selector|matchlabels)[^/]*(\/\d+)?$/i.test(path) ? [path] : [];
  const open = /\/(ingress|egress)\/\d+$/.test(path) && (!('from' in value || 'to' in value) || !('ports' in value)) ? [path] : [];
  return [...empty, ...open, ...Object.entries(value).flatMap(([key, item]) => selectors(item, `${path}/${key}`))];
}

describe('a policy selects what it names, whatever is left out of it', () => {
  const places = placesOf(WHOLE).filter(path => path.length > 0 && !['name', 'namespace'].includes(String(path[0])));
  const emptied = places.flatMap(path => [undefined, null, '', {}, []].map(value => [`${path.join('.')}: ${JSON.stringify(value)}`, path, value] as const));

  test.each(emptied)('%s', (_name, path, value) => {
    const scope = chart();
    try {
      createPolicy(scope, 'Policy', withValue(WHOLE, path, value) as PolicyProps);
    } catch (error) {
      expect((error as Error).name).toBe('ConstructError');
      return;
    }
    expect(selectors(find(synth(scope), 'NetworkPolicy').spec, '')).toEqual([]);
  });

  test('all pods are selected where that is meant', () => {
    const scope = chart();
    createPolicy(scope, 'Policy', { ...WHOLE, podLabels: ALL_PODS });
    expect(find(synth(scope), 'NetworkPolicy').spec.podSelector).toEqual({});
  });

  test('the error says what is missing and what it would open', () => {
    expect(() => createPolicy(chart(), 'Policy', { ...WHOLE, ingress: [{ peers: [{}], ports: [] }], podLabels: { app: undefined as never } })).toThrow([
      'ml: podLabels.app: it has no value, and would select whatever has any: give the label a value',
      'ml: ingress.ports []: without one the policy opens every port: name at least one',
      'ml: ingress.peers: an empty one stands for everybody: name labels or addresses',
    ].join('\n'));
  });
});

test('policies are made in one place', () => {
  const root = join(__dirname, '../../src');
  const makers = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(file => file.endsWith('.ts') && !/^(testing|pulumi)\//.test(file))
    .filter(file => /kind: 'NetworkPolicy'/.test(readFileSync(join(root, file), 'utf8')));
  expect(makers).toEqual(['kubernetes/network-policy.ts']);
});

const endpoint: Endpoint = { scheme: 'http', host: 'web', port: 80, pods: { name: 'web', namespace: 'ml', labels: { app: 'web' }, port: 8080 } };
const route = (routeClass: RouteClass) => () => new Route(chart(), 'Route', { endpoint, subdomain: 'web', host: 'web.example.org', routeClass });
const reach = (to: Endpoint, settings?: SettingsProps) => () => new Job(chart(settings), 'T', { image: IMAGE, reaches: [{ connection: { endpoints: [to] } }] });

describe('constructs refuse what would open a policy to everybody', () => {
  test.each<[string, () => unknown, RegExp]>([
    ['a controller without a namespace', () => RouteClass.ingress({} as never), /RouteClass.ingress: trafficNamespace: it is required/],
    ['one with an empty namespace', route(RouteClass.ingress({ className: 'nginx', trafficNamespace: '' })), /routeClass.trafficNamespace '': it is not a name that Kubernetes takes here/],
    ['a Gateway without a namespace', () => RouteClass.gateway({ name: 'g' } as never), /RouteClass.gateway: namespace: it is required/],
    ['a Gateway whose traffic has an empty namespace', route(RouteClass.gateway({ name: 'g', namespace: 'g', trafficNamespace: '' })), /routeClass.trafficNamespace '': it is not a name that Kubernetes takes here/],
    ['an endpoint without addresses', reach({ ...endpoint, pods: undefined, cidrs: [] }), /egress.peers \[\]: without one/],
    ['an endpoint whose pods have no labels', reach({ ...endpoint, pods: { ...endpoint.pods!, labels: {} } }), /podLabels {}: without a label/],
    ['one whose pods have no namespace', reach({ ...endpoint, pods: { ...endpoint.pods!, namespace: undefined as never } }), /endpoints\[0\].pods.namespace: it is required/],
    ['one without a port', reach({ ...endpoint, pods: { ...endpoint.pods!, port: undefined as never } }), /endpoints\[0\].pods.port: it is required/],
    ['DNS without labels', reach(endpoint, { dns: { namespaceLabels: {}, podLabels: { a: 'b' }, ports: [53] } }), /namespaceLabels {}: without a label/],
    ['DNS without ports', reach(endpoint, { dns: { namespaceLabels: { a: 'b' }, podLabels: { a: 'b' }, ports: [] } }), /egress.ports \[\]: without one/],
    ['peers without ports', () => new Server(chart(), 'S', { image: IMAGE, peers: { name: 'ring', ports: [] } }), /ports \[\]: without one/],
    ['peers without a name', () => new Server(chart(), 'S', { image: IMAGE, peers: { name: '', ports: [1] } }), /mlops-constructs\/peers '': it has no value/],
    ['an operator without a namespace', () => new Postgres(chart(), 'P', { operator: PostgresOperator.cloudNativePg({ operatorNamespace: '' }) }), /operator.operatorNamespace '': it is not a name that Kubernetes takes here/],
    ['API servers without addresses', () => new Job(chart({ apiServer: { cidrs: [] } }), 'T', { image: IMAGE, apiAccess: true }), /egress.peers \[\]: without one/],
  ])('%s', (_name, make, message) => expect(make).toThrow(message));
});

describe('the Kubernetes API', () => {
  const rule = (settings?: SettingsProps) => {
    const scope = chart(settings);
    new Job(scope, 'T', { image: IMAGE, apiAccess: true });
    return find(synth(scope), 'NetworkPolicy').spec.egress.at(-1);
  };

  test('is any address but the link-local ones', () => {
    expect(rule()).toEqual({
      to: [{ ipBlock: { cidr: '0.0.0.0/0', except: ['169.254.0.0/16'] } }, { ipBlock: { cidr: '::/0', except: ['fe80::/10', 'fd00:ec2::/32'] } }],
      ports: [{ protocol: 'TCP', port: 443 }, { protocol: 'TCP', port: 6443 }],
    });
  });

  test('is what the settings say', () => {
    expect(rule({ apiServer: { cidrs: ['10.1.0.0/28'], ports: [6443] } })).toEqual({
      to: [{ ipBlock: { cidr: '10.1.0.0/28' } }], ports: [{ protocol: 'TCP', port: 6443 }],
    });
  });

  test.each([
    [{ ports: [443] }, '10.1.0.0/28', 443], [{ cidrs: ['10.2.0.0/28'] }, '10.2.0.0/28', 6443], [undefined, '10.1.0.0/28', 6443],
  ])('is, where a part of the program says %j, what is said further above in all else', (apiServer, cidr, port) => {
    const part = new Construct(chart({ apiServer: { cidrs: ['10.1.0.0/28'], ports: [6443] } }), 'Part');
    Settings.set(part, { apiServer });
    new Job(part, 'T', { image: IMAGE, apiAccess: true });
    expect(find(synth(part), 'NetworkPolicy').spec.egress.at(-1)).toEqual({ to: [{ ipBlock: { cidr } }], ports: [{ protocol: 'TCP', port }] });
  });
});

test('a namespace of nodes is closed too', () => {
  const scope = chart();
  new NodeExporter(scope, 'Nodes');
  expect(find(synth(scope), 'NetworkPolicy', 'default-deny').spec.podSelector).toEqual({});
});

describe('routes', () => {
  const host = { endpoint, subdomain: 'web', host: 'web.example.org' };
  const inClear = RouteClass.ingress({ className: 'nginx', trafficNamespace: 'ingress-nginx' });

  test('attach to the listener at which TLS ends', () => {
    const scope = chart();
    new Route(scope, 'Route', { ...host, routeClass: RouteClass.gateway({ name: 'g', namespace: 'g' }) });
    expect(find(synth(scope), 'HTTPRoute').spec.parentRefs).toEqual([{ name: 'g', namespace: 'g', sectionName: 'https' }]);
  });

  test('attach to the listener that is named', () => {
    const scope = chart();
    new Route(scope, 'Route', { ...host, routeClass: RouteClass.gateway({ name: 'g', namespace: 'g', sectionName: 'tls' }) });
    expect(find(synth(scope), 'HTTPRoute').spec.parentRefs).toEqual([{ name: 'g', namespace: 'g', sectionName: 'tls' }]);
  });

  test('of one host are refused', () => {
    const scope = chart();
    new Route(scope, 'One', { ...host, routeClass: inClear });
    expect(() => new Route(scope, 'Two', { ...host, routeClass: inClear })).toThrow(
      "ml/Two: host 'web.example.org': ml/One has that host: give one of them another host, or their scopes different domains");
  });

  test('to where people sign in need TLS', () => {
    expect(() => new Route(chart(), 'Route', { ...host, routeClass: inClear, signIn: true })).toThrow(
      "ml/Route: routeClass: passwords and sessions would travel in clear: pass tls: Tls.certManager('issuer') or Tls.secret('name') to "
      + 'RouteClass.ingress, or Tls.upstream() where TLS ends before it');
  });

  test.each([['a certificate', Tls.secret('web')], ['TLS that ends before them', Tls.upstream()]])('to where people sign in have %s', (_name, tls) => {
    const scope = chart();
    const made = new Route(scope, 'Route', { ...host, routeClass: RouteClass.ingress({ className: 'nginx', trafficNamespace: 'ingress-nginx', tls }), signIn: true });
    expect(made.url).toBe('https://web.example.org');
  });

  test('with TLS that ends before them name no certificate', () => {
    const scope = chart();
    new Route(scope, 'Route', { ...host, routeClass: RouteClass.ingress({ className: 'nginx', trafficNamespace: 'ingress-nginx', tls: Tls.upstream() }) });
    expect(find(synth(scope), 'Ingress').spec.tls).toBeUndefined();
  });
});

test.each<[string, (scope: Chart) => unknown]>([
  ['MLflow', scope => new MlflowServer(scope, 'T', { auth: MlflowAuth.basic(), route: {} })],
  ['MLflow behind a sign-on', scope => new MlflowServer(scope, 'T', { auth: MlflowAuth.proxied(), route: {} })],
  ['Airflow', scope => new AirflowCluster(scope, 'T', { route: {} })],
  ['Grafana', scope => new MonitoringStack(scope, 'T', { targets: [], grafana: { route: {} } })],
  ['Prometheus', scope => new MonitoringStack(scope, 'T', { targets: [], web: { auth: PrometheusAuth.basic(), route: {} } })],
  ['Forgejo', scope => new GitServer(scope, 'T', { route: {} })],
  ['Mercurial', scope => new MercurialServer(scope, 'T', { repositories: ['a'], auth: MercurialAuth.basic(), image: IMAGE, route: {} })],
  ['Evidently', scope => new EvidentlyService(scope, 'T', { route: {}, readsGuarded: true })],
])('%s is not reachable in clear', (_name, make) => {
  const settings = (tls?: Tls) => ({
    profile: Profile.local(), domain: 'example.org', routeClass: RouteClass.ingress({ className: 'nginx', trafficNamespace: 'ingress-nginx', tls }),
  });
  expect(() => make(chart(settings()))).toThrow(/routeClass: passwords and sessions would travel in clear/);
  expect(() => make(chart(settings(Tls.certManager('issuer'))))).not.toThrow();
});

test('two platforms of one domain are refused', () => {
  const scope = chart({ domain: 'example.org', routeClass: RouteClass.gateway({ name: 'g', namespace: 'g' }) });
  new Platform(scope, 'One', { domain: 'example.org' });
  expect(() => new Platform(scope, 'Two', { domain: 'example.org' })).toThrow(
    "ml/Two/Mlflow/Route: host 'mlflow.example.org': ml/One/Mlflow/Route has that host: give one of them another host");
});
