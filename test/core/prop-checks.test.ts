import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import {
  AirflowCluster, alias, Bucket, Database, DagSource, DatabaseEngine, Executor, MlflowAuth, MlflowServer, Platform, Postgres,
  Probe, Profile, RouteClass, SecretValue, Server, ServerProps, Settings, Job, JobProps, Valkey, VersityGateway, Volume,
} from '../../src';
import { checkArguments, propChecks, Refuses, token } from '../../src/core';
import { chart } from '../chart';

const IMAGE = 'example.org/t:1';

/** The message with which something is refused, as of a program in JavaScript. */
function refused(make: (scope: Chart) => unknown): string {
  try {
    make(chart());
  } catch (error) {
    expect(error).not.toBeInstanceOf(TypeError);
    return (error as Error).message;
  }
  return 'it is not refused';
}

const mlflow = (props: unknown) => refused(scope => new MlflowServer(scope, 'M', props as never));
const job = (props: object) => refused(scope => new Job(scope, 'T', { image: IMAGE, ...props } as JobProps));
const server = (props: object) => refused(scope => new Server(scope, 'S', { image: IMAGE, ...props } as ServerProps));

describe('contracts', () => {
  test('a server is no database', () => {
    expect(refused(scope => new MlflowServer(scope, 'M', { backendStore: new Postgres(scope, 'P') as never }))).toBe(
      'ml/M: backendStore: a Postgres has no engine, port, database, username, password: '
      + "pass a PostgresDatabase made in it: new PostgresDatabase(scope, 'Db', { server })");
  });

  test('a store is no bucket', () => {
    expect(refused(scope => new MlflowServer(scope, 'M', { artifactStore: new VersityGateway(scope, 'O') as never }))).toBe(
      "ml/M: artifactStore: a VersityGateway has no provider, bucket, uri: pass a Bucket made in it: new Bucket(scope, 'Bucket', { store })");
  });

  test('what keeps another contract is told those that keep this one', () => {
    expect(refused(scope => new MlflowServer(scope, 'M', { backendStore: new Valkey(scope, 'V') as never }))).toBe(
      'ml/M: backendStore: a Valkey has no engine, database, username: pass a Database, a PgBouncer or a PostgresDatabase');
  });

  test('one thing in the place of a list', () => {
    expect(refused(scope => new Job(scope, 'T', { image: IMAGE, uses: new Valkey(scope, 'V') as never }))).toBe(
      'ml/T: uses: it is a Valkey: put it into a list: [ … ]');
  });

  test('an object of the user is examined as far as the contract goes, and may hold more', () => {
    const uses = [{ connection: { env: { A: 'a' }, endpoints: [] }, more: 1 }];
    new Job(chart(), 'T', { image: IMAGE, uses });
    expect(job({ uses: [{ connection: { env: { A: 1 } } }] })).toBe([
      "ml/T: uses[0].connection.env.A 1: it is a number: write it as text: '1', or pass the reference that credentials.ref('key') gives",
      'ml/T: uses[0].connection.endpoints: it is required: pass uses[0].connection.endpoints',
    ].join('\n'));
  });
});

describe('values', () => {
  test('a value that an enum does not have', () => {
    const bad = { engine: 'mssql' as DatabaseEngine, host: 'h', database: 'd', username: 'u', password: SecretValue.fromSecret('s', 'k') };
    expect(refused(scope => new Database(scope, 'D', bad))).toBe(
      "ml/D: engine 'mssql': there is no such value: use DatabaseEngine.POSTGRESQL or DatabaseEngine.MYSQL");
  });

  test('a factory that was not called', () => {
    expect(mlflow({ auth: MlflowAuth.basic })).toBe('ml/M: auth: it is a function: call it: MlflowAuth.basic()');
  });

  test('a class in the place of its object', () => {
    expect(mlflow({ auth: MlflowAuth })).toBe('ml/M: auth: it is the class itself: pass MlflowAuth.none(), .proxied() or .basic(…)');
  });

  test('null, for all props and for one', () => {
    expect(mlflow(null)).toMatch(/^ml\/M: props null: it is null: pass an object with backendStore, artifactStore, /);
    expect(mlflow({ replicas: null, auth: null })).toBe(
      'ml/M: replicas null: it is null: pass a number\nml/M: auth null: it is null: pass MlflowAuth.none(), .proxied() or .basic(…)');
  });

  test('what was meant as text, a number, a list or a switch', () => {
    expect(job({ env: { A: 1 } })).toBe(
      "ml/T: env.A 1: it is a number: write it as text: '1', or pass the reference that credentials.ref('key') gives, or pass an object with fieldPath");
    expect(job({ args: '--foo' })).toBe("ml/T: args '--foo': it is text: put it into a list: [ … ]");
    expect(server({ ports: { http: '80' } })).toBe("ml/S: ports.http '80': it is text: write it as a number: 80");
    expect(mlflow({ metricsEnabled: 'false' })).toBe("ml/M: metricsEnabled 'false': it is text: write true or false");
  });

  test('a literal in the place of a secret is not repeated', () => {
    expect(refused(() => MlflowAuth.basic({ adminPassword: 'hunter2' as never }))).toBe(
      'MlflowAuth.basic: adminPassword: it is text: pass SecretValue.fromSecret(…), .generated(…) or .external(…)');
  });

  test('one of several shapes is told of the one that was meant', () => {
    expect(refused(scope => new Platform(scope, 'P', { orchestration: { paralelism: 3 } as never }))).toBe(
      'ml/P: orchestration.paralelism 3: there is no such prop: write parallelism');
    expect(refused(scope => new AirflowCluster(scope, 'A', { executor: [Executor.local(), 'celery'] as never }))).toBe(
      "ml/A: executor[1] 'celery': it is text: pass Executor.local(), .celery(…) or .kubernetes(…)");
  });
});

describe('props that there are not', () => {
  test.each<[string, () => string, string]>([
    ['a letter missing', () => mlflow({ replica: 3 }), 'ml/M: replica 3: there is no such prop: write replicas'],
    ['another spelling', () => mlflow({ artefactStore: {} }), 'ml/M: artefactStore: there is no such prop: write artifactStore'],
    ['in an object of a prop', () => job({ resources: { mem: '1Gi' } }), "ml/T: resources.mem '1Gi': there is no such prop: write memory"],
    ['in another case', () => job({ readiness: { httpget: {} } }), 'ml/T: readiness.httpget: there is no such prop: write httpGet'],
    ['in a list', () => server({ sidecars: [{ name: 'x', image: IMAGE, arg: [] }] }), 'ml/S: sidecars[0].arg: there is no such prop: write args'],
    ['in settings', () => refused(scope => Settings.set(scope, { profil: Profile.local() } as never)), 'ml: settings.profil: there is no such prop: write profile'],
    ['in images', () => refused(scope => Settings.set(scope, { images: { mlfow: IMAGE } as never })), "ml: settings.images.mlfow 'example.org/t:1': there is no such prop: write mlflow"],
    ['in a factory', () => refused(() => Executor.kubernetes({ resource: {} } as never)), 'Executor.kubernetes: resource: there is no such prop: write resources'],
    ['nothing like it', () => refused(scope => new Bucket(scope, 'B', { store: new VersityGateway(scope, 'O'), zone: 'a' } as never)), 'ml/B: zone: there is no such prop: there are store, name'],
  ])('%s', (_, make, message) => expect(make()).toBe(message));

  test('one that is undefined does no harm', () => {
    new MlflowServer(chart(), 'M', { replica: undefined } as never);
  });

  test('are told together with what else is wrong', () => {
    expect(mlflow({ replica: 3, workers: 0, memory: '1 GB' })).toBe([
      'ml/M: replica 3: there is no such prop: write replicas',
      'ml/M: workers 0: it must be a whole number of at least 1: use 1 or more',
      "ml/M: memory '1 GB': it is not a Kubernetes quantity: write it as '10Gi' (powers of two), '10G' (powers of ten) or '500m' (thousandths)",
    ].join('\n'));
  });

  test('a class that extends a construct may pass on props of its own, but no wrong ones within them', () => {
    class Own extends MlflowServer {}
    new Own(chart(), 'M', { team: 'a' } as never);
    const garbageCollection = { older: '1d' };
    expect(refused(scope => new Own(scope, 'M', { garbageCollection } as never))).toMatch("ml/M: garbageCollection.older '1d': there is no such prop: write olderThan");
  });
});

describe('factories', () => {
  test.each<[string, () => unknown, string]>([
    ['without options', () => RouteClass.ingress(undefined as never), 'RouteClass.ingress: options: it is required: pass options'],
    ['with null', () => RouteClass.ingress(null as never), 'RouteClass.ingress: options null: it is null: pass an object with className, trafficNamespace, tls'],
    ['with none of what is required', () => RouteClass.ingress({} as never),
      'RouteClass.ingress: className: it is required: pass className\nRouteClass.ingress: trafficNamespace: it is required: pass trafficNamespace'],
    ['of a secret', () => SecretValue.fromSecret('s', undefined as never), 'SecretValue.fromSecret: key: it is required: pass key'],
    ['of a volume', () => Volume.empty('a', 5 as never), "Volume.empty: sizeLimit 5: it is a number: write it as text: '5'"],
    ['of DAGs', () => DagSource.git('https://example.org' as never),
      "DagSource.git: repository 'https://example.org': it is text: pass a GitRepository or a MercurialRepository"],
    ['of an alias', () => alias({} as never, 'A'), 'alias: connectable.connection: it is required: pass connectable.connection'],
  ])('%s', (_, make, message) => expect(refused(make)).toBe(message));

  test('take what they are given when it is right', () => {
    expect(() => checkArguments('SecretValue.external', [{ name: 'vault' }, 'path'])).not.toThrow();
  });
});

test('an Output stands for text, a number and a member of an enum', () => {
  const scope = new Construct(chart(), 'C');
  const late = propChecks(scope, 'MlflowServerProps', { replicas: token({}), memory: token({}), artifactAccess: token({}) });
  expect(late.map(([fails, prop]) => [prop, (fails as Refuses)('direct'), (fails as Refuses)('else')])).toEqual([['artifactAccess', false, true]]);
});

test('a construct that is made from checked props costs less than a tenth of a millisecond more', () => {
  const scope = new Construct(chart(), 'C');
  const probe: Probe = { httpGet: { path: '/', port: 80 } };
  const container = { name: 'x', image: IMAGE, env: { A: 'a', B: 'b' }, mounts: [{ path: '/d', volume: Volume.empty('d', '1Gi') }], readiness: probe };
  const props: ServerProps = { ...container, ports: { http: 80 }, resources: { cpu: '1' }, sidecars: [container], initContainers: [container] };
  const { name: _, ...rest } = props as ServerProps & { name: string };
  const run = () => propChecks(scope, 'ServerProps', rest);
  // The best of several rounds, since the machine may be busy.
  const rounds = Array.from({ length: 20 }, () => {
    const began = process.hrtime.bigint();
    for (let i = 0; i < 100; i++) run();
    return Number(process.hrtime.bigint() - began) / 1e6 / 100;
  });
  expect(Math.min(...rounds)).toBeLessThan(0.1);
});

