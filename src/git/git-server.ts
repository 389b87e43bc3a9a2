import { Construct } from 'constructs';
import { ExistingGitServer, ExistingGitServerProps } from './existing-git-server';
import { CONFIG_DIRECTORY, forgejoConfig, forgejoDatabase, HTTP, observed, SSH } from './forgejo-config';
import { forgejoDashboard, forgejoRules } from './forgejo-rules';
import { CREATE_REPOSITORIES, PREPARE } from './forgejo-scripts';
import { gitServerChecks } from './git-server-checks';
import {
  check, Connection, ConstructError, Endpoint, IDatabase, IMetricsTarget, IRepositoryServer, jobOf, Metrics, RepositoryRef, SecretRef,
  SecretValue, urlOf, VersionControl, withDefaults,
} from '../core';
import { propChecks } from '../core/prop-checks';
import { checkScope } from '../core/scope';
import {
  ContainerProps, Credentials, envOf, futureHost, imageOf, Job, metricsOf, metricsOfVolume, Mount, Probe, profileOf, Resources,
  Route, RouteOptions, routeUrlOf, Server, Volume, VolumeClaim, volumeExporter,
} from '../kubernetes';

/** The user of the image. */
const USER = 1000;
const READER = 'reader';
const HEALTHY: Probe = { httpGet: { path: '/api/healthz', port: HTTP } };

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
  readonly metrics?: boolean;
  /**
   * Whether a sidecar shows how full the volume is.
   *
   * @default false: it is one more container
   */
  readonly volumeMetrics?: boolean;
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
    checkScope('GitServer.fromExisting', scope, 'ExistingGitServer');
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
    const { repositories = [], database, adminUsername = 'git-admin', metrics = true, volumeMetrics = false, route } = props;
    const { image = imageOf(this, 'forgejo'), volumeSize = profileOf(this).volumeSize } = props;
    check(this, [...shape, ...gitServerChecks(this, { ...props, adminUsername, image, volumeSize })]);
    const secrets = createSecrets(this, props);
    this.adminUsername = adminUsername;
    this.adminPassword = secrets.ref('adminPassword');
    this._readerPassword = secrets.ref('readerPassword');
    this._repositories = repositories;

    const data = new VolumeClaim(this, 'Data', { size: volumeSize, storageClass: props.storageClass }).volume;
    const mounts = mountsOf(data);
    const config = forgejoConfig(secrets, { host: futureHost(this, 'Server'), outside: route && routeUrlOf(this, route, 'git') });
    const parts = [config, observed(secrets, metrics), forgejoDatabase(database)];
    const accounts = { ADMIN_USERNAME: adminUsername, ADMIN_PASSWORD: this.adminPassword, READER_USERNAME: READER };
    this.server = new Server(this, 'Server', {
      image,
      recreate: true,
      user: USER,
      parts: [...parts, { of: 'volume metrics', sidecars: volumeMetrics ? [volumeExporter(this, data)] : [] }],
      ports: { http: HTTP, ssh: SSH },
      mounts,
      resources: withDefaults(props.resources, { memory: '512Mi' }),
      initContainers: [{
        // Through the image's entrypoint, which writes the configuration first.
        name: 'prepare',
        image,
        args: ['bash', '-c', PREPARE],
        env: { ...envOf(...parts), ...accounts, READER_PASSWORD: this._readerPassword, API: `http://localhost:${HTTP}/api` },
        mounts,
        resources: { memory: '512Mi' },
      }],
      startup: { ...HEALTHY, periodSeconds: 2, failureThreshold: 150 },
      readiness: { ...HEALTHY, periodSeconds: 10 },
      liveness: { tcpSocket: { port: HTTP }, periodSeconds: 10 },
    });
    const endpoint = this.server.endpoint('http');
    this.url = urlOf(endpoint);
    this.sshEndpoint = this.server.endpoint('ssh', 'ssh');
    const job = jobOf(endpoint);
    const own = metrics ? [metricsOf(this, {
      tool: 'forgejo', endpoint, token: secrets.ref('metricsToken'), rules: forgejoRules(job), dashboard: forgejoDashboard(job),
    })] : [];
    this.metrics = volumeMetrics ? [...own, metricsOfVolume(this, this.server, 'the repositories')] : own;
    if (route) this.route = new Route(this, 'Route', { ...route, endpoint, subdomain: 'git', signIn: true });
    this.connection = {
      env: { FORGEJO_URL: this.url, FORGEJO_USERNAME: adminUsername, FORGEJO_PASSWORD: this.adminPassword },
      endpoints: [endpoint, this.sshEndpoint],
    };
    if (repositories.length > 0) createRepositories(this, image, accounts, repositories);
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

function createSecrets(scope: Construct, { adminPassword = SecretValue.generated() }: GitServerProps): Credentials {
  return new Credentials(scope, 'Credentials', {
    values: {
      adminPassword,
      readerPassword: SecretValue.generated(),
      secretKey: SecretValue.generated({ length: 64 }),
      internalToken: SecretValue.generated({ length: 64 }),
      // 32 bytes in base64 without padding, as which 43 letters and digits can be read.
      oauthSecret: SecretValue.generated({ length: 43 }),
      lfsSecret: SecretValue.generated({ length: 43 }),
      metricsToken: SecretValue.generated(),
    },
  });
}

function mountsOf(data: Volume): Mount[] {
  return [
    { volume: data, path: '/var/lib/gitea' },
    // The start script writes secrets into the configuration, anew each time.
    { volume: Volume.memory('config', '1Mi'), path: CONFIG_DIRECTORY },
    { volume: Volume.empty('tmp', '1Gi'), path: '/tmp' },
  ];
}

/** Makes the repositories that are not there yet. */
function createRepositories(server: GitServer, image: string, accounts: ContainerProps['env'], repositories: readonly string[]): void {
  new Job(server, 'Repositories', {
    image,
    command: ['bash', '-c', CREATE_REPOSITORIES],
    env: { ...accounts, SERVER_URL: server.url, REPOSITORIES: repositories.join(' ') },
    mounts: [{ volume: Volume.empty('tmp', '1Mi'), path: '/tmp' }],
    reaches: [{ connection: { endpoints: [server.server.endpoint('http')] } }],
    resources: { cpu: '10m', memory: '64Mi' },
  });
}
