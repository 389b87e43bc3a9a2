import { Construct } from 'constructs';
import {
  check, Connection, databaseEnv, DatabaseEngine, EnvValue, host as isHost, IDatabase, notBlank, port as isPort, required, SecretRef,
  SecretValue,
} from '../core';
import { Credentials } from '../kubernetes';

/** A database that exists already. */
export interface ExistingDatabaseProps {
  /** Host name or address of the server. */
  readonly host: string;
  /**
   * Port of the server.
   *
   * @default 5432 for PostgreSQL, 3306 for MySQL
   */
  readonly port?: number;
  /** Name of the database. */
  readonly database: string;
  /** User that owns the database. */
  readonly username: string;
  /** Password of that user, by reference. */
  readonly password: SecretValue;
  /**
   * Addresses of the server, as CIDR blocks, to which clients are limited.
   *
   * @default any address but the link-local ones, on this port
   */
  readonly cidrs?: readonly string[];
}

/** A database of a PostgreSQL or MySQL server that exists already, such as a managed one. */
export class Database extends Construct implements IDatabase {
  /** A database of a PostgreSQL server. */
  public static fromPostgres(scope: Construct, id: string, props: ExistingDatabaseProps): Database {
    return new Database(scope, id, props, DatabaseEngine.POSTGRESQL, 5432);
  }

  /** A database of a MySQL server, or of one that speaks its protocol. */
  public static fromMysql(scope: Construct, id: string, props: ExistingDatabaseProps): Database {
    return new Database(scope, id, props, DatabaseEngine.MYSQL, 3306);
  }

  public readonly host: string;
  public readonly port: number;
  public readonly database: string;
  public readonly username: EnvValue;
  public readonly password: SecretRef;
  public readonly connection: Connection;

  private constructor(
    scope: Construct, id: string, props: ExistingDatabaseProps,
    /** Kind of server. */ public readonly engine: DatabaseEngine,
    defaultPort: number,
  ) {
    super(scope, id);
    const { host, port = defaultPort, database, username, password, cidrs } = props;
    check(this, [
      ...(['host', 'database', 'username', 'password'] as const).map(prop => required(prop, props[prop])),
      isHost('host', host), isPort('port', port), notBlank('database', database), notBlank('username', username),
    ]);
    this.host = host;
    this.port = port;
    this.database = database;
    this.username = username;
    this.password = new Credentials(this, 'Credentials', { values: { password } }).ref('password');
    this.connection = { env: databaseEnv(this), endpoints: [{ scheme: engine, host, port, ...cidrs && { cidrs } }] };
  }
}
