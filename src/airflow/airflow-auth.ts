import { Construct } from 'constructs';
import {
  Check, IdentityProvider, noCredentials, notBlank, outsideEndpoint, pythonLiteral, required, SecretRef, SecretValue, url as isUrl, valid,
  VALIDATORS, validEach,
} from '../core';
import { valueClass } from '../core/value-class';
import { configFiles, Contribution, Credentials, Variant, Volume } from '../kubernetes';

const OF = 'sign-in';
const CONFIG_DIRECTORY = '/opt/airflow/auth';

/** A provider of identities that speaks OpenID Connect, such as Keycloak, Entra ID or Okta. */
export interface AirflowOidcOptions extends IdentityProvider {
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
  readonly oidc?: AirflowOidcOptions;
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
  /** For all components. */
  readonly everywhere: Contribution;
  /** For the API server. */
  readonly apiServer: Contribution;
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
export abstract class AirflowAuth implements Variant<void, AirflowAuthConfig> {
  static { valueClass(this, 'AirflowAuth'); }

  /** Airflow's users and roles in its database (Flask AppBuilder), with passwords or an identity provider. */
  public static fab(options: FabOptions = {}): AirflowAuth {
    return new FabAuth(options);
  }

  /** One administrator with a password, and nothing in the database: Airflow's own for development. */
  public static simple(options: SimpleOptions = {}): AirflowAuth {
    return new SimpleAuth(options);
  }

  public abstract checks(scope: Construct): readonly Check[];
  public abstract create(scope: Construct): AirflowAuthConfig;
}

class FabAuth extends AirflowAuth {
  constructor(private readonly options: FabOptions) { super(); }

  public checks(): readonly Check[] {
    const { adminUsername = 'admin', oidc } = this.options;
    const name = notBlank('auth.adminUsername', adminUsername);
    return oidc ? [name, ...oidcChecks(oidc)] : [name];
  }

  public create(scope: Construct): AirflowAuthConfig {
    const { adminUsername: username = 'admin', adminPassword = SecretValue.generated(), oidc } = this.options;
    const values: Record<string, SecretValue> = oidc ? { adminPassword, clientSecret: oidc.clientSecret } : { adminPassword };
    const credentials = new Credentials(scope, 'Auth', { values });
    const password = credentials.ref('adminPassword');
    const env = { ADMIN_USERNAME: username, ADMIN_PASSWORD: password };
    const signIn = oidc ? oidcPart(scope, oidc, credentials.ref('clientSecret')) : {};
    return {
      everywhere: { of: OF, env: { AIRFLOW__CORE__AUTH_MANAGER: 'airflow.providers.fab.auth_manager.fab_auth_manager.FabAuthManager' } },
      apiServer: { ...signIn, of: OF, env: { ...env, ...signIn.env } },
      provision: FAB_ADMIN,
      username,
      password,
    };
  }
}

function oidcChecks({ issuerUrl, clientId, clientSecret, cidrs }: AirflowOidcOptions): Check[] {
  return [
    required('auth.oidc.issuerUrl', issuerUrl), required('auth.oidc.clientId', clientId), required('auth.oidc.clientSecret', clientSecret),
    isUrl('auth.oidc.issuerUrl', issuerUrl, ['https']), valid(VALIDATORS.issuer, 'auth.oidc.issuerUrl', issuerUrl),
    noCredentials('auth.oidc.issuerUrl', issuerUrl, 'leave them out: clientSecret is how Airflow signs in'),
    ...validEach(VALIDATORS.cidr, 'auth.oidc.cidrs', cidrs),
  ];
}

/** The API server asks the provider who somebody is. */
function oidcPart(scope: Construct, oidc: AirflowOidcOptions, clientSecret: SecretRef): Contribution {
  const files = configFiles(scope, 'AuthConfig', { 'webserver_config.py': oidcConfig(oidc) });
  return {
    env: { AIRFLOW__FAB__CONFIG_FILE: `${CONFIG_DIRECTORY}/webserver_config.py`, OIDC_CLIENT_SECRET: clientSecret },
    mounts: [{ volume: files, path: CONFIG_DIRECTORY, readOnly: true }],
    reaches: [{ connection: { endpoints: [outsideEndpoint(oidc.issuerUrl, oidc.cidrs)] } }],
  };
}

/** The file with the password, in which Airflow would otherwise write one of its own and log it. */
const WRITE_PASSWORDS = `
import json, os
with open('${CONFIG_DIRECTORY}/passwords.json', 'w') as file:
    json.dump({'admin': os.environ['ADMIN_PASSWORD']}, file)
`.trim();

class SimpleAuth extends AirflowAuth {
  constructor(private readonly options: SimpleOptions) { super(); }

  public checks(): readonly Check[] {
    return [];
  }

  public create(scope: Construct): AirflowAuthConfig {
    const { adminPassword = SecretValue.generated() } = this.options;
    const password = new Credentials(scope, 'Auth', { values: { adminPassword } }).ref('adminPassword');
    const manager = 'airflow.api_fastapi.auth.managers.simple.simple_auth_manager.SimpleAuthManager';
    return {
      everywhere: { of: OF, env: { AIRFLOW__CORE__AUTH_MANAGER: manager } },
      apiServer: {
        of: OF,
        env: {
          ADMIN_PASSWORD: password,
          AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS: 'admin:admin',
          AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE: `${CONFIG_DIRECTORY}/passwords.json`,
        },
        mounts: [{ volume: Volume.memory('auth', '1Mi'), path: CONFIG_DIRECTORY }],
      },
      provision: WRITE_PASSWORDS,
      username: 'admin',
      password,
    };
  }
}

/** Flask AppBuilder reads this as Python. */
function oidcConfig({ issuerUrl, clientId, roles = {}, defaultRole = 'Viewer' }: AirflowOidcOptions): string {
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
        'server_metadata_url': ${pythonLiteral(`${issuerUrl}/.well-known/openid-configuration`)},
        'client_kwargs': {'scope': 'openid email profile groups'},
    },
}]
`.trimStart();
}
