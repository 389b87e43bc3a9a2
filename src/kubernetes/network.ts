import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { nameBetween } from './names';
import { createPolicy, namespaceLabels, PolicyPeer, PolicyRule } from './network-policy';

import { apiServerOf, dnsOf } from './settings';
import { Connection, Endpoint, Pods, Protocol } from '../core';

/** The label by which network policies and Services find a workload's pods. */
export const INSTANCE = 'app.kubernetes.io/instance';

/** The label that the pods of one group of peers share. */
export const PEERS = 'mlops-constructs/peers';

/** Workloads that make up one system: their pods reach each other, however many there are, and nobody else reaches those ports. */
export interface PeerGroup {
  /** Name of the group, the same for all of its workloads; one of its own within the namespace. */
  readonly name: string;
  /** Ports of the pods on which they reach each other. */
  readonly ports: readonly number[];
}

/** Link-local addresses hold the metadata services of clouds, which hand out credentials. */
const ANYWHERE: readonly PolicyPeer[] = [
  { cidr: '0.0.0.0/0', except: ['169.254.0.0/16'] },
  { cidr: '::/0', except: ['fe80::/10', 'fd00:ec2::/32'] },
];

/** Pods and how they are reached. */
type Reached = Pick<Required<Endpoint>, 'pods'> & Pick<Endpoint, 'protocol'>;

/** What a workload's policies are made from. */
export interface NetworkProps {
  /** Name of the workload. */
  readonly name: string;
  /** Namespace of its pods. */
  readonly namespace: string;
  /** All that its pods connect to. */
  readonly connections: readonly Connection[];
  /** Whether its pods call the Kubernetes API. */
  readonly apiAccess: boolean;
  /**
   * The group that its pods belong to.
   *
   * @default none
   */
  readonly peers?: PeerGroup;
}

/**
 * Closes a workload's pods in both directions and opens what was wired: a policy of its own, with DNS and one rule per endpoint,
 * and on the pods of each server a policy that lets this client in. Returns them all; a pod must not start before they exist.
 */
export function createPolicies(scope: Construct, props: NetworkProps): ApiObject[] {
  const { name, namespace, connections, apiAccess } = props;
  const peers: PolicyRule[] = props.peers ? [{
    peers: [{ podLabels: { [PEERS]: props.peers.name } }], ports: props.peers.ports.map(port => ({ port })),
  }] : [];
  return closePods(scope, { name, namespace, labels: { [INSTANCE]: name }, connections, apiAccess, ingress: peers, egress: peers });
}

/** Pods whose policies are made, whoever makes the pods. */
export interface ClosedPods extends ForeignPods {
  /** All that the pods connect to. */
  readonly connections: readonly Connection[];
  /** Whether they call the Kubernetes API. */
  readonly apiAccess: boolean;
  /** Who may come in besides those that are wired to them. */
  readonly ingress: readonly PolicyRule[];
  /** Who may be reached besides the connections. */
  readonly egress: readonly PolicyRule[];
}

/** What `createPolicies` does, for pods that an operator makes and that bear labels of its own. */
export function closePods(scope: Construct, pods: ClosedPods): ApiObject[] {
  const { name, namespace, labels, apiAccess } = pods;
  const endpoints = distinctEndpoints(pods.connections.flatMap(connection => connection.endpoints));
  const own = createPolicy(scope, 'NetworkPolicy', {
    name,
    namespace,
    podLabels: labels,
    ingress: pods.ingress,
    egress: [
      toDns(scope),
      ...pods.egress,
      ...endpoints.map(toEndpoint),
      ...apiAccess ? [toApiServer(scope)] : [],
    ],
  });
  return [own, ...serversOf(endpoints).map(servers => admit(scope, { name, namespace, labels }, servers))];
}

/** Lets pods of a namespace reach a port of a workload's pods; for traffic that comes through a gateway. */
export function admitNamespace(scope: Construct, id: string, name: string, to: Pods, namespace: string): ApiObject {
  return createPolicy(scope, id, {
    name,
    namespace: to.namespace,
    podLabels: to.labels,
    ingress: [{ peers: [{ namespaceLabels: namespaceLabels(namespace) }], ports: [{ port: to.port }] }],
  });
}

/** Pods that something else made and closes, as an operator or another chart. */
export interface ForeignPods {
  /** Name for the policies. */
  readonly name: string;
  /** Their namespace. */
  readonly namespace: string;
  /** Their labels. */
  readonly labels: Record<string, string>;
}

/** Lets pods that are not this library's reach endpoints. */
export function admitPods(scope: Construct, client: ForeignPods, endpoints: readonly Endpoint[]): ApiObject[] {
  return serversOf(distinctEndpoints(endpoints)).map(servers => admit(scope, client, servers));
}

/** One policy per client and server, with all ports: its id comes from the server's name, never from an index. */
function admit(scope: Construct, client: ForeignPods, servers: readonly Reached[]): ApiObject {
  const [{ pods: server }] = servers;
  return createPolicy(scope, `To-${server.name}`, {
    name: nameBetween(client, server, 'to'),
    namespace: server.namespace,
    podLabels: server.labels,
    ingress: [{
      peers: [{ namespaceLabels: namespaceLabels(client.namespace), podLabels: client.labels }],
      ports: servers.map(({ pods, protocol }) => ({ protocol, port: pods.port })),
    }],
  });
}

/** The way to DNS. */
export function toDns(scope: Construct): PolicyRule {
  const { namespaceLabels: namespaces, podLabels, ports } = dnsOf(scope);
  return {
    peers: [{ namespaceLabels: namespaces, podLabels }],
    ports: ports.flatMap(port => [{ protocol: Protocol.UDP, port }, { protocol: Protocol.TCP, port }]),
  };
}

/** The way to the Kubernetes API. */
export function toApiServer(scope: Construct): PolicyRule {
  const { cidrs, ports = [443, 6443] } = apiServerOf(scope);
  return { peers: cidrs?.map(cidr => ({ cidr })) ?? ANYWHERE, ports: ports.map(port => ({ port })) };
}

/** The way to an endpoint. */
export function toEndpoint({ pods, cidrs, port, protocol }: Endpoint): PolicyRule {
  const peers = pods ? [{ namespaceLabels: namespaceLabels(pods.namespace), podLabels: pods.labels }] : cidrs?.map(cidr => ({ cidr }));
  return { peers: peers ?? ANYWHERE, ports: [{ protocol, port: pods?.port ?? port }] };
}

/** Endpoints that are reached in different ways. */
export function distinctEndpoints(endpoints: readonly Endpoint[]): Endpoint[] {
  return [...new Map(endpoints.map(endpoint => [JSON.stringify(toEndpoint(endpoint)), endpoint])).values()];
}

function serversOf(endpoints: readonly Endpoint[]): Reached[][] {
  const groups = new Map<string, Reached[]>();
  for (const { pods, protocol } of endpoints) {
    if (!pods) continue;
    const key = `${pods.namespace}/${pods.name}`;
    groups.set(key, [...groups.get(key) ?? [], { pods, protocol }]);
  }
  return [...groups.values()];
}
