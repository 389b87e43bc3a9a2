import { Manifest, nameOf } from './manifest';

/** Where each kind keeps its pod. */
const PATHS: Record<string, readonly string[]> = {
  'v1/Pod': [],
  'apps/v1/Deployment': ['spec', 'template'],
  'apps/v1/StatefulSet': ['spec', 'template'],
  'apps/v1/DaemonSet': ['spec', 'template'],
  'apps/v1/ReplicaSet': ['spec', 'template'],
  'batch/v1/Job': ['spec', 'template'],
  'batch/v1/CronJob': ['spec', 'jobTemplate', 'spec', 'template'],
};

/** The three lists of containers in a pod. */
const LISTS = ['initContainers', 'containers', 'ephemeralContainers'] as const;

/** A pod as a manifest describes it. */
export interface PodTemplate {
  /** The manifest that holds the pod: the Pod itself, or the Deployment, StatefulSet, DaemonSet, ReplicaSet, Job or CronJob. */
  readonly owner: Manifest;
  /** Labels of the pod. */
  readonly labels: Record<string, string>;
  /** Annotations of the pod. */
  readonly annotations: Record<string, string>;
  /** The pod's spec. Untyped, so that tests can look anywhere. */
  readonly spec: Record<string, any>;
}

/** A container and the list of the pod that it stands in. */
export interface PodContainer {
  /** `containers`, `initContainers` or `ephemeralContainers`. */
  readonly list: string;
  /** The container's spec. Untyped, so that tests can look anywhere. */
  readonly spec: Record<string, any>;
}

/**
 * Every pod among the manifests, with the object that owns it.
 *
 * ```ts
 * for (const { owner, spec } of podSpecs(manifests)) expect([owner.metadata.name, spec.priorityClassName]).toEqual([…]);
 * ```
 *
 * Covers Pod, Deployment, StatefulSet, DaemonSet, ReplicaSet, Job and CronJob; custom resources are not looked into.
 */
export function podSpecs(manifests: readonly Manifest[]): PodTemplate[] {
  return manifests.flatMap((manifest) => podOf(manifest) ?? []);
}

/**
 * The container of that name in the manifest's pod, whether it is a container, an init container or an ephemeral one.
 *
 * ```ts
 * expect(container(find(manifests, 'Deployment'), 'server').args).toContain('--port=5000');
 * ```
 *
 * @param manifest a manifest that has a pod
 * @param name the container's name; may be left out where the pod has only one container
 * @throws when there is none; the message lists what is there
 */
export function container(manifest: Manifest, name?: string): Record<string, any> {
  const pod = podOf(manifest);
  if (!pod) throw new Error(`${nameOf(manifest)} has no pod, so no container${name === undefined ? '' : ` "${name}"`}`);
  const all = containersOf(pod).map((each) => each.spec);
  const found = all.filter((each) => name === undefined || each.name === name);
  if (found.length === 1) return found[0];
  const wanted = name === undefined ? 'exactly one container' : `one container "${name}"`;
  throw new Error(`${nameOf(manifest)}: expected ${wanted}; there are: ${all.map((each) => each.name).join(', ') || 'none at all'}`);
}

/** Every container of a pod: init containers first, then containers, then ephemeral ones. */
export function containersOf(pod: PodTemplate): PodContainer[] {
  return LISTS.flatMap((list) => (pod.spec[list] ?? []).map((spec: Record<string, any>) => ({ list, spec })));
}

function podOf(manifest: Manifest): PodTemplate | undefined {
  const path = PATHS[`${manifest.apiVersion}/${manifest.kind}`];
  if (!path) return undefined;
  const holder = path.reduce<Record<string, any> | undefined>((value, key) => value?.[key], manifest) ?? {};
  return {
    owner: manifest,
    labels: holder.metadata?.labels ?? {},
    annotations: holder.metadata?.annotations ?? {},
    spec: holder.spec ?? {},
  };
}
