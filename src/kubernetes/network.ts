import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { nameBetween } from './names';
import { createObject } from './object';
import { dnsOf } from './settings';
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
const ANYWHERE = [
  { ipBlock: { cidr: '0.0.0.0/0', except: ['169.254.0.0/16'] } },
  { ipBlock: { cidr: '::/0', except: ['fe80::/10', 'fd00:ec2::/32'] } },
];
const API_SERVER = { ports: [{ protocol: 'TCP', port: 443 }, { protocol: 'TCP', port: 6443 }] };

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
  const { name, namespace } = props;
  const endpoints = distinct(props.connections.flatMap(connection => connection.endpoints));
  const dns = dnsOf(scope);
  const peers = props.peers && {
    pods: [{ podSelector: { matchLabels: { [PEERS]: props.peers.name } } }],
    ports: props.peers.ports.map(port => ({ protocol: 'TCP', port })),
  };
  const dnsPorts = dns.ports.flatMap(port => [{ protocol: 'UDP', port }, { protocol: 'TCP', port }]);
  const own = createObject(scope, 'NetworkPolicy', {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    name,
    namespace,
    body: {
      spec: {
        podSelector: { matchLabels: { [INSTANCE]: name } },
        policyTypes: ['Ingress', 'Egress'],
        ingress: peers && [{ from: peers.pods, ports: peers.ports }],
        egress: [
          {
            to: [{ namespaceSelector: { matchLabels: dns.namespaceLabels }, podSelector: { matchLabels: dns.podLabels } }],
            ports: dnsPorts,
          },
          ...peers ? [{ to: peers.pods, ports: peers.ports }] : [],
          ...endpoints.map(egress),
          ...props.apiAccess ? [API_SERVER] : [],
        ],
      },
    },
  });
  return [own, ...serversOf(endpoints).map(servers => admit(scope, { name, namespace, labels: { [INSTANCE]: name } }, servers))];
}

/** Lets pods of a namespace reach a port of a workload's pods; for traffic that comes through a gateway. */
export function admitNamespace(scope: Construct, id: string, name: string, to: Pods, namespace: string): ApiObject {
  return createObject(scope, id, {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    name,
    namespace: to.namespace,
    body: {
      spec: {
        podSelector: { matchLabels: to.labels },
        policyTypes: ['Ingress'],
        ingress: [{ from: [{ namespaceSelector: inNamespace(namespace) }], ports: [{ protocol: 'TCP', port: to.port }] }],
      },
    },
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
  return serversOf(distinct(endpoints)).map(servers => admit(scope, client, servers));
}

/** One policy per client and server, with all ports: its id comes from the server's name, never from an index. */
function admit(scope: Construct, client: ForeignPods, servers: readonly Reached[]): ApiObject {
  const [{ pods: server }] = servers;
  return createObject(scope, `To-${server.name}`, {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    name: nameBetween(client, server, 'to'),
    namespace: server.namespace,
    body: {
      spec: {
        podSelector: { matchLabels: server.labels },
        policyTypes: ['Ingress'],
        ingress: [{
          from: [{ namespaceSelector: inNamespace(client.namespace), podSelector: { matchLabels: client.labels } }],
          ports: servers.map(({ pods, protocol = Protocol.TCP }) => ({ protocol, port: pods.port })),
        }],
      },
    },
  });
}

function egress({ pods, cidrs, port, protocol = Protocol.TCP }: Endpoint) {
  if (pods) {
    return {
      to: [{ namespaceSelector: inNamespace(pods.namespace), podSelector: { matchLabels: pods.labels } }],
      ports: [{ protocol, port: pods.port }],
    };
  }
  return { to: cidrs?.map(cidr => ({ ipBlock: { cidr } })) ?? ANYWHERE, ports: [{ protocol, port }] };
}

function inNamespace(name: string) {
  return { matchLabels: { 'kubernetes.io/metadata.name': name } };
}

function distinct(endpoints: readonly Endpoint[]): Endpoint[] {
  return [...new Map(endpoints.map(endpoint => [JSON.stringify(egress(endpoint)), endpoint])).values()];
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
