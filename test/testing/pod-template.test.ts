import { Manifest, container, containersOf, podSpecs } from '../../src/testing';

const template = { metadata: { labels: { app: 'web' }, annotations: { note: 'x' } }, spec: { containers: [{ name: 'web' }] } };
const owner = (apiVersion: string, kind: string, rest: object = { spec: { template } }): Manifest => (
  { apiVersion, kind, metadata: { name: 'it', namespace: 'ml' }, ...rest });
const several = owner('v1', 'Pod', {
  spec: { initContainers: [{ name: 'setup' }], containers: [{ name: 'web' }, { name: 'log' }], ephemeralContainers: [{ name: 'debug' }] },
});

describe('podSpecs', () => {
  test.each([
    owner('apps/v1', 'Deployment'), owner('apps/v1', 'StatefulSet'), owner('apps/v1', 'DaemonSet'), owner('apps/v1', 'ReplicaSet'),
    owner('batch/v1', 'Job'), owner('batch/v1', 'CronJob', { spec: { jobTemplate: { spec: { template } } } }),
    owner('v1', 'Pod', { spec: template.spec, metadata: { name: 'it', namespace: 'ml', ...template.metadata } }),
  ])('finds the pod of a $kind', (manifest) => {
    expect(podSpecs([manifest])).toEqual([{ owner: manifest, labels: { app: 'web' }, annotations: { note: 'x' }, spec: template.spec }]);
  });

  test('does not look into a custom resource of the same kind', () => expect(podSpecs([owner('batch.volcano.sh/v1alpha1', 'Job')])).toEqual([]));

  test('gives a pod without metadata no labels', () => {
    expect(podSpecs([owner('apps/v1', 'Deployment', { spec: { template: { spec: {} } } })])[0].labels).toEqual({});
  });
});

describe('containersOf', () => {
  test('gives init containers, containers and ephemeral containers', () => {
    expect(containersOf(podSpecs([several])[0]).map(({ list, spec }) => `${list} ${spec.name}`))
      .toEqual(['initContainers setup', 'containers web', 'containers log', 'ephemeralContainers debug']);
  });
});

describe('container', () => {
  test.each(['setup', 'log', 'debug'])('finds %s', (name) => expect(container(several, name)).toEqual({ name }));

  test('gives the only one without a name', () => expect(container(owner('apps/v1', 'Deployment'))).toEqual({ name: 'web' }));

  test('lists what is there when the name is not', () => {
    expect(() => container(several, 'proxy')).toThrow('Pod ml/it: expected one container "proxy"; there are: setup, web, log, debug');
  });

  test('wants a name when there are several', () => {
    expect(() => container(several)).toThrow('Pod ml/it: expected exactly one container; there are: setup, web, log, debug');
  });

  test('says so when the manifest has no pod', () => {
    expect(() => container(owner('v1', 'Service'), 'web')).toThrow('Service ml/it has no pod, so no container "web"');
  });
});
