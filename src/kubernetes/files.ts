import { Construct } from 'constructs';
import { check, Check, SecretRef, together } from '../core';

/** The Secret must be of the pod's own namespace; `what` is made from it, such as a variable. */
export function sameNamespace(what: string, ref: SecretRef, namespace: string): Check {
  const reason = `a pod reads only Secrets of its own namespace, and '${ref.secret}' is of another`;
  const remedy = 'put both into one namespace, or pass the ref of a SecretCopy in this one';
  return together<Record<string, string>>({ [`${what}.namespace`]: ref.namespace, namespace }, given => given[`${what}.namespace`] !== given.namespace, reason, remedy);
}

/** A key of a Secret as a file needs it: of the pod's own namespace. */
export function ownSecret(scope: Construct, ref: SecretRef, namespace: string, file: string): Pick<SecretRef, 'secret' | 'key'> {
  check(scope, [sameNamespace(`files['${file}']`, ref, namespace)]);
  return { secret: ref.secret, key: ref.key };
}

/** One volume for each file. */
export function fileVolumes(scope: Construct, files: Record<string, SecretRef>, namespace: string): { name: string; secret: object }[] {
  return Object.entries(files).map(([path, ref], index) => {
    const { secret, key } = ownSecret(scope, ref, namespace, path);
    return { name: `file-${index}`, secret: { secretName: secret, items: [{ key, path: 'file' }] } };
  });
}

/** The container with the files at their paths. */
export function withFiles(container: Record<string, unknown>, files: Record<string, SecretRef>): Record<string, unknown> {
  const mounts = Object.keys(files).map((mountPath, index) => ({ name: `file-${index}`, mountPath, subPath: 'file', readOnly: true }));
  return { ...container, volumeMounts: [...container.volumeMounts as object[], ...mounts] };
}
