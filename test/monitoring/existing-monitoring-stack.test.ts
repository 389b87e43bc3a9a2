import { ExistingMonitoringStackProps, GrafanaDashboards, Job, MlflowServer, MonitoringStack, Profile, Severity } from '../../src';
import { find, findAll, Manifest, synth } from '../../src/testing';
import { chart } from '../chart';
import { validate } from '../schema/validator';

const THERE = {
  url: 'http://prometheus-operated.monitoring.svc:9090',
  pods: { namespace: 'monitoring', labels: { 'app.kubernetes.io/name': 'prometheus' } },
  labels: { release: 'kps' },
};

function build(props: Partial<ExistingMonitoringStackProps> = {}): Manifest[] {
  const scope = chart({ profile: Profile.local() });
  const stack = MonitoringStack.fromExisting(scope, 'Watch', { ...THERE, targets: [new MlflowServer(scope, 'Mlflow')], ...props });
  new Job(scope, 'Report', { image: 'example.org/team/report:1', uses: [stack] });
  return synth(scope);
}

test('monitors and rules bear the labels by which Prometheus chooses', () => {
  const made = build().filter(({ kind }) => ['PodMonitor', 'PrometheusRule'].includes(kind));
  expect(made.map(({ kind, metadata }) => [kind, metadata.labels?.release])).toEqual([['PodMonitor', 'kps'], ['PrometheusRule', 'kps']]);
  expect(validate(made)).toEqual({ errors: [], unchecked: [] });
});

test('its pods are let in to the targets, and nobody else', () => {
  const { spec } = find(build(), 'NetworkPolicy', 'monitoring-ml-watch-to-ml-mlflow-server') as any;
  expect(spec.ingress[0].from).toEqual([{
    namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } }, podSelector: { matchLabels: THERE.pods.labels },
  }]);
});

test('clients get its address, and a path to its pods', () => {
  const manifests = build();
  const [{ env }] = find(manifests, 'Job', undefined).spec.template.spec.containers;
  expect(env).toContainEqual({ name: 'PROMETHEUS_URL', value: THERE.url });
  expect((find(manifests, 'NetworkPolicy', 'ml-report') as any).spec.egress).toContainEqual({
    to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } }, podSelector: { matchLabels: THERE.pods.labels } }],
    ports: [{ protocol: 'TCP', port: 9090 }],
  });
});

test('rules of ones own are added', () => {
  const rules = [{ name: 'Slow', expr: 'rate(a[5m]) > 1', severity: Severity.WARNING, summary: 'It is slow', runbook: 'Wait' }];
  const names = findAll(build({ rules }), 'PrometheusRule').flatMap(({ spec }: any) => spec.groups.flatMap((group: any) => group.rules.map((rule: any) => rule.alert)));
  expect(names).toContain('Slow');
});

test('by default there are no dashboards', () => {
  const manifests = build();
  expect([findAll(manifests, 'GrafanaDashboard'), findAll(manifests, 'ConfigMap')]).toEqual([[], []]);
});

test('dashboards go to a sidecar of Grafana', () => {
  const [map] = findAll(build({ dashboards: GrafanaDashboards.sidecar() }), 'ConfigMap') as any[];
  expect(map.metadata.labels.grafana_dashboard).toBe('1');
  expect(JSON.parse(map.data['mlflow-0.json']).title).toBe('MLflow ml/ml-mlflow-server');
});

test('or to the Grafana operator, and ask the data source that is there', () => {
  const made = findAll(build({ dashboards: GrafanaDashboards.operator({ dashboards: 'ml' }, { dataSourceUid: 'mimir' }) }), 'GrafanaDashboard') as any[];
  expect(validate(made)).toEqual({ errors: [], unchecked: [] });
  expect(made[0].spec.instanceSelector).toEqual({ matchLabels: { dashboards: 'ml' } });
  expect(JSON.parse(made[0].spec.json).panels[0].datasource).toEqual({ type: 'prometheus', uid: 'mimir' });
});

test('rules that would not find their samples are refused', () => {
  const rules = [{ name: 'Slow', expr: 'rate(a[30d]) > 1', severity: Severity.WARNING, summary: 'It is slow', runbook: 'Wait' }];
  expect(() => build({ rules })).toThrow("ml/Watch: retention '10d': the rule Slow looks 30d back: keep samples for at least that long");
});
