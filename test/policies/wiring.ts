import { Pod, Policies, Target } from './evaluator';
import type { Endpoint } from '../../src';
import type { Manifest } from '../../src/testing';

/** A workload as it was wired: its pods, and what it was told to reach. */
export interface Wired {
  readonly pod: Pod;
  readonly endpoints: readonly Endpoint[];
  readonly peers?: { readonly name: string; readonly ports: readonly number[] };
  readonly apiAccess: boolean;
}

type CreatePods = typeof import('../../src/kubernetes/workload').createPods;

const mockWired: Wired[] = [];

jest.mock('../../src/kubernetes/workload', () => {
  const actual = jest.requireActual('../../src/kubernetes/workload') as { createPods: CreatePods };
  const createPods: CreatePods = (scope, props, names) => {
    const parts = actual.createPods(scope, props, names);
    const { uses = [], reaches = [], sources = [], initContainers = [], sidecars = [], peers } = props;
    const { metadata: { labels } } = parts.template as { metadata: { labels: Record<string, string> } };
    const all = [...uses, ...reaches, ...sources.map(({ source }) => source)];
    mockWired.push({
      pod: { name: names.name, namespace: parts.prerequisites[0].metadata.namespace!, labels },
      endpoints: all.flatMap(({ connection }) => connection.endpoints),
      peers,
      apiAccess: [props, ...initContainers, ...sidecars].some(container => container.apiAccess),
    });
    return parts;
  };
  return { ...actual, createPods };
});

/** What was made, and the workloads as they were wired meanwhile; policies are not looked at. To be imported before the library. */
export async function wiringOf<T>(make: () => T | Promise<T>): Promise<{ readonly made: T; readonly wired: readonly Wired[] }> {
  mockWired.length = 0;
  const made = await make();
  return { made, wired: [...mockWired] };
}

/** Who is to reach whom, by the wiring alone: `client -> server:port/protocol`. */
export function expectedMatrix(wired: readonly Wired[], pods: readonly Pod[]): string[] {
  return wired.flatMap(({ pod, endpoints, peers }) => [
    ...endpoints.flatMap(endpoint => endpoint.pods ? pods
      .filter(other => other.namespace === endpoint.pods!.namespace && carries(other, endpoint.pods!.labels))
      .map(other => entry(pod, other, { port: endpoint.pods!.port, protocol: endpoint.protocol })) : []),
    ...peers ? wired.filter(other => other.peers?.name === peers.name && other.pod.namespace === pod.namespace)
      .flatMap(other => other.peers!.ports.filter(port => peers.ports.includes(port)).map(port => entry(pod, other.pod, { port }))) : [],
  ]).filter((item, index, all) => all.indexOf(item) === index).sort();
}

/** Who reaches whom by the policies. */
export function matrix(manifests: readonly Manifest[], clients: readonly Pod[], servers: readonly Pod[]): string[] {
  const policies = new Policies(manifests);
  const { targets } = policies;
  const reached = (from: Pod, to: Pod) => (
    targets.filter(target => policies.reaches(from, to, target)).map(target => entry(from, to, target)));
  return clients.flatMap(from => servers.flatMap(to => reached(from, to))).sort();
}

/** An entry of a matrix. */
export function entry(from: Pod, to: Pod, { port, protocol = 'TCP' }: Target): string {
  return `${from.namespace}/${from.name} -> ${to.namespace}/${to.name}:${port}/${protocol}`;
}

function carries(pod: Pod, labels: Record<string, string>): boolean {
  return Object.entries(labels).every(([key, value]) => pod.labels[key] === value);
}
