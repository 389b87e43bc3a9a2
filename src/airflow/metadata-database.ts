import { DatabaseEngine, EnvValue, IDatabase, sqlAlchemyTemplate } from '../core';
import { printCommand, printedEnv } from '../kubernetes';

const VARIABLE = 'AIRFLOW__DATABASE__SQL_ALCHEMY_CONN';
const DRIVERS: Record<DatabaseEngine, string> = { [DatabaseEngine.POSTGRESQL]: 'psycopg2', [DatabaseEngine.MYSQL]: 'mysqldb' };

/**
 * The environment with which a component finds the metadata database. Airflow asks a command for its address, which is made in the pod, and
 * not the variables of the client library, since task code may use another database through them.
 */
export function databaseSettings(database: IDatabase | undefined, dataDirectory: string): Record<string, EnvValue> {
  if (!database) return { [VARIABLE]: `sqlite:///${dataDirectory}/airflow.db` };
  return {
    ...printedEnv(VARIABLE, sqlAlchemyTemplate(database, DRIVERS[database.engine])),
    [`${VARIABLE}_CMD`]: printCommand(VARIABLE),
  };
}
