import { Construct } from 'constructs';
import { IPostgres } from './postgres';
import {
  asText, check, Connection, databaseEnv, DatabaseEngine, EnvValue, IDatabase, required, Check, SecretRef, SecretValue, together,
} from '../core';
import { propChecks } from '../core/prop-checks';
import { Credentials, imageOf, nameOf, unique } from '../kubernetes';

/**
 * Role and password in one statement each time: the role never exists without its password. psql takes it from its environment, since a
 * list of processes shows arguments. Who is no superuser may use the roles that it makes, and so give databases to them, once it has said
 * so (PostgreSQL 16 and later).
 */
const CREATE_DATABASE = `
for attempt in $(seq 60); do
  if pg_isready -q; then
    psql -v ON_ERROR_STOP=1 <<'SQL' && exit 0
\\getenv role ROLE
\\getenv password PASSWORD
\\getenv database DATABASE
SELECT set_config('createrole_self_grant', 'set, inherit', false) WHERE current_setting('server_version_num')::int >= 160000;
SELECT format('%s ROLE %I LOGIN PASSWORD %L',
  CASE WHEN EXISTS (SELECT FROM pg_roles WHERE rolname = :'role') THEN 'ALTER' ELSE 'CREATE' END, :'role', :'password') \\gexec
SELECT format('CREATE DATABASE %I OWNER %I', :'database', :'role')
  WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'database') \\gexec
SELECT format('REVOKE CONNECT, TEMPORARY ON DATABASE %I FROM PUBLIC', :'database') \\gexec
SQL
  fi
  sleep 2
done
echo 'gave up after two minutes' >&2
exit 1
`.trim();

/** Properties for `PostgresDatabase`. */
export interface PostgresDatabaseProps {
  /** The server to make it in, in the same namespace. */
  readonly server: IPostgres;
  /**
   * Name of the database and of the role that owns it: lower-case letters, digits and underscores, at most 63. Neither one that the server
   * keeps for itself, such as `postgres` and all that begin with `pg_`, nor that of its administrator.
   *
   * @default the name of the construct with underscores, after `db_` where it could not be one by itself
   */
  readonly name?: string;
  /**
   * Password of the role.
   *
   * @default SecretValue.generated()
   */
  readonly password?: SecretValue;
  /**
   * Whether several tools may keep their tables in it. Tables of one name still meet: two tools that both use Alembic, as MLflow and
   * Airflow do, are refused all the same.
   *
   * @default false: the first tool that keeps its tables in it is the only one
   */
  readonly shared?: boolean;
}

/**
 * A database and the role that owns it, made in a server by an idempotent Job. Deleting the construct keeps the data.
 *
 * @throws ConstructError when the name cannot be one, or the server has a database of that name already
 */
export class PostgresDatabase extends Construct implements IDatabase {
  public readonly engine = DatabaseEngine.POSTGRESQL;
  public readonly host: string;
  public readonly port: number;
  public readonly database: string;
  public readonly username: EnvValue;
  public readonly password: SecretRef;
  public readonly connection: Connection;
  public readonly shared?: boolean;

  constructor(scope: Construct, id: string, props: PostgresDatabaseProps) {
    super(scope, id);
    check(this, [...propChecks(this, 'PostgresDatabaseProps', props), required('server', props.server)]);
    const { server, name = defaultName(this, server.adminUsername) } = props;
    check(this, [...nameChecks(name, server.adminUsername), unique('name', name, this, server, 'a database of that name in the same server')]);

    const { host, port } = server.endpoint;
    const credentials = new Credentials(this, 'Credentials', {
      values: { password: props.password ?? SecretValue.generated() },
      provision: {
        image: imageOf(this, 'postgres'),
        command: ['bash', '-c', CREATE_DATABASE],
        env: {
          PGHOST: host,
          PGPORT: asText(port),
          PGDATABASE: 'postgres',
          PGUSER: server.adminUsername,
          PGPASSWORD: server.adminPassword,
          ROLE: name,
          DATABASE: name,
        },
        secretEnv: { PASSWORD: 'password' },
        reaches: [server],
      },
    });
    this.host = host;
    this.port = port;
    this.database = name;
    this.shared = props.shared;
    this.username = name;
    this.password = credentials.ref('password');
    this.connection = { env: databaseEnv(this), endpoints: server.connection.endpoints };
  }
}

/** What PostgreSQL keeps for itself (roles.c, pg_database), and those who stand beside it: PgBouncer and CloudNativePG. */
const RESERVED = /^(pg_.*|postgres|template[01]|public|none|pgbouncer|streaming_replica|cnpg_pooler_pgbouncer)$/;

/** The name of a construct as that of a database. */
function defaultName(scope: Construct, admin: EnvValue): string {
  const name = nameOf(scope).replace(/-/g, '_');
  return /^\d/.test(name) || RESERVED.test(name) || name === admin ? `db_${nameOf(scope, 60).replace(/-/g, '_')}` : name;
}

/** The role of that name gets a password and a database: it must be nobody's who is there already. */
function nameChecks(name: string, admin: EnvValue): Check[] {
  const another = 'use another name, such as that of the tool';
  return [
    [text => !/^[a-z_][a-z0-9_]{0,62}$/.test(String(text)), 'name', name, 'it is not a name for a database',
      'use lower-case letters, digits and underscores, at most 63, not starting with a digit'],
    [text => RESERVED.test(String(text)), 'name', name, 'PostgreSQL, or what stands beside it, keeps that name for itself', another],
    ...typeof admin === 'string' ? [
      together({ 'name': name, 'server.adminUsername': admin }, given => given.name === given['server.adminUsername'] && !RESERVED.test(given.name),
        "the server's administrator would get the password of the database's owner", another),
    ] : [],
  ];
}
