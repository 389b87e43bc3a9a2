import * as pulumi from '@pulumi/pulumi';
import { check } from './checks';
import { manifestSerializer, PulumiRecorder } from '../../src/testing';

expect.addSnapshotSerializer(manifestSerializer);

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

describe('pulumi-mlflow', () => check(async () => recorder.manifests().sort((a, b) => keyOf(a) < keyOf(b) ? -1 : 1)));

function keyOf({ kind, metadata }: { kind: string; metadata: { name: string } }): string {
  return `${kind} ${metadata.name}`;
}
