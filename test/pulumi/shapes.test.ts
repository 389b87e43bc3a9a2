import * as pulumi from '@pulumi/pulumi';
import { Recorder } from './recorder';
import * as mlops from '../../src/pulumi';

const settings = { namespace: 'ml' };
let recorder: Recorder;

beforeEach(async () => {
  recorder = await Recorder.start();
});

afterEach(() => recorder.settled());

const mlflow = (props: unknown) => () => new mlops.MlflowServer('m', props as never, { settings });

test.each<[string, unknown, string]>([
  ['a prop that there is not', { replica: pulumi.output(3) }, 'm/m: replica (an Output): there is no such prop: write replicas'],
  ['another type', { workers: 'two' }, "m/m: workers 'two': it is text: pass a number"],
  ['null', { auth: null }, 'm/m: auth null: it is null: pass MlflowAuth.none(), .proxied() or .basic(…)'],
  ['an Output in the place of a list', { route: pulumi.output({}) }, 'm/m: route (an Output): it is an Output: pass an object with host, routeClass'],
])('%s is refused as in a chart, and nothing is registered', async (_, props, message) => {
  expect(mlflow(props)).toThrow(message);
  await recorder.settled();
  expect(recorder.all).toEqual([]);
});

test('a component whose construct does not keep the contract is refused, in props and in the arguments of factories', () => {
  const server = new mlops.Postgres('p', {}, { settings });
  expect(mlflow({ backendStore: server })).toThrow('m/m: backendStore: a Postgres has no engine, port, database, username, password: pass a PostgresDatabase');
  expect(() => mlops.MlflowAuth.basic({ database: server as never })).toThrow('MlflowAuth.basic: database: a Postgres has no engine, port');
});

test('Outputs stand for text and numbers, in props and in the arguments of factories', async () => {
  const adminPassword = mlops.SecretValue.fromSecret(pulumi.output('team') as never, pulumi.output('password') as never);
  mlflow({ workers: pulumi.output(2), resources: { memory: pulumi.output('2Gi') }, auth: mlops.MlflowAuth.basic({ adminPassword }) })();
  await recorder.settled();
  expect(recorder.get('m/Server/Deployment').inputs.spec.template.spec.containers[0].resources.requests.memory).toBe('2Gi');
});
