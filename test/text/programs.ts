import { App, Chart } from 'cdk8s';
import * as core from '../../src';
import { findAll, Manifest, podSpecs, synth } from '../../src/testing';
import { Container } from '../pod';

const secret = (name: string) => core.SecretValue.fromSecret(name, 'value');

/** Every tool with secrets that exist already, in each way in which it takes them. */
const PROGRAMS: Record<string, (scope: Chart) => void> = {
  airflow: scope => {
    const objects = new core.VersityGateway(scope, 'Objects', { metricsEnabled: true });
    new core.AirflowCluster(scope, 'Airflow', {
      metadataDatabase: postgres(scope, 'AirflowDb'),
      logStore: new core.Bucket(scope, 'Logs', { store: objects }),
      executor: [
        core.Executor.local(), core.Executor.kubernetes(),
        core.Executor.celery({ broker: core.Valkey.fromRedis(scope, 'Broker', { host: 'broker', password: secret('broker') }) }),
      ],
      connections: {
        sql: postgres(scope, 'Sql'),
        mysql: core.Database.fromMysql(scope, 'Mysql', { host: 'db', database: NAME, username: NAME, password: secret('mysql') }),
        s3: core.Bucket.fromS3(scope, 'S3', { bucket: 'lake', region: 'eu-west-1', accessKeyId: secret('s3id'), secretAccessKey: secret('s3key') }),
        azure: core.Bucket.fromAzure(scope, 'Azure', { account: 'acme', container: 'lake', accessKey: secret('azure') }),
        redis: core.Valkey.fromRedis(scope, 'Redis', { host: 'redis', password: secret('redis') }),
      },
      auth: core.AirflowAuth.fab({ adminPassword: secret('fab') }),
    });
    new core.AirflowCluster(scope, 'Small', { auth: core.AirflowAuth.simple({ adminPassword: secret('simple') }) });
  },
  storage: scope => {
    const server = new core.Postgres(scope, 'Postgres', { adminPassword: secret('admin'), metricsEnabled: true });
    const database = new core.PostgresDatabase(scope, 'Db', { server, password: secret('role') });
    new core.PgBouncer(scope, 'Pool', { database: core.Database.fromPostgres(scope, 'Rds', { host: 'db', database: 'ml', username: NAME, password: secret('rds') }) });
    new core.Valkey(scope, 'Queue', { password: secret('queue'), metricsEnabled: true });
    new core.SeaweedFs(scope, 'Seaweed', { filerStore: postgres(scope, 'Filer') });
    new core.Bucket(scope, 'Bucket', { store: new core.SeaweedFs(scope, 'Store', { filerStore: database }) });
  },
  mlflow: scope => {
    const artifactStore = new core.Bucket(scope, 'Artifacts', { store: new core.VersityGateway(scope, 'Objects') });
    const backendStore = core.Database.fromMysql(scope, 'Mysql', { host: 'db', database: NAME, username: NAME, password: secret('mysql') });
    const auth = core.MlflowAuth.basic({ adminPassword: secret('mlflow'), database: postgres(scope, 'Users') });
    new core.MlflowServer(scope, 'Mysql-backed', { backendStore, artifactStore, auth, garbageCollection: {} });
    new core.MlflowServer(scope, 'Postgres-backed', { backendStore: postgres(scope, 'Runs'), artifactStore, garbageCollection: {} });
  },
  monitoring: scope => {
    new core.MonitoringStack(scope, 'Monitoring', {
      targets: [],
      web: { auth: core.PrometheusAuth.basic({ password: secret('prometheus') }) },
      grafana: { adminPassword: secret('grafana'), database: postgres(scope, 'GrafanaDb') },
      receivers: { hook: core.AlertReceiver.webhook(secret('hook')) },
    });
    new core.MonitoringStack(scope, 'Other', {
      targets: [], grafana: { database: core.Database.fromMysql(scope, 'Mysql', { host: 'db', database: 'g', username: 'g', password: secret('grafana-mysql') }) },
    });
  },
  sources: scope => {
    const git = new core.GitServer(scope, 'Git', { repositories: ['dags'], adminPassword: secret('git'), database: postgres(scope, 'GitDb') });
    new core.MercurialServer(scope, 'Hg', {
      image: 'example.org/hg:1', repositories: ['dags'], access: core.MercurialAccess.authenticated({ password: secret('hg') }),
    });
    const source = new core.MercurialRepository(scope, 'Source', {
      url: 'https://hg.example.org/dags', credentials: core.MercurialCredentials.basic('me', secret('source')),
    });
    new core.Job(scope, 'Job', { image: 'example.org/job:1', sources: [{ source, path: '/source' }], uses: [git] });
  },
  evidently: scope => {
    const service = new core.EvidentlyService(scope, 'Evidently', { secret: secret('evidently'), workspace: core.EvidentlyWorkspace.sql(postgres(scope, 'EvidentlyDb')) });
    const database = postgres(scope, 'Data');
    new core.EvidentlyMonitor(scope, 'Monitor', {
      reference: core.DataSource.query(database, 'select 1'),
      current: core.DataSource.query(database, 'select 2'),
      service,
      onDrift: core.DriftAction.webhook(secret('webhook')),
    });
  },
};

/** A name as one may exist in somebody's server. */
export const NAME = "x'; DROP TABLE y; -- %(a)s \"b\" $(c) é?";

function postgres(scope: Chart, id: string): core.Database {
  return core.Database.fromPostgres(scope, id, { host: `${id.toLowerCase()}.db`, database: NAME, username: NAME, password: secret(id.toLowerCase()) });
}

/** A container of one of the programs, and what it is called in a message. */
export interface Found {
  readonly title: string;
  readonly container: Container;
}

/** All manifests of the programs, with the pods of Airflow's tasks. */
export function manifestsOf(program: string): Manifest[] {
  const scope = new Chart(new App(), program, { namespace: 'ml' });
  core.Settings.set(scope, { profile: core.Profile.local() });
  PROGRAMS[program](scope);
  const manifests = synth(scope);
  const templates = findAll(manifests, 'ConfigMap').flatMap(({ data }) => data['pod.json'] ? [JSON.parse(data['pod.json']) as Manifest] : []);
  return [...manifests, ...templates.map(pod => ({ ...pod, metadata: { ...pod.metadata, name: `${program}-task-pod` } }))];
}

/** Every container that gets a secret as a variable and a script, or as a file, wherever it stands. */
export function containers(): Found[] {
  return Object.keys(PROGRAMS).flatMap(program => manifestsOf(program)).flatMap(manifest => podSpecs([manifest]).flatMap(({ spec }) => (
    [...spec.initContainers ?? [], ...spec.containers].map(container => (
      { title: `${manifest.kind} ${manifest.metadata.name}: ${container.name}`, container: container as Container })))));
}
