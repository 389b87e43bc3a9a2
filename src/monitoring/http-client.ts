import { Metrics, SecretRef } from '../core';

/** Directory of tokens, passwords and certificates in Prometheus' pod. */
const SECRETS = '/etc/prometheus/secrets';

/** What is presented to a server, and how it is checked who answers. */
export type HttpClient = Pick<Metrics, 'token' | 'login' | 'tls'>;

/** A client, and the files that hold its secrets in Prometheus' pod. */
export interface HttpClientFiles<T extends HttpClient> {
  /** The client. */
  readonly client: T;
  /** Path of the file with its token or password, where it has one. */
  readonly secretFile?: string;
  /** Path of the file with the certificates of the authority, where it names one. */
  readonly caFile?: string;
}

/** The clients, each with the paths of its secrets if it has any; `prefix` tells them apart from those of other clients. */
export function withSecretFiles<T extends HttpClient>(clients: readonly T[], prefix = ''): HttpClientFiles<T>[] {
  let files = 0;
  const file = (secret: SecretRef | undefined) => secret && `${SECRETS}/${prefix}${files++}`;
  return clients.map(client => ({ client, secretFile: file(secretOf(client)), caFile: file(client.tls?.ca) }));
}

/** The files with tokens, passwords and certificates. */
export function secretsOf(clients: readonly HttpClientFiles<HttpClient>[]): Record<string, SecretRef> {
  return Object.fromEntries(clients.flatMap(({ client, secretFile, caFile }) => [
    ...secretFile ? [[secretFile, secretOf(client)!]] : [], ...caFile ? [[caFile, client.tls!.ca!]] : [],
  ]));
}

/** The client in the words of Prometheus' configuration. */
export function httpConfig({ client: { token, login, tls }, secretFile, caFile }: HttpClientFiles<HttpClient>): Record<string, unknown> {
  return {
    ...tls && { tls_config: { ca_file: caFile, server_name: tls.serverName } },
    ...token ? { authorization: { credentials_file: secretFile } }
      : login && { basic_auth: { username: login.username, password_file: secretFile } },
  };
}

/** The client in the words of an operator, which knows no logins. */
export function operatedHttpConfig({ token, tls }: HttpClient): Record<string, unknown> {
  const key = ({ secret, key: name }: SecretRef) => ({ name: secret, key: name });
  return {
    ...token && { authorization: { credentials: key(token) } },
    ...tls && { tlsConfig: { ...tls.ca && { ca: { secret: key(tls.ca) } }, serverName: tls.serverName } },
  };
}

function secretOf({ token, login }: HttpClient): SecretRef | undefined {
  return token ?? login?.password;
}
