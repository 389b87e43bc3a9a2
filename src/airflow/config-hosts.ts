import { AirflowConfig } from './airflow-config';
import { Check, Endpoint, hasToken, isSecretRef } from '../core';

/** Where the hosts that an option needs stand in its value. */
enum Hosts {
  /** The value is a host, or an address. */
  HOST,
  /** The value is text with addresses in it, or without. */
  URLS,
  /** The value names a service outside, whose hosts the client library knows. */
  SERVICE,
}

/** Options of Airflow and its providers that make it talk to something; what they name is not reachable by being named. */
const OPTIONS: Record<string, Hosts> = {
  'api_auth.trusted_jwks_url': Hosts.URLS,
  'celery.broker_url': Hosts.URLS,
  'celery.result_backend': Hosts.URLS,
  'common.io.xcom_objectstorage_path': Hosts.SERVICE,
  'database.sql_alchemy_conn_async': Hosts.URLS,
  'elasticsearch.host': Hosts.HOST,
  'email.email_backend': Hosts.SERVICE,
  'keycloak_auth_manager.server_url': Hosts.URLS,
  'logging.remote_base_log_folder': Hosts.SERVICE,
  'metrics.otel_host': Hosts.HOST,
  'metrics.statsd_host': Hosts.HOST,
  'openlineage.transport': Hosts.URLS,
  'opensearch.host': Hosts.HOST,
  'secrets.backend': Hosts.SERVICE,
  'secrets.backend_kwargs': Hosts.URLS,
  'sentry.sentry_dsn': Hosts.URLS,
  'smtp.smtp_host': Hosts.HOST,
  'traces.otel_host': Hosts.HOST,
  'workers.secrets_backend': Hosts.SERVICE,
  'workers.secrets_backend_kwargs': Hosts.URLS,
};

/** What stays in the pod. */
const LOCAL = /^$|^file:|^(localhost|127\.0\.0\.1)$|LocalFilesystemBackend|\.send_email_smtp$/;

/** An address, and the host in it. */
const ADDRESS = /[a-z][\w+.-]*:\/\/(?:[^/@\s"']*@)?(\[[^\]]*\]|[^/:?#\s"',]+)/gi;

const REMEDY = "list it in reaches: reaches: [{ connection: { endpoints: [outsideEndpoint('https://host:port')] } }]";

/**
 * Each host that an option names must be among what the components reach.
 *
 * @param asked what the user lists
 * @param own what the construct reaches for its own props
 */
export function hostChecks(config: AirflowConfig, asked: readonly Endpoint[], own: readonly Endpoint[]): Check[] {
  const reached = [...asked, ...own];
  const missing = (value: string, hosts: Hosts) => hosts === Hosts.SERVICE
    ? !LOCAL.test(value) && asked.length === 0
    : !reached.some(({ host }) => hasToken(host)) && hostsIn(value, hosts).some(host => !reached.some(endpoint => endpoint.host === host));
  return Object.entries(config).flatMap(([section, options]) => Object.entries(options).flatMap(([option, value]): Check[] => {
    const hosts = OPTIONS[`${section}.${option}`];
    // Of a secret address nothing is known.
    if (hosts === undefined || isSecretRef(value)) return [];
    return [[text => missing(String(text), hosts), `config.${section}.${option}`, value, 'no component has a network path to it', REMEDY]];
  }));
}

function hostsIn(value: string, hosts: Hosts): string[] {
  const named = hosts === Hosts.HOST && !value.includes('://')
    ? [value.replace(/:\d+$/, '')]
    : [...value.matchAll(ADDRESS)].map(([, host]) => host);
  return named.filter(host => !LOCAL.test(host));
}
