import { DatabaseEngine, IDatabase, sqlAlchemyTemplate } from '../core';
import { Contribution, printCommand, printedEnv } from '../kubernetes';

const VARIABLE = 'AIRFLOW__DATABASE__SQL_ALCHEMY_CONN';
const DRIVERS: Record<DatabaseEngine, string> = { [DatabaseEngine.POSTGRESQL]: 'psycopg2', [DatabaseEngine.MYSQL]: 'mysqldb' };

/**
 * How a component finds the metadata database. Airflow asks a command for its address, which is made in the pod, and not the variables
 * of the client library, since task code may use another database through them.
 */
export function metadataDatabase(database: IDatabase | undefined, dataDirectory: string): Contribution {
  if (!database) return { of: 'metadata database', env: { [VARIABLE]: `sqlite:///${dataDirectory}/airflow.db` } };
  const address = printedEnv(VARIABLE, sqlAlchemyTemplate(database, DRIVERS[database.engine]));
  return { of: 'metadata database', env: { ...address, [`${VARIABLE}_CMD`]: printCommand(VARIABLE) }, reaches: [database] };
}
