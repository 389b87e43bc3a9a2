import { Construct } from 'constructs';
import {
  check, Connection, DatabaseEngine, databaseEnv, EnvValue, host as isHost, IDatabase, notBlank, port as isPort, required, SecretRef,
  SecretValue, unbracketed, VALIDATORS, validEach,
} from '../core';
import { propChecks } from '../core/prop-checks';
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
   * Whether several tools may keep their tables in it. Tables of one name still meet: two tools that both use Alembic, as MLflow and
   * Airflow do, are refused all the same.
   *
   * @default false: the first tool that keeps its tables in it is the only one
   */
  readonly shared?: boolean;
  /**
   * Addresses of the server, as CIDR blocks, to which clients are limited.
   *
   * @default any address but the link-local ones, on this port
   */
  readonly cidrs?: readonly string[];
}

/** Properties for `Database`. */
export interface DatabaseProps extends ExistingDatabaseProps {
  /** Kind of server. */
  readonly engine: DatabaseEngine;
}

/** A database of a PostgreSQL or MySQL server that exists already, such as a managed one. */
export class Database extends Construct implements IDatabase {
  /** A database of a PostgreSQL server. */
  public static fromPostgres(scope: Construct, id: string, props: ExistingDatabaseProps): Database {
    return new Database(scope, id, { ...props, engine: DatabaseEngine.POSTGRESQL });
  }

  /** A database of a MySQL server, or of one that speaks its protocol. */
  public static fromMysql(scope: Construct, id: string, props: ExistingDatabaseProps): Database {
    return new Database(scope, id, { ...props, engine: DatabaseEngine.MYSQL });
  }

  public readonly engine: DatabaseEngine;
  public readonly host: string;
  public readonly port: number;
  public readonly database: string;
  public readonly username: EnvValue;
  public readonly password: SecretRef;
  public readonly connection: Connection;
  public readonly shared?: boolean;

  constructor(scope: Construct, id: string, props: DatabaseProps) {
    super(scope, id);
    const shape = propChecks(this, 'DatabaseProps', props);
    const { engine, database, username, password, host, cidrs } = props;
    const { port = engine === DatabaseEngine.POSTGRESQL ? 5432 : 3306 } = props;
    check(this, [
      ...shape,
      ...(['engine', 'host', 'database', 'username', 'password'] as const).map(prop => required(prop, props[prop])),
      isHost('host', host), isPort('port', port), notBlank('database', database), notBlank('username', username),
      ...validEach(VALIDATORS.cidr, 'cidrs', cidrs),
    ]);
    this.engine = engine;
    this.host = unbracketed(host);
    this.port = port;
    this.database = database;
    this.shared = props.shared;
    this.username = username;
    this.password = new Credentials(this, 'Credentials', { values: { password } }).ref('password');
    this.connection = { env: databaseEnv(this), endpoints: [{ scheme: engine, host: this.host, port, ...cidrs && { cidrs } }] };
  }
}
