import { Manifest } from '../../src/testing';

/** A pod as network policies see it. */
export interface Pod {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Record<string, string>;
}

/** What a connection leads to. */
export interface Target {
  readonly port: number;
  readonly protocol?: string;
}

interface Selector { readonly matchLabels?: Record<string, string> }
interface Peer {
  readonly podSelector?: Selector;
  readonly namespaceSelector?: Selector;
  readonly ipBlock?: { readonly cidr: string; readonly except?: readonly string[] };
}

interface PolicyRule {
  readonly from?: readonly Peer[];
  readonly to?: readonly Peer[];
  readonly ports?: readonly { readonly port?: number; readonly protocol?: string }[];
}

/** A port that nobody names. */
const UNNAMED = 49151;

/** Network policies, evaluated as Kubernetes does: a pod that a policy selects reaches, and is reached by, what some policy allows. */
export class Policies {
  private readonly policies: readonly Manifest[];
  private readonly namespaces: Map<string, Record<string, string>>;

  constructor(manifests: readonly Manifest[]) {
    this.policies = manifests.filter(({ kind }) => kind === 'NetworkPolicy');
    this.namespaces = new Map(manifests.filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => [metadata.name, metadata.labels ?? {}]));
  }

  /** All ports that any policy names, and one for those that open every port. */
  public get targets(): Target[] {
    const rules = this.policies.flatMap(({ spec }) => [...spec.ingress ?? [], ...spec.egress ?? []] as PolicyRule[]);
    const all = rules.flatMap(({ ports = [] }) => ports.map(({ port, protocol }) => `${port ?? UNNAMED} ${protocol ?? 'TCP'}`));
    return [...new Set(all)].map(text => text.split(' ')).map(([port, protocol]) => ({ port: Number(port), protocol }));
  }

  /** Whether a pod reaches a port of another: both halves. */
  public reaches(from: Pod, to: Pod, target: Target): boolean {
    return this.lets(from, 'Egress', to, target) && this.lets(to, 'Ingress', from, target);
  }

  /** Whether a pod reaches an address, of IPv4 and outside the cluster. */
  public reachesAddress(from: Pod, address: string, target: Target): boolean {
    return this.lets(from, 'Egress', address, target);
  }

  private lets(pod: Pod, direction: 'Ingress' | 'Egress', other: Pod | string, target: Target): boolean {
    const own = this.policies.filter(({ metadata, spec }) => metadata.namespace === pod.namespace
      && spec.policyTypes.includes(direction) && selects(spec.podSelector ?? {}, pod.labels));
    const rules = own.flatMap(({ metadata, spec }) => (
      (spec[direction.toLowerCase()] ?? []) as PolicyRule[]).map(rule => ({ rule, namespace: metadata.namespace! })));
    return own.length === 0 || rules.some(({ rule, namespace }) => {
      const peers = rule.from ?? rule.to;
      return (!peers || peers.some(peer => this.matches(peer, namespace, other)))
        && (!rule.ports || rule.ports.some(({ port, protocol = 'TCP' }) => (port ?? target.port) === target.port && protocol === (target.protocol ?? 'TCP')));
    });
  }

  private matches({ ipBlock, namespaceSelector, podSelector }: Peer, namespace: string, other: Pod | string): boolean {
    if (typeof other === 'string') return ipBlock !== undefined && holds(ipBlock.cidr, other) && !(ipBlock.except ?? []).some(cidr => holds(cidr, other));
    // Addresses of pods are no business of blocks.
    if (ipBlock) return false;
    const inNamespace = namespaceSelector ? selects(namespaceSelector, this.labelsOf(other.namespace)) : other.namespace === namespace;
    return inNamespace && (!podSelector || selects(podSelector, other.labels));
  }

  private labelsOf(namespace: string): Record<string, string> {
    return { ...this.namespaces.get(namespace), 'kubernetes.io/metadata.name': namespace };
  }
}

function selects({ matchLabels = {} }: Selector, labels: Record<string, string>): boolean {
  return Object.entries(matchLabels).every(([key, value]) => labels[key] === value);
}

function holds(cidr: string, address: string): boolean {
  const [block, bits] = cidr.split('/');
  if (block.includes(':')) return false;
  const size = 2 ** (32 - Number(bits));
  return Math.floor(numberOf(block) / size) === Math.floor(numberOf(address) / size);
}

function numberOf(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}
