import { Construct } from 'constructs';
import { ExistingGitServer, ExistingGitServerProps } from './existing-git-server';
import { forgejoDashboard, forgejoRules } from './forgejo-rules';
import { CREATE_REPOSITORIES, PREPARE } from './forgejo-scripts';
import {
  asText, byteSize, check, Check, Connection, ConstructError, DatabaseEngine, Endpoint, EnvValue, hostAndPort, IDatabase,
  IMetricsTarget, IRepositoryServer, jobOf, Metrics, notBlank, RepositoryRef, SecretRef, SecretValue, urlOf, VersionControl, withDefaults,
} from '../core';
import { propChecks } from '../core/prop-checks';
import {
  Credentials, futureHost, imageOf, Job, metricsOf, profileOf, Resources, Route, RouteOptions, routeUrlOf, Server, tableChecks, Volume,
  VolumeClaim, volumeExporter, volumeMetrics,
} from '../kubernetes';

const HTTP = 3000;
const SSH = 2222;
/** The user of the image, whose name its start script writes into the configuration; Forgejo refuses to run as one of another name. */
const USER = 1000;
const PERSON = { USER: 'git', LOGNAME: 'git', HOME: '/var/lib/gitea/git' };
const READER = 'reader';
const CONFIG = '/etc/gitea';

/** Properties for `GitServer`. */
export interface GitServerProps {
  /**
   * Names of the repositories to make, private and with a first commit: lower-case letters, digits, dots and dashes. More can be made
   * by hand.
   *
   * @default none
   */
  readonly repositories?: readonly string[];
  /**
   * Where accounts, issues and the like are kept; the repositories lie on the volume.
   *
   * @default SQLite on the volume
   */
  readonly database?: IDatabase;
  /**
   * Name of the administrator, who owns the repositories.
   *
   * @default 'git-admin'
   */
  readonly adminUsername?: string;
  /**
   * Password of the administrator.
   *
   * @default SecretValue.generated()
   */
  readonly adminPassword?: SecretValue;
  /**
   * Size of the volume, as a Kubernetes quantity.
   *
   * @default that of the profile: 1Gi local, 10Gi team, 50Gi production
   */
  readonly volumeSize?: string;
  /**
   * StorageClass of the volume.
   *
   * @default that of the settings
   */
  readonly storageClass?: string;
  /**
   * CPU and memory.
   *
   * @default '100m' and '512Mi'
   */
  readonly resources?: Resources;
  /**
   * Makes its pages and HTTP access reachable from outside.
   *
   * @default none
   */
  readonly route?: RouteOptions;
  /**
   * Whether `/metrics` is served, to who has the token.
   *
   * @default true
   */
  readonly metricsEnabled?: boolean;
  /**
   * Whether a sidecar shows how full the volume is.
   *
   * @default false: it is one more container
   */
  readonly volumeMetricsEnabled?: boolean;
  /**
   * Image of Forgejo 15, rootless.
   *
   * @default the catalog's
   */
  readonly image?: string;
}

/**
 * A Git server: Forgejo, in one pod with one volume, over HTTP and SSH. Nobody can register or read anything without an account: it
 * has an administrator, whose address and password come to who lists it in `uses`, and a reader, with whom `repository` works.
 * Taking a name off the list keeps the repository.
 *
 * @throws ConstructError when a name cannot be one
 */
export class GitServer extends Construct implements IRepositoryServer, IMetricsTarget {
  /** A Git server that runs in the cluster already. */
  public static fromExisting(scope: Construct, id: string, props: ExistingGitServerProps): ExistingGitServer {
    return new ExistingGitServer(scope, id, props);
  }

  public readonly url: string;
  public readonly connection: Connection;
  public readonly metrics: readonly Metrics[];
  /** Where SSH is served. */
  public readonly sshEndpoint: Endpoint;
  /** Name of the administrator. */
  public readonly adminUsername: string;
  /** Password of the administrator. */
  public readonly adminPassword: SecretRef;
  /** The workload, for what this construct does not model. */
  public readonly server: Server;
  /** The route, when one was asked for. */
  public readonly route?: Route;
  private readonly _repositories: readonly string[];
  private readonly _readerPassword: SecretRef;

  constructor(scope: Construct, id: string, props: GitServerProps = {}) {
    super(scope, id);
    const shape = propChecks(this, 'GitServerProps', props);
    const { repositories = [], database, adminUsername = 'git-admin', storageClass, metricsEnabled = true, volumeMetricsEnabled = false } = props;
    const { volumeSize = profileOf(this).volumeSize, image = imageOf(this, 'forgejo') } = props;
    check(this, [
      ...shape,
      ...repositories.flatMap((name, index) => repositoryChecks(name, index, repositories)),
      [text => !/^[A-Za-z0-9]([A-Za-z0-9-]{0,38}[A-Za-z0-9])?$/.test(String(text)) || /^(admin|api|ghost|git|reader|user)$/i.test(String(text)),
        'adminUsername', adminUsername, 'it is not a name that Forgejo takes', "use letters, digits and dashes, and none of its own words, such as 'git-admin'"],
      notBlank('image', image), ...byteSize('volumeSize', volumeSize), ...tableChecks(this, 'database', database, { tool: 'Forgejo' }),
    ]);
    const credentials = new Credentials(this, 'Credentials', {
      values: {
        adminPassword: props.adminPassword ?? SecretValue.generated(),
        readerPassword: SecretValue.generated(),
        secretKey: SecretValue.generated({ length: 64 }),
        internalToken: SecretValue.generated({ length: 64 }),
        // 32 bytes in base64 without padding, as which 43 letters and digits can be read.
        oauthSecret: SecretValue.generated({ length: 43 }),
        lfsSecret: SecretValue.generated({ length: 43 }),
        metricsToken: SecretValue.generated(),
      },
    });
    this.adminUsername = adminUsername;
    this.adminPassword = credentials.ref('adminPassword');
    this._readerPassword = credentials.ref('readerPassword');
    this._repositories = repositories;

    const host = futureHost(this, 'Server');
    const outside = props.route && routeUrlOf(this, props.route, 'git');
    const data = new VolumeClaim(this, 'Data', { size: volumeSize, storageClass });
    const mounts = [
      { volume: data.volume, path: '/var/lib/gitea' },
      // The start script writes secrets into the configuration, anew each time.
      { volume: Volume.memory('config', '1Mi'), path: CONFIG },
      { volume: Volume.empty('tmp', '1Gi'), path: '/tmp' },
    ];
    const env: Record<string, EnvValue> = {
      ...PERSON,
      GITEA_APP_INI: `${CONFIG}/app.ini`,
      ...ini('security', { INSTALL_LOCK: 'true', SECRET_KEY: credentials.ref('secretKey'), INTERNAL_TOKEN: credentials.ref('internalToken') }),
      ...ini('oauth2', { JWT_SECRET: credentials.ref('oauthSecret') }),
      ...ini('server', {
        ROOT_URL: `${outside ?? `http://${host}:${HTTP}`}/`,
        HTTP_PORT: String(HTTP),
        SSH_DOMAIN: host,
        SSH_PORT: String(SSH),
        SSH_LISTEN_PORT: String(SSH),
        START_SSH_SERVER: 'true',
        LFS_START_SERVER: 'true',
        LFS_JWT_SECRET: credentials.ref('lfsSecret'),
        OFFLINE_MODE: 'true',
      }),
      ...ini('service', { DISABLE_REGISTRATION: 'true', REQUIRE_SIGNIN_VIEW: 'true' }),
      ...ini('openid', { ENABLE_OPENID_SIGNIN: 'false', ENABLE_OPENID_SIGNUP: 'false' }),
      ...ini('session', { COOKIE_SECURE: String(outside?.startsWith('https:') ?? false) }),
      ...ini('metrics', metricsEnabled ? { ENABLED: 'true', TOKEN: credentials.ref('metricsToken') } : { ENABLED: 'false' }),
      ...ini('database', databaseSettings(database)),
    };
    const accounts = { ADMIN_USERNAME: adminUsername, ADMIN_PASSWORD: this.adminPassword, READER_USERNAME: READER };
    const health = { httpGet: { path: '/api/healthz', port: HTTP } };
    this.server = new Server(this, 'Server', {
      image,
      recreate: true,
      user: USER,
      env,
      ports: { http: HTTP, ssh: SSH },
      mounts,
      resources: withDefaults(props.resources, { memory: '512Mi' }),
      reaches: database ? [database] : [],
      initContainers: [{
        // Through the image's entrypoint, which writes the configuration first.
        name: 'prepare',
        image,
        args: ['bash', '-c', PREPARE],
        env: { ...env, ...accounts, READER_PASSWORD: this._readerPassword, API: `http://localhost:${HTTP}/api` },
        mounts,
        resources: { memory: '512Mi' },
      }],
      sidecars: volumeMetricsEnabled ? [volumeExporter(this, data.volume)] : [],
      startup: { ...health, periodSeconds: 2, failureThreshold: 150 },
      readiness: { ...health, periodSeconds: 10 },
      liveness: { tcpSocket: { port: HTTP }, periodSeconds: 10 },
    });
    const endpoint = this.server.endpoint('http');
    this.url = urlOf(endpoint);
    this.sshEndpoint = this.server.endpoint('ssh', 'ssh');
    const job = jobOf(endpoint);
    this.metrics = [
      ...metricsEnabled ? [metricsOf(this, {
        tool: 'forgejo', endpoint, token: credentials.ref('metricsToken'), rules: forgejoRules(job), dashboard: forgejoDashboard(job),
      })] : [],
      ...volumeMetricsEnabled ? [volumeMetrics(this, this.server, 'the repositories')] : [],
    ];
    if (props.route) this.route = new Route(this, 'Route', { ...props.route, endpoint, subdomain: 'git', signIn: true });
    this.connection = {
      env: { FORGEJO_URL: this.url, FORGEJO_USERNAME: adminUsername, FORGEJO_PASSWORD: this.adminPassword },
      endpoints: [endpoint, this.sshEndpoint],
    };
    if (repositories.length > 0) {
      new Job(this, 'Repositories', {
        image,
        command: ['bash', '-c', CREATE_REPOSITORIES],
        env: { ...accounts, SERVER_URL: this.url, REPOSITORIES: repositories.join(' ') },
        mounts: [{ volume: Volume.empty('tmp', '1Mi'), path: '/tmp' }],
        reaches: [{ connection: { endpoints: [endpoint] } }],
        resources: { cpu: '10m', memory: '64Mi' },
      });
    }
  }

  /**
   * One of the repositories, for a `GitRepository`.
   *
   * @throws ConstructError when the server makes none of that name
   */
  public repository(name: string): RepositoryRef {
    if (!this._repositories.includes(name)) {
      throw new ConstructError(this, [`it makes no repository '${name}': it makes ${this._repositories.join(', ') || 'none'}`]);
    }
    const url = `${this.url}/${this.adminUsername}/${name}.git`;
    return { system: VersionControl.GIT, url, endpoint: this.server.endpoint('http'), username: READER, password: this._readerPassword };
  }
}

/** With this prefix, not `FORGEJO__`, which the image's start script also passes through a shell, unquoted. */
function ini(section: string, values: Record<string, EnvValue>): Record<string, EnvValue> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [`GITEA__${section}__${key}`, value]));
}

function databaseSettings(database: IDatabase | undefined): Record<string, EnvValue> {
  if (!database) return { DB_TYPE: 'sqlite3', PATH: '/var/lib/gitea/data/forgejo.db', SQLITE_JOURNAL_MODE: 'WAL' };
  return {
    DB_TYPE: database.engine === DatabaseEngine.POSTGRESQL ? 'postgres' : 'mysql',
    HOST: hostAndPort(database.host, asText(database.port)),
    NAME: database.database,
    USER: database.username,
    PASSWD: database.password,
  };
}

function repositoryChecks(name: string, index: number, names: readonly string[]): Check[] {
  const prop = `repositories[${index}]`;
  return [
    [text => !/^[a-z0-9]([a-z0-9.-]{0,98}[a-z0-9])?$/.test(String(text)) || /\.(git|wiki|rss|atom)$/.test(String(text)), prop, name,
      'it is not a name for a repository', "use lower-case letters, digits, dots and dashes, without .git, such as 'dags'"],
    [names.indexOf(name) < index, prop, name, 'it is there twice', 'name each repository once'],
  ];
}
