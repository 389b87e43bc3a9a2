import {
  AlertReceiver, IMetricsTarget, MlflowAuth, MlflowServer, MonitoringStack, MonitoringStackProps, Postgres, PrometheusOperator, Profile,
  SecretValue,
} from '../../src';
import { expectHardened, expectRestricted, find, findAll, Manifest, manifestSerializer, synth } from '../../src/testing';
import { chart } from '../chart';
import { validate } from '../schema/validator';

expect.addSnapshotSerializer(manifestSerializer);

const OUTSIDE: IMetricsTarget = {
  metrics: [{ tool: 'own', endpoint: { scheme: 'https', host: 'db.example.org', port: 9187 }, token: { namespace: 'ml', secret: 'db', key: 'token' } }],
};

function build(props: Partial<MonitoringStackProps> = {}, scope = chart({ profile: Profile.local() })): Manifest[] {
  new MonitoringStack(scope, 'Monitoring', { operator: PrometheusOperator.v1(), kubeStateMetrics: false, targets: [], ...props });
  return synth(scope);
}

const kinds = ['Prometheus', 'PodMonitor', 'ScrapeConfig', 'PrometheusRule'];

test('with an operator', () => {
  const scope = chart({ profile: Profile.local() });
  const targets = [new MlflowServer(scope, 'Mlflow'), OUTSIDE];
  const manifests = build({ targets, receivers: { team: AlertReceiver.slack(SecretValue.fromSecret('slack', 'url')) } }, scope);
  expectRestricted(manifests);
  expectHardened(manifests);
  expect(manifests.filter(({ kind }) => kinds.includes(kind))).toMatchSnapshot();
});

test('its objects are valid in the eyes of the operator', () => {
  const scope = chart({ profile: Profile.local(), storageClass: 'fast', imagePullSecrets: ['pull'] });
  const targets = [new MlflowServer(scope, 'Mlflow'), new Postgres(scope, 'Db', { metrics: true }), OUTSIDE];
  const made = build({ targets }, scope).filter(({ kind }) => kinds.includes(kind));
  expect([...new Set(made.map(({ kind }) => kind))].sort()).toEqual([...kinds].sort());
  expect(validate(made)).toEqual({ errors: [], unchecked: [] });
});

test('series bear the same labels as without one', () => {
  const scope = chart({ profile: Profile.local(), team: 'vision' });
  const monitors = findAll(build({ targets: [new MlflowServer(scope, 'Mlflow')] }, scope), 'PodMonitor') as any[];
  const { spec } = monitors.find(({ metadata }) => metadata.name.includes('mlflow'));
  expect(spec.podMetricsEndpoints[0].relabelings).toEqual(expect.arrayContaining([
    { targetLabel: 'job', replacement: 'ml/ml-mlflow-server' },
    { targetLabel: 'tool', replacement: 'mlflow' },
    { targetLabel: 'team', replacement: 'vision' },
    { sourceLabels: ['__meta_kubernetes_pod_name'], targetLabel: 'instance' },
  ]));
});

test('Prometheus chooses what bears its label, and nothing else', () => {
  const manifests = build({ targets: [OUTSIDE] });
  const label = { 'mlops-constructs/prometheus': 'ml-monitoring-prometheus' };
  const { spec } = find(manifests, 'Prometheus') as any;
  expect([spec.podMonitorSelector, spec.ruleSelector, spec.scrapeConfigSelector]).toEqual([1, 2, 3].map(() => ({ matchLabels: label })));
  expect(manifests.filter(({ kind }) => ['PodMonitor', 'ScrapeConfig', 'PrometheusRule'].includes(kind))
    .filter(({ metadata }) => metadata.labels?.['mlops-constructs/prometheus'] !== 'ml-monitoring-prometheus')).toEqual([]);
});

test('Prometheus may look for Alertmanager behind its Service, as the operator has it do', () => {
  const manifests = build();
  expect(find(manifests, 'Role', 'ml-monitoring-prometheus-discovery').rules).toEqual([
    { apiGroups: [''], resources: ['services', 'pods'], verbs: ['get', 'list', 'watch'] },
    { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: ['get', 'list', 'watch'] },
  ]);
  expect(find(manifests, 'Prometheus').spec.serviceDiscoveryRole).toBe('EndpointSlice');
});

test('its pods reach the targets, and Alertmanager, by policies', () => {
  const scope = chart({ profile: Profile.local() });
  const names = findAll(build({ targets: [new MlflowServer(scope, 'Mlflow')] }, scope), 'NetworkPolicy').map(({ metadata }) => metadata.name);
  expect(names).toEqual(expect.arrayContaining(
    ['ml-monitoring-prometheus', 'ml-monitoring-prometheus-to-ml-mlflow-server', 'ml-monitoring-prometheus-to-ml-monitoring-alertmanager']));
});

test('there is no workload of its own, and the address stays', () => {
  const scope = chart({ profile: Profile.local() });
  const [own, operated] = [{}, { operator: PrometheusOperator.v1() }].map((props, index) => (
    new MonitoringStack(scope, `M${index}`, { targets: [], ...props })));
  expect([own.prometheus?.name, operated.prometheus]).toEqual(['ml-m0-prometheus', undefined]);
  expect(operated.url).toBe('http://ml-m1-prometheus.ml.svc:9090');
  expect(findAll(synth(scope), 'Service').map(({ metadata }) => metadata.name)).toContain('ml-m1-prometheus');
});

test('retention, size, interval and image are those that are given', () => {
  const props = { retention: '40d', volumeSize: '10Gi', scrapeInterval: '1m', image: 'example.org/prometheus:v3', resources: { memory: '3Gi' } };
  const { spec } = find(build(props), 'Prometheus') as any;
  expect(spec).toMatchObject({
    retention: '40d', retentionSize: '8192MB', scrapeInterval: '1m', image: 'example.org/prometheus:v3', resources: { limits: { memory: '3Gi' } },
  });
});

test('a target that wants a user name is refused', () => {
  const scope = chart({ profile: Profile.local() });
  expect(() => build({ targets: [new MlflowServer(scope, 'Mlflow', { auth: MlflowAuth.basic() })] }, scope)).toThrow(
    "ml/Monitoring: targets 'mlflow': it wants a user name, which the operator reads from a Secret alone: watch it without an operator, or with a token");
});

test('a secret that the operator cannot read is refused', () => {
  const token = { namespace: 'other', secret: 'db', key: 'token' };
  expect(() => build({ targets: [{ metrics: [{ ...OUTSIDE.metrics[0], token }] }] })).toThrow(
    "ml/Monitoring: targets: secret.namespace 'other', targets: namespace 'ml': the operator reads Secrets of the target's own namespace, "
    + "and 'db' of own is of another: pass the ref of a SecretCopy that is made there");
});
