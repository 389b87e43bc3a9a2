import { Chart } from 'cdk8s';
import { ComponentClass, ConstructClass, PropsOf } from './properties';
import * as core from '../../src';
import * as mlops from '../../src/pulumi';

/** Props with which a construct is tried. */
export interface Case { readonly props: PropsOf<object>; readonly except?: readonly string[] }

const IMAGE = 'example.org/team/image:1';
const endpoint = { scheme: 'http', host: 'web', port: 80, pods: { name: 'web', namespace: 'ml', labels: { app: 'web' }, port: 8080 } };
const database = (others: Chart) => new core.PostgresDatabase(others, 'Db', { server: new core.Postgres(others, 'Postgres') });
const bucket = (others: Chart) => new core.Bucket(others, 'Artifacts', { store: new core.VersityGateway(others, 'Objects') });

/** Props for every construct that Pulumi deploys. */
export const CASES: Record<string, Case> = {
  AirflowCluster: {
    props: (others: Chart) => ({
      metadataDatabase: database(others),
      logStore: bucket(others),
      executor: [
        core.Executor.local(),
        core.Executor.celery({ broker: new core.Valkey(others, 'Queue'), workers: 1, queues: ['default', 'big'], concurrency: 2 }),
        core.Executor.kubernetes({ resources: { memory: '2Gi' }, podTemplate: { env: { A: 'p"w/1' } } }),
      ],
      connections: { warehouse: new core.Valkey(others, 'Warehouse') },
      config: { core: { default_timezone: 'Europe/Berlin' } },
      auth: core.AirflowAuth.fab({ adminUsername: 'root' }),
      dags: core.DagSource.image('/dags', { name: 'own' }),
    }),
    // Names of classes, and a name that becomes part of a path.
    except: ['className', 'name'],
  },
  AzureBucket: { props: { account: 'acme', container: 'models', accessKey: core.SecretValue.fromSecret('azure', 'key') } },
  Bucket: { props: (others: Chart) => ({ store: new core.VersityGateway(others, 'Objects'), name: 'data' }) },
  Credentials: { props: { values: { a: core.SecretValue.generated(), b: core.SecretValue.fromSecret('mine', 'k') } }, except: ['format', 'length'] },
  Database: {
    props: { engine: core.DatabaseEngine.MYSQL, host: 'db.example.org', port: 3307, database: 'ml', username: 'ml', password: core.SecretValue.fromSecret('rds', 'p') },
    except: ['engine'],
  },
  EvidentlyMonitor: {
    props: (others: Chart) => ({
      reference: core.DataSource.query(database(others), 'select a from b'),
      current: core.DataSource.object(bucket(others), 'p/current.csv'),
      model: 'churn',
      pushgateway: new core.Pushgateway(others, 'Push'),
      service: new core.EvidentlyService(others, 'Evidently'),
      project: 'p"w/1',
    }),
    except: ['schedule', 'type', 'format', 'lateAfter'],
  },
  EvidentlyService: { props: { secret: core.SecretValue.fromSecret('evidently', 'secret'), resources: { memory: '1Gi' } } },
  ExistingBucket: { props: { bucket: 'data', region: 'eu-west-1', url: 'https://s3.example.org', identity: {} }, except: ['url'] },
  ExistingRedis: { props: { host: 'cache.example.org', port: 6380, password: core.SecretValue.fromSecret('cache', 'password') } },
  ExistingMonitoringStack: {
    props: (others: Chart) => ({
      url: 'http://prometheus.monitoring.svc:9090',
      pods: { namespace: 'monitoring', labels: { app: 'prometheus' } },
      labels: { release: 'kps' },
      targets: [new core.MlflowServer(others, 'Mlflow')],
      rules: [{ name: 'A', expr: 'rate(up{a="p\\"w/1"}[5m]) > 0', severity: core.Severity.INFO, summary: 'p"w/1', runbook: 'none' }],
      dashboards: core.GrafanaDashboards.sidecar(),
    }),
    except: ['url', 'severity', 'name'],
  },
  ExistingTrackingServer: { props: { trackingUri: 'https://mlflow.example.org' }, except: ['trackingUri'] },
  GcsBucket: { props: { bucket: 'data', serviceAccountKey: core.SecretValue.fromSecret('google', 'key') } },
  ExistingGitServer: {
    props: { host: 'git.tools.svc', port: 3000, namespace: 'tools', podLabels: { app: 'git' }, username: 'bot', password: core.SecretValue.fromSecret('git', 'token') },
    except: ['scheme'],
  },
  GitRepository: {
    props: { url: 'git@git.example.org:a.git', ref: 'main', period: '5m', credentials: core.GitCredentials.sshKey(core.SecretValue.fromSecret('git', 'key'), 'host ssh-ed25519 A') },
    except: ['url'],
  },
  GitServer: {
    props: (others: Chart) => ({ repositories: ['dags'], database: database(others), adminUsername: 'chief', volumeSize: '3Gi', storageClass: 'fast' }),
    except: ['repositories'],
  },
  KubeStateMetrics: { props: { namespaces: ['team', 'other'], resources: { memory: '256Mi' } } },
  MercurialRepository: {
    props: { url: 'https://hg.example.org/dags', revision: 'prod', period: '5m', credentials: core.MercurialCredentials.basic('bot', core.SecretValue.fromSecret('hg', 'password')) },
    except: ['url'],
  },
  MercurialServer: { props: { image: IMAGE, repositories: ['dags'], access: core.MercurialAccess.authenticated(), volumeSize: '3Gi', storageClass: 'fast' }, except: ['repositories'] },
  MlflowServer: { props: (others: Chart) => ({ backendStore: database(others), artifactStore: bucket(others), workers: 2, memory: '2Gi', cpu: '1', garbageCollection: { schedule: '0 4 * * *', olderThan: '7d' } }), except: ['artifactAccess'] },
  MonitoringStack: {
    props: (others: Chart) => ({
      targets: [new core.MlflowServer(others, 'Mlflow'), new core.GitServer(others, 'Git')],
      scrapeInterval: '1m',
      retention: '8d',
      volumeSize: '3Gi',
      storageClass: 'fast',
      rules: [{ name: 'A', expr: 'rate(up{a="p\\"w/1"}[5m]) > 0', for: '1m', severity: core.Severity.INFO, summary: 'p"w/1', runbook: 'none' }],
      grafana: { adminPassword: core.SecretValue.fromSecret('grafana', 'password'), resources: { memory: '1Gi' } },
      web: { auth: core.PrometheusAuth.basic({ password: core.SecretValue.fromSecret('prometheus', 'password') }), tls: { secret: 'tls' } },
      receivers: {
        chat: core.AlertReceiver.slack(core.SecretValue.fromSecret('slack', 'url'), { channel: '#a', severities: [core.Severity.INFO] }),
        mail: core.AlertReceiver.email(core.SecretValue.fromSecret('smtp', 'password'), { to: 'a@example.org', from: 'b@example.org', smtpHost: 'smtp.example.org', smtpPort: 25 }),
        hook: core.AlertReceiver.webhook(core.SecretValue.fromSecret('hook', 'url'), { endpoint }),
      },
    }),
    except: ['severity', 'severities', 'name', 'namespace'],
  },
  Namespace: { props: { name: 'team', podSecurity: core.PodSecurity.BASELINE }, except: ['podSecurity'] },
  NodeExporter: { props: { namespace: 'nodes', mountPropagation: core.MountPropagation.NONE }, except: ['mountPropagation'] },
  PgBouncer: {
    props: (others: Chart) => ({
      database: database(others), poolMode: core.PoolMode.SESSION, poolSize: 5, maxClientConnections: 50, replicas: 1,
    }),
    except: ['poolMode'],
  },
  Platform: {
    props: {
      profile: core.Profile.local(),
      monitoring: { retention: '8d' },
      drift: { churn: { reference: 'a.csv', current: 'b.csv', schedule: '0 4 * * *', model: 'churn', retrainDag: 'train' } },
    },
    except: ['schedule'],
  },
  PodTemplate: { props: { image: IMAGE, container: 'base', env: { A: 'p"w/1' } }, except: ['container'] },
  Postgres: { props: { metricsEnabled: true, volumeSize: '3Gi', storageClass: 'fast', image: 'example.org/postgres:17.1' } },
  PostgresDatabase: { props: (others: Chart) => ({ server: new core.Postgres(others, 'Postgres'), name: 'mlflow' }) },
  Pushgateway: { props: { volumeSize: '3Gi', storageClass: 'fast' } },
  Route: { props: { endpoint, subdomain: 'web', host: 'web.example.org', routeClass: core.RouteClass.gateway({ name: 'g', namespace: 'g' }) } },
  SecretCopy: { props: { source: { namespace: 'team-a', secret: 'login', key: 'p"w' } } },
  SeaweedFs: { props: (others: Chart) => ({ metricsEnabled: true, volumeSize: '3Gi', storageClass: 'fast', volumeServers: 2, copies: 2, filerStore: database(others) }), except: ['volumeServers', 'copies'] },
  Server: { props: { image: IMAGE, ports: { http: 8080 }, replicas: 1, args: ['--text', 'p"w/1'], env: { A: 'p"w/1' } } },
  Job: {
    props: (others: Chart) => ({
      image: IMAGE, command: ['sh', '-c', 'echo "$A"'], env: { A: 'p"w/1' }, schedule: '0 3 * * *', pushgateway: new core.Pushgateway(others, 'Push'), lateAfter: '26h',
    }),
    except: ['lateAfter'],
  },
  Valkey: { props: { metricsEnabled: true, volumeSize: '3Gi', storageClass: 'fast' } },
  VersityGateway: { props: { metricsEnabled: true, volumeSize: '3Gi', storageClass: 'fast' } },
  VolumeClaim: { props: { size: '3Gi', storageClass: 'fast' } },
};

/** The class of a construct. */
export const constructOf = (name: string) => (core as Record<string, unknown>)[name] as ConstructClass<object>;
/** The class of its component. */
export const componentOf = (name: string) => (mlops as Record<string, unknown>)[name] as ComponentClass<object>;
/** The names of all components. */
export const facades = Object.entries(mlops).filter(([name, value]) => value !== (core as Record<string, unknown>)[name] && /^class /.test(String(value))).map(([name]) => name);
