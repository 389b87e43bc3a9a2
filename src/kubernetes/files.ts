import { Construct } from 'constructs';
import { ConstructError, isToken, SecretRef } from '../core';

/** A key of a Secret as a file needs it: of the pod's own namespace. */
export function ownSecret(scope: Construct, { secret, key, namespace: owner }: SecretRef, namespace: string): Pick<SecretRef, 'secret' | 'key'> {
  if (owner === namespace || isToken(owner) || isToken(namespace)) return { secret, key };
  throw new ConstructError(scope, [`it needs a file from the Secret '${secret}' of namespace '${owner}', and this pod runs in '${namespace}': `
    + 'a pod reads only Secrets of its own namespace: put both into one namespace, or pass the ref of a SecretCopy in this one']);
}

/** One volume for each file. */
export function fileVolumes(scope: Construct, files: Record<string, SecretRef>, namespace: string): Record<string, unknown>[] {
  return Object.values(files).map((ref, index) => {
    const { secret, key } = ownSecret(scope, ref, namespace);
    return { name: `file-${index}`, secret: { secretName: secret, items: [{ key, path: 'file' }] } };
  });
}

/** The container with the files at their paths. */
export function withFiles(container: Record<string, unknown>, files: Record<string, SecretRef>): Record<string, unknown> {
  const mounts = Object.keys(files).map((mountPath, index) => ({ name: `file-${index}`, mountPath, subPath: 'file', readOnly: true }));
  return { ...container, volumeMounts: [...container.volumeMounts as object[], ...mounts] };
}
