import { sumOf } from '../core';

/** Logs as the kubelet keeps them, five files of 10Mi. */
const LOGS = '64Mi';
/** What logs and all else may come to before the pod is evicted; some kubelets keep more of them. */
const MOST_LOGS = '1Gi';

/** A container or volume in Kubernetes' words. */
type Rendered = Record<string, any>;

/**
 * The lists of containers with requests and limits of the node's disk: their logs, and the empty directories on disk that they mount. One
 * that several containers share is counted with the first of those that run together, since the pod has it once.
 */
export function withEphemeralStorage(initContainers: readonly Rendered[], containers: readonly Rendered[], volumes: readonly Rendered[]) {
  const sizes = new Map(volumes.filter(({ emptyDir }) => emptyDir && emptyDir.medium !== 'Memory').map(({ name, emptyDir }) => [name, emptyDir.sizeLimit]));
  const counted = new Set<string>();
  const count = (name: string) => !counted.has(name) && Boolean(counted.add(name));
  const render = (container: Rendered, counts: (name: string) => boolean): Rendered => {
    const mounted = [...new Set<string>(container.volumeMounts.map(({ name }: Rendered) => name))];
    const space = mounted.filter(name => sizes.get(name) !== undefined && counts(name)).map(name => sizes.get(name)!);
    const { requests, limits } = container.resources;
    return {
      ...container,
      resources: {
        requests: { ...requests, 'ephemeral-storage': sumOf([LOGS, ...space]) },
        limits: { ...limits, 'ephemeral-storage': sumOf([MOST_LOGS, ...space]) },
      },
    };
  };
  const staying = containers.map(container => render(container, count));
  return {
    initContainers: initContainers.map(container => render(container, container.restartPolicy === 'Always' ? count : () => true)),
    containers: staying,
  };
}
