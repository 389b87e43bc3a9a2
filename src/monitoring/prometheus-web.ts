import { Construct } from 'constructs';
import { GrafanaDataSource } from './grafana';
import { PrometheusAuth } from './prometheus-auth';
import { Connection, Endpoint, INamed, MetricsLogin, notBlank, required, Rule, SecretRef, urlOf } from '../core';
import { Credentials, imageOf, namespaceOf, Probe, RouteOptions, ServerProps, Volume } from '../kubernetes';

/** Directory of the certificate that Prometheus shows. */
const CERTIFICATE = '/etc/prometheus/certificate';
/** Directory of the web configuration, in memory. */
const WEB = '/etc/prometheus/web';
/** Where clients find the certificates of the authority. */
const CLIENT_CA = '/etc/mlops-constructs/prometheus/ca.crt';

/** The certificate that Prometheus shows. */
export interface PrometheusTls {
  /**
   * Name of a Secret in the namespace of the stack, or a cdk8s-plus Secret: `tls.crt` and `tls.key`, and the authority's in `ca.crt`, as
   * cert-manager writes them. The certificate must name the host of the stack's `url`. A renewed one is taken up without a restart.
   */
  readonly secret: string | INamed;
}

/** The way in to Prometheus: what Prometheus calls its web configuration, and a route. */
export interface PrometheusWeb {
  /**
   * Who may ask.
   *
   * @default PrometheusAuth.none(): whoever has a network path, which is whoever was wired
   */
  readonly auth?: PrometheusAuth;
  /**
   * The certificate with which it serves HTTPS.
   *
   * @default none: it serves HTTP
   */
  readonly tls?: PrometheusTls;
  /**
   * Makes it reachable from outside, which takes an `auth` other than none, and no `tls`.
   *
   * @default none
   */
  readonly route?: RouteOptions;
}

/** What clients need besides the address. */
export interface PrometheusAccess {
  /** Scheme of the address. */
  readonly scheme: string;
  /** Who they sign in as, where they must. */
  readonly login?: MetricsLogin;
  /** Name of the Secret with certificate and authority, where there is one. */
  readonly certificate?: string;
  /** The certificates of the authority, where there are any. */
  readonly ca?: SecretRef;
}

/** What must hold of the way in. */
export function webRules({ auth = PrometheusAuth.none(), tls, route }: PrometheusWeb, operated: boolean): Rule[] {
  return [
    ...tls ? [required('web.tls.secret', nameOfSecret(tls)), notBlank('web.tls.secret', nameOfSecret(tls))] : [],
    [route !== undefined && !auth.guardsRoutes, 'web.route', undefined, 'whoever reaches it could read every series',
      'pass web.auth: PrometheusAuth.basic(), or PrometheusAuth.proxied() where a sign-on stands in front'],
    [route !== undefined && tls !== undefined, 'web.tls', undefined, 'a route speaks HTTP to what it leads to',
      'leave web.tls or web.route out'],
    [operated && auth.password !== undefined, 'web.auth', undefined, 'an operator gives Prometheus no users',
      'use PrometheusAuth.proxied() with a sign-on in front, or no operator'],
  ];
}

/** Makes the password, where there is one. */
export function createAccess(scope: Construct, { auth, tls }: PrometheusWeb): PrometheusAccess {
  const credentials = auth?.password && new Credentials(scope, 'PrometheusAdmin', { values: { password: auth.password } });
  const certificate = tls && nameOfSecret(tls);
  return {
    scheme: certificate === undefined ? 'http' : 'https',
    login: credentials && { username: 'admin', password: credentials.ref('password') },
    certificate,
    ca: certificate === undefined ? undefined : { namespace: namespaceOf(scope), secret: certificate, key: 'ca.crt' },
  };
}

/** What a client of Prometheus gets. */
export function accessConnection(endpoint: Endpoint, { login, ca }: PrometheusAccess): Connection {
  return {
    env: {
      PROMETHEUS_URL: urlOf(endpoint),
      ...login && { PROMETHEUS_USERNAME: login.username, PROMETHEUS_PASSWORD: login.password },
      ...ca && { PROMETHEUS_CA_FILE: CLIENT_CA },
    },
    ...ca && { files: { [CLIENT_CA]: ca } },
    endpoints: [endpoint],
  };
}

/** How a Grafana asks: its data source, and the environment to which `$` in it refers. */
export function accessDataSource(url: string, { login, ca }: PrometheusAccess): GrafanaDataSource {
  return {
    settings: {
      url,
      ...login && { basicAuth: true, basicAuthUser: login.username },
      jsonData: { httpMethod: 'POST', ...ca && { tlsAuthWithCACert: true } },
      ...(login || ca) && { secureJsonData: { ...login && { basicAuthPassword: '$PROMETHEUS_PASSWORD' }, ...ca && { tlsCACert: '$PROMETHEUS_CA' } } },
    },
    env: { ...login && { PROMETHEUS_PASSWORD: login.password }, ...ca && { PROMETHEUS_CA: ca } },
  };
}

/** Prometheus takes passwords as bcrypt hashes alone, in a file; and bcrypt looks at 72 bytes. */
const WRITE_CONFIG = `
import crypt, json, os, sys
config, password = json.loads(os.environ['WEB_CONFIG']), os.environ.get('ADMIN_PASSWORD')
if password is not None:
    if not 0 < len(password.encode()) <= 72:
        sys.exit('the password must have 1 to 72 bytes')
    config['basic_auth_users'] = {'admin': crypt.crypt(password, crypt.mksalt(crypt.METHOD_BLOWFISH, rounds=1024))}
with open('${WEB}/web.json', 'w') as file:
    json.dump(config, file)
`.trim();

/** What the way in adds to the pods of Prometheus; nothing where it is open to all. */
export function webSettings(scope: Construct, { login, certificate }: PrometheusAccess): Required<Pick<ServerProps, 'args' | 'mounts' | 'initContainers'>> {
  if (!login && certificate === undefined) return { args: [], mounts: [], initContainers: [] };
  const web = { volume: Volume.memory('web', '1Mi'), path: WEB };
  const files = { cert_file: `${CERTIFICATE}/tls.crt`, key_file: `${CERTIFICATE}/tls.key` };
  return {
    args: [`--web.config.file=${WEB}/web.json`],
    mounts: [web, ...certificate === undefined ? [] : [{ volume: Volume.secret('certificate', certificate), path: CERTIFICATE, readOnly: true }]],
    initContainers: [{
      name: 'web-config',
      image: imageOf(scope, 'python'),
      command: ['python3', '-W', 'ignore', '-c', WRITE_CONFIG],
      env: {
        WEB_CONFIG: JSON.stringify(certificate === undefined ? {} : { tls_server_config: files }),
        ...login && { ADMIN_PASSWORD: login.password },
      },
      mounts: [web],
      resources: { cpu: '10m', memory: '64Mi' },
    }],
  };
}

/** How the kubelet sees that it works: it has no password, so with one promtool looks, and a port that listens is enough afterwards. */
export function webProbes(port: number, { login, certificate }: PrometheusAccess, clientFile: string): Pick<ServerProps, 'startup' | 'readiness' | 'liveness'> {
  if (login) {
    const url = `--url=${certificate === undefined ? 'http' : 'https'}://localhost:${port}`;
    const listens: Probe = { tcpSocket: { port } };
    return {
      startup: { exec: { command: ['promtool', 'check', 'ready', url, `--http.config.file=${clientFile}`] }, periodSeconds: 5, timeoutSeconds: 5, failureThreshold: 180 },
      readiness: { ...listens, periodSeconds: 5 },
      liveness: { ...listens, periodSeconds: 10 },
    };
  }
  const get = (path: string): Probe => ({ httpGet: { path, port, ...certificate !== undefined && { scheme: 'HTTPS' } } });
  return { readiness: { ...get('/-/ready'), periodSeconds: 5 }, liveness: { ...get('/-/healthy'), periodSeconds: 10 } };
}

/** The certificate in the operator's words. */
export function operatedWeb({ certificate: name }: PrometheusAccess): object | undefined {
  return name === undefined ? undefined : { tlsConfig: { cert: { secret: { name, key: 'tls.crt' } }, keySecret: { name, key: 'tls.key' } } };
}

function nameOfSecret({ secret }: PrometheusTls): string {
  return typeof secret === 'string' ? secret : secret?.name;
}
