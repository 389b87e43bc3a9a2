import { Construct } from 'constructs';
import {
  check, Endpoint, EnvValue, noCredentials, notBlank, outsideEndpoint, pythonLiteral, required, SecretRef, SecretValue, url as isUrl,
  valid, VALIDATORS, validEach,
} from '../core';
import { valueClass } from '../core/value-class';
import { configFiles, Credentials, Mount, Volume } from '../kubernetes';

const CONFIG_DIRECTORY = '/opt/airflow/auth';

/** A provider of identities that speaks OpenID Connect, such as Keycloak, Entra ID or Okta. */
export interface OidcOptions {
  /** Address of the issuer, below which `/.well-known/openid-configuration` lies. */
  readonly issuer: string;
  /** Id by which the provider knows Airflow. */
  readonly clientId: string;
  /** Secret of that client, by reference. */
  readonly clientSecret: SecretValue;
  /**
   * Groups of the provider and the roles of Airflow that they bring.
   *
   * @default none: users get `defaultRole`
   */
  readonly roles?: Record<string, readonly string[]>;
  /**
   * Role of users without a mapped group.
   *
   * @default 'Viewer'
   */
  readonly defaultRole?: string;
  /**
   * Addresses of the provider, as CIDR blocks, to which the API server is limited.
   *
   * @default any address but the link-local ones, on the issuer's port
   */
  readonly cidrs?: readonly string[];
}

/** Options for `AirflowAuth.fab`. */
export interface FabOptions {
  /**
   * Name of the administrator.
   *
   * @default 'admin'
   */
  readonly adminUsername?: string;
  /**
   * Password of the administrator.
   *
   * @default SecretValue.generated()
   */
  readonly adminPassword?: SecretValue;
  /**
   * Lets people in through an identity provider; the image must have Authlib. The administrator's password then serves programs alone.
   *
   * @default users with passwords
   */
  readonly oidc?: OidcOptions;
}

/** Options for `AirflowAuth.simple`. */
export interface SimpleOptions {
  /**
   * Password of the administrator `admin`.
   *
   * @default SecretValue.generated()
   */
  readonly adminPassword?: SecretValue;
}

/** What a way of signing in means for the API server and its clients. */
export interface AirflowAuthConfig {
  /** Environment of all components. */
  readonly env: Record<string, EnvValue>;
  /** Environment of the API server alone. */
  readonly apiServerEnv: Record<string, EnvValue>;
  /** Files of the API server. */
  readonly apiServerMounts: readonly Mount[];
  /** Where the API server asks who somebody is. */
  readonly endpoints: readonly Endpoint[];
  /** Python that is run after the migration, by one pod at a time. */
  readonly provision: string;
  /** Name of the administrator. */
  readonly username: string;
  /** Password of the administrator. */
  readonly password: SecretRef;
}

/** Creates the administrator, or gives it the password of the Secret. */
const FAB_ADMIN = `
import os
from airflow.providers.fab.auth_manager.cli_commands.utils import get_application_builder
name, password = os.environ['ADMIN_USERNAME'], os.environ['ADMIN_PASSWORD']
with get_application_builder() as builder:
    users = builder.sm
    user = users.find_user(username=name)
    if user:
        users.reset_password(user.id, password)
    elif not users.add_user(name, 'Airflow', 'Administrator', name + '@localhost', users.find_role('Admin'), password):
        raise SystemExit('the administrator could not be made')
`.trim();

/** Who may use Airflow. */
export abstract class AirflowAuth {
  static { valueClass(this, 'AirflowAuth'); }

  /** Airflow's users and roles in its database (Flask AppBuilder), with passwords or an identity provider. */
  public static fab(options: FabOptions = {}): AirflowAuth {
    return new FabAuth(options);
  }

  /** One administrator with a password, and nothing in the database: Airflow's own for development. */
  public static simple(options: SimpleOptions = {}): AirflowAuth {
    return new SimpleAuth(options);
  }

  /** Makes what it needs below a scope. */
  public abstract create(scope: Construct): AirflowAuthConfig;
}

class FabAuth extends AirflowAuth {
  constructor(private readonly options: FabOptions) { super(); }

  public create(scope: Construct): AirflowAuthConfig {
    const { adminUsername = 'admin', adminPassword = SecretValue.generated(), oidc } = this.options;
    check(scope, [
      notBlank('auth.adminUsername', adminUsername),
      ...oidc ? [
        required('auth.oidc.issuer', oidc.issuer), required('auth.oidc.clientId', oidc.clientId), required('auth.oidc.clientSecret', oidc.clientSecret),
        isUrl('auth.oidc.issuer', oidc.issuer, ['https']), valid(VALIDATORS.issuer, 'auth.oidc.issuer', oidc.issuer),
        noCredentials('auth.oidc.issuer', oidc.issuer, 'leave them out: clientSecret is how Airflow signs in'),
        ...validEach(VALIDATORS.cidr, 'auth.oidc.cidrs', oidc.cidrs),
      ] : [],
    ]);
    const credentials = new Credentials(scope, 'Auth', { values: { adminPassword, ...oidc && { clientSecret: oidc.clientSecret } } });
    const password = credentials.ref('adminPassword');
    const env = { AIRFLOW__CORE__AUTH_MANAGER: 'airflow.providers.fab.auth_manager.fab_auth_manager.FabAuthManager' };
    const common = { env, provision: FAB_ADMIN, username: adminUsername, password };
    const admin = { ADMIN_USERNAME: adminUsername, ADMIN_PASSWORD: password };
    if (!oidc) return { ...common, apiServerEnv: admin, apiServerMounts: [], endpoints: [] };
    const files = configFiles(scope, 'AuthConfig', { 'webserver_config.py': oidcConfig(oidc) });
    return {
      ...common,
      apiServerEnv: {
        ...admin,
        AIRFLOW__FAB__CONFIG_FILE: `${CONFIG_DIRECTORY}/webserver_config.py`,
        OIDC_CLIENT_SECRET: credentials.ref('clientSecret'),
      },
      apiServerMounts: [{ volume: files, path: CONFIG_DIRECTORY, readOnly: true }],
      endpoints: [outsideEndpoint(oidc.issuer, oidc.cidrs)],
    };
  }
}

/** The file with the password, in which Airflow would otherwise write one of its own and log it. */
const WRITE_PASSWORDS = `
import json, os
with open('${CONFIG_DIRECTORY}/passwords.json', 'w') as file:
    json.dump({'admin': os.environ['ADMIN_PASSWORD']}, file)
`.trim();

class SimpleAuth extends AirflowAuth {
  constructor(private readonly options: SimpleOptions) { super(); }

  public create(scope: Construct): AirflowAuthConfig {
    const { adminPassword = SecretValue.generated() } = this.options;
    const password = new Credentials(scope, 'Auth', { values: { adminPassword } }).ref('adminPassword');
    return {
      env: { AIRFLOW__CORE__AUTH_MANAGER: 'airflow.api_fastapi.auth.managers.simple.simple_auth_manager.SimpleAuthManager' },
      apiServerEnv: {
        ADMIN_PASSWORD: password,
        AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS: 'admin:admin',
        AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE: `${CONFIG_DIRECTORY}/passwords.json`,
      },
      apiServerMounts: [{ volume: Volume.memory('auth', '1Mi'), path: CONFIG_DIRECTORY }],
      endpoints: [],
      provision: WRITE_PASSWORDS,
      username: 'admin',
      password,
    };
  }
}

/** Flask AppBuilder reads this as Python. */
function oidcConfig({ issuer, clientId, roles = {}, defaultRole = 'Viewer' }: OidcOptions): string {
  return `
import os
from airflow.providers.fab.auth_manager.security_manager.override import FabAirflowSecurityManagerOverride
from flask_appbuilder.const import AUTH_OAUTH

class OidcSecurityManager(FabAirflowSecurityManagerOverride):
    def get_oauth_user_info(self, provider, resp):
        claims = resp.get('userinfo') or self.oauth_remotes[provider].userinfo(token=resp)
        return {
            'username': claims.get('preferred_username') or claims['sub'], 'email': claims.get('email', ''),
            'first_name': claims.get('given_name', ''), 'last_name': claims.get('family_name', ''),
            'role_keys': claims.get('groups', []),
        }

SECURITY_MANAGER_CLASS = OidcSecurityManager
AUTH_TYPE = AUTH_OAUTH
AUTH_USER_REGISTRATION = True
AUTH_USER_REGISTRATION_ROLE = ${pythonLiteral(defaultRole)}
AUTH_ROLES_SYNC_AT_LOGIN = True
AUTH_ROLES_MAPPING = ${pythonLiteral(roles)}
OAUTH_PROVIDERS = [{
    'name': 'oidc', 'icon': 'fa-key', 'token_key': 'access_token',
    'remote_app': {
        'client_id': ${pythonLiteral(clientId)}, 'client_secret': os.environ['OIDC_CLIENT_SECRET'],
        'server_metadata_url': ${pythonLiteral(`${issuer}/.well-known/openid-configuration`)},
        'client_kwargs': {'scope': 'openid email profile groups'},
    },
}]
`.trimStart();
}
