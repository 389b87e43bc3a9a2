import { databaseEnv, DatabaseEngine, EnvValue, IDatabase, mysqlUriScript, sqlAlchemyUrl } from '../core';
import { underPostgresLock } from '../kubernetes';

/** What a backend store means for the server. */
export interface BackendSettings {
  /** Environment with which the address of the store is known. */
  readonly env: Record<string, EnvValue>;
  /** The command that migrates the schema; it also initialises an empty store. */
  readonly migration: readonly string[];
  /** The command with the address of the store in its environment. */
  command(server: readonly string[]): readonly string[];
}

const MYSQL_URI = `
import os, sys
from urllib.parse import quote
e = os.environ
e['MLFLOW_BACKEND_STORE_URI'] = ${mysqlUriScript('pymysql')}
`.trim();

const MIGRATE_MYSQL = `${MYSQL_URI}
import subprocess, time, pymysql
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
sys.exit(subprocess.call(['mlflow', 'db', 'upgrade', e['MLFLOW_BACKEND_STORE_URI']]))`;

/** How the server finds its backend store, and how its schema is migrated. */
export function backendSettings(store: IDatabase | undefined, dataDirectory: string): BackendSettings {
  const upgrade = ['sh', '-c', 'exec mlflow db upgrade "$MLFLOW_BACKEND_STORE_URI"'];
  if (!store) {
    return { env: { MLFLOW_BACKEND_STORE_URI: `sqlite:///${dataDirectory}/mlflow.db` }, migration: upgrade, command: server => server };
  }
  const env = databaseEnv(store);
  if (store.engine === DatabaseEngine.POSTGRESQL) {
    return {
      env: { ...env, MLFLOW_BACKEND_STORE_URI: sqlAlchemyUrl(store, 'psycopg2') },
      migration: underPostgresLock(5000, upgrade),
      command: server => server,
    };
  }
  return {
    env,
    migration: ['python3', '-c', MIGRATE_MYSQL],
    command: server => ['python3', '-c', `${MYSQL_URI}\nos.execvp(sys.argv[1], sys.argv[1:])`, ...server],
  };
}
