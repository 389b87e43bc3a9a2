import { App, Chart } from 'cdk8s';
import { MlflowAuth, MlflowServer, MonitoringStack, Platform, RouteClass, SecretCopy, Server } from '../../src';
import { find, findAll, Manifest, synth } from '../../src/testing';
import { chart } from '../chart';

const SOURCE = { namespace: 'team-a', secret: 'login', key: 'password' };

const copy = (): Manifest[] => {
  const scope = chart();
  new SecretCopy(scope, 'Copy', { source: SOURCE });
  return synth(scope);
};

test('a copy has the key of its source, in the namespace of the scope', () => {
  expect(new SecretCopy(chart(), 'Copy', { source: SOURCE }).ref).toEqual({ namespace: 'ml', secret: 'ml-copy', key: 'password' });
});

test('its Job may read that one Secret there, and nothing else', () => {
  const there = findAll(copy(), 'Role', ({ metadata }) => metadata.namespace === 'team-a');
  expect(there.map(({ rules }) => rules)).toEqual([[{ apiGroups: [''], resources: ['secrets'], resourceNames: ['login'], verbs: ['get'] }]]);
  const [binding] = findAll(copy(), 'RoleBinding', ({ metadata }) => metadata.namespace === 'team-a');
  expect(binding.subjects).toEqual([{ kind: 'ServiceAccount', name: 'ml-copy', namespace: 'ml' }]);
});

test('its Job may make Secrets here, and change its own', () => {
  const [here] = findAll(copy(), 'Role', ({ metadata }) => metadata.namespace === 'ml');
  expect(here.rules).toEqual([
    { apiGroups: [''], resources: ['secrets'], verbs: ['create'] },
    { apiGroups: [''], resources: ['secrets'], resourceNames: ['ml-copy'], verbs: ['get', 'patch'] },
    { apiGroups: [''], resources: ['serviceaccounts'], resourceNames: ['ml-copy'], verbs: ['get'] },
  ]);
});

test('a stack watches a server with sign-in in another namespace, with a user of its own there', () => {
  const app = new App();
  const [mon, team] = ['mon', 'team-a'].map(id => new Chart(app, id, { namespace: id }));
  const mlflow = new MlflowServer(team, 'Mlflow', { auth: MlflowAuth.basic() });
  new MonitoringStack(mon, 'M', { targets: [mlflow] });
  const manifests = synth(app);
  expect(JSON.stringify(find(manifests, 'StatefulSet', 'mon-m-prometheus'))).toContain('mon-m-secret1');
  const [role] = findAll(manifests, 'Role', ({ metadata }) => metadata.namespace === 'team-a' && /secret1/.test(metadata.name));
  expect(role.rules[0].resourceNames).toEqual(['team-a-mlflow-metrics-user']);
  expect(JSON.stringify(find(manifests, 'ConfigMap', 'mon-m-config').data)).toMatch(/username\\*": ?\\*"metrics/);
});

test('a stack watches a platform with a domain in another namespace', () => {
  const app = new App();
  const [mon, team] = ['mon', 'team-a'].map(id => new Chart(app, id, { namespace: id }));
  const platform = new Platform(team, 'P', { domain: 'example.org', routeClass: RouteClass.gateway({ name: 'g', namespace: 'g' }) });
  expect(() => new MonitoringStack(mon, 'M', { targets: [platform.tracking as MlflowServer] })).not.toThrow();
});

test('in its own namespace a stack reads the secret itself', () => {
  const scope = chart();
  new MonitoringStack(scope, 'M', { targets: [new MlflowServer(scope, 'Mlflow', { auth: MlflowAuth.basic() })] });
  expect(findAll(synth(scope), 'Job', ({ metadata }) => /secret1/.test(metadata.name))).toEqual([]);
});

test('a pod with a secret of another namespace is pointed to a copy, which works', () => {
  const scope = chart();
  const server = (id: string, PASSWORD: typeof SOURCE) => new Server(scope, id, { image: 'example.org/a:1', env: { PASSWORD } });
  expect(() => server('A', SOURCE)).toThrow(/put both into one namespace, or pass the ref of a SecretCopy in this one/);
  expect(() => server('B', new SecretCopy(scope, 'Copy', { source: SOURCE }).ref)).not.toThrow();
});
