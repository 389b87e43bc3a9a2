import { Construct } from 'constructs';
import {
  Database, DatabaseEngine, GrafanaAuth, GrafanaOidcOptions, GrafanaOptions, Metrics, PanelUnit, Postgres, PostgresDatabase, Profile,
  RouteClass, SecretValue, Server, SettingsProps,
} from '../../src';
import { createGrafana, GrafanaParts, grafanaUrl } from '../../src/monitoring/grafana';
import { prometheusDataSource } from '../../src/monitoring/prometheus-connection';
import { container, expectHardened, expectRestricted, find, findAll, Manifest, manifestSerializer, synth } from '../../src/testing';
import { chart } from '../chart';
import { Container, run } from '../pod';
import { expectSameWithOutputs } from '../pulumi/properties';

expect.addSnapshotSerializer(manifestSerializer);

const dashboard = { title: 'Own', panels: [{ title: 'Up', unit: PanelUnit.NUMBER, queries: [{ expr: 'up{job="a:80"}', legend: 'up' }] }] };
const TARGETS: Metrics[] = [{ tool: 'own', job: 'a:80', dashboard }, { tool: 'bare', job: 'b:80' }];
const OIDC: GrafanaOidcOptions = { issuerUrl: 'https://id.example.org/realms/team', clientId: 'grafana', clientSecret: SecretValue.fromSecret('oidc', 'grafana') };
const ROUTED: SettingsProps = { profile: Profile.local(), routeClass: RouteClass.gateway({ name: 'public', namespace: 'gateways' }), domain: 'ml.example.org' };
const managed = (scope: Construct, engine = DatabaseEngine.POSTGRESQL) => new Database(scope, 'Rds', {
  engine, host: 'db.example.org', port: 5433, databaseName: 'grafana', username: 'ops', password: SecretValue.fromSecret('rds', 'password'),
});

interface Built extends GrafanaParts { readonly manifests: Manifest[] }

function build(options: GrafanaOptions | ((scope: Construct) => GrafanaOptions) = {}, settings = ROUTED, targets = TARGETS): Built {
  const scope = chart(settings);
  const stack = new Construct(scope, 'Monitoring');
  const probe = { tcpSocket: { port: 9090 } };
  const prometheus = new Server(stack, 'Prometheus', { image: 'example.org/prometheus:v3', ports: { http: 9090 }, readiness: probe, liveness: probe });
  const given = typeof options === 'function' ? options(scope) : options;
  const endpoints = [prometheus.endpoint('http')];
  const dataSource = prometheusDataSource({ tool: 'prometheus', endpoint: endpoints[0] });
  const parts = createGrafana(stack, given, { dataSource, prometheus: { connection: { endpoints } }, targets });
  return { ...parts, manifests: synth(scope) };
}

const deployment = ({ manifests }: Built) => find(manifests, 'Deployment', 'ml-monitoring-grafana');
const main = (built: Built) => container(deployment(built), 'main');
const envOf = (from: Record<string, any>) => (
  Object.fromEntries(from.env.map(({ name, value, valueFrom }: any) => [name, value ?? valueFrom?.secretKeyRef])));
const env = (built: Built) => envOf(main(built));
const data = ({ manifests }: Built, name: string): Record<string, string> => find(manifests, 'ConfigMap', `ml-monitoring-grafana-${name}`).data;
const egress = ({ manifests }: Built) => find(manifests, 'NetworkPolicy', 'ml-monitoring-grafana').spec.egress.slice(1);
const volume = (built: Built) => deployment(built).spec.template.spec.volumes.find(({ name }: any) => name === 'data');

test('as it comes', () => {
  const built = build({}, { profile: Profile.local() });
  expect(built.manifests.filter(({ metadata }) => metadata.name.includes('grafana'))).toMatchSnapshot();
});

test.each<[string, (scope: Construct) => GrafanaOptions]>([
  ['as it comes', () => ({})],
  ['with sign-on', () => ({ route: {}, auth: GrafanaAuth.oidc(OIDC) })],
  ['with a database', scope => ({ database: managed(scope), replicas: 2 })],
  ['with a volume', () => ({ volumeSize: '1Gi' })],
])('%s its pods are restricted and hardened', (_, options) => {
  const { manifests } = build(options);
  expectRestricted(manifests);
  expectHardened(manifests);
});

test('the administrator has a generated password, or that which is given', () => {
  expect(build().adminPassword).toEqual({ namespace: 'ml', secret: 'ml-monitoring-grafana-admin', key: 'password' });
  expect(env(build())).toMatchObject({ GF_SECURITY_ADMIN_PASSWORD: { name: 'ml-monitoring-grafana-admin', key: 'password' }, GF_SECURITY_ADMIN_USER: 'admin' });
  expect(env(build({ adminPassword: SecretValue.fromSecret('mine', 'word') })).GF_SECURITY_ADMIN_PASSWORD).toEqual({ name: 'mine', key: 'word' });
});

test('clients reach it by its Service', () => {
  expect(grafanaUrl(build())).toBe('http://ml-monitoring-grafana.ml.svc:3000');
});

test('it asks Prometheus, to which it has a path', () => {
  const built = build();
  expect(JSON.parse(data(built, 'sources')['prometheus.yaml']).datasources).toEqual([{
    name: 'Prometheus',
    type: 'prometheus',
    uid: 'prometheus',
    access: 'proxy',
    url: 'http://ml-monitoring-prometheus.ml.svc:9090',
    isDefault: true,
    editable: false,
    jsonData: { httpMethod: 'POST' },
  }]);
  expect(find(built.manifests, 'NetworkPolicy', 'ml-monitoring-grafana-to-ml-monitoring-prometheus').spec.ingress[0].ports).toEqual([{ protocol: 'TCP', port: 9090 }]);
});

test('the dashboards of the targets are files, and a target without one has none', () => {
  expect(Object.keys(data(build(), 'dashboards'))).toEqual(['own-0.json']);
  expect(find(build({}, ROUTED, []).manifests, 'ConfigMap', 'ml-monitoring-grafana-dashboards')).not.toHaveProperty('data');
});

test('dashboards that fill more than a ConfigMap are in several, and in one directory', () => {
  const expr = `up{job="${'x'.repeat(150_000)}"}`;
  const large = { title: 'Large', panels: [{ title: 'Up', unit: PanelUnit.NUMBER, queries: [{ expr, legend: 'up' }] }] };
  const built = build({}, ROUTED, [{ tool: 'a', job: 'a', dashboard: large }, { tool: 'b', job: 'b', dashboard: large }]);
  const names = findAll(built.manifests, 'ConfigMap').map(({ metadata }) => metadata.name).filter(name => name.includes('dashboards'));
  expect(names).toEqual(['ml-monitoring-grafana-dashboards', 'ml-monitoring-grafana-dashboards-2']);
  expect(deployment(built).spec.template.spec.volumes).toContainEqual(
    { name: 'grafanadashboards', projected: { sources: names.map(name => ({ configMap: { name } })) } });
});

test('it calls nobody and fetches nothing', () => {
  expect(env(build())).toMatchObject({
    GF_ANALYTICS_REPORTING_ENABLED: 'false',
    GF_ANALYTICS_CHECK_FOR_UPDATES: 'false',
    GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES: 'false',
    GF_PLUGINS_PREINSTALL_AUTO_UPDATE: 'false',
  });
  expect(egress(build())).toHaveLength(1);
});

test('a route leads to it, and it knows its own address', () => {
  expect(build().manifests.map(({ kind }) => kind)).not.toContain('HTTPRoute');
  const built = build({ route: {} });
  expect(find(built.manifests, 'HTTPRoute').spec.hostnames).toEqual(['grafana.ml.example.org']);
  expect([env(built).GF_SERVER_ROOT_URL, env(build()).GF_SERVER_ROOT_URL]).toEqual(['https://grafana.ml.example.org', undefined]);
});

test('cookies are for HTTPS alone where a route has it', () => {
  expect([env(build({ route: {} })).GF_SECURITY_COOKIE_SECURE, env(build()).GF_SECURITY_COOKIE_SECURE]).toEqual(['true', undefined]);
});

test('memory and image are those that are given', () => {
  const { image, resources } = main(build({ image: 'example.org/grafana:13', resources: { memory: '1Gi' } }));
  expect([image, resources.limits.memory, main(build()).resources.limits.memory]).toEqual(['example.org/grafana:13', '1Gi', '512Mi']);
});

/** A Grafana with all that can be given to it. */
class Whole extends Construct {
  constructor(scope: Construct, id: string, props: GrafanaOptions) {
    super(scope, id);
    createGrafana(this, props, { dataSource: { settings: {}, env: {} }, prometheus: { connection: { endpoints: [] } }, targets: TARGETS });
  }
}

test.each<[string, (scope: Construct) => GrafanaOptions]>([
  ['a database', scope => ({ database: managed(scope), replicas: 2, image: 'example.org/grafana:13' })],
  ['a volume', () => ({ volumeSize: '1Gi', storageClass: 'fast', resources: { memory: '1Gi' } })],
])('with %s and sign-on it writes the same with plain props and with Outputs', async (_, state) => {
  const props = (scope: Construct): GrafanaOptions => ({
    ...state(scope),
    adminPassword: SecretValue.fromSecret('mine', 'word'),
    route: { host: 'grafana.example.org', routeClass: RouteClass.gateway({ name: 'g', namespace: 'g' }) },
    auth: GrafanaAuth.oidc({ ...OIDC, roleAttributePath: 'role', allowedDomains: ['example.org'], cidrs: ['192.0.2.0/24'] }),
  });
  // The host of the issuer becomes a network path, and several pods get a budget: both must be known.
  await expectSameWithOutputs(Whole, props, { except: ['issuerUrl', 'engine', 'replicas'] });
});

describe('state', () => {
  test('goes with the pod', () => {
    expect(volume(build())).toEqual({ name: 'data', emptyDir: { sizeLimit: '256Mi' } });
    expect(deployment(build()).spec.strategy).toEqual({ type: 'Recreate' });
    expect(deployment(build()).spec.template.spec).not.toHaveProperty('initContainers');
  });

  test('stays on a volume, of which two pods never write at once', () => {
    const built = build({ volumeSize: '2Gi', storageClass: 'fast' });
    expect(volume(built)).toEqual({ name: 'data', persistentVolumeClaim: { claimName: 'ml-monitoring-grafana-data' } });
    expect(find(built.manifests, 'PersistentVolumeClaim').spec).toEqual({
      accessModes: ['ReadWriteOnce'], storageClassName: 'fast', resources: { requests: { storage: '2Gi' } },
    });
    expect(deployment(built).spec.strategy).toEqual({ type: 'Recreate' });
  });

  test('stays in a database of the cluster', () => {
    const built = build(scope => ({ database: new PostgresDatabase(scope, 'Db', { server: new Postgres(scope, 'Postgres'), name: 'grafana' }) }));
    expect(env(built)).toMatchObject({
      GF_DATABASE_TYPE: 'postgres', GF_DATABASE_HOST: 'ml-postgres-server.ml.svc:5432', GF_DATABASE_NAME: 'grafana', DATABASE_LOGIN: '$__file{/run/grafana/password}',
    });
    expect(run(container(deployment(built), 'render') as Container, { secret: () => "a'b" }).file('/run/grafana/password')).toBe("'a\\'b'");
    expect(env(built)).not.toHaveProperty('GF_DATABASE_SSL_MODE');
    expect(volume(built)).toEqual({ name: 'data', emptyDir: { sizeLimit: '256Mi' } });
    expect(find(built.manifests, 'NetworkPolicy', 'ml-monitoring-grafana-to-ml-postgres-server').spec.ingress[0].ports).toEqual([{ protocol: 'TCP', port: 5432 }]);
    expect(deployment(built).spec.strategy.type).toBe('RollingUpdate');
  });

  test.each([[DatabaseEngine.POSTGRESQL, 'postgres', 'require'], [DatabaseEngine.MYSQL, 'mysql', 'skip-verify']])(
    'in a database outside, with %s, the connection is encrypted', (engine, type, mode) => {
      const built = build(scope => ({ database: managed(scope, engine) }));
      expect(env(built)).toMatchObject({
        GF_DATABASE_TYPE: type,
        GF_DATABASE_HOST: 'db.example.org:5433',
        GF_DATABASE_USER: 'ops',
        GF_DATABASE_PASSWORD: '$(DATABASE_LOGIN)',
        GF_DATABASE_SSL_MODE: mode,
      });
      expect(egress(built)[1].ports).toEqual([{ protocol: 'TCP', port: 5433 }]);
    });

  test.each<[string, (scope: Construct) => GrafanaOptions]>([
    ['volume', () => ({ volumeSize: '1Gi' })], ['database', scope => ({ database: managed(scope) })],
  ])('on a %s may be older than the Secret, so the password is set before each start', (_, options) => {
    const built = build(options);
    const { command, image, ...password } = container(deployment(built), 'password');
    expect(command).toEqual(['sh', '-ec',
      'printf \'%s\\n\' "$GF_SECURITY_ADMIN_PASSWORD" | grafana cli --homepath=/usr/share/grafana admin reset-admin-password --password-from-stdin']);
    expect([image, envOf(password as any).GF_SECURITY_ADMIN_PASSWORD]).toEqual([main(built).image, { name: 'ml-monitoring-grafana-admin', key: 'password' }]);
    expect(envOf(password as any).GF_DATABASE_TYPE).toBe(env(built).GF_DATABASE_TYPE);
    expect(password.volumeMounts).toContainEqual({ name: 'data', mountPath: '/var/lib/grafana-data' });
    expect(envOf(password as any).GF_PATHS_DATA).toBe('/var/lib/grafana-data');
  });

  test('lies beside the plugins of an image, not over them', () => {
    const paths = main(build({})).volumeMounts.map(({ mountPath }: any) => mountPath);
    expect(env(build({}))).toMatchObject({ GF_PATHS_DATA: '/var/lib/grafana-data', GF_UNIFIED_STORAGE_INDEX_PATH: '/var/lib/grafana-search/bleve' });
    expect(paths.filter((path: string) => path === '/var/lib/grafana' || path.startsWith('/var/lib/grafana/'))).toEqual([]);
  });

  test('in a database lets it have as many pods as the profile says, or the prop', () => {
    const settings = { ...ROUTED, profile: Profile.production() };
    const replicas = (options: GrafanaOptions, kept = true) => (
      deployment(build(scope => ({ ...kept && { database: managed(scope) }, ...options }), settings)).spec.replicas);
    expect([replicas({}, false), replicas({}), replicas({ replicas: 3 })]).toEqual([1, 2, 3]);
  });

  test('several pods evaluate no alerts of their own, and one may', () => {
    const alerting = (replicas: number) => env(build(scope => ({ database: managed(scope), replicas }))).GF_UNIFIED_ALERTING_ENABLED;
    expect([alerting(1), alerting(2)]).toEqual(['true', 'false']);
  });

  test('in one pod cannot serve several', () => {
    expect(() => build({ replicas: 2 })).toThrow(
      'ml/Monitoring: grafana.replicas 2: each pod would have users and settings of its own: pass a database, or keep one replica');
    expect(() => build({ replicas: 2, volumeSize: '1Gi' })).toThrow(/grafana\.replicas 2/);
  });

  test('cannot be in two places', () => {
    expect(() => build(scope => ({ database: managed(scope), volumeSize: '1Gi' }))).toThrow(
      "ml/Monitoring: grafana.volumeSize '1Gi': the database keeps what the volume would keep: leave volumeSize or database out");
  });

  test('a class without a volume, a size that is none, and no pods at all are refused', () => {
    expect(() => build({ storageClass: 'fast' })).toThrow("ml/Monitoring: grafana.storageClass 'fast': there is no volume: pass volumeSize, or leave it out");
    expect(() => build({ volumeSize: 'much' })).toThrow("ml/Monitoring: grafana.volumeSize 'much': it is not a Kubernetes quantity");
    expect(() => build({ replicas: 0 })).toThrow('ml/Monitoring: grafana.replicas 0: it must be a whole number of at least 1: use 1 or more');
  });
});

describe('sign-on', () => {
  const signOn = (options: Partial<GrafanaOidcOptions> = {}) => (
    build({ route: {}, auth: GrafanaAuth.oidc({ ...OIDC, ...options }) }));
  const oauth = (built: Built) => {
    const all = env(built);
    const value = (text: unknown) => typeof text === 'string' ? text.replace(/^\$\((.*)\)$/, (_, name: string) => all[name]) : text;
    return Object.fromEntries(Object.entries(all).filter(([name]) => name.startsWith('GF_AUTH')).map(([name, text]) => [name, value(text)]));
  };

  test('is by password, unless it is asked for', () => {
    expect(oauth(build())).toEqual({});
    expect(oauth(build({ auth: GrafanaAuth.basic() }))).toEqual({});
  });

  test('goes to the issuer, with the secret by reference, and with Keycloak only the issuer is needed', () => {
    expect(oauth(signOn())).toEqual({
      GF_AUTH_DISABLE_LOGIN_FORM: 'true',
      GF_AUTH_GENERIC_OAUTH_ENABLED: 'true',
      GF_AUTH_GENERIC_OAUTH_NAME: 'OpenID Connect',
      GF_AUTH_GENERIC_OAUTH_CLIENT_ID: 'grafana',
      GF_AUTH_GENERIC_OAUTH_CLIENT_SECRET: { name: 'oidc', key: 'grafana' },
      GF_AUTH_GENERIC_OAUTH_SCOPES: 'openid profile email',
      GF_AUTH_GENERIC_OAUTH_AUTH_URL: 'https://id.example.org/realms/team/protocol/openid-connect/auth',
      GF_AUTH_GENERIC_OAUTH_TOKEN_URL: 'https://id.example.org/realms/team/protocol/openid-connect/token',
      GF_AUTH_GENERIC_OAUTH_API_URL: 'https://id.example.org/realms/team/protocol/openid-connect/userinfo',
      GF_AUTH_GENERIC_OAUTH_USE_PKCE: 'true',
    });
  });

  test('takes the addresses, scopes, roles, domains and name that are given', () => {
    expect(oauth(signOn({
      name: 'Company',
      authorizationUrl: 'https://a.example.org/authorize',
      tokenUrl: 'https://b.example.org/token',
      userInfoUrl: 'https://c.example.org/me',
      scopes: ['openid', 'groups'],
      roleAttributePath: "contains(groups[*], 'ops') && 'Admin' || 'Viewer'",
      allowedDomains: ['example.org', 'example.com'],
    }))).toMatchObject({
      GF_AUTH_GENERIC_OAUTH_NAME: 'Company',
      GF_AUTH_GENERIC_OAUTH_AUTH_URL: 'https://a.example.org/authorize',
      GF_AUTH_GENERIC_OAUTH_TOKEN_URL: 'https://b.example.org/token',
      GF_AUTH_GENERIC_OAUTH_API_URL: 'https://c.example.org/me',
      GF_AUTH_GENERIC_OAUTH_SCOPES: 'openid groups',
      GF_AUTH_GENERIC_OAUTH_ROLE_ATTRIBUTE_PATH: "contains(groups[*], 'ops') && 'Admin' || 'Viewer'",
      GF_AUTH_GENERIC_OAUTH_ALLOWED_DOMAINS: 'example.org example.com',
    });
  });

  test('opens a path to the provider alone', () => {
    const opened = (built: Built) => egress(built).slice(1);
    expect(opened(signOn({ cidrs: ['192.0.2.0/24'] }))).toEqual([{ to: [{ ipBlock: { cidr: '192.0.2.0/24' } }], ports: [{ protocol: 'TCP', port: 443 }] }]);
    expect(opened(signOn({ tokenUrl: 'https://b.example.org:8443/token' })).map(({ ports }: any) => ports[0].port)).toEqual([8443, 443]);
  });

  test('needs an address outside to come back to', () => {
    const message = 'ml/Monitoring: grafana.route: the provider sends people back to an address outside, and Grafana has none: '
      + 'pass a route, and a host and a class or the domain and routeClass of Settings';
    const auth = GrafanaAuth.oidc(OIDC);
    expect(() => build({ auth })).toThrow(message);
    expect(() => build({ auth, route: {} }, { profile: Profile.local() })).toThrow(message);
  });

  test('takes no generated secret, no address that is none, and not nobody', () => {
    expect(() => signOn({ clientSecret: SecretValue.generated(), issuerUrl: 'http://id.example.org', allowedDomains: [] })).toThrow([
      "ml/Monitoring: grafana.auth.issuerUrl 'http://id.example.org': it is not a URL of a kind that works here: write it as 'https://host'",
      "ml/Monitoring: grafana.auth.clientSecret: the provider would not know a generated value: pass SecretValue.fromSecret('name', 'key') or .external(…)",
      'ml/Monitoring: grafana.auth.allowedDomains []: nobody could sign in: name one, or leave it out',
    ].join('\n'));
  });

  test('asks for what is missing, also from plain JavaScript', () => {
    expect(() => GrafanaAuth.oidc({} as never)).toThrow([
      'GrafanaAuth.oidc: issuerUrl: it is required: pass issuerUrl',
      'GrafanaAuth.oidc: clientId: it is required: pass clientId',
      'GrafanaAuth.oidc: clientSecret: it is required: pass clientSecret',
    ].join('\n'));
  });
});
