import { AirflowCluster, GrafanaOptions, IMetricsTarget, MlflowServer, MonitoringStack, Profile, RouteClass, SecretValue } from '../../src';
import { container, expectHardened, expectRestricted, find, findAll, Manifest, synth } from '../../src/testing';
import { chart } from '../chart';

function build(grafana: GrafanaOptions | undefined = {}, targets?: IMetricsTarget[]): { stack: MonitoringStack; manifests: Manifest[] } {
  const scope = chart({ profile: Profile.local(), routeClass: RouteClass.gateway({ name: 'public', namespace: 'gateways' }), domain: 'ml.example.org' });
  const stack = new MonitoringStack(scope, 'Monitoring', {
    targets: targets ?? [new MlflowServer(scope, 'Mlflow'), new AirflowCluster(scope, 'Airflow')], grafana,
  });
  return { stack, manifests: synth(scope) };
}

const main = (manifests: Manifest[]) => container(find(manifests, 'Deployment', 'ml-monitoring-grafana'), 'main');
const env = (manifests: Manifest[]) => (
  Object.fromEntries(main(manifests).env.map(({ name, value, valueFrom }: any) => [name, value ?? valueFrom?.secretKeyRef])));
const data = (manifests: Manifest[], name: string): Record<string, string> => (find(manifests, 'ConfigMap', `ml-monitoring-grafana-${name}`) as any).data;

test('there is none unless it is asked for', () => {
  const scope = chart();
  const stack = new MonitoringStack(scope, 'Monitoring', { targets: [] });
  expect([stack.grafanaUrl, stack.grafanaPassword, findAll(synth(scope), 'Deployment')]).toEqual([undefined, undefined, []]);
});

test('its pods are restricted and hardened', () => {
  const { manifests } = build();
  expectRestricted(manifests);
  expectHardened(manifests);
});

test('the administrator has a generated password, or that which is given', () => {
  const { stack, manifests } = build();
  expect(stack.grafanaPassword).toEqual({ namespace: 'ml', secret: 'ml-monitoring-grafana-admin', key: 'password' });
  expect(env(manifests)).toMatchObject({ GF_SECURITY_ADMIN_PASSWORD: { name: 'ml-monitoring-grafana-admin', key: 'password' }, GF_SECURITY_ADMIN_USER: 'admin' });
  expect(env(build({ adminPassword: SecretValue.fromSecret('mine', 'word') }).manifests).GF_SECURITY_ADMIN_PASSWORD).toEqual({ name: 'mine', key: 'word' });
});

test('it asks Prometheus, to which it has a path', () => {
  const { manifests } = build();
  expect(JSON.parse(data(manifests, 'sources')['prometheus.yaml']).datasources).toEqual([{
    name: 'Prometheus',
    type: 'prometheus',
    uid: 'prometheus',
    access: 'proxy',
    url: 'http://ml-monitoring-prometheus.ml.svc:9090',
    isDefault: true,
    editable: false,
    jsonData: { httpMethod: 'POST' },
  }]);
  expect(find(manifests, 'NetworkPolicy', 'ml-monitoring-grafana-to-ml-monitoring-prometheus').spec.ingress[0].ports).toEqual([{ protocol: 'TCP', port: 9090 }]);
});

test('the dashboards of the targets are files, each with an id of its own that stays', () => {
  const uids = (targets?: IMetricsTarget[]) => Object.values(data(build({}, targets).manifests, 'dashboards')).map(text => JSON.parse(text).uid);
  expect(Object.keys(data(build().manifests, 'dashboards'))).toEqual(['airflow-1.json', 'mlflow-0.json']);
  const [airflow, mlflow] = uids();
  expect(mlflow).toMatch(/^mlops-[0-9a-f]{8}$/);
  expect(airflow).not.toBe(mlflow);
  const scope = chart({ profile: Profile.local() });
  expect(uids([new AirflowCluster(scope, 'Airflow'), new MlflowServer(scope, 'Mlflow')])).toEqual([airflow, mlflow]);
});

test('a dashboard is of the classic form, its panels two in a row', () => {
  const dashboard = JSON.parse(data(build().manifests, 'dashboards')['mlflow-0.json']);
  expect([dashboard.title, dashboard.schemaVersion, dashboard.tags]).toEqual(['MLflow ml/ml-mlflow-server', 42, ['mlops-constructs', 'mlflow']]);
  expect(dashboard.panels.map(({ id, gridPos: { x, y } }: any) => [id, x, y])).toEqual([[1, 0, 0], [2, 12, 0], [3, 0, 8], [4, 12, 8]]);
  expect(dashboard.panels[2]).toMatchObject({
    type: 'timeseries', datasource: { type: 'prometheus', uid: 'prometheus' }, fieldConfig: { defaults: { unit: 's' } }, targets: [{ refId: 'A' }, { refId: 'B' }],
  });
});

test('a target without a dashboard has none', () => {
  const endpoint = { scheme: 'http', host: 'a.example.org', port: 80 };
  const { manifests } = build({}, [{ metrics: { tool: 'own', endpoint, path: '/metrics' } }]);
  expect(find(manifests, 'ConfigMap', 'ml-monitoring-grafana-dashboards')).not.toHaveProperty('data');
});

test('it calls nobody and fetches nothing', () => {
  expect(env(build().manifests)).toMatchObject({
    GF_ANALYTICS_REPORTING_ENABLED: 'false',
    GF_ANALYTICS_CHECK_FOR_UPDATES: 'false',
    GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES: 'false',
    GF_PLUGINS_PREINSTALL_AUTO_UPDATE: 'false',
  });
  expect(find(build().manifests, 'NetworkPolicy', 'ml-monitoring-grafana').spec.egress).toHaveLength(2);
});

test('its database goes with its pod', () => {
  const { volumes } = find(build().manifests, 'Deployment', 'ml-monitoring-grafana').spec.template.spec;
  expect(volumes).toContainEqual({ name: 'data', emptyDir: { sizeLimit: '256Mi' } });
});

test('a route leads to it, and it knows its own address', () => {
  expect(build().manifests.map(({ kind }) => kind)).not.toContain('HTTPRoute');
  const { manifests } = build({ route: {} });
  expect(find(manifests, 'HTTPRoute').spec.hostnames).toEqual(['grafana.ml.example.org']);
  expect([env(manifests).GF_SERVER_ROOT_URL, env(build().manifests).GF_SERVER_ROOT_URL]).toEqual(['https://grafana.ml.example.org', undefined]);
});

test('memory and image are those that are given', () => {
  const { image, resources } = main(build({ image: 'example.org/grafana:13', resources: { memory: '1Gi' } }).manifests);
  expect([image, resources.limits.memory, main(build().manifests).resources.limits.memory]).toEqual(['example.org/grafana:13', '1Gi', '512Mi']);
});
