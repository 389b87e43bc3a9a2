import { Construct } from 'constructs';
import { PrometheusAuth } from './prometheus-auth';
import { ScrapedMetrics } from './scrape-jobs';
import { Check, INamed, Metrics, notBlank, objectName, required } from '../core';
import { Credentials, imageOf, namespaceOf, Probe, RouteOptions, ServerProps, Volume } from '../kubernetes';

/** Directory of the certificate that Prometheus shows. */
const CERTIFICATE = '/etc/prometheus/certificate';
/** Directory of the web configuration, in memory. */
const WEB = '/etc/prometheus/web';

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

/** What must hold of the way in. */
export function webChecks({ auth = PrometheusAuth.none(), tls, route }: PrometheusWeb, operated: boolean): Check[] {
  return [
    ...tls ? [required('web.tls.secret', tls.secret), notBlank('web.tls.secret', objectName(tls.secret))] : [],
    [route !== undefined && !auth.guardsRoutes, 'web.route', undefined, 'whoever reaches it could read every series',
      'pass web.auth: PrometheusAuth.basic(), or PrometheusAuth.proxied() where a sign-on stands in front'],
    [route !== undefined && tls !== undefined, 'web.tls', undefined, 'a route speaks HTTP to what it leads to',
      'leave web.tls or web.route out'],
    [operated && auth.password !== undefined, 'web.auth', undefined, 'an operator gives Prometheus no users',
      'use PrometheusAuth.proxied() with a sign-on in front, or no operator'],
  ];
}

/** Makes the password, where there is one, and says what whoever asks needs besides the address. */
export function createAccess(scope: Construct, { auth, tls }: PrometheusWeb): Pick<Metrics, 'login' | 'tls'> {
  const credentials = auth?.password && new Credentials(scope, 'PrometheusAdmin', { values: { password: auth.password } });
  return {
    login: credentials && { username: 'admin', password: credentials.ref('password') },
    tls: tls && { ca: { namespace: namespaceOf(scope), secret: objectName(tls.secret), key: 'ca.crt' } },
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
export function webSettings(scope: Construct, { login, tls }: Metrics): Required<Pick<ServerProps, 'args' | 'mounts' | 'initContainers'>> {
  if (!login && !tls) return { args: [], mounts: [], initContainers: [] };
  const web = { volume: Volume.memory('web', '1Mi'), path: WEB };
  const files = { cert_file: `${CERTIFICATE}/tls.crt`, key_file: `${CERTIFICATE}/tls.key` };
  return {
    args: [`--web.config.file=${WEB}/web.json`],
    mounts: [web, ...tls ? [{ volume: Volume.secret('certificate', tls.ca!.secret), path: CERTIFICATE, readOnly: true }] : []],
    initContainers: [{
      name: 'web-config',
      image: imageOf(scope, 'python'),
      command: ['python3', '-W', 'ignore', '-c', WRITE_CONFIG],
      env: {
        WEB_CONFIG: JSON.stringify(tls ? { tls_server_config: files } : {}),
        ...login && { ADMIN_PASSWORD: login.password },
      },
      mounts: [web],
      resources: { cpu: '10m', memory: '64Mi' },
    }],
  };
}

/** How the kubelet sees that it works: it has no password, so with one promtool looks, and a port that listens is enough afterwards. */
export function webProbes({ endpoint, login }: ScrapedMetrics, clientFile: string): Pick<ServerProps, 'startup' | 'readiness' | 'liveness'> {
  const { port, scheme } = endpoint;
  if (login) {
    const command = ['promtool', 'check', 'ready', `--url=${scheme}://localhost:${port}`, `--http.config.file=${clientFile}`];
    const listens: Probe = { tcpSocket: { port } };
    return {
      startup: { exec: { command }, periodSeconds: 5, timeoutSeconds: 5, failureThreshold: 180 },
      readiness: { ...listens, periodSeconds: 5 },
      liveness: { ...listens, periodSeconds: 10 },
    };
  }
  const get = (path: string): Probe => ({ httpGet: { path, port, ...scheme === 'https' && { scheme: 'HTTPS' } } });
  return { readiness: { ...get('/-/ready'), periodSeconds: 5 }, liveness: { ...get('/-/healthy'), periodSeconds: 10 } };
}

/** The certificate in the operator's words. */
export function operatedWeb({ tls }: Metrics): object | undefined {
  const key = (name: string) => ({ name: tls!.ca!.secret, key: name });
  return tls && { tlsConfig: { cert: { secret: key('tls.crt') }, keySecret: key('tls.key') } };
}
