import { Manifest, nameOf } from './manifest';

/**
 * The one manifest of that kind and name.
 *
 * ```ts
 * expect(find(manifests, 'Deployment', 'ml-mlflow').spec.replicas).toBe(2);
 * ```
 *
 * @param manifests where to look
 * @param kind the kind, for example `Deployment`
 * @param name the object's name; may be left out where only one object of the kind exists
 * @throws when there is none, or more than one; the message lists what is there
 */
export function find(manifests: readonly Manifest[], kind: string, name?: string): Manifest {
  const found = findAll(manifests, kind, (manifest) => name === undefined || manifest.metadata.name === name);
  if (found.length === 1) return found[0];
  const wanted = name === undefined ? kind : `${kind} "${name}"`;
  if (found.length > 1) {
    throw new Error(`expected one ${wanted}, found ${found.length}: ${list(found)}; `
      + (name === undefined ? 'pass a name, or use findAll' : 'use findAll with a predicate'));
  }
  const sameKind = findAll(manifests, kind);
  throw new Error(`no ${wanted} among ${manifests.length} manifests; there ${sameKind.length === 1 ? 'is' : 'are'}: `
    + list(sameKind.length > 0 ? sameKind : manifests));
}

/**
 * Every manifest of that kind, in the given order.
 *
 * @param manifests where to look
 * @param kind the kind, for example `NetworkPolicy`
 * @param predicate a further condition; all of the kind when left out
 */
export function findAll(
  manifests: readonly Manifest[], kind: string, predicate: (manifest: Manifest) => boolean = () => true,
): Manifest[] {
  return manifests.filter((manifest) => manifest.kind === kind && predicate(manifest));
}

function list(manifests: readonly Manifest[]): string {
  return manifests.length > 0 ? manifests.map(nameOf).join(', ') : 'none at all';
}
