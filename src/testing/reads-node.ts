import { Manifest } from './manifest';
import { PodTemplate, containersOf } from './pod-template';
import { Waiver } from './rule';

/**
 * Allows exporters of nodes: directories of the node that all containers only read, in a namespace that the manifests themselves make
 * and label `privileged`.
 *
 * ```ts
 * test('all but the exporter of nodes is restricted', () => expectRestricted(synth(app), readsNode));
 * ```
 */
export const readsNode: Waiver = ({ field }, pod, manifests) => {
  const [, volume] = /^volumes\[(.*)\]\.hostPath$/.exec(field) ?? [];
  return volume !== undefined && isPrivileged(pod.owner.metadata?.namespace, manifests) && onlyRead(pod, volume);
};

function isPrivileged(namespace: string | undefined, manifests: readonly Manifest[]): boolean {
  return manifests.some(({ apiVersion, kind, metadata }) => apiVersion === 'v1' && kind === 'Namespace' && metadata.name === namespace
    && metadata.labels?.['pod-security.kubernetes.io/enforce'] === 'privileged');
}

function onlyRead(pod: PodTemplate, volume: string): boolean {
  const mounts = containersOf(pod).flatMap(({ spec }) => spec.volumeMounts ?? []) as { name: string; readOnly?: boolean }[];
  return mounts.filter(({ name }) => name === volume).every(({ readOnly }) => readOnly === true);
}
