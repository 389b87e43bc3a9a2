import { Construct } from 'constructs';
import {
  check, DatabaseEngine, databaseEnv, Encoder, EnvValue, IConnectable, IDatabase, joined, MetricsLogin, SecretValue, sqlAlchemyTemplate,
  sqlAlchemyUrl, Template,
} from '../core';
import { valueClass } from '../core/value-class';
import { ALEMBIC, Credentials, NamedContainerProps, renderedCommand, renderedFiles, tableChecks } from '../kubernetes';

/** What a way of signing in is told of its server. */
export interface AuthContext {
  /** Image of the server. */
  readonly image: string;
  /** Directory of the server's own volume. */
  readonly dataDirectory: string;
  /** Whether the server's backend store is a database. */
  readonly hasDatabase: boolean;
  /** Whether the server shows its series. */
  readonly metricsEnabled: boolean;
}

/** What a way of signing in means for the server and its clients. */
export interface AuthConfig {
  /** Arguments of `mlflow server`. */
  readonly args: readonly string[];
  /** Environment of the server. */
  readonly env: Record<string, EnvValue>;
  /** What must run before the server. */
  readonly initContainers: readonly NamedContainerProps[];
  /** What the server must reach. */
  readonly reaches: readonly IConnectable[];
  /** Credentials of clients. */
  readonly clientEnv: Record<string, EnvValue>;
  /** Who may read the metrics; anybody where it is left out. */
  readonly metricsLogin?: MetricsLogin;
}

/** Options for `MlflowAuth.basic`. */
export interface BasicAuthOptions {
  /**
   * Password of the user `admin`, at the first start; MLflow keeps it in its database from then on.
   *
   * @default SecretValue.generated()
   */
  readonly adminPassword?: SecretValue;
  /**
   * Database for users and permissions, other than the backend store's: both have a migration history under the same name.
   *
   * @default SQLite on the server's volume, where the backend store is SQLite too
   */
  readonly database?: IDatabase;
}

/** Who may use an MLflow server. */
export abstract class MlflowAuth {
  static { valueClass(this, 'MlflowAuth'); }

  /** Whoever has a network path, which is whoever was wired. */
  public static none(): MlflowAuth {
    return new NoAuth(false);
  }

  /** Whoever the sign-on in front of the route lets through. */
  public static proxied(): MlflowAuth {
    return new NoAuth(true);
  }

  /** MLflow's own users with passwords. Clients that use the server get the administrator's. */
  public static basic(options: BasicAuthOptions = {}): MlflowAuth {
    return new BasicAuth(options);
  }

  /** Whether the server may have a route. */
  public abstract readonly guardsRoutes: boolean;
  /** Makes what it needs below a scope. */
  public abstract create(scope: Construct, context: AuthContext): AuthConfig;
}

class NoAuth extends MlflowAuth {
  constructor(public readonly guardsRoutes: boolean) { super(); }

  public create(): AuthConfig {
    return { args: [], env: {}, initContainers: [], reaches: [], clientEnv: {} };
  }
}

/** MLflow reads the address of the user database from a file alone, with the password in it. */
const CONFIG = '/run/mlflow/auth.ini';

function configOf(uri: Template): Template {
  return joined([
    '[mlflow]\ndefault_permission = NO_PERMISSIONS\ndatabase_uri = ', ...uri,
    '\nadmin_username = admin\nauthorization_function = mlflow.server.auth:authenticate_request_basic_auth\n',
  ]);
}

/**
 * MLflow shows its series to administrators alone: a request for which it knows no permission is denied to all others (seen in 3.18). The
 * scraper is one of its own all the same, so that the password of people and programs stays where it is, and each is changed by itself. The
 * other one comes first, since MLflow may make none where there are users.
 */
const MAKE_USERS = `
import configparser, os
from mlflow.server.auth.sqlalchemy_store import SqlAlchemyStore
config = configparser.ConfigParser()
config.read('/run/mlflow/auth.ini')
users = SqlAlchemyStore()
users.init_db(config['mlflow']['database_uri'])
if not users.has_user('admin'):
    users.create_user('admin', os.environ['ADMIN_PASSWORD'], is_admin=True)
if users.has_user('metrics'):
    users.update_user('metrics', password=os.environ['METRICS_PASSWORD'], is_admin=True)
else:
    users.create_user('metrics', os.environ['METRICS_PASSWORD'], is_admin=True)
`.trim();

class BasicAuth extends MlflowAuth {
  public readonly guardsRoutes = true;

  constructor(private readonly options: BasicAuthOptions) { super(); }

  public create(scope: Construct, { image, dataDirectory, hasDatabase, metricsEnabled }: AuthContext): AuthConfig {
    const { database, adminPassword = SecretValue.generated() } = this.options;
    check(scope, [
      [hasDatabase && !database, 'auth', undefined, 'the backend store is a database and users would be kept in the pod',
        'pass MlflowAuth.basic({ database }) with a database of its own'],
      [database !== undefined && database.engine !== DatabaseEngine.POSTGRESQL, 'auth.database', database?.engine, 'only PostgreSQL is supported for users',
        'pass a PostgresDatabase, or Database.fromPostgres(…)'],
      ...tableChecks(scope, 'auth.database', database, { tool: "MLflow's sign-in", history: ALEMBIC }),
    ]);
    const credentials = new Credentials(scope, 'Auth', { values: { adminPassword, flaskKey: SecretValue.generated() } });
    const file = `sqlite:///${dataDirectory}/auth.db`;
    const config = configOf(database ? sqlAlchemyTemplate(database, 'psycopg2', Encoder.INI) : [file]);
    // libpq takes user and password from the environment, so that they are no arguments.
    const upgrade = ['python3', '-m', 'mlflow.server.auth', 'db', 'upgrade', '--url', database ? sqlAlchemyUrl(database, 'psycopg2') : file];
    // In a Secret of its own, since whoever may read one value of a Secret may read all of it.
    const metricsPassword = metricsEnabled
      ? new Credentials(scope, 'MetricsUser', { values: { password: SecretValue.generated() } }).ref('password') : undefined;
    return {
      args: ['--app-name', 'basic-auth'],
      env: {
        MLFLOW_AUTH_CONFIG_PATH: CONFIG,
        MLFLOW_AUTH_ADMIN_USERNAME: 'admin',
        MLFLOW_AUTH_ADMIN_PASSWORD: credentials.ref('adminPassword'),
        MLFLOW_FLASK_SERVER_SECRET_KEY: credentials.ref('flaskKey'),
      },
      initContainers: [
        {
          name: 'auth',
          image,
          command: renderedCommand(upgrade),
          env: { ...database && databaseEnv(database), ...renderedFiles({ [CONFIG]: config }), HOME: '/tmp' },
          resources: { memory: '512Mi' },
        },
        ...metricsPassword ? [{
          name: 'users',
          image,
          command: ['python3', '-c', MAKE_USERS],
          env: {
            HOME: '/tmp',
            MLFLOW_AUTH_CONFIG_PATH: CONFIG,
            ADMIN_PASSWORD: credentials.ref('adminPassword'),
            METRICS_PASSWORD: metricsPassword,
          },
          resources: { memory: '512Mi' },
        }] : [],
      ],
      reaches: database ? [database] : [],
      clientEnv: { MLFLOW_TRACKING_USERNAME: 'admin', MLFLOW_TRACKING_PASSWORD: credentials.ref('adminPassword') },
      ...metricsPassword && { metricsLogin: { username: 'metrics', password: metricsPassword } },
    };
  }
}
