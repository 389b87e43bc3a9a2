import { Suite } from './support/suite';
import * as mlops from 'mlops-constructs/pulumi';

const suite = new Suite('retained data through Pulumi', 'e2e-retain');
const { place, times } = suite;

const stack = suite.stack('retain', () => {
  const settings = { namespace: place.namespace };
  const cache = { volumeSize: '16Mi', resources: { cpu: '10m', memory: '64Mi' } };
  new mlops.Valkey('kept', cache, { settings, retainData: true });
  new mlops.Valkey('gone', cache, { settings });
});

function ask(name: string, ...command: string[]): Promise<string> {
  return place.kubectl(['exec', `statefulset/${name}-server`, '--', 'valkey-cli', ...command]);
}

async function claims(): Promise<string[]> {
  return (await place.list('persistentvolumeclaims')).map(({ metadata }) => metadata.name);
}

beforeAll(() => place.create());

test('destroy stops at what is to be kept, after it has deleted the rest', async () => {
  await times.of('up with two caches', () => stack.up());
  await place.ready();
  expect((await claims()).sort()).toEqual(['gone-data', 'kept-data']);
  expect(await ask('kept', 'set', 'key', 'value')).toBe('OK\n');
  await expect(times.of('destroy that stops', () => stack.destroy())).rejects.toThrow(/protected/);
  expect(await claims()).toEqual(['kept-data']);
  expect(await place.list('statefulsets', 'deployments', 'services')).toEqual([]);
});

test('destroy without protection deletes it from the state, not from the cluster', async () => {
  await stack.unprotect();
  await times.of('destroy after that', () => stack.destroy());
  expect(await claims()).toEqual(['kept-data']);
});

test('the next up takes it over with its data', async () => {
  await times.of('up again', () => stack.up());
  await place.ready();
  expect(await ask('kept', 'get', 'key')).toBe('value\n');
  expect(await ask('gone', 'get', 'key')).toBe('\n');
});
