import { asText, DatabaseEngine, EnvValue, IDatabase } from '../core';

const DRIVERS: Record<DatabaseEngine, string> = {
  [DatabaseEngine.POSTGRESQL]: 'postgresql+psycopg2',
  [DatabaseEngine.MYSQL]: 'mysql+mysqldb',
};

/** Airflow runs this for the address of its database: there alone the password is known, and can be quoted. */
const PRINT_URL = [
  'import os',
  'from urllib.parse import quote',
  'e = {k[12:]: v for k, v in os.environ.items() if k.startswith("METADATA_DB_")}',
  'login = ":".join(quote(e[k], "") for k in ["USER", "PASSWORD"])',
  'print("%s://%s@%s:%s/%s" % (e["DRIVER"], login, e["HOST"], e["PORT"], e["NAME"]), end="")',
].join('; ');

/**
 * The environment with which a component finds the metadata database. The names are Airflow's own, since task code may use
 * another database through the variables of its client library.
 */
export function databaseSettings(database: IDatabase | undefined, dataDirectory: string): Record<string, EnvValue> {
  if (!database) return { AIRFLOW__DATABASE__SQL_ALCHEMY_CONN: `sqlite:///${dataDirectory}/airflow.db` };
  return {
    METADATA_DB_DRIVER: DRIVERS[database.engine],
    METADATA_DB_HOST: database.host,
    METADATA_DB_PORT: asText(database.port),
    METADATA_DB_NAME: database.database,
    METADATA_DB_USER: database.username,
    METADATA_DB_PASSWORD: database.password,
    AIRFLOW__DATABASE__SQL_ALCHEMY_CONN_CMD: `python3 -c '${PRINT_URL}'`,
  };
}
