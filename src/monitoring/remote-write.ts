import { HttpClient } from './http-client';
import { Check, Endpoint, isToken, MetricsLogin, noCredentials, outsideEndpoint, SecretRef, url } from '../core';

/** A store that gets a copy of every sample, by Prometheus' remote write. */
export interface RemoteWrite {
  /** Address that takes samples, such as `https://mimir.example.org/api/v1/push`. */
  readonly url: string;
  /**
   * What is presented as bearer token.
   *
   * @default none
   */
  readonly token?: SecretRef;
  /**
   * Who signs in, where that is not done with a token. An operator takes none.
   *
   * @default nobody
   */
  readonly login?: MetricsLogin;
  /**
   * Certificates of the authority by which it is checked, in PEM form.
   *
   * @default those that the image of Prometheus trusts
   */
  readonly ca?: SecretRef;
  /**
   * What the address leads to, for the network path.
   *
   * @default its host and port, at any address outside
   */
  readonly endpoint?: Endpoint;
}

/** What must hold of the stores. */
export function remoteWriteChecks(stores: readonly RemoteWrite[], operated: boolean): Check[] {
  return stores.flatMap(({ url: address, token, login, endpoint }, index): Check[] => {
    const prop = `remoteWrite[${index}]`;
    return [
      url(`${prop}.url`, address), noCredentials(`${prop}.url`, address, 'leave them out, and pass token or login'),
      [isToken(address) && !endpoint, `${prop}.url`, address, 'its host and port decide what network policies open', 'write it as plain text, or pass endpoint'],
      [token !== undefined && login !== undefined, `${prop}.token`, undefined, 'it signs in by login already', 'leave one of them out'],
      [operated && login !== undefined, `${prop}.login`, login?.username, 'the operator reads user names from Secrets alone', 'use a token, or no operator'],
    ];
  });
}

/** Where a store is. */
export function remoteEndpoint({ url: address, endpoint }: RemoteWrite): Endpoint {
  return endpoint ?? outsideEndpoint(address);
}

/** A store, and what is presented to it. */
export function writerOf(store: RemoteWrite): RemoteWrite & HttpClient {
  return { ...store, tls: store.ca && { ca: store.ca } };
}
