import { Chart } from 'cdk8s';
import { AirflowCluster, Bucket, Database, EvidentlyService, EvidentlyWorkspace, GitServer, MlflowAuth, MlflowServer, MonitoringStack, PgBouncer, SeaweedFs, SecretValue } from '../../src';
import { IDatabase } from '../../src/core';
import { chart } from '../chart';

const password = SecretValue.fromSecret('s', 'k');
const bucketOf = (scope: Chart) => Bucket.fromS3(scope, 'Objects', { bucketName: 'objects', region: 'eu-west-1', identity: {} });
const databaseOf = (scope: Chart, id: string, shared?: boolean) => (
  Database.fromPostgres(scope, id, { host: 'h.example.org', databaseName: 'd', username: 'u', password, shared }));

/** Everything that keeps tables of its own. */
const OWNERS: Record<string, (scope: Chart, id: string, database: IDatabase) => unknown> = {
  'backendStore': (scope, id, backendStore) => new MlflowServer(scope, id, { backendStore, artifactStore: bucketOf(scope) }),
  'metadataDatabase': (scope, id, metadataDatabase) => new AirflowCluster(scope, id, { metadataDatabase }),
  'database': (scope, id, database) => new GitServer(scope, id, { database }),
  'filerStore': (scope, id, filerStore) => new SeaweedFs(scope, id, { filerStore }),
  'grafana.database': (scope, id, database) => new MonitoringStack(scope, id, { targets: [], grafana: { database } }),
  'workspace.database': (scope, id, database) => new EvidentlyService(scope, id, { workspace: EvidentlyWorkspace.sql(database) }),
};
const REASON = 'keeps its tables there already: give each a database of its own, or pass shared: true to the database where their tables can lie beside each other';

test.each(Object.entries(OWNERS))('a database has one owner: %s', (prop, make) => {
  const scope = chart();
  const database = databaseOf(scope, 'Db');
  new MlflowServer(scope, 'First', { backendStore: database, artifactStore: Bucket.fromS3(scope, 'Other', { bucketName: 'other', region: 'eu-west-1', identity: {} }) });
  expect(() => make(scope, 'Second', database)).toThrow(`${prop} 'postgresql://h.example.org:5432/d': backendStore of ml/First ${REASON}`);
});

test('users of MLflow lie in another database than its runs', () => {
  const scope = chart();
  const database = databaseOf(scope, 'Db');
  expect(() => new MlflowServer(scope, 'M', { backendStore: database, artifactStore: bucketOf(scope), auth: MlflowAuth.basic({ database }) }))
    .toThrow(`ml/M: auth.database 'postgresql://h.example.org:5432/d': backendStore of ml/M ${REASON}`);
});

test('it is the same database under another construct, and behind a pool', () => {
  const scope = chart();
  OWNERS.backendStore(scope, 'First', databaseOf(scope, 'Db'));
  expect(() => OWNERS.metadataDatabase(scope, 'Second', databaseOf(scope, 'Again'))).toThrow(REASON);
  const pool = new PgBouncer(scope, 'Pool', { database: databaseOf(scope, 'Once') });
  expect(() => OWNERS.metadataDatabase(scope, 'Third', pool)).toThrow(REASON);
});

test('one that is shared takes tools whose tables lie beside each other, and several of one tool', () => {
  const scope = chart();
  const database = databaseOf(scope, 'Db', true);
  OWNERS['grafana.database'](scope, 'Monitoring', database);
  OWNERS.metadataDatabase(scope, 'Airflow', database);
  OWNERS.metadataDatabase(scope, 'Second', database);
});

test('one that is shared takes no two tools with one table for the history of their migrations', () => {
  const scope = chart();
  const database = databaseOf(scope, 'Db', true);
  OWNERS.metadataDatabase(scope, 'Airflow', database);
  expect(() => OWNERS.backendStore(scope, 'Mlflow', database)).toThrow("ml/Mlflow: backendStore 'postgresql://h.example.org:5432/d': "
    + 'Airflow keeps its history of migrations in the same table, alembic_version: give each a database of its own');
});
