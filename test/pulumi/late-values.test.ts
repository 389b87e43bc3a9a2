import * as pulumi from '@pulumi/pulumi';
import { Construct, IConstruct } from 'constructs';
import { Recorder } from './recorder';
import * as core from '../../src';
import { asNumber, asString, ComponentOptions, fromConstructs, Inputs, Job, Postgres, PostgresDatabase, Server } from '../../src/pulumi';
import { plan } from '../../src/pulumi/component';

const IMAGE = 'example.org/team/image:1';
const settings = { namespace: 'ml' };
const later = <T>(value: T) => pulumi.output(Promise.resolve(value));

let recorder: Recorder;
beforeEach(async () => { recorder = await Recorder.start(); });
afterEach(() => recorder.settled());

/** With what late values end a component, before it registers anything. */
async function failure<P>(
  Core: new (scope: Construct, id: string, props: P) => IConstruct, args: Inputs<P>, opts: ComponentOptions = { settings },
): Promise<string> {
  const { checked } = plan({ type: Core.name, name: 't' }, args, opts, (chart, given) => new Core(chart, 't', given as P));
  return checked!.then(() => 'none', (error: Error) => error.message);
}

test('a Secret of a namespace that turns out to be another is refused', async () => {
  const postgres = new Postgres('postgres', {}, { settings: { namespace: later('ml') } });
  const database = new PostgresDatabase('db', { server: postgres }, { settings: { namespace: later('ml') } });
  expect(await failure(core.Job, { image: IMAGE, uses: [database] }, { settings: { namespace: later('other') } }))
    .toContain("t/t: env.PGPASSWORD.namespace 'ml', namespace 'other': a pod reads only Secrets of its own namespace, and 'db-credentials' is of another: "
      + 'put both into one namespace, or pass the ref of a SecretCopy in this one');
  expect(await failure(core.Job, { image: IMAGE, uses: [database] }, { settings: { namespace: later('ml') } })).toBe('none');
});

test('two uses that turn out to disagree on a variable are refused', async () => {
  const uses = (value: string) => [{ connection: { env: { A: asString(later(value)) }, endpoints: [] } }, { connection: { env: { A: 'a' }, endpoints: [] } }];
  expect(await failure(core.Job, { image: IMAGE, uses: uses('b') })).toContain("t/t: env.A [\"b\",\"a\"]: two of its uses set it to different values: wrap one of them in alias(…, 'PREFIX')");
  expect(await failure(core.Job, { image: IMAGE, uses: uses('a') })).toBe('none');
});

test('limits that turn out to be the wrong way round are refused', async () => {
  expect(await failure(core.Server, { image: IMAGE, autoscaling: { minReplicas: later(3), maxReplicas: 2 } }))
    .toBe('t/t: autoscaling.minReplicas 3, autoscaling.maxReplicas 2: there are to be more at least than at most: swap them');
});

test('several schedulers on one volume are refused, however they were given', async () => {
  expect(await failure(core.AirflowCluster, { scheduler: { replicas: later(2) } }, { settings: { namespace: 'ml', profile: core.Profile.local() } }))
    .toContain('t/t: scheduler.replicas 2: the database or the logs lie on a volume that one node mounts: pass metadataDatabase and logStore, or keep one replica');
});

test('what a client has to do with a server has one name, whether their namespaces are known or not', async () => {
  const names = async (client: pulumi.Input<string>, server: pulumi.Input<string>) => {
    recorder = await Recorder.start();
    new Server('web', { image: IMAGE, ports: { http: 80 } }, { settings: { namespace: server } });
    const endpoint = { scheme: 'http', host: 'h', port: 80, pods: { name: 'web', namespace: asString(server), labels: { a: 'b' }, port: 80 } };
    new Job('job', { image: IMAGE, uses: [{ connection: { endpoints: [endpoint] } }] }, { settings: { namespace: client } });
    await recorder.settled();
    return recorder.all.filter(({ type }) => type.endsWith(':NetworkPolicy')).map(({ inputs }) => inputs.metadata.name).sort();
  };
  expect(await names(later('a'), later('a'))).toEqual(await names('a', 'a'));
  expect(await names(later('a'), later('b'))).toEqual(await names('a', 'b'));
});

test.each([1, 2, 3])('workers and copies of executors are the same for %s and for an Output of it', async count => {
  const objects = async (executor: (count: number) => core.Executor) => {
    const manifests = async (given: number) => {
      recorder = await Recorder.start();
      fromConstructs('a', scope => {
        const bucket = core.Bucket.fromS3(scope, 'Logs', { bucket: 'logs', region: 'eu-west-1', identity: {} });
        const metadataDatabase = core.Database.fromPostgres(scope, 'Db', { host: 'h', database: 'd', username: 'u', password: core.SecretValue.fromSecret('s', 'k') });
        new core.AirflowCluster(scope, 'Airflow', { metadataDatabase, logStore: bucket, executor: executor(given) });
      }, { settings });
      await recorder.settled();
      return Object.fromEntries(recorder.all.filter(({ custom }) => custom).map(({ type, name, inputs }) => [`${type} ${name}`, inputs]));
    };
    expect(await manifests(asNumber(later(count)))).toEqual(await manifests(count));
  };
  const broker = (name: string) => ({
    host: name, port: 6379, tls: false, connection: { endpoints: [] },
  }) as unknown as core.IRedis;
  await objects(workers => core.Executor.celery({ broker: broker('x'), workers }));
});

test('a promise of constructs is refused, and nothing is registered', async () => {
  expect(() => fromConstructs('w', async scope => {
    await Promise.resolve();
    new core.Server(scope, 'X', { image: IMAGE });
  }, { settings })).toThrow('w: make gives a promise, so that its constructs would come too late: '
    + 'await what it needs before fromConstructs, or pass it as an Output with asString');
  expect(await recorder.settled()).toEqual([]);
});
