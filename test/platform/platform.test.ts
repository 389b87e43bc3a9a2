import { MlflowServer, Platform, Postgres, Profile, RouteClass } from '../../src';
import { find, findAll, synth } from '../../src/testing';
import { chart } from '../chart';

test('by default MLflow runs on a database and a bucket', () => {
  const platform = new Platform(chart(), 'Platform', { profile: Profile.local() });
  expect(platform.tracking!.trackingUri).toBe('http://ml-platform-mlflow-server.ml.svc:5000');
  expect(findAll(synth(platform), 'StatefulSet')).toHaveLength(2);
});

test('the profile reaches every part', () => {
  const platform = new Platform(chart(), 'Platform', { profile: Profile.local() });
  expect(findAll(synth(platform), 'PersistentVolumeClaim').map(claim => claim.spec.resources.requests.storage)).toEqual(['1Gi', '2Gi']);
});

test.each(['postgres', 'objectStore', 'tracking'] as const)('%s can be left out', part => {
  const platform = new Platform(chart(), 'Platform', { [part]: false });
  expect(platform[part]).toBeUndefined();
});

test('without storage MLflow keeps everything on its volume', () => {
  const platform = new Platform(chart(), 'Platform', { postgres: false, objectStore: false });
  expect(synth(platform).map(({ kind }) => kind)).toContain('PersistentVolumeClaim');
});

test('a part can be one that exists', () => {
  const scope = chart();
  const postgres = new Postgres(scope, 'Mine');
  const tracking = MlflowServer.fromTrackingUri(scope, 'Theirs', { trackingUri: 'https://mlflow.example.org' });
  const platform = new Platform(scope, 'Platform', { postgres, tracking });
  expect([platform.postgres, platform.tracking]).toEqual([postgres, tracking]);
});

test('a domain opens a route, with sign-in', () => {
  const routeClass = RouteClass.gateway({ name: 'public', namespace: 'gateways' });
  const platform = new Platform(chart(), 'Platform', { domain: 'ml.example.org', routeClass });
  expect(find(synth(platform), 'HTTPRoute').spec.hostnames).toEqual(['mlflow.ml.example.org']);
  expect(platform.tracking!.connection.env).toHaveProperty('MLFLOW_TRACKING_PASSWORD');
});
