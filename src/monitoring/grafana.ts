import { Construct } from 'constructs';
import { GrafanaAuth } from './grafana-auth';
import { DATA_SOURCE, dashboardFiles } from './grafana-dashboard';
import { TOO_LARGE } from './grafana-dashboards';
import { grafanaState } from './grafana-state';
import { jsonFiles } from './json-files';
import {
  atLeast, byteSize, check, Check, EnvValue, IConnectable, IDatabase, Metrics, SecretRef, SecretValue, urlOf, withDefaults,
} from '../core';
import { Credentials, imageOf, profileOf, Resources, Route, RouteOptions, routeUrlOf, Server, tableChecks } from '../kubernetes';

const PORT = 3000;
const PROVISIONING = '/etc/grafana/provisioning';
const DASHBOARDS = '/etc/grafana/dashboards';

/** Options for Grafana. */
export interface GrafanaOptions {
  /**
   * Password of the user `admin`.
   *
   * @default SecretValue.generated()
   */
  readonly adminPassword?: SecretValue;
  /**
   * Who may use it.
   *
   * @default GrafanaAuth.password()
   */
  readonly auth?: GrafanaAuth;
  /**
   * Keeps users, settings and what is made by hand in a database, which allows several replicas. With one outside the cluster the
   * connection is encrypted.
   *
   * @default they go with the pod, unless there is a volume
   */
  readonly database?: IDatabase;
  /**
   * Keeps the same on a volume of that size, as a Kubernetes quantity.
   *
   * @default no volume
   */
  readonly volumeSize?: string;
  /**
   * StorageClass of the volume.
   *
   * @default that of the settings
   */
  readonly storageClass?: string;
  /**
   * Number of pods; more than one need a `database`.
   *
   * @default that of the profile with a `database`, else 1
   */
  readonly replicas?: number;
  /**
   * Makes it reachable from outside.
   *
   * @default none
   */
  readonly route?: RouteOptions;
  /**
   * CPU and memory.
   *
   * @default '100m' and '512Mi'
   */
  readonly resources?: Resources;
  /**
   * Image of Grafana 13.
   *
   * @default the catalog's
   */
  readonly image?: string;
}

/** How Grafana asks a Prometheus. */
export interface GrafanaDataSource {
  /** The data source in Grafana's words, besides what each says. */
  readonly settings: Record<string, unknown>;
  /** Environment to which `$` in its values refers. */
  readonly env: Record<string, EnvValue>;
}

/** What Grafana shows, and where it asks. */
export interface GrafanaSources {
  /** The network path to Prometheus. */
  readonly prometheus: IConnectable;
  /** How it asks there. */
  readonly dataSource: GrafanaDataSource;
  /** Targets, some of which carry a dashboard. */
  readonly targets: readonly Metrics[];
}

/** A Grafana that was made. */
export interface GrafanaParts {
  /** Its workload. */
  readonly server: Server;
  /** Password of its user `admin`. */
  readonly adminPassword: SecretRef;
}

/**
 * Makes a Grafana whose data source and dashboards come from files. Its administrator always has the password of the Secret: what is
 * kept may be older than the Secret, so the password is set at each start.
 */
export function createGrafana(scope: Construct, options: GrafanaOptions, sources: GrafanaSources): GrafanaParts {
  const { prometheus, dataSource, targets } = sources;
  const { adminPassword = SecretValue.generated(), auth = GrafanaAuth.password(), route, resources, database } = options;
  const { replicas = database ? profileOf(scope).replicas : 1 } = options;
  const outside = route && routeUrlOf(scope, route, 'grafana');
  check(scope, [...stateChecks(options), ...tableChecks(scope, 'grafana.database', database, { tool: 'Grafana' }), ...auth.checks(outside !== undefined)]);
  const signIn = auth.render();
  const credentials = new Credentials(scope, 'GrafanaAdmin', { values: { password: adminPassword, secretKey: SecretValue.generated(), ...signIn.secrets } });
  const image = options.image ?? imageOf(scope, 'grafana');
  const state = grafanaState(scope, { image, replicas, ...options }, {
    GF_SECURITY_ADMIN_USER: 'admin',
    GF_SECURITY_ADMIN_PASSWORD: credentials.ref('password'),
    GF_SECURITY_SECRET_KEY: credentials.ref('secretKey'),
  });
  const dataSources = jsonFiles(scope, 'GrafanaSources', {
    'prometheus.yaml': {
      apiVersion: 1,
      datasources: [{ ...DATA_SOURCE, name: 'Prometheus', access: 'proxy', isDefault: true, editable: false, ...dataSource.settings }],
    },
  });
  const providers = jsonFiles(scope, 'GrafanaProviders', {
    'dashboards.yaml': { apiVersion: 1, providers: [{ name: 'mlops-constructs', type: 'file', disableDeletion: true, options: { path: DASHBOARDS } }] },
  });
  const server = new Server(scope, 'Grafana', {
    image,
    user: 472,
    replicas,
    ports: { http: PORT },
    recreate: !database,
    env: {
      ...state.env,
      ...signIn.env,
      ...dataSource.env,
      ...Object.fromEntries(Object.keys(signIn.secrets).map(name => [name, credentials.ref(name)])),
      ...outside !== undefined && { GF_SERVER_ROOT_URL: outside },
      ...outside?.startsWith('https:') && { GF_SECURITY_COOKIE_SECURE: 'true' },
      // It would call its maker otherwise, and fetch plugins when it starts.
      GF_ANALYTICS_REPORTING_ENABLED: 'false',
      GF_ANALYTICS_CHECK_FOR_UPDATES: 'false',
      GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES: 'false',
      GF_PLUGINS_PREINSTALL_AUTO_UPDATE: 'false',
    },
    mounts: [
      { volume: dataSources, path: `${PROVISIONING}/datasources`, readOnly: true },
      { volume: providers, path: `${PROVISIONING}/dashboards`, readOnly: true },
      { volume: jsonFiles(scope, 'GrafanaDashboards', dashboardFiles(targets), TOO_LARGE), path: DASHBOARDS, readOnly: true },
      ...state.mounts,
    ],
    initContainers: state.initContainers,
    reaches: [prometheus, { connection: { endpoints: [...state.endpoints, ...signIn.endpoints] } }],
    resources: withDefaults(resources, { memory: '512Mi' }),
    startup: { httpGet: { path: '/api/health', port: PORT }, periodSeconds: 2, failureThreshold: 90 },
    readiness: { httpGet: { path: '/api/health', port: PORT }, periodSeconds: 5 },
    liveness: { tcpSocket: { port: PORT }, periodSeconds: 10 },
  });
  if (route) new Route(scope, 'GrafanaRoute', { ...route, endpoint: server.endpoint('http'), subdomain: 'grafana', signIn: true });
  return { server, adminPassword: credentials.ref('password') };
}

/** Where clients in the cluster reach it. */
export function grafanaUrl({ server }: GrafanaParts): string {
  return urlOf(server.endpoint('http'));
}

function stateChecks({ database, volumeSize, storageClass, replicas }: GrafanaOptions): Check[] {
  return [
    ...byteSize('grafana.volumeSize', volumeSize), atLeast('grafana.replicas', replicas, 1),
    [database !== undefined && volumeSize !== undefined, 'grafana.volumeSize', volumeSize, 'the database keeps what the volume would keep',
      'leave volumeSize or database out'],
    [storageClass !== undefined && volumeSize === undefined, 'grafana.storageClass', storageClass, 'there is no volume', 'pass volumeSize, or leave it out'],
    [!database && (count => Number(count) > 1), 'grafana.replicas', replicas, 'each pod would have users and settings of its own',
      'pass a database, or keep one replica'],
  ];
}
