import { Construct } from 'constructs';
import {
  asText, atLeast, check, Connection, DatabaseEngine, databaseEnv, encode, Encoder, EnvValue, IDatabase, required, SecretRef, slot,
  Template, template, withDefaults,
} from '../core';
import { propChecks } from '../core/prop-checks';
import { imageOf, profileOf, renderContainerFiles, Resources, Server, Volume } from '../kubernetes';

const PORT = 6432;
const DIRECTORY = '/run/pgbouncer';
/** User of the image (cloudnative-pg/pgbouncer-containers Dockerfile). */
const USER = 998;

/** When a client gives its connection to the server back. */
export enum PoolMode {
  /** After each transaction: `SET`, `LISTEN`, temporary tables and advisory locks of a session do not work. */
  TRANSACTION = 'transaction',
  /** When it leaves: everything works, and clients that stay keep their connections. */
  SESSION = 'session',
}

/** Properties for `PgBouncer`. */
export interface PgBouncerProps {
  /** The PostgreSQL database. */
  readonly database: IDatabase;
  /**
   * When a client gives its connection to the server back.
   *
   * @default PoolMode.TRANSACTION
   */
  readonly poolMode?: PoolMode;
  /**
   * Connections to the server, of each replica.
   *
   * @default 20
   */
  readonly poolSize?: number;
  /**
   * Clients that may be connected at a time, to each replica.
   *
   * @default 1000
   */
  readonly maxClientConnections?: number;
  /**
   * Number of pods.
   *
   * @default that of the profile
   */
  readonly replicas?: number;
  /**
   * CPU and memory.
   *
   * @default '50m' and '64Mi'
   */
  readonly resources?: Resources;
  /**
   * Image of PgBouncer 1.21 or later, with a shell.
   *
   * @default the catalog's
   */
  readonly image?: string;
}

/**
 * A pool in front of a PostgreSQL database, for tools that open many connections. It is the same database for clients, with the same
 * credentials, and the pods of the pool alone reach the server.
 *
 * @throws ConstructError when the database is not of PostgreSQL, or PgBouncer cannot have its name
 */
export class PgBouncer extends Construct implements IDatabase {
  public readonly engine = DatabaseEngine.POSTGRESQL;
  public readonly host: string;
  public readonly port: number;
  public readonly database: string;
  public readonly username: EnvValue;
  public readonly password: SecretRef;
  public readonly connection: Connection;
  private readonly _origin: IDatabase;

  constructor(scope: Construct, id: string, props: PgBouncerProps) {
    super(scope, id);
    const shape = propChecks(this, 'PgBouncerProps', props);
    const { database, poolMode = PoolMode.TRANSACTION, poolSize = 20, maxClientConnections = 1000 } = props;
    const { replicas = profileOf(this).replicas } = props;
    check(this, [...shape, required('database', database)]);
    check(this, [
      [database.engine !== DatabaseEngine.POSTGRESQL, 'database', database.engine, 'PgBouncer speaks the protocol of PostgreSQL alone',
        'pass a PostgresDatabase or Database.fromPostgres(…)'],
      [name => !/^[\w.-]+$/.test(String(name)) || name === 'pgbouncer', 'database', database.database, 'PgBouncer cannot have a database of that name',
        'use letters, digits, _, . and -'],
      atLeast('poolSize', poolSize, 1), atLeast('maxClientConnections', maxClientConnections, 1), atLeast('replicas', replicas, 1),
    ]);
    const config = { volume: Volume.memory('config', '1Mi'), path: DIRECTORY };
    const open = { tcpSocket: { port: PORT } };
    const server = new Server(this, 'Server', {
      image: props.image ?? imageOf(this, 'pgBouncer'),
      command: ['pgbouncer', `${DIRECTORY}/pgbouncer.ini`],
      replicas,
      reaches: [database],
      ports: { postgresql: PORT },
      mounts: [config],
      initContainers: [renderContainerFiles(this, config, {
        'pgbouncer.ini': [configOf(database, poolMode, asText(poolSize), asText(maxClientConnections))], 'users.txt': usersOf(database),
      })],
      resources: withDefaults(props.resources, { cpu: '50m', memory: '64Mi' }),
      user: USER,
      readiness: { ...open, periodSeconds: 5 },
      liveness: { ...open, periodSeconds: 10 },
    });
    const endpoint = server.endpoint('postgresql', 'postgresql');
    this._origin = database.origin?.() ?? database;
    this.host = endpoint.host;
    this.port = endpoint.port;
    this.database = database.database;
    this.username = database.username;
    this.password = database.password;
    this.connection = { env: databaseEnv(this), endpoints: [endpoint] };
  }

  /** The database behind the pool. */
  public origin(): IDatabase {
    return this._origin;
  }
}

/** PgBouncer needs the password as text, to sign in at the server by SCRAM as well as to let clients in by it. */
function usersOf({ username, password }: IDatabase): Template {
  return template`${slot(username, Encoder.PGBOUNCER_USER)} ${slot(password, Encoder.PGBOUNCER_USER)}\n`;
}

function configOf({ database, host, port }: IDatabase, mode: string, size: string, clients: string): string {
  return `
[databases]
${database} = host=${encode(host, Encoder.PGBOUNCER_VALUE)} port=${port}
[pgbouncer]
listen_addr = *
listen_port = ${PORT}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = ${DIRECTORY}/users.txt
pool_mode = ${mode}
default_pool_size = ${size}
max_client_conn = ${clients}
max_prepared_statements = 200
ignore_startup_parameters = extra_float_digits
server_tls_sslmode = prefer
log_connections = 0
log_disconnections = 0
`.trimStart();
}
