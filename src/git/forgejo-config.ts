import { asText, DatabaseEngine, EnvValue, hostAndPort, IDatabase } from '../core';
import { Contribution, Credentials } from '../kubernetes';

/** Port of the pages and of Git over HTTP. */
export const HTTP = 3000;
/** Port of Git over SSH. */
export const SSH = 2222;
/** Where the start script writes the configuration. */
export const CONFIG_DIRECTORY = '/etc/gitea';

/** The user of the image, whose name its start script writes into the configuration; Forgejo refuses to run as one of another name. */
const PERSON = { USER: 'git', LOGNAME: 'git', HOME: '/var/lib/gitea/git' };

/** Where the server is found. */
export interface ForgejoAddresses {
  /** Its host in the cluster. */
  readonly host: string;
  /** Its address from outside, where it has one. */
  readonly outside?: string;
}

/** Forgejo's own configuration. */
export function forgejoConfig(secrets: Credentials, { host, outside }: ForgejoAddresses): Contribution {
  return {
    of: 'Forgejo',
    env: {
      ...PERSON,
      GITEA_APP_INI: `${CONFIG_DIRECTORY}/app.ini`,
      ...ini('security', { INSTALL_LOCK: 'true', SECRET_KEY: secrets.ref('secretKey'), INTERNAL_TOKEN: secrets.ref('internalToken') }),
      ...ini('oauth2', { JWT_SECRET: secrets.ref('oauthSecret') }),
      ...ini('server', {
        ROOT_URL: `${outside ?? `http://${host}:${HTTP}`}/`,
        HTTP_PORT: String(HTTP),
        SSH_DOMAIN: host,
        SSH_PORT: String(SSH),
        SSH_LISTEN_PORT: String(SSH),
        START_SSH_SERVER: 'true',
        LFS_START_SERVER: 'true',
        LFS_JWT_SECRET: secrets.ref('lfsSecret'),
        OFFLINE_MODE: 'true',
      }),
      ...ini('service', { DISABLE_REGISTRATION: 'true', REQUIRE_SIGNIN_VIEW: 'true' }),
      ...ini('openid', { ENABLE_OPENID_SIGNIN: 'false', ENABLE_OPENID_SIGNUP: 'false' }),
      ...ini('session', { COOKIE_SECURE: String(outside?.startsWith('https:') ?? false) }),
    },
  };
}

/** Whether it shows its series, and to whom. */
export function observed(secrets: Credentials, enabled: boolean): Contribution {
  return { of: 'metrics', env: ini('metrics', enabled ? { ENABLED: 'true', TOKEN: secrets.ref('metricsToken') } : { ENABLED: 'false' }) };
}

/** Where it keeps what is not in repositories. */
export function forgejoDatabase(database: IDatabase | undefined): Contribution {
  return { of: 'database', env: ini('database', databaseOptions(database)), reaches: database ? [database] : [] };
}

function databaseOptions(database: IDatabase | undefined): Record<string, EnvValue> {
  if (!database) return { DB_TYPE: 'sqlite3', PATH: '/var/lib/gitea/data/forgejo.db', SQLITE_JOURNAL_MODE: 'WAL' };
  return {
    DB_TYPE: database.engine === DatabaseEngine.POSTGRESQL ? 'postgres' : 'mysql',
    HOST: hostAndPort(database.host, asText(database.port)),
    NAME: database.database,
    USER: database.username,
    PASSWD: database.password,
  };
}

/** With this prefix, not `FORGEJO__`, which the image's start script also passes through a shell, unquoted. */
function ini(section: string, values: Record<string, EnvValue>): Record<string, EnvValue> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [`GITEA__${section}__${key}`, value]));
}
