import {
  Check, Endpoint, EnvValue, GeneratedSecret, noCredentials, outsideEndpoint, required, SecretValue, url, valid, VALIDATORS, validEach,
} from '../core';
import { isOf } from '../core/brand';
import { valueClass } from '../core/value-class';

/** A provider of identities that speaks OpenID Connect. */
export interface GrafanaOidcOptions {
  /** Address of the issuer, such as `https://id.example.org/realms/team`. */
  readonly issuerUrl: string;
  /** Id by which the provider knows Grafana. */
  readonly clientId: string;
  /** Secret of that client, by reference. */
  readonly clientSecret: SecretValue;
  /**
   * What the page for signing in calls the provider.
   *
   * @default 'OpenID Connect'
   */
  readonly name?: string;
  /**
   * Where browsers sign in: the `authorization_endpoint` of the issuer's `/.well-known/openid-configuration`, which Grafana does not read.
   *
   * @default Keycloak's: '/protocol/openid-connect/auth' below the issuer
   */
  readonly authorizationUrl?: string;
  /**
   * Where Grafana gets tokens: the `token_endpoint`.
   *
   * @default Keycloak's: '/protocol/openid-connect/token' below the issuer
   */
  readonly tokenUrl?: string;
  /**
   * Where Grafana asks who somebody is: the `userinfo_endpoint`.
   *
   * @default Keycloak's: '/protocol/openid-connect/userinfo' below the issuer
   */
  readonly userInfoUrl?: string;
  /**
   * What Grafana asks for.
   *
   * @default openid, profile and email
   */
  readonly scopes?: readonly string[];
  /**
   * JMESPath that makes a role of Grafana of what the provider says, such as `contains(groups[*], 'ops') && 'Admin' || 'Viewer'`.
   *
   * @default everybody is a viewer
   */
  readonly roleAttributePath?: string;
  /**
   * Domains of the mail addresses that are let in.
   *
   * @default all
   */
  readonly allowedDomains?: readonly string[];
  /**
   * Addresses of the provider, as CIDR blocks, to which Grafana is limited.
   *
   * @default any address but the link-local ones, on the ports of the URLs
   */
  readonly cidrs?: readonly string[];
}

/** What a way of signing in means for Grafana. */
export interface GrafanaAuthConfig {
  /** Its environment. */
  readonly env: Record<string, EnvValue>;
  /** Secrets, each under the variable that it becomes. */
  readonly secrets: Record<string, SecretValue>;
  /** Where Grafana asks who somebody is. */
  readonly endpoints: readonly Endpoint[];
}

/** Who may use Grafana. */
export abstract class GrafanaAuth {
  static { valueClass(this, 'GrafanaAuth'); }

  /** The user `admin`, and those whom it makes. */
  public static password(): GrafanaAuth {
    return new PasswordAuth();
  }

  /** Whoever an identity provider lets in. The password of `admin` then serves programs alone. Grafana needs a `route`. */
  public static openIdConnect(options: GrafanaOidcOptions): GrafanaAuth {
    return new OidcAuth(options);
  }

  /** What must hold for it, given whether Grafana can be reached from outside. */
  public abstract checks(reachable: boolean): Check[];

  /** What it means for Grafana. Pure. */
  public abstract render(): GrafanaAuthConfig;
}

class PasswordAuth extends GrafanaAuth {
  public checks(): Check[] {
    return [];
  }

  public render(): GrafanaAuthConfig {
    return { env: {}, secrets: {}, endpoints: [] };
  }
}

class OidcAuth extends GrafanaAuth {
  constructor(private readonly options: GrafanaOidcOptions) { super(); }

  public checks(reachable: boolean): Check[] {
    const { issuerUrl, clientId, clientSecret, authorizationUrl, tokenUrl, userInfoUrl, allowedDomains, cidrs } = this.options;
    return [
      required('grafana.auth.issuerUrl', issuerUrl), required('grafana.auth.clientId', clientId), required('grafana.auth.clientSecret', clientSecret),
      url('grafana.auth.issuerUrl', issuerUrl, ['https']), valid(VALIDATORS.issuer, 'grafana.auth.issuerUrl', issuerUrl),
      ...validEach(VALIDATORS.cidr, 'grafana.auth.cidrs', cidrs), ...validEach(VALIDATORS.host, 'grafana.auth.allowedDomains', allowedDomains),
      url('grafana.auth.authorizationUrl', authorizationUrl, ['https']),
      url('grafana.auth.tokenUrl', tokenUrl, ['https']), url('grafana.auth.userInfoUrl', userInfoUrl, ['https']),
      ...Object.entries({ issuerUrl, authorizationUrl, tokenUrl, userInfoUrl }).map(([prop, value]) => (
        noCredentials(`grafana.auth.${prop}`, value, 'leave them out: clientSecret is how Grafana signs in'))),
      [isOf(GeneratedSecret, clientSecret), 'grafana.auth.clientSecret', undefined, 'the provider would not know a generated value',
        "pass SecretValue.fromSecret('name', 'key') or .external(…)"],
      [allowedDomains?.length === 0, 'grafana.auth.allowedDomains', allowedDomains, 'nobody could sign in', 'name one, or leave it out'],
      [!reachable, 'grafana.route', undefined, 'the provider sends people back to an address outside, and Grafana has none',
        'pass a route, and a host and a class or the domain and routeClass of Settings'],
    ];
  }

  public render(): GrafanaAuthConfig {
    const { issuerUrl, clientId, clientSecret, name = 'OpenID Connect', scopes = ['openid', 'profile', 'email'], cidrs } = this.options;
    const { roleAttributePath, allowedDomains } = this.options;
    const below = (path: string) => `${issuerUrl}/protocol/openid-connect/${path}`;
    const { authorizationUrl = below('auth'), tokenUrl = below('token'), userInfoUrl = below('userinfo') } = this.options;
    return {
      env: {
        GF_AUTH_DISABLE_LOGIN_FORM: 'true',
        GF_AUTH_GENERIC_OAUTH_ENABLED: 'true',
        GF_AUTH_GENERIC_OAUTH_NAME: name,
        GF_AUTH_GENERIC_OAUTH_CLIENT_ID: clientId,
        GF_AUTH_GENERIC_OAUTH_SCOPES: scopes.join(' '),
        GF_AUTH_GENERIC_OAUTH_AUTH_URL: authorizationUrl,
        // By way of a variable whose name nobody takes for that of a secret.
        OIDC_EXCHANGE_URL: tokenUrl,
        GF_AUTH_GENERIC_OAUTH_TOKEN_URL: '$(OIDC_EXCHANGE_URL)',
        GF_AUTH_GENERIC_OAUTH_API_URL: userInfoUrl,
        GF_AUTH_GENERIC_OAUTH_USE_PKCE: 'true',
        ...roleAttributePath !== undefined && { GF_AUTH_GENERIC_OAUTH_ROLE_ATTRIBUTE_PATH: roleAttributePath },
        ...allowedDomains && { GF_AUTH_GENERIC_OAUTH_ALLOWED_DOMAINS: allowedDomains.join(' ') },
      },
      secrets: { GF_AUTH_GENERIC_OAUTH_CLIENT_SECRET: clientSecret },
      endpoints: [tokenUrl, userInfoUrl].map(address => outsideEndpoint(address, cidrs)),
    };
  }
}
