import { validate } from './validator';
import { Credentials, MlflowAuth, MlflowServer, Postgres, PostgresOperator, RouteClass, SecretValue, Server, Settings } from '../../src';
import { find, Manifest, synth } from '../../src/testing';
import { chart } from '../chart';

const OPERATED: [kind: string, manifest: () => Manifest, path: string][] = [
  ['Cluster', cluster, 'spec.enableSuperuserAccess'],
  ['HTTPRoute', route, 'spec.parentRefs[0].sectionName'],
  ['ExternalSecret', externalSecret, 'spec.data[0].remoteRef.property'],
  ['ScaledObject', () => scaled('ScaledObject'), 'spec.advanced.scalingModifiers.formula'],
  ['TriggerAuthentication', () => scaled('TriggerAuthentication'), 'spec.secretTargetRef[0].parameter'],
];

function cluster(): Manifest {
  const scope = chart();
  Settings.set(scope, { storageClass: 'fast', imagePullSecrets: ['pull'] });
  new Postgres(scope, 'Postgres', { operator: PostgresOperator.cloudNativePg({ instances: 2 }) });
  return find(synth(scope), 'Cluster');
}

function route(): Manifest {
  const scope = chart();
  const routeClass = RouteClass.gateway({ name: 'web', namespace: 'gateways', sectionName: 'https' });
  new MlflowServer(scope, 'Mlflow', { auth: MlflowAuth.basic(), route: { host: 'mlflow.example.org', routeClass } });
  return find(synth(scope), 'HTTPRoute');
}

function externalSecret(): Manifest {
  const scope = chart();
  const store = { name: 'vault', clusterWide: true };
  new Credentials(scope, 'C', { values: { a: SecretValue.external(store, 'path', 'field'), b: SecretValue.external(store, 'other') } });
  return find(synth(scope), 'ExternalSecret');
}

function scaled(kind: string): Manifest {
  const scope = chart();
  const keda = { triggers: [{ name: 'a', type: 'redis', metadata: { listName: 'a' } }], target: 2, secrets: { password: { namespace: 'ml', secret: 'a', key: 'a' } } };
  new Server(scope, 'Web', { image: 'example.org/web:1', autoscaling: { maxReplicas: 2, keda } });
  return find(synth(scope), kind);
}

test.each(OPERATED)('%s is valid in the eyes of its operator', (_, manifest) => {
  expect(validate([manifest()])).toEqual({ errors: [], unchecked: [] });
});

test.each(OPERATED)('a misspelt field in %s is found', (_, manifest, path) => {
  const key = path.split('.').at(-1)!;
  const misspelt = JSON.parse(JSON.stringify(manifest()).replace(`"${key}":`, `"${key}s":`));
  expect(validate([misspelt]).errors.join()).toContain(`${path}s is an unknown field`);
});

test('an unknown word for a closed list is found', () => {
  const misspelt = JSON.parse(JSON.stringify(externalSecret()).replace('"Owner"', '"Mine"'));
  expect(validate([misspelt]).errors.join()).toContain('spec.target.creationPolicy must be equal to one of the allowed values, not "Mine"');
});
