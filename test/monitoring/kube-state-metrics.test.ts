import { KubeStateMetrics, KubeStateMetricsProps, Profile } from '../../src';
import { container, expectHardened, expectRestricted, find, findAll, Manifest, manifestSerializer, synth } from '../../src/testing';
import { chart } from '../chart';

expect.addSnapshotSerializer(manifestSerializer);

function build(props: KubeStateMetricsProps = {}): { objects: KubeStateMetrics; manifests: Manifest[] } {
  const scope = chart({ profile: Profile.local() });
  const objects = new KubeStateMetrics(scope, 'Objects', props);
  return { objects, manifests: synth(scope) };
}

const args = (props?: KubeStateMetricsProps) => container(find(build(props).manifests, 'Deployment'), 'main').args;
const alerts = (props?: KubeStateMetricsProps) => build(props).objects.metrics[0].rules!.map(({ name }) => name);
const SUBJECTS = [{ kind: 'ServiceAccount', name: 'ml-objects-server', namespace: 'ml' }];
const RULES = [
  { apiGroups: [''], resources: ['pods', 'persistentvolumeclaims'], verbs: ['list', 'watch'] },
  { apiGroups: ['apps'], resources: ['deployments', 'statefulsets', 'daemonsets'], verbs: ['list', 'watch'] },
  { apiGroups: ['batch'], resources: ['jobs', 'cronjobs'], verbs: ['list', 'watch'] },
  { apiGroups: ['autoscaling'], resources: ['horizontalpodautoscalers'], verbs: ['list', 'watch'] },
];

test('as it comes', () => {
  expect(build().manifests).toMatchSnapshot();
});

test.each([{}, { clusterWide: true }, { namespaces: ['team'] }])('its pods are restricted and hardened with %j', props => {
  const { manifests } = build(props);
  expectRestricted(manifests);
  expectHardened(manifests);
});

test('it sees its own namespace, with a Role there', () => {
  expect(args()).toEqual([
    '--port=8080',
    '--telemetry-port=8081',
    '--resources=pods,persistentvolumeclaims,deployments,statefulsets,daemonsets,jobs,cronjobs,horizontalpodautoscalers',
    '--namespaces=ml',
  ]);
  const { manifests } = build();
  expect(find(manifests, 'Role').rules).toEqual(RULES);
  expect([find(manifests, 'Role').metadata.namespace, find(manifests, 'RoleBinding').subjects]).toEqual(['ml', SUBJECTS]);
  expect(findAll(manifests, 'ClusterRole')).toEqual([]);
});

test('it sees the namespaces that are named, with a Role in each', () => {
  const { manifests } = build({ namespaces: ['team', 'ml', 'other'] });
  expect(args({ namespaces: ['team', 'ml', 'other'] })[3]).toBe('--namespaces=team,ml,other');
  const roles = findAll(manifests, 'Role').map(({ metadata: { name, namespace }, rules }) => [namespace, name, rules]);
  expect(roles.sort()).toEqual([['ml', 'ml-objects-server', RULES], ['other', 'ml-ml-objects-server', RULES], ['team', 'ml-ml-objects-server', RULES]]);
  for (const { subjects, roleRef, metadata } of findAll(manifests, 'RoleBinding')) {
    expect([subjects, roleRef]).toEqual([SUBJECTS, { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: metadata.name }]);
  }
});

test('it has no Role in its own namespace when that is not named', () => {
  expect(findAll(build({ namespaces: ['team'] }).manifests, 'Role').map(({ metadata }) => metadata.namespace)).toEqual(['team']);
});

test('it sees all namespaces and the nodes, with a ClusterRole', () => {
  const { manifests } = build({ clusterWide: true });
  expect(args({ clusterWide: true })).toEqual([
    '--port=8080',
    '--telemetry-port=8081',
    '--resources=pods,persistentvolumeclaims,nodes,deployments,statefulsets,daemonsets,jobs,cronjobs,horizontalpodautoscalers',
  ]);
  const role = find(manifests, 'ClusterRole');
  expect([role.metadata.name, role.rules[0].resources]).toEqual(
    ['ml-ml-objects-server', ['pods', 'persistentvolumeclaims', 'nodes']]);
  expect(find(manifests, 'ClusterRoleBinding')).toMatchObject({ subjects: SUBJECTS, roleRef: { kind: 'ClusterRole', name: 'ml-ml-objects-server' } });
  expect(findAll(manifests, 'Role')).toEqual([]);
});

test('it may change nothing and read no Secret', () => {
  const rules = ['Role', 'ClusterRole'].flatMap(kind => findAll(build({ clusterWide: kind === 'ClusterRole' }).manifests, kind).flatMap(role => role.rules));
  expect([...new Set(rules.flatMap(({ verbs }) => verbs))]).toEqual(['list', 'watch']);
  expect(rules.flatMap(({ resources }) => resources)).not.toContain('secrets');
});

test('what its series say of themselves stays', () => {
  const { objects: { metrics } } = build();
  expect(metrics.map(({ tool, honorLabels, endpoint }) => [tool, honorLabels, endpoint?.pods])).toEqual([
    ['kube-state-metrics', true, { name: 'ml-objects-server', namespace: 'ml', labels: { 'app.kubernetes.io/instance': 'ml-objects-server' }, port: 8080 }],
  ]);
});

test('it tells of nodes only where it sees them', () => {
  expect([alerts().includes('NodeNotReady'), alerts({ clusterWide: true }).includes('NodeNotReady')]).toEqual([false, true]);
});

test('memory and image are those that are given', () => {
  const { image, resources } = container(find(build({ image: 'example.org/ksm:1', resources: { memory: '1Gi' } }).manifests, 'Deployment'), 'main');
  expect([image, resources.limits.memory, resources.requests.cpu]).toEqual(['example.org/ksm:1', '1Gi', '10m']);
});

test('some and all, none at all, and one twice are refused', () => {
  expect(() => build({ clusterWide: true, namespaces: ['a'] })).toThrow('ml/Objects: namespaces ["a"]: it shows all namespaces: leave it or clusterWide out');
  expect(() => build({ namespaces: [] })).toThrow('ml/Objects: namespaces []: it would see nothing: name one, or leave it out for its own');
  expect(() => build({ namespaces: ['a', 'b', 'a'] })).toThrow("ml/Objects: namespaces 'a': it is named twice: name each once");
});
