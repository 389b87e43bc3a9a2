import { Chart } from 'cdk8s';
import {
  AirflowAuth, AirflowCluster, AirflowClusterProps, AirflowMetrics, Bucket, Database, DagSource, Executor, GitRepository,
  MlflowServer, Postgres, PostgresDatabase, Profile, RouteClass, SecretValue, SettingsProps, Job, Valkey, VersityGateway, Volume,
} from '../../src';
import { container, expectHardened, expectRestricted, find, findAll, Manifest, manifestSerializer, synth } from '../../src/testing';
import { chart } from '../chart';
import { Container, environmentOf, printedBy } from '../pod';

expect.addSnapshotSerializer(manifestSerializer);

type Props = AirflowClusterProps | ((scope: Chart) => AirflowClusterProps);

function build(props: Props = {}, settings: SettingsProps = { profile: Profile.local() }): Manifest[] {
  const scope = chart(settings);
  new AirflowCluster(scope, 'Airflow', typeof props === 'function' ? props(scope) : props);
  return synth(scope);
}

function database(scope: Chart) {
  return new PostgresDatabase(scope, 'AirflowDb', { server: new Postgres(scope, 'Postgres') });
}

function bucket(scope: Chart) {
  return new Bucket(scope, 'Logs', { store: new VersityGateway(scope, 'Objects') });
}

function env(pod: Record<string, any>, name = 'main'): Record<string, any> {
  const found = pod.kind === 'Pod' ? pod.spec.containers[0] : container(pod as Manifest, name);
  return Object.fromEntries(found.env.map(({ name: variable, value, valueFrom }: any) =>
    [variable, value ?? valueFrom?.secretKeyRef ?? null]));
}

function component(manifests: Manifest[], name: string): Manifest {
  return find(manifests, 'Deployment', `ml-airflow-${name}`);
}

function taskPod(manifests: Manifest[]): Record<string, any> {
  return JSON.parse(find(manifests, 'ConfigMap', 'ml-airflow-pod-template').data['pod.json']);
}

const kubernetes = (scope: Chart) => ({ metadataDatabase: database(scope), logStore: bucket(scope), executor: Executor.kubernetes() });
const COMPONENTS = ['api-server', 'scheduler', 'dag-processor', 'triggerer'];

test('by default', () => {
  const manifests = build();
  expectRestricted(manifests);
  expectHardened(manifests);
  expect(manifests).toMatchSnapshot();
});

test('on shared stores with the Kubernetes executor all pods are hardened, those of tasks too', () => {
  const manifests = build(kubernetes);
  expectRestricted([...manifests, taskPod(manifests) as Manifest]);
  expectHardened(manifests);
});

describe('secrets, as the security model of Airflow gives them', () => {
  const DATABASE = 'AIRFLOW__DATABASE__SQL_ALCHEMY_CONN_CMD';
  const SIGNING = 'AIRFLOW__API_AUTH__JWT_SECRET';
  const manifests = build(kubernetes);

  test.each([
    ['api-server', true, true],
    ['scheduler', true, true],
    ['dag-processor', true, false],
    ['triggerer', true, false],
  ])('%s: database %s, signing key %s', (name, hasDatabase, signs) => {
    const variables = env(component(manifests, name));
    expect([DATABASE in variables, SIGNING in variables]).toEqual([hasDatabase, signs]);
  });

  test('pods of tasks have neither the database nor the signing key', () => {
    const text = JSON.stringify(taskPod(manifests));
    expect(text).toContain('AIRFLOW__CORE__FERNET_KEY');
    expect(text).not.toMatch(/SQL_ALCHEMY|JWT_SECRET/);
  });

  test('pods of tasks have no path to the database', () => {
    const egress = JSON.stringify(find(manifests, 'NetworkPolicy', 'ml-airflow-task').spec.egress);
    expect(egress).toContain('ml-airflow-api-server');
    expect(egress).not.toContain('ml-postgres');
  });

  test('all that read encrypted values share the Fernet key', () => {
    for (const pod of [...COMPONENTS.map(name => component(manifests, name)), taskPod(manifests)]) {
      expect(env(pod).AIRFLOW__CORE__FERNET_KEY).toEqual({ name: 'ml-airflow-keys', key: 'fernetKey' });
    }
  });

  const API_KEY = 'AIRFLOW__API__SECRET_KEY';

  test('those that serve pages or logs share the API key, and nothing else has it', () => {
    const having = COMPONENTS.filter(name => API_KEY in env(component(manifests, name)));
    expect(having).toEqual(['api-server', 'triggerer']);
    expect(env(taskPod(manifests))).not.toHaveProperty(API_KEY);
  });

  test('with the local executor the scheduler serves logs', () => {
    expect(env(component(build(), 'scheduler'))[API_KEY]).toEqual({ name: 'ml-airflow-keys', key: 'apiSecretKey' });
  });

  test('what waits, copies or removes has no key', () => {
    const all = findAll(manifests, 'Deployment').concat(findAll(manifests, 'CronJob')).flatMap(({ spec }) => {
      const pod = (spec.jobTemplate?.spec ?? spec).template.spec;
      return [...pod.initContainers ?? [], ...pod.containers];
    });
    const holders = all.filter(({ image, env: variables }) => image.includes('/airflow:') && /FERNET|SECRET_KEY/.test(JSON.stringify(variables ?? [])));
    expect(new Set(holders.map(({ name }) => name))).toEqual(new Set(['main', 'migrate']));
    const cleanup = find(manifests, 'CronJob', 'ml-airflow-database-cleanup').spec.jobTemplate.spec.template.spec.containers[0];
    expect(JSON.stringify(cleanup.env)).not.toMatch(/FERNET|SECRET_KEY/);
  });

  test('keys may be those of a Secret that exists', () => {
    const key = (name: string) => SecretValue.fromSecret('mine', name);
    const own = build({ fernetKey: key('fernet'), apiSecretKey: key('api'), jwtSecret: key('jwt') });
    expect(env(component(own, 'scheduler'))).toMatchObject({
      AIRFLOW__CORE__FERNET_KEY: { name: 'mine', key: 'fernet' }, AIRFLOW__API__SECRET_KEY: { name: 'mine', key: 'api' }, [SIGNING]: { name: 'mine', key: 'jwt' },
    });
  });

  test('no component holds a secret as text', () => {
    expect(env(component(manifests, 'api-server'))).toMatchObject({
      [SIGNING]: { name: 'ml-airflow-keys', key: 'jwtSecret' }, ADMIN_PASSWORD: { name: 'ml-airflow-auth', key: 'adminPassword' },
    });
  });
});

describe('what the code of DAGs uses', () => {
  const withTracking = (executor: Executor) => build(scope => ({
    metadataDatabase: database(scope), logStore: bucket(scope), executor, uses: [new MlflowServer(scope, 'Mlflow')],
  }));

  test.each([['local', 'scheduler'], ['local', 'dag-processor'], ['local', 'triggerer'], ['kubernetes', 'dag-processor'], ['kubernetes', 'triggerer']])(
    'with the %s executor it is in the %s', (kind, name) => {
      const manifests = withTracking(kind === 'local' ? Executor.local() : Executor.kubernetes());
      expect(env(component(manifests, name))).toHaveProperty('MLFLOW_TRACKING_URI', 'http://ml-mlflow-server.ml.svc:5000');
      expect(find(manifests, 'NetworkPolicy', `ml-airflow-${name}-to-ml-mlflow-server`)).toBeDefined();
    });

  test.each([['local', 'api-server'], ['kubernetes', 'scheduler'], ['kubernetes', 'api-server']])('with the %s executor it is not in the %s', (kind, name) => {
    const manifests = withTracking(kind === 'local' ? Executor.local() : Executor.kubernetes());
    expect(env(component(manifests, name))).not.toHaveProperty('MLFLOW_TRACKING_URI');
  });

  test('it is in the pods of tasks', () => {
    const manifests = withTracking(Executor.kubernetes());
    expect(env(taskPod(manifests))).toHaveProperty('MLFLOW_TRACKING_URI');
    expect(find(manifests, 'NetworkPolicy', 'ml-airflow-task-to-ml-mlflow-server')).toBeDefined();
  });

  test('a database that tasks use does not become the database of Airflow', () => {
    const manifests = build(scope => ({
      metadataDatabase: database(scope),
      logStore: bucket(scope),
      uses: [new PostgresDatabase(scope, 'Warehouse', { server: new Postgres(scope, 'Other') })],
    }));
    const scheduler = container(component(manifests, 'scheduler'), 'main') as Container;
    expect(env(component(manifests, 'scheduler'))).toMatchObject({ PGHOST: 'ml-other-server.ml.svc' });
    expect(printedBy(scheduler, 'AIRFLOW__DATABASE__SQL_ALCHEMY_CONN_CMD', () => 'p@w')).toMatch(/^postgresql\+psycopg2:\/\/\w+:p%40w@ml-postgres-server\.ml\.svc:5432\/\w+$/);
  });
});

describe('connections', () => {
  const manifests = build(scope => ({
    metadataDatabase: database(scope),
    logStore: bucket(scope),
    connections: {
      warehouse: Database.fromPostgres(scope, 'Warehouse', { host: 'db.example.org', databaseName: 'dwh', username: 'etl', password: SecretValue.fromSecret('dwh', 'password') }),
      lake: new Bucket(scope, 'Lake', { store: new VersityGateway(scope, 'Lakes') }),
      queue: new Valkey(scope, 'Queue'),
    },
  }));
  const scheduler = container(component(manifests, 'scheduler'), 'main') as Container;
  const variables = environmentOf(scheduler, (name, key) => `${name} "${key}"`);
  const connection = (name: string) => JSON.parse(variables[`AIRFLOW_CONN_${name}`]);

  test('a database has its address, and its password by reference', () => {
    expect(connection('WAREHOUSE')).toEqual({
      conn_type: 'postgres', host: 'db.example.org', port: 5432, schema: 'dwh', login: 'etl', password: 'dwh "password"',
    });
  });

  test('they are made before the entrypoint of the image, wherever the code of DAGs runs, and by the API server for its logs', () => {
    const entrypoint = (name: string) => container(component(manifests, name), 'main').command?.slice(-3);
    expect(COMPONENTS.map(entrypoint)).toEqual(COMPONENTS.map(() => ['/usr/bin/dumb-init', '--', '/entrypoint']));
  });

  test('without any, the entrypoint is the image\'s own', () => {
    const plain = build();
    expect(COMPONENTS.map(name => container(component(plain, name), 'main').command)).toEqual(COMPONENTS.map(() => undefined));
  });

  test('in pods of tasks they are made too, and Airflow\'s arguments stay arguments', () => {
    const [base] = (taskPod(build(kubernetes)) as Manifest).spec.containers as Container[];
    expect([base.command?.slice(-3), base.args]).toEqual([['/usr/bin/dumb-init', '--', '/entrypoint'], undefined]);
  });

  test('a bucket has its server', () => {
    expect(connection('LAKE')).toMatchObject({ conn_type: 'aws', extra: { endpoint_url: 'http://ml-lakes-server.ml.svc:7070', region_name: 'us-east-1' } });
  });

  test('a Redis server has its password', () => {
    expect(connection('QUEUE')).toEqual({
      conn_type: 'redis', host: 'ml-queue-server.ml.svc', port: 6379, password: 'ml-queue-credentials "password"', extra: { ssl: false },
    });
  });

  test('they come with the network path', () => {
    expect(find(manifests, 'NetworkPolicy', 'ml-airflow-scheduler-to-ml-queue-server')).toBeDefined();
  });

  test('an id with a hyphen is refused', () => {
    expect(() => build(scope => ({ connections: { 'my-lake': new Valkey(scope, 'Queue') } })))
      .toThrow("ml/Airflow: connections 'my-lake': it is not the id of a connection: use letters, digits and _");
  });

  test.each([
    [['mlops_logs'], "'mlops_logs': by that id Airflow itself stores the logs of tasks: use another id"],
    [['MLOPS_logs'], "'MLOPS_logs': by that id Airflow itself stores the logs of tasks: use another id"],
    [['dwh', 'DWH'], "'DWH': Airflow reads it from the same variable as 'dwh': use ids that differ in more than case"],
  ])('ids that meet are refused: %j', (ids, says) => {
    expect(() => build(scope => {
      const queue = new Valkey(scope, 'Queue');
      return { connections: Object.fromEntries(ids.map(id => [id, queue])) };
    })).toThrow(`ml/Airflow: connections ${says}`);
  });
});

describe('sources of DAGs', () => {
  const bundles = (manifests: Manifest[]) => JSON.parse(env(component(manifests, 'dag-processor')).AIRFLOW__DAG_PROCESSOR__DAG_BUNDLE_CONFIG_LIST);
  const classpath = 'airflow.dag_processing.bundles.local.LocalDagBundle';

  test('none is the directory of the image', () => {
    expect(bundles(build())).toEqual([{ name: 'dags', classpath, kwargs: { path: '/opt/airflow/dags' } }]);
  });

  test('a Git repository is beside every process that runs its code, and nowhere else', () => {
    const manifests = build(scope => ({
      metadataDatabase: database(scope), dags: DagSource.git(new GitRepository(scope, 'Dags', { url: 'https://example.org/dags.git', subdirectory: 'dags' })),
    }));
    const syncs = (name: string) => (component(manifests, name).spec.template.spec.initContainers as any[]).some(({ restartPolicy }) => restartPolicy === 'Always');
    expect(COMPONENTS.filter(syncs)).toEqual(['scheduler', 'dag-processor', 'triggerer']);
    expect(bundles(manifests)[0].kwargs.path).toMatch(/^\/opt\/airflow\/sources\/dags\/.+\/dags$/);
  });

  test('in pods of tasks a repository is fetched once', () => {
    const manifests = build(scope => ({
      ...kubernetes(scope), dags: DagSource.git(new GitRepository(scope, 'Dags', { url: 'https://example.org/dags.git' })),
    }));
    const { initContainers } = taskPod(manifests).spec;
    expect(initContainers.map(({ name }: any) => name)).toEqual(['source-0', 'config']);
    expect(initContainers[0]).not.toHaveProperty('restartPolicy');
  });

  test('a volume is mounted read-only', () => {
    const manifests = build({ dags: DagSource.volume(Volume.claim('code', 'code'), 'dags', { name: 'shared' }) });
    expect(bundles(manifests)).toEqual([{ name: 'shared', classpath, kwargs: { path: '/opt/airflow/sources/shared/dags' } }]);
    expect(container(component(manifests, 'scheduler'), 'main').volumeMounts)
      .toContainEqual({ name: 'code', mountPath: '/opt/airflow/sources/shared', readOnly: true });
  });

  test('a bundle of Airflow is passed on, with what it uses', () => {
    const git = 'airflow.providers.git.bundles.git.GitDagBundle';
    const uses = [{ connection: { env: { AIRFLOW_CONN_GIT: 'git://example.org' }, endpoints: [] } }];
    const manifests = build({ dags: DagSource.bundle({ classpath: git, kwargs: { tracking_ref: 'main' }, uses }, { name: 'own' }) });
    expect(bundles(manifests)).toEqual([{ name: 'own', classpath: git, kwargs: { tracking_ref: 'main' } }]);
    expect(env(component(manifests, 'dag-processor'))).toHaveProperty('AIRFLOW_CONN_GIT');
  });

  test('two of one name are refused', () => {
    expect(() => build({ dags: [DagSource.image('/a'), DagSource.image('/b')] }))
      .toThrow("ml/Airflow: dags 'dags': two sources of DAGs have this name: give each another: DagSource.git(…, { name })");
  });

  test('a ConfigMap is refused', () => {
    expect(() => DagSource.volume(Volume.configMap('code', 'code')))
      .toThrow("DagSource.volume: the files of a ConfigMap are links, at which Airflow's search for DAGs stops: use DagSource.git(…) or DagSource.image(…)");
  });
});

describe('executors', () => {
  test('the first of several is the default', () => {
    const manifests = build(scope => ({ ...kubernetes(scope), executor: [Executor.local(), Executor.kubernetes()] }));
    expect(env(component(manifests, 'scheduler')).AIRFLOW__CORE__EXECUTOR).toBe('LocalExecutor,KubernetesExecutor');
  });

  test('one that stands there twice is refused', () => {
    expect(() => build({ executor: [Executor.local(), Executor.local()] })).toThrow(/one executor stands there twice: name each once/);
  });

  test('none is refused', () => {
    expect(() => build({ executor: [] })).toThrow(/executor \[\]: nothing would run the tasks: pass Executor.local\(\)/);
  });

  test('a name instead of an executor is refused, from plain JavaScript', () => {
    expect(() => build({ executor: 'KubernetesExecutor' as never }))
      .toThrow("ml/Airflow: executor 'KubernetesExecutor': it is text: pass Executor.local(), .celery(…) or .kubernetes(…), or put it into a list: [ … ]");
  });

  test('the Kubernetes executor is refused on SQLite', () => {
    expect(() => build(scope => ({ executor: Executor.kubernetes(), logStore: bucket(scope) }))).toThrow(
      "ml/Airflow: executor 'KubernetesExecutor': the metadata database is SQLite and lives on one volume: pass a PostgresDatabase as metadataDatabase");
  });

  test('the Kubernetes executor is refused without a bucket for logs', () => {
    expect(() => build(scope => ({ executor: Executor.kubernetes(), metadataDatabase: database(scope) })))
      .toThrow("ml/Airflow: executor 'KubernetesExecutor': the log of a task goes with its pod: pass a Bucket as logStore");
  });

  test('with it the scheduler may make pods, and the API server read their logs', () => {
    const manifests = build(kubernetes);
    const verbs = (name: string) => find(manifests, 'Role', `ml-airflow-${name}`).rules.map(({ resources, verbs: all }: any) => [resources[0], all]);
    expect(verbs('scheduler')).toEqual([
      ['pods', ['create', 'delete', 'get', 'list', 'patch', 'watch']], ['pods/log', ['get']], ['events', ['list', 'watch']],
    ]);
    expect(verbs('api-server')).toEqual([['pods', ['get', 'list']], ['pods/log', ['get']]]);
  });

  test('without it nobody may call the API of Kubernetes', () => {
    expect(findAll(build(), 'Role').map(({ metadata }) => metadata.name)).toEqual(['ml-airflow-keys', 'ml-airflow-auth']);
  });
});

describe('stores', () => {
  test('SQLite needs the local profile', () => {
    expect(() => build({}, { profile: Profile.team() })).toThrow(
      'ml/Airflow: metadataDatabase: SQLite is for one machine: pass a PostgresDatabase, or use Profile.local()');
  });

  test('several schedulers need shared stores', () => {
    expect(() => build({ scheduler: { replicas: 2 } })).toThrow(
      'ml/Airflow: scheduler.replicas 2: the database or the logs lie on a volume that one node mounts: pass metadataDatabase and logStore, or keep one replica');
  });

  test('on shared stores replicas come from the profile', () => {
    const manifests = build(scope => ({ metadataDatabase: database(scope), logStore: bucket(scope) }), { profile: Profile.production() });
    expect(COMPONENTS.map(name => component(manifests, name).spec.replicas)).toEqual([2, 2, 2, 2]);
    expect(findAll(manifests, 'PersistentVolumeClaim').map(({ metadata }) => metadata.name)).not.toContain('ml-airflow-data');
  });

  test('logs go to the bucket, under a connection of their own', () => {
    const variables = env(component(build(scope => ({ metadataDatabase: database(scope), logStore: bucket(scope) })), 'scheduler'));
    expect(variables).toMatchObject({
      AIRFLOW__LOGGING__REMOTE_LOGGING: 'True', AIRFLOW__LOGGING__REMOTE_BASE_LOG_FOLDER: 's3://ml-logs/logs', AIRFLOW__LOGGING__REMOTE_LOG_CONN_ID: 'mlops_logs',
    });
    expect(variables).not.toHaveProperty('AWS_ACCESS_KEY_ID');
  });

  test('without a bucket logs are found under the name of the scheduler, and with one under its address', () => {
    const named = component(build(), 'scheduler');
    expect(named.spec.template.spec.hostname).toBe('ml-airflow-scheduler');
    expect(env(named).AIRFLOW__CORE__HOSTNAME_CALLABLE).toBe('socket.gethostname');
    const stored = component(build(scope => ({ metadataDatabase: database(scope), logStore: bucket(scope) })), 'scheduler');
    expect(stored.spec.template.spec).not.toHaveProperty('hostname');
    expect(env(stored).AIRFLOW__CORE__HOSTNAME_CALLABLE).toBe('airflow.utils.net.get_host_ip_address');
  });

  test('the volume has the size and the class that are said, else those of the profile and of the settings', () => {
    const spec = (props: AirflowClusterProps) => {
      const { storageClassName, resources } = find(build(props), 'PersistentVolumeClaim', 'ml-airflow-data').spec;
      return [storageClassName, resources.requests.storage];
    };
    expect([spec({}), spec({ volumeSize: '3Gi', storageClass: 'fast' })]).toEqual([[undefined, Profile.local().volumeSize], ['fast', '3Gi']]);
  });

  test('without a bucket logs of tasks lie on the volume, and old ones are removed', () => {
    const scheduler = component(build(), 'scheduler');
    expect(container(scheduler, 'main').volumeMounts).toContainEqual({ name: 'data', mountPath: '/opt/airflow/logs', subPath: 'logs' });
    expect(container(scheduler, 'log-groomer').command.join(' ')).toContain('-mtime +14 -delete');
  });

  test('old rows are removed every night, by default and as configured', () => {
    const cron = (props: AirflowClusterProps) => findAll(build(scope => ({ metadataDatabase: database(scope), ...props })), 'CronJob')
      .map(({ spec }) => [spec.schedule, spec.jobTemplate.spec.template.spec.containers[0].args.at(-1)]);
    expect(cron({})).toEqual([['0 4 * * *', '90']]);
    expect(cron({ databaseCleanup: { schedule: '0 1 * * 0', olderThanDays: 30 } })).toEqual([['0 1 * * 0', '30']]);
    expect(cron({ databaseCleanup: false })).toEqual([]);
  });

  test.each([
    [{ schedule: 'at night' }, "schedule 'at night': it is not a cron schedule: write five fields, such as '0 3 * * *'"],
    [{ olderThanDays: 0 }, 'databaseCleanup.olderThanDays 0: it must be a whole number of at least 1: use 1 or more'],
  ])('a cleanup with %j is refused', (databaseCleanup, message) => {
    expect(() => build(scope => ({ metadataDatabase: database(scope), databaseCleanup }))).toThrow(message);
  });

  test('SQLite is not cleaned up from another pod', () => {
    expect(findAll(build(), 'CronJob')).toEqual([]);
  });
});

test('the logs of two clusters need two buckets', () => {
  const scope = chart({ profile: Profile.local() });
  const logStore = bucket(scope);
  new AirflowCluster(scope, 'First', { logStore });
  expect(() => new AirflowCluster(scope, 'Second', { logStore }))
    .toThrow(/^ml\/Second: logStore '[^']*': ml\/First keeps the logs of its tasks there already: give each cluster a bucket of its own$/);
});

describe('config', () => {
  test('options become variables of all components', () => {
    const manifests = build({ config: { 'scheduler': { parsing_cleanup_interval: '30' }, 'common.io': { xcom_objectstorage_threshold: '1000' } } });
    for (const name of COMPONENTS) {
      expect(env(component(manifests, name))).toMatchObject({
        AIRFLOW__SCHEDULER__PARSING_CLEANUP_INTERVAL: '30', AIRFLOW__COMMON_IO__XCOM_OBJECTSTORAGE_THRESHOLD: '1000',
      });
    }
  });

  test('an unknown section is refused, with those that begin alike', () => {
    expect(() => build({ config: { schedule: { a: '1' } } }))
      .toThrow("ml/Airflow: config 'schedule': neither Airflow nor a provider of its image has a section of that name: use one of scheduler; "
        + 'or pass the image that has the provider');
  });

  test.each([
    ['core', 'executor'], ['database', 'sql_alchemy_conn'], ['api_auth', 'jwt_secret'], ['kubernetes_executor', 'namespace'],
  ])('what the construct sets is refused: %s.%s', (section, option) => {
    expect(() => build(scope => ({ ...kubernetes(scope), config: { [section]: { [option]: 'x' } } })))
      .toThrow(`ml/Airflow: config.${section}.${option}: the construct sets it itself: use its props instead`);
  });

  test('props that people set most are options too', () => {
    const on = env(component(build({ parallelism: 4, dagsPausedAtCreation: false, dagRefreshSeconds: 5 }), 'scheduler'));
    expect(on).toMatchObject({
      AIRFLOW__CORE__PARALLELISM: '4', AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION: 'False', AIRFLOW__DAG_PROCESSOR__REFRESH_INTERVAL: '5',
    });
    expect(env(component(build(), 'scheduler'))).toMatchObject({
      AIRFLOW__CORE__PARALLELISM: '32', AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION: 'True', AIRFLOW__DAG_PROCESSOR__REFRESH_INTERVAL: '60',
    });
  });

  test('no parallelism is refused', () => {
    expect(() => build({ parallelism: 0 })).toThrow('ml/Airflow: parallelism 0: it must be a whole number of at least 1: use 1 or more');
  });
});

describe('metrics', () => {
  test('all components send them to the exporter, which is the target', () => {
    const scope = chart({ profile: Profile.local() });
    const { metrics } = new AirflowCluster(scope, 'Airflow');
    const manifests = synth(scope);
    expect(metrics).toMatchObject([{ tool: 'airflow', endpoint: { port: 9102 } }]);
    for (const name of COMPONENTS) {
      expect(env(component(manifests, name))).toMatchObject({ AIRFLOW__METRICS__STATSD_HOST: 'ml-airflow-statsd.ml.svc', AIRFLOW__METRICS__STATSD_PORT: '9125' });
      expect(find(manifests, 'NetworkPolicy', `ml-airflow-${name}-to-ml-airflow-statsd`).spec.ingress[0].ports).toEqual([{ protocol: 'UDP', port: 9125 }]);
    }
  });

  test('OpenTelemetry needs no exporter', () => {
    const manifests = build({ metrics: AirflowMetrics.openTelemetry({ scheme: 'http', host: 'collector', port: 4318 }) });
    expect(env(component(manifests, 'scheduler'))).toMatchObject({ OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'http://collector:4318/v1/metrics' });
    expect(findAll(manifests, 'Deployment').map(({ metadata }) => metadata.name)).not.toContain('ml-airflow-statsd');
  });

  test('the sources of DAGs are watched wherever their code runs', () => {
    const scope = chart({ profile: Profile.local() });
    const source = new GitRepository(scope, 'Dags', { url: 'https://git.example.org/dags.git' });
    const server = new Postgres(scope, 'Postgres');
    const store = new VersityGateway(scope, 'Objects');
    const props = (id: string) => ({ logStore: new Bucket(scope, `${id}Logs`, { store }), dags: DagSource.git(source) });
    const jobs = (executor: Executor, id: string) => (
      new AirflowCluster(scope, id, { ...props(id), metadataDatabase: new PostgresDatabase(scope, `${id}Db`, { server }), executor })
        .metrics.slice(1).map(({ job }) => job));
    expect(jobs(Executor.local(), 'A')).toEqual(['ml/ml-a-scheduler/source-0', 'ml/ml-a-dag-processor/source-0', 'ml/ml-a-triggerer/source-0']);
    expect(jobs(Executor.celery({ broker: new Valkey(scope, 'Queue') }), 'B'))
      .toEqual(['ml/ml-b-dag-processor/source-0', 'ml/ml-b-triggerer/source-0', 'ml/ml-b-worker/source-0']);
    expect(jobs(Executor.kubernetes(), 'C')).toEqual(['ml/ml-c-dag-processor/source-0', 'ml/ml-c-triggerer/source-0']);
  });

  test.each<[AirflowMetrics | undefined, number]>([[undefined, 900], [AirflowMetrics.statsd(), 900], [AirflowMetrics.statsd({ lateAfter: '1h' }), 3600]])(
    'a run is late after a while (%#)', (metrics, seconds) => {
      const [{ rules = [] }] = new AirflowCluster(chart({ profile: Profile.local() }), 'Airflow', { metrics }).metrics;
      expect(rules.find(({ name }) => name === 'AirflowDagRunLate')!.expr).toContain(`> (${seconds})`);
    });

  test('a time that is none is refused', () => {
    expect(() => build({ metrics: AirflowMetrics.statsd({ lateAfter: 'soon' }) }))
      .toThrow("ml/Airflow: metrics.lateAfter 'soon': it is not a duration: write seconds, or '30s', '5m' or '1h'");
  });

  test('none are sent with false', () => {
    const scope = chart({ profile: Profile.local() });
    expect(new AirflowCluster(scope, 'Airflow', { metrics: false }).metrics).toEqual([]);
    expect(JSON.stringify(synth(scope))).not.toMatch(/STATSD|OTEL/);
  });
});

describe('sign-in', () => {
  test('clients get the address and the password by reference', () => {
    const scope = chart({ profile: Profile.local() });
    const airflow = new AirflowCluster(scope, 'Airflow', { auth: AirflowAuth.fab({ adminUsername: 'root' }) });
    new Job(scope, 'Client', { image: 'example.org/client:1', uses: [airflow] });
    expect(env(findAll(synth(scope), 'Job', ({ metadata }) => metadata.name.startsWith('ml-client'))[0])).toMatchObject({
      AIRFLOW_API_URL: 'http://ml-airflow-api-server.ml.svc:8080',
      AIRFLOW_API_USERNAME: 'root',
      AIRFLOW_API_PASSWORD: { name: 'ml-airflow-auth', key: 'adminPassword' },
    });
  });

  test('OpenID Connect is a file of the API server, without the secret', () => {
    const oidc = { issuerUrl: 'https://id.example.org/realms/ml', clientId: 'airflow', clientSecret: SecretValue.fromSecret('oidc', 'secret'), roles: { admins: ['Admin'] } };
    const manifests = build({ auth: AirflowAuth.fab({ oidc }) });
    const config = find(manifests, 'ConfigMap', 'ml-airflow-auth-config').data['webserver_config.py'];
    expect(config).toContain("'server_metadata_url': \"https://id.example.org/realms/ml/.well-known/openid-configuration\"");
    expect(config).toContain('AUTH_ROLES_MAPPING = {"admins": ["Admin"]}');
    expect(env(component(manifests, 'api-server'))).toMatchObject({ OIDC_CLIENT_SECRET: { name: 'oidc', key: 'secret' } });
    expect(env(component(manifests, 'scheduler'))).not.toHaveProperty('OIDC_CLIENT_SECRET');
  });

  test('the simple manager has one administrator, whose password is written into memory', () => {
    const manifests = build({ auth: AirflowAuth.simple() });
    const server = component(manifests, 'api-server');
    expect(env(server)).toMatchObject({
      AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS: 'admin:admin', ADMIN_PASSWORD: { name: 'ml-airflow-auth', key: 'adminPassword' },
    });
    expect(server.spec.template.spec.volumes).toContainEqual({ name: 'auth', emptyDir: { medium: 'Memory', sizeLimit: '1Mi' } });
    expect(env(component(manifests, 'scheduler'))).not.toHaveProperty('ADMIN_PASSWORD');
  });

  test('an issuer without https is refused', () => {
    const oidc = { issuerUrl: 'http://id.example.org', clientId: 'airflow', clientSecret: SecretValue.fromSecret('oidc', 'secret') };
    expect(() => build({ auth: AirflowAuth.fab({ oidc }) })).toThrow(/auth.oidc.issuerUrl 'http:\/\/id.example.org': it is not a URL of a kind that works here: write it as 'https:\/\/host'/);
  });
});

test('a route sets the address that Airflow shows, and only then are headers of proxies trusted', () => {
  const settings = { profile: Profile.local(), domain: 'ml.example.org', routeClass: RouteClass.gateway({ name: 'g', namespace: 'g' }) };
  const outside = env(component(build({ route: {} }, settings), 'api-server'));
  expect(outside).toMatchObject({ AIRFLOW__API__BASE_URL: 'https://airflow.ml.example.org', AIRFLOW__FAB__ENABLE_PROXY_FIX: 'True', FORWARDED_ALLOW_IPS: '*' });
  const inside = env(component(build({}, settings), 'api-server'));
  expect(inside).toMatchObject({ AIRFLOW__API__BASE_URL: 'http://ml-airflow-api-server.ml.svc:8080' });
  expect(inside).not.toHaveProperty('FORWARDED_ALLOW_IPS');
});

test('cookies are for HTTPS alone where a route has it', () => {
  const settings = { profile: Profile.local(), domain: 'ml.example.org', routeClass: RouteClass.gateway({ name: 'g', namespace: 'g' }) };
  expect(env(component(build({ route: {} }, settings), 'api-server')).AIRFLOW__FAB__COOKIE_SECURE).toBe('True');
  expect(env(component(build({}, settings), 'api-server'))).not.toHaveProperty('AIRFLOW__FAB__COOKIE_SECURE');
});

test('the API server alone migrates, and the others wait', () => {
  const manifests = build();
  const inits = (name: string) => component(manifests, name).spec.template.spec.initContainers.map(({ name: init }: any) => init);
  expect(COMPONENTS.map(inits)).toEqual([['config', 'migrate'], ...Array(3).fill(['config', 'wait-for-migrations'])]);
});
