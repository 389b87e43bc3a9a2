import { Construct } from 'constructs';
import { MercurialAuth } from './mercurial-auth';
import { mercurialServerChecks } from './mercurial-server-checks';
import { mercurialServerDashboard, mercurialServerRules } from './mercurial-server-rules';
import { WSGI_APP } from './wsgi-app';
import {
  check, Connection, ConstructError, EnvValue, IMetricsTarget, IRepositoryServer, jobOf, Metrics, RepositoryRef, SecretRef, SecretValue,
  urlOf, VersionControl, withDefaults,
} from '../core';
import { propChecks } from '../core/prop-checks';
import {
  configFiles, Credentials, metricsOf, metricsOfVolume, Probe, profileOf, Resources, Route, RouteOptions, Server, Volume,
  VolumeClaim, volumeExporter,
} from '../kubernetes';

const PORT = 8000;
const METRICS = 8001;
const CONFIG = '/etc/mercurial-server';
const HEALTHY: Probe = { httpGet: { path: '/-/health', port: PORT } };
const MERCURIAL = { HGRCPATH: `${CONFIG}/hgrc`, HGENCODING: 'UTF-8', HOME: '/tmp' };

const GUNICORN = [
  'gunicorn', '--chdir', CONFIG, '--bind', `0.0.0.0:${PORT}`, '--worker-tmp-dir', '/run/gunicorn', '--worker-class', 'gthread',
  // One process, which counts.
  '--workers', '1', '--threads', '8', '--timeout', '600', 'app:application',
];

const CREATE = `
for name in $REPOSITORIES; do
  [ -d "/repos/$name/.hg" ] || hg init "/repos/$name" || exit 1
done
`.trim();

/** Properties for `MercurialServer`. */
export interface MercurialServerProps {
  /**
   * Image with Mercurial 6.3 or later, its Python modules and gunicorn. Nobody publishes one: `images/mercurial/Dockerfile` of this
   * project builds it.
   */
  readonly image: string;
  /** Names of the repositories, which are made at start when they are not there: lower-case letters, digits, dots and dashes. */
  readonly repositories: readonly string[];
  /**
   * Who may read and push.
   *
   * @default MercurialAuth.none()
   */
  readonly auth?: MercurialAuth;
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
   * Makes it reachable from outside. Needs MercurialAuth.basic().
   *
   * @default none
   */
  readonly route?: RouteOptions;
  /**
   * Whether requests are counted, and shown on a port that opens to wired scrapers alone.
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
}

/**
 * A server of Mercurial repositories over HTTP, with their web pages: hgweb behind gunicorn, in one pod with one volume. Who lists
 * it in `uses` gets its address and, where there is one, its user with the password. Taking a name off the list keeps the repository.
 *
 * @throws ConstructError when a name cannot be one, or a route would let everybody read
 */
export class MercurialServer extends Construct implements IRepositoryServer, IMetricsTarget {
  /** Address of the server. */
  public readonly url: string;
  public readonly connection: Connection;
  public readonly metrics: readonly Metrics[];
  /** Password of the user, where there is one. */
  public readonly password?: SecretRef;
  /** The workload, for what this construct does not model. */
  public readonly server: Server;
  /** The route, when one was asked for. */
  public readonly route?: Route;
  private readonly _props: MercurialServerProps;

  constructor(scope: Construct, id: string, props: MercurialServerProps) {
    super(scope, id);
    const shape = propChecks(this, 'MercurialServerProps', props);
    const { image, repositories = [], auth = MercurialAuth.none(), route } = props;
    const { metrics = true, volumeMetrics = false, volumeSize = profileOf(this).volumeSize } = props;
    const { login } = auth;
    const username = login?.username ?? 'hg';
    check(this, [...shape, ...mercurialServerChecks({ ...props, volumeSize }, auth, username)]);
    this._props = props;
    const credentials = login && new Credentials(this, 'Credentials', { values: { password: login.password ?? SecretValue.generated() } });
    this.password = credentials?.ref('password');
    const loginEnv: Record<string, EnvValue> = this.password ? { MERCURIAL_USER: username, MERCURIAL_PASSWORD: this.password } : {};

    const data = new VolumeClaim(this, 'Data', { size: volumeSize, storageClass: props.storageClass }).volume;
    const mounts = [{ volume: data, path: '/repos' }, { volume: Volume.empty('tmp', '1Gi'), path: '/tmp' }];
    const config = configFiles(this, 'Config', {
      'app.py': WSGI_APP,
      'hgweb.config': hgwebConfig(repositories, login && username),
      'hgrc': '[trusted]\nusers = *\n',
    });
    this.server = new Server(this, 'Server', {
      image,
      recreate: true,
      command: GUNICORN,
      parts: [
        { of: 'Mercurial', env: MERCURIAL },
        { of: 'sign-in', env: { ...loginEnv, LOGIN_TO_READ: String(!auth.anybodyReads), PYTHONDONTWRITEBYTECODE: '1' } },
        { of: 'metrics', env: metrics ? { METRICS_PORT: String(METRICS) } : {} },
        { of: 'volume metrics', sidecars: volumeMetrics ? [volumeExporter(this, data)] : [] },
      ],
      ports: { http: PORT },
      mounts: [...mounts, { volume: Volume.memory('run', '1Mi'), path: '/run/gunicorn' }, { volume: config, path: CONFIG, readOnly: true }],
      resources: withDefaults(props.resources, { memory: '512Mi' }),
      initContainers: [{
        name: 'repositories',
        image,
        command: ['sh', '-c', CREATE],
        env: { ...MERCURIAL, HGRCPATH: '/dev/null', REPOSITORIES: repositories.join(' ') },
        mounts,
      }],
      startup: { ...HEALTHY, periodSeconds: 2, failureThreshold: 60 },
      readiness: { ...HEALTHY, periodSeconds: 5 },
      liveness: { ...HEALTHY, periodSeconds: 10, timeoutSeconds: 5 },
    });
    const endpoint = this.server.endpoint('http');
    this.url = urlOf(endpoint);
    this.connection = { env: { MERCURIAL_URL: this.url, ...loginEnv }, endpoints: [endpoint] };
    const shown = this.server.podEndpoint(METRICS);
    const job = jobOf(shown);
    const own = metrics ? [metricsOf(this, {
      tool: 'mercurial', endpoint: shown, ...mercurialServerRules(job), dashboard: mercurialServerDashboard(job),
    })] : [];
    this.metrics = volumeMetrics ? [...own, metricsOfVolume(this, this.server, 'the repositories')] : own;
    if (route) this.route = new Route(this, 'Route', { ...route, endpoint, subdomain: 'mercurial', signIn: true });
  }

  /**
   * One of the repositories, for a `MercurialRepository`.
   *
   * @throws ConstructError when the server has none of that name
   */
  public repository(name: string): RepositoryRef {
    const { repositories, auth } = this._props;
    if (!repositories.includes(name)) throw new ConstructError(this, [`it has no repository '${name}': it has ${repositories.join(', ')}`]);
    const reader = this.password && !auth!.anybodyReads ? { username: auth!.login!.username ?? 'hg', password: this.password } : {};
    return { system: VersionControl.MERCURIAL, url: `${this.url}/${name}`, endpoint: this.server.endpoint('http'), ...reader };
  }
}

/** TLS ends at the route, and within the cluster the network policies say who talks: hence no `push_ssl`. */
function hgwebConfig(repositories: readonly string[], user: string | undefined): string {
  const push = user === undefined ? [] : [`allow-push = ${user}`];
  return ['[paths]', ...repositories.map(name => `${name} = /repos/${name}`), '[web]', 'push_ssl = False', ...push, ''].join('\n');
}
