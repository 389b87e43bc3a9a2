import * as k8s from '@pulumi/kubernetes';
import * as pulumi from '@pulumi/pulumi';
import * as mlops from '../../src/pulumi';
import { PulumiRecorder } from '../../src/testing';

const value = <T>(output: pulumi.Output<T>): Promise<T> => new Promise((resolve) => output.apply(resolve));
const add = (recorder: PulumiRecorder, type: string, name: string, inputs: object = {}) => (
  recorder.newResource({ type, name, inputs, custom: true }));

describe('find', () => {
  const recorder = new PulumiRecorder();
  add(recorder, 'kubernetes:core/v1:Service', 'web');
  add(recorder, 'kubernetes:core/v1:Service', 'db');
  add(recorder, 'kubernetes:apps/v1:Deployment', 'web');

  test('gives the one of a type', () => expect(recorder.find('kubernetes:apps/v1:Deployment')).toBe(recorder.resources[2]));

  test('takes the last part of the type', () => expect(recorder.find('Deployment')).toBe(recorder.resources[2]));

  test('does not take a part of that part', () => expect(() => recorder.find('ployment')).toThrow('no ployment among 3 resources'));

  test('gives the one of a type and name', () => expect(recorder.find('Service', 'db')).toBe(recorder.resources[1]));

  test('lists what is of that type when the name is not there', () => {
    expect(() => recorder.find('Service', 'api')).toThrow(
      'no Service "api" among 3 resources; there are: kubernetes:core/v1:Service "web", kubernetes:core/v1:Service "db"');
  });

  test('lists everything when the type is not there', () => {
    expect(() => recorder.find('Job')).toThrow('no Job among 3 resources; there are: kubernetes:core/v1:Service "web",');
  });

  test('refuses to choose between several', () => expect(() => recorder.find('Service')).toThrow('expected one Service, found 2; there are:'));

  test('findAll gives all of a type in order', () => expect(recorder.findAll('Service').map(({ name }) => name)).toEqual(['web', 'db']));
});

test('manifests gives the Kubernetes objects alone, without the words to Pulumi', () => {
  const recorder = new PulumiRecorder();
  const service = { apiVersion: 'v1', kind: 'Service', spec: { ports: [{ port: 80 }] } };
  recorder.newResource({ type: 'acme:index:Web', name: 'web', inputs: { apiVersion: 'v1', kind: 'Web' }, custom: false });
  add(recorder, 'aws:s3:Bucket', 'b', { acl: 'private' });
  add(recorder, 'kubernetes:core/v1:Service', 'web', { ...service, metadata: { name: 'web', annotations: { 'pulumi.com/skipAwait': 'true' } } });
  add(recorder, 'kubernetes:core/v1:Service', 'api', { ...service, metadata: { name: 'api', annotations: { 'pulumi.com/skipAwait': 'true', 'a': 'b' } } });
  expect(recorder.manifests()).toEqual([
    { ...service, metadata: { name: 'web' } },
    { ...service, metadata: { name: 'api', annotations: { a: 'b' } } },
  ]);
});

test('the program of its documentation runs', async () => {
  const recorder = new PulumiRecorder();
  await pulumi.runtime.setMocks(recorder);
  new mlops.MlflowServer('mlflow', {}, { settings: { namespace: 'ml' } });
  await pulumi.runtime.disconnect();
  expect(recorder.find('kubernetes:apps/v1:Deployment').inputs.spec.replicas).toBe(1);
});

describe('newResource', () => {
  const recorder = new PulumiRecorder();

  test('answers with the inputs', () => expect(add(recorder, 'aws:s3:Bucket', 'b', { acl: 'private' })).toEqual({ id: 'b-id', state: { acl: 'private' } }));

  test('takes namespace and name for the id of a Kubernetes object', () => {
    expect(add(recorder, 'kubernetes:core/v1:Secret', 's', { metadata: { name: 'db', namespace: 'ml' } }).id).toBe('ml/db');
  });

  test('keeps the id of a resource that exists', () => {
    expect(recorder.newResource({ type: 'aws:s3:Bucket', name: 'b', inputs: {}, id: 'given' }).id).toBe('given');
  });

  test('names a Kubernetes object that has no name after the resource', () => {
    expect(add(recorder, 'kubernetes:core/v1:Secret', 's').state.metadata.name).toBe('s');
  });

  test('shows a Deployment with all replicas ready', () => {
    expect(add(recorder, 'kubernetes:apps/v1:Deployment', 'd', { spec: { replicas: 3 } }).state.status)
      .toEqual({ replicas: 3, updatedReplicas: 3, readyReplicas: 3, availableReplicas: 3 });
  });

  test('shows a Job as complete', () => {
    expect(add(recorder, 'kubernetes:batch/v1:Job', 'j').state.status).toEqual({ succeeded: 1, conditions: [{ type: 'Complete', status: 'True' }] });
  });

  test('gives kinds without a known status none', () => expect(add(recorder, 'kubernetes:core/v1:ConfigMap', 'c').state).not.toHaveProperty('status'));

  test('does not take a provider for a Kubernetes object', () => {
    expect(add(recorder, 'pulumi:providers:kubernetes', 'p', { context: 'c' })).toEqual({ id: 'p-id', state: { context: 'c' } });
  });

  test('does not change the inputs', () => {
    const inputs = { spec: {} };
    add(recorder, 'kubernetes:apps/v1:Deployment', 'd', inputs);
    expect(inputs).toEqual({ spec: {} });
  });
});

describe('under pulumi.runtime.setMocks', () => {
  const recorder = new PulumiRecorder();
  beforeAll(() => pulumi.runtime.setMocks(recorder));

  test('records type, name, inputs and id of a resource', async () => {
    const map = new k8s.core.v1.ConfigMap('settings', { metadata: { name: 'settings', namespace: 'ml' }, data: { a: '1' } });
    await value(map.id);
    const { type, name, inputs, id, custom } = recorder.find('ConfigMap');
    expect({ type, name, id, custom, metadata: inputs.metadata, data: inputs.data }).toEqual({
      type: 'kubernetes:core/v1:ConfigMap', name: 'settings', id: 'ml/settings', custom: true, metadata: { name: 'settings', namespace: 'ml' }, data: { a: '1' },
    });
  });

  test('gives the program a status', async () => {
    const deployment = new k8s.apps.v1.Deployment('web', { spec: { replicas: 2, selector: {}, template: {} } });
    expect(await value(deployment.status.readyReplicas)).toBe(2);
  });

  test('records a component as not custom', async () => {
    const component = new pulumi.ComponentResource('acme:index:Thing', 'thing');
    await value(component.urn);
    expect(recorder.find('acme:index:Thing').custom).toBe(false);
  });

  test('answers a call with its arguments and records it', async () => {
    expect(await pulumi.runtime.invoke('acme:index:lookup', { a: 1 })).toEqual({ a: 1 });
    expect(recorder.calls).toEqual([{ token: 'acme:index:lookup', inputs: { a: 1 } }]);
  });
});
