import { Construct } from 'constructs';
import { DATA_SOURCE, dashboardFiles } from './grafana-dashboard';
import { jsonFiles } from './json-files';
import { IConnectable, MetricsEndpoint, SecretRef, SecretValue, urlOf } from '../core';
import { Credentials, imageOf, Resources, Route, RouteOptions, routeUrlOf, Server, Volume } from '../kubernetes';

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

/** What Grafana shows, and where it asks. */
export interface GrafanaSources {
  /** Address of Prometheus. */
  readonly url: string;
  /** The network path to it. */
  readonly prometheus: IConnectable;
  /** Targets, some of which carry a dashboard. */
  readonly targets: readonly MetricsEndpoint[];
}

/** A Grafana that was made. */
export interface GrafanaParts {
  /** Its workload. */
  readonly server: Server;
  /** Password of its user `admin`. */
  readonly adminPassword: SecretRef;
}

/**
 * Makes a Grafana whose data source and dashboards come from files and whose own database lives as long as its pod: so its
 * administrator always has the password of the Secret.
 */
export function createGrafana(scope: Construct, options: GrafanaOptions, { url, prometheus, targets }: GrafanaSources): GrafanaParts {
  const { adminPassword = SecretValue.generated(), route, resources } = options;
  const credentials = new Credentials(scope, 'GrafanaAdmin', { values: { password: adminPassword, secretKey: SecretValue.generated() } });
  const outside = route && routeUrlOf(scope, route, 'grafana');
  const sources = jsonFiles(scope, 'GrafanaSources', {
    'prometheus.yaml': {
      apiVersion: 1,
      datasources: [{ ...DATA_SOURCE, name: 'Prometheus', access: 'proxy', url, isDefault: true, editable: false, jsonData: { httpMethod: 'POST' } }],
    },
  });
  const providers = jsonFiles(scope, 'GrafanaProviders', {
    'dashboards.yaml': { apiVersion: 1, providers: [{ name: 'mlops-constructs', type: 'file', disableDeletion: true, options: { path: DASHBOARDS } }] },
  });
  const empty = (name: string, path: string) => ({ volume: Volume.empty(name, '256Mi'), path });
  const server = new Server(scope, 'Grafana', {
    image: options.image ?? imageOf(scope, 'grafana'),
    user: 472,
    ports: { http: PORT },
    recreate: true,
    env: {
      GF_SECURITY_ADMIN_USER: 'admin',
      GF_SECURITY_ADMIN_PASSWORD: credentials.ref('password'),
      GF_SECURITY_SECRET_KEY: credentials.ref('secretKey'),
      ...outside !== undefined && { GF_SERVER_ROOT_URL: outside },
      GF_LOG_MODE: 'console',
      // It would call its maker otherwise, and fetch plugins when it starts.
      GF_ANALYTICS_REPORTING_ENABLED: 'false',
      GF_ANALYTICS_CHECK_FOR_UPDATES: 'false',
      GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES: 'false',
      GF_PLUGINS_PREINSTALL_AUTO_UPDATE: 'false',
    },
    mounts: [
      { volume: sources, path: `${PROVISIONING}/datasources`, readOnly: true },
      { volume: providers, path: `${PROVISIONING}/dashboards`, readOnly: true },
      { volume: jsonFiles(scope, 'GrafanaDashboards', dashboardFiles(targets)), path: DASHBOARDS, readOnly: true },
      empty('data', '/var/lib/grafana'), empty('search', '/var/lib/grafana-search'), empty('log', '/var/log/grafana'), empty('tmp', '/tmp'),
    ],
    reaches: [prometheus],
    resources: { memory: '512Mi', ...resources },
    startup: { httpGet: { path: '/api/health', port: PORT }, periodSeconds: 2, failureThreshold: 90 },
    readiness: { httpGet: { path: '/api/health', port: PORT }, periodSeconds: 5 },
    liveness: { tcpSocket: { port: PORT }, periodSeconds: 10 },
  });
  if (route) new Route(scope, 'GrafanaRoute', { ...route, endpoint: server.endpoint('http'), subdomain: 'grafana' });
  return { server, adminPassword: credentials.ref('password') };
}

/** Where clients in the cluster reach it. */
export function grafanaUrl({ server }: GrafanaParts): string {
  return urlOf(server.endpoint('http'));
}
