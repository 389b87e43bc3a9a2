import { Construct } from 'constructs';
import { Metrics, SecretRef } from '../core';
import { namespaceOf, SecretCopy } from '../kubernetes';

/**
 * The series, with copies in the scope's namespace of the secrets that lie in another one. Each is copied once, whoever needs it.
 */
export function withOwnSecrets<M extends Metrics>(scope: Construct, series: readonly M[]): M[] {
  const copies = new Map<string, SecretRef>();
  const own = (ref: SecretRef): SecretRef => {
    if (ref.namespace === namespaceOf(scope)) return ref;
    const key = JSON.stringify([ref.namespace, ref.secret, ref.key]);
    const known = copies.get(key) ?? new SecretCopy(scope, `Secret${copies.size + 1}`, { source: ref }).ref;
    copies.set(key, known);
    return known;
  };
  return series.map(metrics => ({
    ...metrics,
    ...metrics.token && { token: own(metrics.token) },
    ...metrics.login && { login: { ...metrics.login, password: own(metrics.login.password) } },
    ...metrics.tls?.ca && { tls: { ...metrics.tls, ca: own(metrics.tls.ca) } },
  }));
}
