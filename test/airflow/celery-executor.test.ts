import { Chart } from 'cdk8s';
import {
  AirflowCluster, AirflowClusterProps, Bucket, CeleryExecutorOptions, Executor, Postgres, PostgresDatabase, Profile, requirementsOf,
  SecretValue, SettingsProps, Valkey, VersityGateway,
} from '../../src';
import { container, expectHardened, expectRestricted, find, findAll, Manifest, manifestSerializer, synth } from '../../src/testing';
import { chart } from '../chart';
import { Container, printedBy } from '../pod';

expect.addSnapshotSerializer(manifestSerializer);

interface Options { readonly celery?: Partial<CeleryExecutorOptions>; readonly cluster?: AirflowClusterProps; readonly logStore?: boolean }


function make(scope: Chart, { celery, cluster, logStore = true }: Options = {}): AirflowCluster {
  const broker = new Valkey(scope, 'Queue');
  return new AirflowCluster(scope, 'Airflow', {
    metadataDatabase: new PostgresDatabase(scope, 'AirflowDb', { server: new Postgres(scope, 'Postgres') }),
    ...logStore && { logStore: new Bucket(scope, 'Logs', { store: new VersityGateway(scope, 'Objects') }) },
    executor: Executor.celery({ broker, ...celery }),
    ...cluster,
  });
}

function build(options: Options = {}, settings: SettingsProps = { profile: Profile.local() }): Manifest[] {
  const scope = chart(settings);
  make(scope, options);
  return synth(scope);
}

const WORKER = 'ml-airflow-worker';
const deployment = (manifests: Manifest[], name = WORKER) => find(manifests, 'Deployment', name);
const main = (manifests: Manifest[], name = WORKER) => container(deployment(manifests, name), 'main');

function env(manifests: Manifest[], name = WORKER): Record<string, any> {
  const all = (main(manifests, name).env ?? []) as any[];
  return Object.fromEntries(all.map(({ name: variable, value, valueFrom }) => [variable, value ?? valueFrom?.secretKeyRef]));
}

test('a worker by default', () => {
  const manifests = build();
  expectRestricted(manifests);
  expectHardened(manifests);
  expect(manifests.filter(({ metadata }) => metadata.name.startsWith(WORKER))).toMatchSnapshot();
});

describe('secrets', () => {
  const manifests = build();

  test('workers have neither the metadata database nor the key that signs tokens', () => {
    expect(Object.keys(env(manifests)).filter(name => /SQL_ALCHEMY|JWT_SECRET/.test(name))).toEqual([]);
    expect(JSON.stringify(find(manifests, 'NetworkPolicy', WORKER).spec.egress)).not.toContain('ml-postgres');
  });

  test('workers and scheduler have the broker, and nobody else does', () => {
    const names = findAll(manifests, 'Deployment').map(({ metadata }) => metadata.name).filter(name => 'AIRFLOW__CELERY__BROKER_URL_CMD' in env(manifests, name));
    expect(names.sort()).toEqual(['ml-airflow-scheduler', WORKER]);
    const clients = findAll(manifests, 'NetworkPolicy').map(({ metadata }) => metadata.name).filter(name => name.endsWith('-to-ml-queue-server'));
    expect(clients.sort()).toEqual(['ml-airflow-scheduler-to-ml-queue-server', `${WORKER}-to-ml-queue-server`]);
  });

  test('the password is a reference, and the URLs are made where it is known', () => {
    for (const name of [WORKER, 'ml-airflow-scheduler']) {
      const printed = (variable: string) => printedBy(main(manifests, name) as Container, variable, (secret, key) => `${secret}@${key}`);
      expect(printed('AIRFLOW__CELERY__BROKER_URL_CMD')).toBe('redis://:ml-queue-credentials%40password@ml-queue-server.ml.svc:6379/0');
      expect(printed('AIRFLOW__CELERY__RESULT_BACKEND_CMD')).toBe('redis://:ml-queue-credentials%40password@ml-queue-server.ml.svc:6379/1');
    }
  });

  test('a server without password gets none, and TLS is passed on', () => {
    const scope = chart({ profile: Profile.local() });
    make(scope, { celery: { broker: Valkey.fromRedis(scope, 'Cache', { host: 'cache.example.org', port: 6380, tls: true }) } });
    expect(printedBy(main(synth(scope)) as Container, 'AIRFLOW__CELERY__BROKER_URL_CMD', () => 'none'))
      .toBe('rediss://cache.example.org:6380/0?ssl_cert_reqs=CERT_REQUIRED');
  });
});

describe('logs', () => {
  test('without a bucket their volume is like that of the cluster', () => {
    const spec = (cluster: Partial<AirflowClusterProps>) => {
      const { storageClassName, resources } = find(build({ logStore: false, cluster }), 'PersistentVolumeClaim', 'ml-airflow-worker-logs').spec;
      return [storageClassName, resources.requests.storage];
    };
    expect([spec({}), spec({ volumeSize: '3Gi', storageClass: 'fast' })]).toEqual([[undefined, Profile.local().volumeSize], ['fast', '3Gi']]);
  });

  test('the API server fetches those of running tasks', () => {
    const [rule] = find(build(), 'NetworkPolicy', `ml-airflow-api-server-to-${WORKER}`).spec.ingress;
    expect(rule.ports).toEqual([{ protocol: 'TCP', port: 8793 }]);
  });

  test('with a bucket, workers reach it and have no volume', () => {
    const manifests = build();
    expect(find(manifests, 'NetworkPolicy', `${WORKER}-to-ml-objects-server`)).toBeDefined();
    expect(findAll(manifests, 'PersistentVolumeClaim').map(({ metadata }) => metadata.name)).not.toContain('ml-airflow-worker-logs');
    expect(deployment(manifests).spec.template.spec).not.toHaveProperty('hostname');
  });

  test('without one the worker keeps them on a volume, under the name of its Service', () => {
    const manifests = build({ logStore: false });
    expectHardened(manifests);
    const { strategy, template: { spec } } = deployment(manifests).spec;
    expect(strategy).toEqual({ type: 'Recreate' });
    expect(spec.hostname).toBe(find(manifests, 'Service', WORKER).metadata.name);
    expect(env(manifests).AIRFLOW__CORE__HOSTNAME_CALLABLE).toBe('socket.gethostname');
    expect(spec.volumes).toContainEqual({ name: 'worker-logs', persistentVolumeClaim: { claimName: 'ml-airflow-worker-logs' } });
    const logs = (main(manifests).volumeMounts as any[]).filter(({ mountPath }) => mountPath === '/opt/airflow/logs');
    expect(logs).toEqual([{ name: 'worker-logs', mountPath: '/opt/airflow/logs', subPath: 'logs' }]);
    expect(container(deployment(manifests), 'log-groomer').command.join(' ')).toContain('-mtime +14 -delete');
  });

  test('without one several workers are refused', () => {
    expect(() => build({ logStore: false, celery: { workers: 2 } })).toThrow(
      'ml/Airflow: executor.workers 2: the logs of tasks lie on a volume that one node mounts: pass a Bucket as logStore, or keep one worker');
  });

  test('without one autoscaling is refused', () => {
    expect(() => build({ logStore: false, celery: { autoscaling: { maxReplicas: 3 } } })).toThrow(
      'ml/Airflow: executor.autoscaling {"maxReplicas":3}: the log of a task goes with its worker: pass a Bucket as logStore');
  });
});

describe('workers', () => {
  test.each([[Profile.local(), 1], [Profile.team(), 1], [Profile.production(), 2]])('their number is that of the profile', (profile, replicas) => {
    expect(deployment(build({}, { profile })).spec.replicas).toBe(replicas);
  });

  test('without a bucket there is one in any profile', () => {
    expect(deployment(build({ logStore: false }, { profile: Profile.production() })).spec.replicas).toBe(1);
  });

  test('a prop wins over the profile', () => {
    expect(deployment(build({ celery: { workers: 3 } })).spec.replicas).toBe(3);
  });

  test('they have time to finish their tasks', () => {
    const pod = (celery: Partial<CeleryExecutorOptions>) => deployment(build({ celery })).spec.template.spec;
    expect(pod({}).terminationGracePeriodSeconds).toBe(600);
    expect(pod({ terminationGracePeriodSeconds: 7200 }).terminationGracePeriodSeconds).toBe(7200);
    expect(env(build()).DUMB_INIT_SETSID).toBe('0');
  });

  test('the broker waits for a task for a day, or as long as is said', () => {
    const timeout = 'AIRFLOW__CELERY_BROKER_TRANSPORT_OPTIONS__VISIBILITY_TIMEOUT';
    expect(env(build())).toHaveProperty(timeout, '86400');
    expect(env(build({ celery: { visibilityTimeoutSeconds: 604800 } }))).toHaveProperty(timeout, '604800');
  });

  test('they take four tasks at a time with 2Gi, or what is said', () => {
    expect(env(build()).AIRFLOW__CELERY__WORKER_CONCURRENCY).toBe('4');
    expect(main(build()).resources).toMatchObject({ requests: { cpu: '100m', memory: '2Gi' }, limits: { memory: '2Gi' } });
    const manifests = build({ celery: { concurrency: 16, resources: { memory: '8Gi' } } });
    expect(env(manifests).AIRFLOW__CELERY__WORKER_CONCURRENCY).toBe('16');
    expect(main(manifests).resources).toMatchObject({ requests: { cpu: '100m', memory: '8Gi' }, limits: { memory: '8Gi' } });
  });

  test('the first queue is that of tasks which name none, for all components', () => {
    const manifests = build({ celery: { queues: ['etl', 'gpu'] } });
    expect(main(manifests).args).toEqual(['celery', 'worker', '--queues', 'etl,gpu']);
    for (const name of [WORKER, 'ml-airflow-dag-processor', 'ml-airflow-scheduler']) {
      expect(env(manifests, name).AIRFLOW__OPERATORS__DEFAULT_QUEUE).toBe('etl');
    }
    expect(main(build()).args).toEqual(['celery', 'worker', '--queues', 'default']);
  });
});

describe('autoscaling', () => {
  test('by CPU sets more of it aside, and the Deployment says no number of its own', () => {
    const manifests = build({ celery: { autoscaling: { minReplicas: 2, maxReplicas: 5 } } }, { profile: Profile.team() });
    expect(deployment(manifests).spec).not.toHaveProperty('replicas');
    expect(main(manifests).resources.requests.cpu).toBe('1');
    expect(find(manifests, 'HorizontalPodAutoscaler', WORKER).spec).toEqual({
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: WORKER },
      minReplicas: 2,
      maxReplicas: 5,
      metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } }],
    });
    expect(find(manifests, 'PodDisruptionBudget', WORKER)).toBeDefined();
  });

  const keda = () => build({ celery: { autoscaling: { minReplicas: 0, maxReplicas: 8, keda: {} }, queues: ['default', 'gpu'], concurrency: 2 } });

  test('KEDA counts the tasks that wait and run', () => {
    const manifests = keda();
    expect(deployment(manifests).spec).not.toHaveProperty('replicas');
    expect(main(manifests).resources.requests.cpu).toBe('100m');
    const server = { address: 'ml-queue-server.ml.svc:6379', databaseIndex: '0', enableTLS: 'false' };
    const trigger = (name: string, listName: string) => ({ name, type: 'redis', metadata: { ...server, listName }, authenticationRef: { name: WORKER } });
    expect(find(manifests, 'ScaledObject', WORKER).spec).toEqual({
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: WORKER },
      minReplicaCount: 0,
      maxReplicaCount: 8,
      advanced: { scalingModifiers: { formula: 'waiting0 + waiting1 + running', target: '2', metricType: 'AverageValue' } },
      triggers: [trigger('waiting0', 'default'), trigger('waiting1', 'gpu'), trigger('running', 'unacked')],
    });
    expect(findAll(manifests, 'HorizontalPodAutoscaler')).toEqual([]);
  });

  test('KEDA gets the password by reference, and is let in', () => {
    const manifests = keda();
    expect(find(manifests, 'TriggerAuthentication', WORKER).spec).toEqual({
      secretTargetRef: [{ parameter: 'password', name: 'ml-queue-credentials', key: 'password' }],
    });
    const { podSelector, ingress } = find(manifests, 'NetworkPolicy', `${WORKER}-keda-to-ml-queue-server`).spec;
    expect(podSelector.matchLabels).toEqual({ 'app.kubernetes.io/instance': 'ml-queue-server' });
    expect(ingress).toEqual([{
      from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'keda' } } }], ports: [{ protocol: 'TCP', port: 6379 }],
    }]);
  });

  test('KEDA may live in another namespace', () => {
    const manifests = build({ celery: { autoscaling: { maxReplicas: 8, keda: { operatorNamespace: 'scaling' } } } });
    expect(JSON.stringify(find(manifests, 'NetworkPolicy', `${WORKER}-keda-to-ml-queue-server`))).toContain('"kubernetes.io/metadata.name":"scaling"');
  });

  test('KEDA needs no authentication for a server without password', () => {
    const scope = chart({ profile: Profile.local() });
    make(scope, { celery: { broker: Valkey.fromRedis(scope, 'Cache', { host: 'cache' }), autoscaling: { maxReplicas: 8, keda: {} } } });
    const manifests = synth(scope);
    expect(findAll(manifests, 'TriggerAuthentication')).toEqual([]);
    expect(find(manifests, 'ScaledObject', WORKER).spec.triggers[0]).not.toHaveProperty('authenticationRef');
  });

  test('KEDA is named among the requirements', () => {
    const scope = chart({ profile: Profile.local() });
    make(scope, { celery: { autoscaling: { maxReplicas: 8, keda: {} } } });
    expect(requirementsOf(scope)).toEqual(['KEDA']);
  });
});

describe('what cannot work', () => {
  const celery = (options: Partial<CeleryExecutorOptions>) => () => build({ celery: options });

  test.each<[string, () => unknown, string]>([
    ['no worker', celery({ workers: 0 }), 'executor.workers 0: it must be a whole number of at least 1: use 1 or more'],
    ['no task at a time', celery({ concurrency: 0 }), 'executor.concurrency 0: it must be a whole number of at least 1: use 1 or more'],
    ['no time', celery({ terminationGracePeriodSeconds: 0 }), 'executor.terminationGracePeriodSeconds 0: it must be a whole number of at least 1: use 1 or more'],
    ['hardly a time', celery({ visibilityTimeoutSeconds: 5 }), 'executor.visibilityTimeoutSeconds 5: it must be a whole number of at least 60: use 60 or more'],
    ['no queue', celery({ queues: [] }), "executor.queues []: the workers would get no task: leave it out for 'default'"],
    ['a blank queue', celery({ queues: ['a', ' '] }), "executor.queues ' ': it is not the name of a queue: use text without blanks and commas"],
    ['two queues in one', celery({ queues: ['a,b'] }), "executor.queues 'a,b': it is not the name of a queue: use text without blanks and commas"],
    ['two numbers', celery({ workers: 2, autoscaling: { maxReplicas: 3 } }), 'executor.workers 2: the autoscaler sets the number of workers: leave it out'],
    ['more than the most', celery({ autoscaling: { minReplicas: 4, maxReplicas: 3 } }), 'executor.autoscaling.minReplicas 4, executor.autoscaling.maxReplicas 3: there are to be more at least than at most: swap them'],
    ['none without KEDA', celery({ autoscaling: { minReplicas: 0, maxReplicas: 3 } }),
      'executor.autoscaling.minReplicas 0: it must be a whole number of at least 1: use 1 or more'],
    ['SQLite', () => build({ cluster: { metadataDatabase: undefined } }),
      "executor 'CeleryExecutor': the metadata database is SQLite and lives on one volume: pass a PostgresDatabase as metadataDatabase"],
  ])('%s', (_, fails, text) => {
    expect(fails).toThrow(`ml/Airflow: ${text}`);
  });

  test('no broker, and no most', () => {
    expect(celery({ broker: undefined })).toThrow('Executor.celery: broker: it is required: pass broker');
    expect(celery({ autoscaling: {} as never })).toThrow('Executor.celery: autoscaling.maxReplicas: it is required: pass autoscaling.maxReplicas');
  });

  test('two clusters with one broker', () => {
    const scope = chart({ profile: Profile.local() });
    const broker = new Valkey(scope, 'Shared');
    make(scope, { celery: { broker } });
    const database = new PostgresDatabase(scope, 'OtherDb', { server: new Postgres(scope, 'Other') });
    expect(() => new AirflowCluster(scope, 'Second', { executor: Executor.celery({ broker }), metadataDatabase: database })).toThrow(
      "ml/Second: executor.broker: the tasks of ml/Airflow are in it, and each cluster's workers would take those of the other: give each cluster a Valkey of its own");
  });

  test('two clusters with one Redis server, written twice', () => {
    const scope = chart({ profile: Profile.local() });
    make(scope, { celery: { broker: Valkey.fromRedis(scope, 'A', { host: 'cache.example.org' }) } });
    const database = new PostgresDatabase(scope, 'OtherDb', { server: new Postgres(scope, 'Other') });
    const broker = Valkey.fromRedis(scope, 'B', { host: 'Cache.example.org' });
    expect(() => new AirflowCluster(scope, 'Second', { executor: Executor.celery({ broker }), metadataDatabase: database })).toThrow(
      "ml/Second: executor.broker 'cache.example.org:6379': ml/Airflow has its tasks in it, and each cluster's workers would take those of the other: "
      + 'give each cluster a Redis server of its own');
  });
});

describe('with other executors', () => {
  const cluster = (others: Executor[], options: Options = {}) => {
    const scope = chart({ profile: Profile.local() });
    const executor = [Executor.celery({ broker: new Valkey(scope, 'Tasks') }), ...others];
    make(scope, { ...options, cluster: { executor } });
    return synth(scope);
  };

  test('Kubernetes and local ones stand beside it', () => {
    const manifests = cluster([Executor.kubernetes(), Executor.local()]);
    expectHardened(manifests);
    const scheduler = env(manifests, 'ml-airflow-scheduler');
    expect(scheduler.AIRFLOW__CORE__EXECUTOR).toBe('CeleryExecutor,KubernetesExecutor,LocalExecutor');
    expect(scheduler).toHaveProperty('AIRFLOW__KUBERNETES_EXECUTOR__POD_TEMPLATE_FILE');
    expect(scheduler).toHaveProperty('AIRFLOW__CELERY__BROKER_URL_CMD');
    expect(find(manifests, 'NetworkPolicy', 'ml-airflow-task-to-ml-objects-server')).toBeDefined();
    expect(find(manifests, 'ConfigMap', 'ml-airflow-pod-template').data['pod.json']).not.toContain('CELERY__BROKER_URL');
  });

  test('without a bucket the local one has a volume of its own', () => {
    const manifests = cluster([Executor.local()], { logStore: false });
    expect(findAll(manifests, 'PersistentVolumeClaim').map(({ metadata }) => metadata.name)).toEqual(
      expect.arrayContaining(['ml-airflow-data', 'ml-airflow-worker-logs']));
  });
});

test('a password that exists already is a reference too', () => {
  const scope = chart({ profile: Profile.local() });
  make(scope, { celery: { broker: Valkey.fromRedis(scope, 'Cache', { host: 'cache', password: SecretValue.fromSecret('cache', 'key') }) } });
  expect(printedBy(main(synth(scope)) as Container, 'AIRFLOW__CELERY__BROKER_URL_CMD', (name, key) => `${name}+${key}`)).toBe('redis://:cache%2Bkey@cache:6379/0');
});
