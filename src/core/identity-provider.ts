import { SecretValue } from './secret';

/** A provider of identities that speaks OpenID Connect, such as Keycloak, Entra ID or Okta, as it knows one tool. */
export interface IdentityProvider {
  /** Address of the issuer, below which `/.well-known/openid-configuration` lies, such as `https://id.example.org/realms/team`. */
  readonly issuerUrl: string;
  /** Id by which the provider knows the tool. */
  readonly clientId: string;
  /** Secret of that client, by reference. */
  readonly clientSecret: SecretValue;
  /**
   * Addresses of the provider, as CIDR blocks, to which the tool is limited.
   *
   * @default any address but the link-local ones, on the ports of its URLs
   */
  readonly cidrs?: readonly string[];
}
