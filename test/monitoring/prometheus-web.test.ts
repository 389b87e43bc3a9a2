import {
  MonitoringStack, MonitoringStackProps, PrometheusAuth, PrometheusOperator, PrometheusWeb, Profile, RouteClass, SecretValue, Job,
} from '../../src';
import { container, expectHardened, expectRestricted, find, findAll, Manifest, synth } from '../../src/testing';
import { chart } from '../chart';
import { validate } from '../schema/validator';

const TLS = { secret: 'prometheus-tls' };
const ROUTE = { host: 'prometheus.example.org', routeClass: RouteClass.gateway({ name: 'g', namespace: 'g' }) };

function build(web?: PrometheusWeb, props: Partial<MonitoringStackProps> = {}): Manifest[] {
  const scope = chart({ profile: Profile.local() });
  const stack = new MonitoringStack(scope, 'Monitoring', { targets: [], kubeStateMetrics: false, web, ...props });
  new Job(scope, 'Client', { image: 'example.org/client:1', command: ['ask'], uses: [stack] });
  return synth(scope);
}

const pods = (manifests: Manifest[]) => find(manifests, 'StatefulSet', 'ml-monitoring-prometheus').spec.template.spec;
const prometheus = (manifests: Manifest[]) => container(find(manifests, 'StatefulSet', 'ml-monitoring-prometheus'), 'main');
type Container = ReturnType<typeof container>;

const mounted = ({ volumeMounts }: Container): string[] => volumeMounts.map(({ mountPath }: { mountPath: string }) => mountPath);
const file = (manifests: Manifest[], name: string) => find(manifests, 'ConfigMap', 'ml-monitoring-config').data[name];
const ownJob = (manifests: Manifest[]) => JSON.parse(file(manifests, 'prometheus.json')).scrape_configs.at(-1);
const client = (manifests: Manifest[]) => container(findAll(manifests, 'Job').find(({ metadata }) => metadata.name.startsWith('ml-client'))!, 'main');
interface Variable { readonly name: string; readonly value?: string; readonly valueFrom?: { readonly secretKeyRef: object } }

const envOf = ({ env }: Container): Record<string, string | object> => (
  Object.fromEntries(env.map(({ name, value, valueFrom }: Variable) => [name, value ?? valueFrom!.secretKeyRef])));
const source = (manifests: Manifest[]) => JSON.parse(
  find(manifests, 'ConfigMap', 'ml-monitoring-grafana-sources').data['prometheus.yaml']).datasources[0];

test('by default it is open to whoever has a network path, by HTTP', () => {
  const manifests = build();
  expect(prometheus(manifests).args.join(' ')).not.toContain('--web.');
  expect(pods(manifests)).not.toHaveProperty('initContainers');
  expect(ownJob(manifests)).toMatchObject({ scheme: 'http' });
  expect(ownJob(manifests)).not.toHaveProperty('basic_auth');
  expect(envOf(client(manifests))).toMatchObject({ PROMETHEUS_URL: 'http://ml-monitoring-prometheus.ml.svc:9090' });
  expect(findAll(manifests, 'HTTPRoute')).toEqual([]);
});

describe('with a password', () => {
  const manifests = build({ auth: PrometheusAuth.basic() }, { grafana: {} });
  const password = { name: 'ml-monitoring-prometheus-admin', key: 'password' };

  test('it is generated, and its hash reaches Prometheus by an init container', () => {
    const { initContainers } = pods(manifests);
    expect(initContainers).toEqual([expect.objectContaining({ name: 'web-config' })]);
    expect(envOf(initContainers[0])).toMatchObject({ WEB_CONFIG: '{}', ADMIN_PASSWORD: password });
    expect(prometheus(manifests).args).toContain('--web.config.file=/etc/prometheus/web/web.json');
    expect(mounted(prometheus(manifests))).toContain('/etc/prometheus/web');
    expectRestricted(manifests);
    expectHardened(manifests);
  });

  test('Prometheus scrapes itself with it', () => {
    expect(ownJob(manifests).basic_auth).toEqual({ username: 'admin', password_file: '/etc/prometheus/secrets/own-0' });
    expect(mounted(prometheus(manifests))).toContain('/etc/prometheus/secrets/own-0');
  });

  test('the kubelet, which has none, starts with promtool and then looks at the port', () => {
    const { startupProbe, readinessProbe, livenessProbe } = prometheus(manifests);
    expect(startupProbe.exec.command).toEqual([
      'promtool', 'check', 'ready', '--url=http://localhost:9090', '--http.config.file=/etc/prometheus/config/client.json',
    ]);
    expect(JSON.parse(file(manifests, 'client.json'))).toEqual({ basic_auth: ownJob(manifests).basic_auth });
    expect([readinessProbe.tcpSocket, livenessProbe.tcpSocket]).toEqual([{ port: 9090 }, { port: 9090 }]);
  });

  test('clients get it, and Grafana is one', () => {
    expect(envOf(client(manifests))).toMatchObject({ PROMETHEUS_USERNAME: 'admin', PROMETHEUS_PASSWORD: password });
    expect(envOf(container(find(manifests, 'Deployment', 'ml-monitoring-grafana'), 'main'))).toMatchObject({ PROMETHEUS_PASSWORD: password });
    expect(source(manifests)).toMatchObject({
      basicAuth: true, basicAuthUser: 'admin', secureJsonData: { basicAuthPassword: '$PROMETHEUS_PASSWORD' },
    });
  });

  test('the stack tells where it lies', () => {
    const stack = (web?: PrometheusWeb) => new MonitoringStack(chart({ profile: Profile.local() }), 'Monitoring', { targets: [], kubeStateMetrics: false, web });
    expect(stack({ auth: PrometheusAuth.basic() }).prometheusPassword).toEqual({ namespace: 'ml', secret: password.name, key: 'password' });
    expect(stack().prometheusPassword).toBeUndefined();
  });

  test('another one is taken from where it lies', () => {
    const given = build({ auth: PrometheusAuth.basic({ password: SecretValue.fromSecret('mine', 'word') }) });
    expect(envOf(client(given)).PROMETHEUS_PASSWORD).toEqual({ name: 'mine', key: 'word' });
  });

  test('another stack that watches this one signs in', () => {
    const scope = chart({ profile: Profile.local() });
    const watched = new MonitoringStack(scope, 'Watched', { targets: [], kubeStateMetrics: false, web: { auth: PrometheusAuth.basic() } });
    new MonitoringStack(scope, 'Monitoring', { targets: [watched], kubeStateMetrics: false });
    const [job] = JSON.parse(file(synth(scope), 'prometheus.json')).scrape_configs;
    expect(job.basic_auth).toEqual({ username: 'admin', password_file: '/etc/prometheus/secrets/0' });
  });
});

describe('with a certificate', () => {
  const manifests = build({ tls: TLS }, { grafana: {} });

  test('it is a directory, so that a renewed one is seen', () => {
    const certificate = { name: 'certificate', secret: { secretName: 'prometheus-tls' } };
    expect(pods(manifests).volumes).toContainEqual(certificate);
    expect(prometheus(manifests).volumeMounts).toContainEqual({ name: 'certificate', mountPath: '/etc/prometheus/certificate', readOnly: true });
    expect(JSON.parse(String(envOf(pods(manifests).initContainers[0]).WEB_CONFIG))).toEqual({
      tls_server_config: { cert_file: '/etc/prometheus/certificate/tls.crt', key_file: '/etc/prometheus/certificate/tls.key' },
    });
  });

  test('a cdk8s-plus Secret does', () => {
    expect(pods(build({ tls: { secret: { name: 'prometheus-tls' } } })).volumes).toEqual(pods(build({ tls: TLS })).volumes);
  });

  test('the kubelet asks by HTTPS', () => {
    expect(prometheus(manifests).readinessProbe.httpGet).toEqual({ path: '/-/ready', port: 9090, scheme: 'HTTPS' });
    expect(prometheus(manifests).livenessProbe.httpGet).toEqual({ path: '/-/healthy', port: 9090, scheme: 'HTTPS' });
  });

  test('Prometheus, clients and Grafana check it by the authority in the Secret', () => {
    const ca = '/etc/mlops-constructs/prometheus/ca.crt';
    expect(ownJob(manifests)).toMatchObject({
      scheme: 'https', tls_config: { ca_file: '/etc/prometheus/secrets/own-0', server_name: 'ml-monitoring-prometheus.ml.svc' },
    });
    expect(envOf(client(manifests))).toMatchObject({ PROMETHEUS_URL: 'https://ml-monitoring-prometheus.ml.svc:9090', PROMETHEUS_CA_FILE: ca });
    expect(mounted(client(manifests))).toContain(ca);
    expect(source(manifests)).toMatchObject({
      url: 'https://ml-monitoring-prometheus.ml.svc:9090', jsonData: { tlsAuthWithCACert: true }, secureJsonData: { tlsCACert: '$PROMETHEUS_CA' },
    });
    expect(envOf(container(find(manifests, 'Deployment', 'ml-monitoring-grafana'), 'main')).PROMETHEUS_CA).toEqual({ name: 'prometheus-tls', key: 'ca.crt' });
  });

  test('an operator is told of it', () => {
    const made = build({ tls: TLS }, { operator: PrometheusOperator.v1() }).filter(({ kind }) => ['Prometheus', 'ScrapeConfig'].includes(kind));
    const key = (name: string) => ({ name: 'prometheus-tls', key: name });
    expect(find(made, 'Prometheus').spec.web).toEqual({ tlsConfig: { cert: { secret: key('tls.crt') }, keySecret: key('tls.key') } });
    expect(find(made, 'ScrapeConfig').spec).toMatchObject({ scheme: 'HTTPS', tlsConfig: { ca: { secret: key('ca.crt') } } });
    expect(validate(made)).toEqual({ errors: [], unchecked: [] });
  });
});

describe('a route', () => {
  test.each([['a password', PrometheusAuth.basic()], ['a sign-on in front', PrometheusAuth.proxied()]])('with %s is made', (_what, auth) => {
    const manifests = build({ auth, route: ROUTE });
    expect(find(manifests, 'HTTPRoute').spec.hostnames).toEqual(['prometheus.example.org']);
    expect(prometheus(manifests).args).toContain('--web.external-url=https://prometheus.example.org');
  });

  test('is that of an operator too', () => {
    const manifests = build({ auth: PrometheusAuth.proxied(), route: ROUTE }, { operator: PrometheusOperator.v1() });
    expect(find(manifests, 'Prometheus').spec.externalUrl).toBe('https://prometheus.example.org');
    expect(find(manifests, 'HTTPRoute').spec.rules[0].backendRefs[0]).toMatchObject({ name: 'ml-monitoring-prometheus', port: 9090 });
  });
});

test.each<[string, PrometheusWeb, Partial<MonitoringStackProps>, string]>([
  ['a route for everybody', { route: ROUTE }, {},
    'ml/Monitoring: web.route: whoever reaches it could read every series: pass web.auth: PrometheusAuth.basic(), or PrometheusAuth.proxied() '
    + 'where a sign-on stands in front'],
  ['a route to HTTPS', { route: ROUTE, auth: PrometheusAuth.basic(), tls: TLS }, {},
    'ml/Monitoring: web.tls: a route speaks HTTP to what it leads to: leave web.tls or web.route out'],
  ['a certificate without a name', { tls: { secret: '' } }, {}, "ml/Monitoring: web.tls.secret '': it is blank: give web.tls.secret a value or leave it out"],
  ['a password with an operator', { auth: PrometheusAuth.basic() }, { operator: PrometheusOperator.v1() },
    'ml/Monitoring: web.auth: an operator gives Prometheus no users: use PrometheusAuth.proxied() with a sign-on in front, or no operator'],
])('%s is refused', (_what, web, props, text) => {
  expect(() => build(web, props)).toThrow(text);
});
