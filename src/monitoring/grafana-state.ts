import { Construct } from 'constructs';
import {
  asText, DatabaseEngine, encode, Encoder, Endpoint, EnvValue, hostAndPort, IDatabase, isSecretRef, mapString, slot, withDefaults,
  withoutReferences,
} from '../core';
import { Mount, NamedContainerProps, renderContainerFiles, Resources, Volume, VolumeClaim } from '../kubernetes';

/** Not the image's own, in which plugins of an image of one's own lie. */
const DATA = '/var/lib/grafana-data';
const SEARCH = '/var/lib/grafana-search';
const CONFIG = '/run/grafana';

/** Prints the password on standard input, so that no process shows it among its arguments. */
const SET_PASSWORD = 'printf \'%s\\n\' "$GF_SECURITY_ADMIN_PASSWORD" | grafana cli --homepath=/usr/share/grafana admin reset-admin-password --password-from-stdin';

/** Where Grafana keeps users, settings and what is made by hand. */
export interface GrafanaStateOptions {
  /** Its image. */
  readonly image: string;
  /** Number of pods. */
  readonly replicas: number;
  /** A database. */
  readonly database?: IDatabase;
  /** Size of a volume. */
  readonly volumeSize?: string;
  /** StorageClass of the volume. */
  readonly storageClass?: string;
  /** CPU and memory. */
  readonly resources?: Resources;
}

/** What that means for its pods. */
export interface GrafanaState {
  /** Their environment. */
  readonly env: Record<string, EnvValue>;
  /** Their directories that can be written. */
  readonly mounts: readonly Mount[];
  /** What runs before. */
  readonly initContainers: readonly NamedContainerProps[];
  /** What they must reach. */
  readonly endpoints: readonly Endpoint[];
}

/** The state of a Grafana: in a database, on a volume, or as long as its pod lives. `admin` is the environment of its administrator. */
export function grafanaState(scope: Construct, options: GrafanaStateOptions, admin: Record<string, EnvValue>): GrafanaState {
  const { image, replicas, database, volumeSize, storageClass, resources } = options;
  const empty = (name: string, path: string) => ({ volume: Volume.empty(name, '256Mi'), path });
  const data = volumeSize === undefined ? empty('data', DATA)
    : { volume: new VolumeClaim(scope, 'GrafanaData', { size: volumeSize, storageClass }).volume, path: DATA };
  const login = database && databaseSettings(scope, database);
  const mounts = [...login?.mounts ?? [], data, empty('search', SEARCH), empty('log', '/var/log/grafana'), empty('tmp', '/tmp')];
  const env = {
    ...admin,
    ...login?.env,
    // Each pod would tell of an alert by itself; those of this library come from Prometheus.
    GF_UNIFIED_ALERTING_ENABLED: mapString(asText(replicas), count => String(Number(count) <= 1)),
    GF_LOG_MODE: 'console',
    GF_PATHS_DATA: DATA,
    GF_UNIFIED_STORAGE_INDEX_PATH: `${SEARCH}/bleve`,
  };
  const kept = database !== undefined || volumeSize !== undefined;
  const password = { name: 'password', image, command: ['sh', '-ec', SET_PASSWORD], env, mounts, resources: withDefaults(resources, { memory: '512Mi' }) };
  const initContainers = [...login?.initContainers ?? [], ...kept ? [password] : []];
  return { env, mounts, initContainers, endpoints: database?.connection.endpoints ?? [] };
}

/**
 * Grafana joins what it is told to the address of its database's client, so that it must be told it as it stands there: for libpq, in
 * quotes. The password comes from a file, where Grafana puts no variables into it.
 */
function databaseSettings(scope: Construct, database: IDatabase): Pick<GrafanaState, 'env' | 'mounts' | 'initContainers'> {
  const { engine, host, port, username, password, connection } = database;
  const outside = connection.endpoints.some(({ pods }) => !pods);
  const postgres = engine === DatabaseEngine.POSTGRESQL;
  const encoders = postgres ? [Encoder.LIBPQ] : [];
  const config = { volume: Volume.memory('config', '1Mi'), path: CONFIG };
  const secrets = { password, ...isSecretRef(username) && { username } };
  const files = Object.fromEntries(Object.entries(secrets).map(([name, secret]) => [name, [slot(secret, ...encoders)]]));
  const plain = (text: string, ...others: readonly Encoder[]) => withoutReferences(mapString(text, known => (
    /^[\w.-]+$/.test(known) ? known : encode(known, ...others))));
  const env = {
    GF_DATABASE_TYPE: postgres ? 'postgres' : 'mysql',
    GF_DATABASE_HOST: hostAndPort(host, asText(port)),
    GF_DATABASE_NAME: plain(database.database, postgres ? Encoder.LIBPQ : Encoder.URL),
    GF_DATABASE_USER: isSecretRef(username) ? `$__file{${CONFIG}/username}` : plain(username, ...encoders),
    // By way of a variable whose name nobody takes for that of a secret.
    DATABASE_LOGIN: `$__file{${CONFIG}/password}`,
    GF_DATABASE_PASSWORD: '$(DATABASE_LOGIN)',
    ...outside && { GF_DATABASE_SSL_MODE: postgres ? 'require' : 'skip-verify' },
  };
  return { env, mounts: [config], initContainers: [renderContainerFiles(scope, config, files)] };
}
