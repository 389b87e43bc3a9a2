import * as pulumi from '@pulumi/pulumi';
import { PulumiRecorder } from '../../src/testing';

const recorder = new PulumiRecorder();
let trackingUri: string;

beforeAll(async () => {
  await pulumi.runtime.setMocks(recorder);
  const example = await import('../../examples/pulumi-mlflow/index');
  trackingUri = await new Promise(resolve => example.trackingUri.apply(resolve));
  await pulumi.runtime.disconnect();
});

test('pulumi-mlflow makes these resources', () => {
  expect(recorder.resources.map(({ type, name }) => `${type} ${name}`).sort()).toMatchSnapshot();
});

test('pulumi-mlflow exports the address of the server', () => {
  expect(trackingUri).toBe('http://mlflow-server.ml.svc:5000');
});
