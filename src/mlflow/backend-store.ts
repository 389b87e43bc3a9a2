import { databaseEnv, DatabaseEngine, EnvValue, IDatabase, sqlAlchemyTemplate, sqlAlchemyUrl } from '../core';
import { renderedCommand, renderedEnv, underPostgresLock } from '../kubernetes';

const VARIABLE = 'MLFLOW_BACKEND_STORE_URI';

/** What a backend store means for the server. */
export interface BackendConfig {
  /** Environment with which the address of the store is known. */
  readonly env: Record<string, EnvValue>;
  /** The command that migrates the schema; it also initialises an empty store. */
  readonly migration: readonly string[];
  /** The command with the address of the store in its environment. */
  command(server: readonly string[]): readonly string[];
}

/** Python: MLflow's own command line within this process, so that an address with a password is no argument of any. */
function mlflowCli(...args: readonly string[]): string {
  return `import os; from mlflow.cli import cli; cli([${args.join(', ')}])`;
}

const UPGRADE = mlflowCli('"db"', '"upgrade"', `os.environ["${VARIABLE}"]`);

/** Python: removes deleted runs of the store that are older than `OLDER_THAN`. */
export const COLLECT_GARBAGE = mlflowCli('"gc"', '"--backend-store-uri"', `os.environ["${VARIABLE}"]`, '"--older-than"', 'os.environ["OLDER_THAN"]');

const MIGRATE_MYSQL = `
import os, sys, time, pymysql
e = os.environ
for attempt in range(60):
    try:
        connection = pymysql.connect(host=e['MYSQL_HOST'], port=int(e['MYSQL_TCP_PORT']), user=e['MYSQL_USER'], password=e['MYSQL_PWD'], connect_timeout=5)
        break
    except pymysql.err.OperationalError as error:
        print('waiting:', error, flush=True)
        time.sleep(2)
else:
    sys.exit('gave up after two minutes')
cursor = connection.cursor()
# The names of locks belong to the whole server, and have at most 64 characters.
cursor.execute("SELECT GET_LOCK(CONCAT('mlflow-', MD5(%s)), 3600)", (e['MYSQL_DATABASE'],))
if cursor.fetchone()[0] != 1:
    sys.exit('another migration of this database has held the lock for an hour')
${UPGRADE}`.trim();

/** How the server finds its backend store, and how its schema is migrated. */
export function backendConfig(store: IDatabase | undefined, dataDirectory: string): BackendConfig {
  const upgrade = ['python3', '-c', UPGRADE];
  if (!store) return { env: { [VARIABLE]: `sqlite:///${dataDirectory}/mlflow.db` }, migration: upgrade, command: server => server };
  const env = databaseEnv(store);
  if (store.engine === DatabaseEngine.POSTGRESQL) {
    return {
      env: { ...env, [VARIABLE]: sqlAlchemyUrl(store, 'psycopg2') }, migration: underPostgresLock(5000, upgrade), command: server => server,
    };
  }
  return {
    env: { ...env, ...renderedEnv(VARIABLE, sqlAlchemyTemplate(store, 'pymysql')) },
    migration: renderedCommand(['python3', '-c', MIGRATE_MYSQL]),
    command: renderedCommand,
  };
}
