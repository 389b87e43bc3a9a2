import { Construct } from 'constructs';
import { asText, DatabaseEngine, Endpoint, EnvValue, IDatabase, isToken, withDefaults } from '../core';
import { Mount, NamedContainerProps, Resources, Volume, VolumeClaim } from '../kubernetes';

/** Not the image's own, in which plugins of an image of one's own lie. */
const DATA = '/var/lib/grafana-data';
const SEARCH = '/var/lib/grafana-search';

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
  const mounts = [data, empty('search', SEARCH), empty('log', '/var/log/grafana'), empty('tmp', '/tmp')];
  const env = {
    ...admin,
    ...database && databaseSettings(database),
    // Each pod would tell of an alert by itself; those of this library come from Prometheus.
    ...(isToken(replicas) || replicas > 1) && { GF_UNIFIED_ALERTING_ENABLED: 'false' },
    GF_LOG_MODE: 'console',
    GF_PATHS_DATA: DATA,
    GF_UNIFIED_STORAGE_INDEX_PATH: `${SEARCH}/bleve`,
  };
  const kept = database !== undefined || volumeSize !== undefined;
  const password = { name: 'password', image, command: ['sh', '-ec', SET_PASSWORD], env, mounts, resources: withDefaults(resources, { memory: '512Mi' }) };
  return { env, mounts, initContainers: kept ? [password] : [], endpoints: database?.connection.endpoints ?? [] };
}

function databaseSettings({ engine, host, port, database, username, password, connection }: IDatabase): Record<string, EnvValue> {
  const outside = connection.endpoints.some(({ pods }) => !pods);
  const postgres = engine === DatabaseEngine.POSTGRESQL;
  return {
    GF_DATABASE_TYPE: postgres ? 'postgres' : 'mysql',
    GF_DATABASE_HOST: `${host}:${asText(port)}`,
    GF_DATABASE_NAME: database,
    GF_DATABASE_USER: username,
    GF_DATABASE_PASSWORD: password,
    ...outside && { GF_DATABASE_SSL_MODE: postgres ? 'require' : 'skip-verify' },
  };
}
