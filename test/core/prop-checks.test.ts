import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import {
  AirflowCluster, alias, Bucket, Database, DagSource, DatabaseEngine, DriftAction, Executor, GitServer, MlflowAuth, MlflowServer,
  MonitoringStack, Platform, Postgres, Profile, RouteClass, SecretValue, Server, ServerProps, Settings, Job, JobProps,
  Valkey, VersityGateway, Volume,
} from '../../src';
import { checkArguments, isAwaited, propChecks, token } from '../../src/core';
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
    const bad = { engine: 'mssql' as DatabaseEngine, host: 'h', databaseName: 'd', username: 'u', password: SecretValue.fromSecret('s', 'k') };
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
    expect(mlflow({ metrics: 'false' })).toBe("ml/M: metrics 'false': it is text: write true or false");
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
    expect(mlflow({ replica: 3, workers: 0, temporarySize: '1 GB' })).toBe([
      'ml/M: replica 3: there is no such prop: write replicas',
      'ml/M: workers 0: it must be a whole number of at least 1: use 1 or more',
      "ml/M: temporarySize '1 GB': it is not a Kubernetes quantity: write it as '10Gi' (powers of two), '10G' (powers of ten) or '500m' (thousandths)",
    ].join('\n'));
  });

  test('a class that extends a construct may pass on props of its own, but no wrong ones within them', () => {
    class Own extends MlflowServer {}
    new Own(chart(), 'M', { team: 'a' } as never);
    const garbageCollection = { older: '1d' };
    expect(refused(scope => new Own(scope, 'M', { garbageCollection } as never))).toMatch("ml/M: garbageCollection.older '1d': there is no such prop: write olderThan");
  });

  test('a class that extends a construct does not hide a known prop with one letter wrong', () => {
    class Own extends MlflowServer {}
    expect(refused(scope => new Own(scope, 'M', { replica: 3 } as never)))
      .toBe('ml/M: replica 3: there is no such prop: write replicas, or keep a prop of your own from the class above');
    new Own(chart(), 'M', { volume: 'a' } as never);
  });
});

class Given {
  public readonly cpu = '1';
}

describe('an object that is not plain', () => {
  test.each<[string, object, string]>([
    ['a Map of variables', { env: new Map([['A', 'b']]) }, 'env: it is a Map: pass an object of names and values'],
    ['a Map of options', { resources: new Map([['cpu', '1']]) }, 'resources: it is a Map: pass an object with '],
    ['a Date', { resources: new Date() }, 'resources: it is a Date: pass an object with '],
    ['an object of a class', { resources: new Given() }, 'resources: it is a Given: pass an object with '],
  ])('is refused: %s', (_, props, message) => expect(job(props)).toContain(`ml/T: ${message}`));

  test('is refused as the props themselves', () => {
    expect(mlflow(new Map())).toMatch(/^ml\/M: props: it is a Map: pass an object with /);
  });

  test('an object without a prototype is plain', () => {
    new Job(chart(), 'T', { image: IMAGE, env: Object.assign(Object.create(null), { A: 'b' }) as Record<string, string> });
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

  const ring: Record<string, unknown> = {};
  ring.self = ring;
  const bundle = (kwargs: object) => () => DagSource.bundle({ classpath: 'a.B', kwargs: kwargs as never });
  test.each<[string, () => unknown, string]>([
    ['a bigint', bundle({ x: 10n }), 'DagSource.bundle: bundle.kwargs.x: it is a bigint: JSON has no form for it: write it as text or as a finite number'],
    ['a bigint of a run', () => DriftAction.airflowDagRun({} as never, 'd', { x: 10n }),
      'DriftAction.airflowDagRun: conf.x: it is a bigint: JSON has no form for it: write it as text or as a finite number'],
    ['a ring', bundle(ring), 'DagSource.bundle: bundle.kwargs.self.self: it holds itself: pass data that ends'],
    ['what is no number', bundle({ x: [NaN] }), 'DagSource.bundle: bundle.kwargs.x[0] NaN: JSON has no form for it: write it as text or as a finite number'],
    ['a function', bundle({ x: { y: () => 1 } }), 'DagSource.bundle: bundle.kwargs.x.y: it is a function: JSON has no form for it: write it as text or as a finite number'],
    ['undefined in a list', bundle({ x: [undefined] }), 'DagSource.bundle: bundle.kwargs.x[0]: it is undefined: JSON has no form for it: '],
    ['a Map', bundle({ x: new Map() }), 'DagSource.bundle: bundle.kwargs.x: it is a Map: pass an object of names and values'],
  ])('data of JSON with %s is refused', (_, make, message) => expect(refused(make)).toContain(message));

  test('all that JSON has a form for is taken, and the same twice', () => {
    const twice = { a: 1 };
    bundle({ a: 'a', b: 0, c: false, d: { e: null }, f: [twice, twice], g: new Date(0), h: undefined })();
  });

  test.each<[string, () => unknown, string]>([
    ['Database.fromPostgres', () => Database.fromPostgres('e' as never, 'i', {} as never), 'Database'],
    ['Database.fromMysql', () => Database.fromMysql('e' as never, 'i', {} as never), 'Database'],
    ['Valkey.fromRedis', () => Valkey.fromRedis('e' as never, 'i', {} as never), 'ExistingRedis'],
    ['Bucket.fromS3', () => Bucket.fromS3('e' as never, 'i', {} as never), 'ExistingBucket'],
    ['Bucket.fromGcs', () => Bucket.fromGcs('e' as never, 'i', {} as never), 'ExistingGcsBucket'],
    ['Bucket.fromAzure', () => Bucket.fromAzure('e' as never, 'i', {} as never), 'ExistingAzureBucket'],
    ['MlflowServer.fromTrackingUri', () => MlflowServer.fromTrackingUri('e' as never, 'i', {} as never), 'ExistingTrackingServer'],
    ['MonitoringStack.fromExisting', () => MonitoringStack.fromExisting('e' as never, 'i', {} as never), 'ExistingMonitoringStack'],
    ['GitServer.fromExisting', () => GitServer.fromExisting('e' as never, 'i', {} as never), 'ExistingGitServer'],
  ])('%s wants a scope', (name, make, component) => expect(refused(make)).toBe(`${name}: scope 'e': it is text: `
    + `pass the construct or chart that it is to be made in; a component of Pulumi is made by new ${component}('name', { … })`));

  test('take what they are given when it is right', () => {
    expect(() => checkArguments('SecretValue.external', [{ name: 'vault' }, 'path'])).not.toThrow();
  });
});

test.each<[string, string, object, string]>([
  ['a boolean', 'ValkeyProps', { metrics: token({}) }, 'metrics: it is an Output, which has a value only after what it decides was made: write true or false'],
  ['a member of an enum', 'MlflowServerProps', { artifactAccess: token({}) },
    'artifactAccess: it is an Output, which has a value only after what it decides was made: use ArtifactAccess.PROXIED or ArtifactAccess.DIRECT'],
])('an Output does not stand for %s', (_, type, props, message) => {
  expect(() => propChecks(new Construct(chart(), 'C'), type, props)).toThrow(`ml/C: ${message}`);
});

test('an Output stands for text and a number', () => {
  const scope = new Construct(chart(), 'C');
  const late = propChecks(scope, 'MlflowServerProps', { replicas: token({}), volumeSize: token({}) });
  expect(late.map(row => [row[1], isAwaited(row)])).toEqual([['replicas', true], ['volumeSize', true]]);
});

