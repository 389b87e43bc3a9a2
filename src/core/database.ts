import { IConnectable } from './connection';
import { encode, Encoder } from './encoders';
import { hostAndPort } from './ip-address';
import { EnvValue, SecretRef } from './secret';
import { slot, Template, template } from './template';
import { asText, mapString } from './tokens';

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
  return `jdbc:${db.engine}://${hostAndPort(db.host, db.port)}/${encode(db.database, Encoder.URL)}`;
}

/** Names that stand in a URL as they are. Before 2.1 SQLAlchemy takes the path of a URL as it is, and from then on decodes it. */
const PLAIN = /^[\w.-]*$/;

/**
 * The SQLAlchemy URL of a PostgreSQL database without credentials: libpq takes them from the environment of `databaseEnv`, so
 * that no password needs quoting; the name of the database too, where it has more than letters, digits, `_`, `.` and `-`. MySQL drivers
 * read no such environment; see `sqlAlchemyTemplate`.
 */
export function sqlAlchemyUrl(db: IDatabase, driver: string): string {
  return `${db.engine}+${driver}://${hostAndPort(db.host, db.port)}/${mapString(db.database, name => PLAIN.test(name) ? name : '')}`;
}

/**
 * The SQLAlchemy URL of a database with user and password, which is put together in the pod.
 *
 * @param around how the file writes it, in which it stands
 */
export function sqlAlchemyTemplate(db: IDatabase, driver: string, ...around: readonly Encoder[]): Template {
  const { engine, database, username, password } = db;
  const [user, secret] = [username, password].map(value => slot(value, Encoder.URL, ...around));
  const query = engine === DatabaseEngine.POSTGRESQL ? 'dbname' : 'database';
  const name = mapString(database, known => PLAIN.test(known) ? known : encode(`?${query}=${encode(known, Encoder.URL)}`, ...around));
  return template`${engine}+${driver}://${user}:${secret}@${hostAndPort(db.host, db.port)}/${name}`;
}
