import { Chart } from 'cdk8s';
import { chart } from './chart';
import {
  alias, ArtifactAccess, Bucket, Database, GitCredentials, GitRepository, Job, KubeStateMetrics, MlflowAuth, MlflowServer,
  MonitoringStack, Namespace, NodeExporter, Platform, Postgres, PostgresDatabase, Profile, PrometheusAuth, PrometheusOperator, Pushgateway,
  Route, RouteClass, SeaweedFs, SecretCopy, SecretValue, Server, ServerKind, Settings, Tls, VersityGateway,
} from '../src';

type Make = (scope: Chart) => unknown;

interface Remedy {
  /** What is wrong. */
  readonly bad: Make;
  /** What the message says. */
  readonly says: RegExp;
  /** The same with each thing that it proposes. */
  readonly good: readonly Make[];
}

const IMAGE = 'example.org/team/a:1';
const database = (scope: Chart, id = 'Db') => new PostgresDatabase(scope, id, { server: new Postgres(scope, `${id}Server`) });
const bucket = (scope: Chart) => new Bucket(scope, 'Bucket', { store: new VersityGateway(scope, 'Objects') });
const stores = (scope: Chart) => ({ backendStore: database(scope), artifactStore: bucket(scope) });
const gateway = RouteClass.gateway({ name: 'g', namespace: 'g' });
const ingress = (tls?: Tls) => RouteClass.ingress({ className: 'nginx', trafficNamespace: 'nginx', tls });
const endpoint = { scheme: 'http', host: 'web', port: 80, pods: { name: 'web', namespace: 'ml', labels: { app: 'web' }, port: 8080 } };
const elsewhere = { namespace: 'team', secret: 'login', key: 'password' };
const exposed = { tool: 'x', endpoint: { ...endpoint, pods: { ...endpoint.pods, namespace: 'team' } } };
const login = SecretValue.fromSecret('git', 'password');

const REMEDIES: Record<string, Remedy> = {
  'two node exporters': {
    bad: scope => ['A', 'B'].map(id => new MonitoringStack(scope, id, { targets: [], nodeExporter: {} })),
    says: /ml\/A\/NodeExporter is there, and shows the same nodes: pass nodeExporter: false to one of the stacks, or another namespace/,
    good: [false as const, { namespace: 'others' }].map(nodeExporter => scope => [
      new MonitoringStack(scope, 'A', { targets: [], nodeExporter: {} }), new MonitoringStack(scope, 'B', { targets: [], nodeExporter }),
    ]),
  },
  'two node exporters by themselves': {
    bad: scope => ['A', 'B'].map(id => new NodeExporter(scope, id)),
    says: /or another namespace/,
    good: [scope => [new NodeExporter(scope, 'A'), new NodeExporter(scope, 'B', { namespace: 'others' })]],
  },
  'a namespace twice': {
    bad: scope => ['A', 'B'].map(id => new Namespace(scope, id)),
    says: /name 'ml': ml\/A makes it already: leave one of them out, or give it another name/,
    good: [scope => new Namespace(scope, 'A'), scope => [new Namespace(scope, 'A'), new Namespace(scope, 'B', { name: 'other' })]],
  },
  'replicas on SQLite': {
    bad: scope => new MlflowServer(scope, 'M', { replicas: 2 }),
    says: /pass a PostgresDatabase as backendStore and a Bucket as artifactStore, or keep one replica/,
    good: [scope => new MlflowServer(scope, 'M', { replicas: 2, ...stores(scope) }), scope => new MlflowServer(scope, 'M', { replicas: 1 })],
  },
  'garbage collection on SQLite': {
    bad: scope => new MlflowServer(scope, 'M', { garbageCollection: {} }),
    says: /pass a PostgresDatabase as backendStore and a Bucket as artifactStore, or leave garbageCollection out/,
    good: [scope => new MlflowServer(scope, 'M', { garbageCollection: {}, ...stores(scope) }), scope => new MlflowServer(scope, 'M')],
  },
  'a remote database with artifacts in the pod': {
    bad: scope => new MlflowServer(scope, 'M', { backendStore: database(scope) }),
    says: /pass a Bucket as artifactStore, or leave backendStore out too/,
    good: [scope => new MlflowServer(scope, 'M', stores(scope)), scope => new MlflowServer(scope, 'M')],
  },
  'direct access to a volume': {
    bad: scope => new MlflowServer(scope, 'M', { artifactAccess: ArtifactAccess.DIRECT }),
    says: /pass a Bucket as artifactStore, or use ArtifactAccess.PROXIED/,
    good: [
      scope => new MlflowServer(scope, 'M', { artifactAccess: ArtifactAccess.DIRECT, artifactStore: bucket(scope) }),
      scope => new MlflowServer(scope, 'M', { artifactAccess: ArtifactAccess.PROXIED }),
    ],
  },
  'users in the pod of a remote database': {
    bad: scope => new MlflowServer(scope, 'M', { ...stores(scope), auth: MlflowAuth.basic() }),
    says: /pass MlflowAuth.basic\(\{ database \}\) with a database of its own/,
    good: [scope => new MlflowServer(scope, 'M', { ...stores(scope), auth: MlflowAuth.basic({ database: database(scope, 'Users') }) })],
  },
  'a route without sign-in': {
    bad: scope => new MlflowServer(scope, 'M', { route: { host: 'a.example.org', routeClass: gateway } }),
    says: /pass auth: MlflowAuth.basic\(\), or MlflowAuth.proxied\(\)/,
    good: [MlflowAuth.basic(), MlflowAuth.proxied()].map(auth => scope => (
      new MlflowServer(scope, 'M', { auth, route: { host: 'a.example.org', routeClass: gateway } }))),
  },
  'a sign-in in clear': {
    bad: scope => new Route(scope, 'R', { endpoint, subdomain: 'a', host: 'a.example.org', routeClass: ingress(), signIn: true }),
    says: /Tls.certManager\('issuer'\) or Tls.secret\('name'\) to RouteClass.ingress, or Tls.upstream\(\)/,
    good: [Tls.certManager('issuer'), Tls.secret('name'), Tls.upstream()].map(tls => scope => (
      new Route(scope, 'R', { endpoint, subdomain: 'a', host: 'a.example.org', routeClass: ingress(tls), signIn: true }))),
  },
  'a route without host and class': {
    bad: scope => new Route(scope, 'R', { endpoint, subdomain: 'a' }),
    says: /pass host, or set a domain with Settings\n.*pass RouteClass.gateway\(…\) or RouteClass.ingress\(…\), or set it with Settings/,
    good: [
      ...[gateway, ingress()].map((routeClass): Make => scope => new Route(scope, 'R', { endpoint, subdomain: 'a', host: 'a.example.org', routeClass })),
      scope => {
        Settings.set(scope, { domain: 'example.org', routeClass: gateway });
        return new Route(scope, 'R', { endpoint, subdomain: 'a' });
      },
    ],
  },
  'a host twice': {
    bad: scope => ['A', 'B'].map(id => new Platform(scope, id, { profile: Profile.local(), domain: 'example.org', routeClass: gateway })),
    says: /give one of them another host, or their scopes different domains/,
    good: [scope => ['A', 'B'].map(id => new Platform(scope, id, { profile: Profile.local(), domain: `${id.toLowerCase()}.example.org`, routeClass: gateway }))],
  },
  'a secret of another namespace': {
    bad: scope => new Server(scope, 'S', { image: IMAGE, env: { A: elsewhere } }),
    says: /put both into one namespace, or pass the ref of a SecretCopy in this one/,
    good: [scope => new Server(scope, 'S', { image: IMAGE, env: { A: new SecretCopy(scope, 'C', { source: elsewhere }).ref } })],
  },
  'a secret that an operator cannot read': {
    bad: scope => new MonitoringStack(scope, 'M', { targets: [{ metrics: [{ ...exposed, token: { ...elsewhere, namespace: 'ml' } }] }], operator: PrometheusOperator.v1() }),
    says: /pass the ref of a SecretCopy that is made there/,
    good: [scope => {
      const team = new Chart(scope.node.root as never, 'team', { namespace: 'team' });
      const token = new SecretCopy(team, 'Copy', { source: { ...elsewhere, namespace: 'ml' } }).ref;
      return new MonitoringStack(scope, 'M', { targets: [{ metrics: [{ ...exposed, token }] }], operator: PrometheusOperator.v1() });
    }],
  },
  'a login that an operator cannot give': {
    bad: scope => new MonitoringStack(scope, 'M', { targets: [new MlflowServer(scope, 'S', { auth: MlflowAuth.basic() })], operator: PrometheusOperator.v1() }),
    says: /watch it without an operator, or with a token/,
    good: [scope => new MonitoringStack(scope, 'M', { targets: [new MlflowServer(scope, 'S', { auth: MlflowAuth.basic() })] })],
  },
  'users of a Prometheus that an operator runs': {
    bad: scope => new MonitoringStack(scope, 'M', { targets: [], operator: PrometheusOperator.v1(), web: { auth: PrometheusAuth.basic() } }),
    says: /use PrometheusAuth.proxied\(\) with a sign-on in front, or no operator/,
    good: [
      scope => new MonitoringStack(scope, 'M', { targets: [], operator: PrometheusOperator.v1(), web: { auth: PrometheusAuth.proxied() } }),
      scope => new MonitoringStack(scope, 'M', { targets: [], web: { auth: PrometheusAuth.basic() } }),
    ],
  },
  'metrics that are switched off': {
    bad: scope => new MonitoringStack(scope, 'M', { targets: [new Postgres(scope, 'P')] }),
    says: /switch them on with its metricsEnabled or metrics prop, or take it from the targets/,
    good: [scope => new MonitoringStack(scope, 'M', { targets: [new Postgres(scope, 'P', { metricsEnabled: true })] })],
  },
  'some namespaces and all': {
    bad: scope => new KubeStateMetrics(scope, 'K', { namespaces: ['a'], clusterWide: true }),
    says: /leave it or clusterWide out/,
    good: [scope => new KubeStateMetrics(scope, 'K', { clusterWide: true }), scope => new KubeStateMetrics(scope, 'K', { namespaces: ['a'] })],
  },
  'one variable from two': {
    bad: scope => new Job(scope, 'T', { image: IMAGE, uses: [database(scope), database(scope, 'Other')] }),
    says: /wrap one of them in alias\(…, 'PREFIX'\)/,
    good: [scope => new Job(scope, 'T', { image: IMAGE, uses: [database(scope), alias(database(scope, 'Other'), 'PREFIX')] })],
  },
  'a job that is late by nothing': {
    bad: scope => new Job(scope, 'T', { image: IMAGE, lateAfter: '26h' }),
    says: /pass pushgateway\n.*pass schedule/,
    good: [scope => new Job(scope, 'T', { image: IMAGE, lateAfter: '26h', schedule: '0 3 * * *', pushgateway: new Pushgateway(scope, 'P') })],
  },
  'a StatefulSet without a Service': {
    bad: scope => new Server(scope, 'S', { image: IMAGE, kind: ServerKind.STATEFUL_SET }),
    says: /name at least one port, or make it a Deployment/,
    good: [
      scope => new Server(scope, 'S', { image: IMAGE, kind: ServerKind.STATEFUL_SET, ports: { http: 80 } }),
      scope => new Server(scope, 'S', { image: IMAGE, kind: ServerKind.DEPLOYMENT }),
    ],
  },
  'filers that share nothing': {
    bad: scope => new SeaweedFs(scope, 'O', { filers: 2 }),
    says: /pass a PostgresDatabase as filerStore, or keep one filer/,
    good: [scope => new SeaweedFs(scope, 'O', { filers: 2, filerStore: database(scope) }), scope => new SeaweedFs(scope, 'O', { filers: 1 })],
  },
  'SSH without a key': {
    bad: scope => new GitRepository(scope, 'G', { url: 'ssh://git@git.example.org/a.git' }),
    says: /pass GitCredentials.sshKey\(…\), or write the URL with https/,
    good: [
      scope => new GitRepository(scope, 'G', { url: 'ssh://git@git.example.org/a.git', credentials: GitCredentials.sshKey(login, 'git.example.org ssh-ed25519 AAAA') }),
      scope => new GitRepository(scope, 'G', { url: 'https://git.example.org/a.git' }),
    ],
  },
  'a database that holds no users': {
    bad: scope => new MlflowServer(scope, 'M', { auth: MlflowAuth.basic({ database: Database.fromMysql(scope, 'D', { host: 'h', database: 'd', username: 'u', password: login }) }) }),
    says: /pass a PostgresDatabase, or Database.fromPostgres\(…\)/,
    good: [
      scope => new MlflowServer(scope, 'M', { auth: MlflowAuth.basic({ database: database(scope) }) }),
      scope => new MlflowServer(scope, 'M', { auth: MlflowAuth.basic({ database: Database.fromPostgres(scope, 'D', { host: 'h', database: 'd', username: 'u', password: login }) }) }),
    ],
  },
};

describe.each(Object.entries(REMEDIES))('%s', (_name, { bad, says, good }) => {
  test('is refused with a remedy', () => expect(() => bad(chart())).toThrow(says));
  test.each(good.map((make, index) => [index + 1, make] as const))('is mended by remedy %d', (_index, make) => expect(() => make(chart())).not.toThrow());
});
