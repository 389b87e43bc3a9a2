import { IConnectable } from './connection';
import { hostAndPort } from './ip-address';
import { EnvValue, SecretRef } from './secret';
import { asText } from './tokens';

/** A kind of SQL server. */
export enum DatabaseEngine {
  /** PostgreSQL. */
  POSTGRESQL = 'postgresql',
  /** MySQL, or a server that speaks its protocol, such as MariaDB. */
  MYSQL = 'mysql',
}

/** A database of an SQL server, with its own credentials. Its connection gives `PG…` or `MYSQL_…` variables. */
export interface IDatabase extends IConnectable {
  /** Kind of server. */
  readonly engine: DatabaseEngine;
  /** Host name of the server. */
  readonly host: string;
  /** Port of the server. */
  readonly port: number;
  /** Name of the database. */
  readonly database: string;
  /** User that owns the database. */
  readonly username: EnvValue;
  /** Password of that user. */
  readonly password: SecretRef;
  /**
   * Whether several tools may keep their tables in it.
   *
   * @default false: it has one owner
   */
  readonly shared?: boolean;
  /** The database itself, where this is a pool in front of it. */
  origin?(): IDatabase;
}

/** The environment that the engine's own client library reads. */
export function databaseEnv(db: Omit<IDatabase, 'connection' | 'shared' | 'origin'>): Record<string, EnvValue> {
  const { host, port, database, username, password } = db;
  return db.engine === DatabaseEngine.POSTGRESQL
    ? { PGHOST: host, PGPORT: asText(port), PGDATABASE: database, PGUSER: username, PGPASSWORD: password }
    : { MYSQL_HOST: host, MYSQL_TCP_PORT: asText(port), MYSQL_DATABASE: database, MYSQL_USER: username, MYSQL_PWD: password };
}

/**
 * The JDBC URL of a database, without credentials: those belong into the driver's user and password properties.
 */
export function jdbcUrl(db: IDatabase): string {
  return `jdbc:${db.engine}://${hostAndPort(db.host, db.port)}/${db.database}`;
}

/**
 * The SQLAlchemy URL of a PostgreSQL database without credentials: libpq takes them from the environment of `databaseEnv`, so
 * that no password needs quoting. MySQL drivers read no such environment; see `mysqlUriScript`.
 */
export function sqlAlchemyUrl(db: IDatabase, driver: string): string {
  return `${db.engine}+${driver}://${hostAndPort(db.host, db.port)}/${db.database}`;
}

/**
 * A Python expression for the SQLAlchemy URL of a MySQL database, made in the pod from the environment of `databaseEnv`, where
 * alone the password is known and can be quoted.
 */
export function mysqlUriScript(driver: string): string {
  return `'mysql+${driver}://%s:%s@%s:%s/%s' % (quote(e['MYSQL_USER'], ''), quote(e['MYSQL_PWD'], ''), `
    + "e['MYSQL_HOST'], e['MYSQL_TCP_PORT'], e['MYSQL_DATABASE'])";
}
