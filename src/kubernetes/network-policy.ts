import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { EVERYTHING } from './compact';
import { createObject } from './object';
import { check, Check, Protocol } from '../core';

/** One side of a connection, in Kubernetes' words: pods of namespaces, or a block of addresses. */
export interface PolicyPeer {
  /**
   * Labels of the namespaces.
   *
   * @default the namespace of the policy
   */
  readonly namespaceLabels?: Record<string, string>;
  /**
   * Labels of the pods.
   *
   * @default all pods of the namespaces
   */
  readonly podLabels?: Record<string, string>;
  /**
   * Addresses, as a CIDR block, in place of pods.
   *
   * @default none
   */
  readonly cidr?: string;
  /**
   * Blocks within `cidr` that are left out.
   *
   * @default none
   */
  readonly except?: readonly string[];
}

/** A port of pods. */
export interface PolicyPort {
  /** Its number. */
  readonly port: number;
  /**
   * How packets travel.
   *
   * @default Protocol.TCP
   */
  readonly protocol?: Protocol;
}

/** Who may be reached, or may come in, and on which ports. */
export interface PolicyRule {
  /** The other side. */
  readonly peers: readonly PolicyPeer[];
  /** The ports. */
  readonly ports: readonly PolicyPort[];
}

/** What a policy says. */
export interface PolicyProps {
  /** Its name. */
  readonly name: string;
  /** Its namespace. */
  readonly namespace: string;
  /** Labels of the pods that it is about; `ALL_PODS` for all of the namespace. */
  readonly podLabels: Record<string, string>;
  /**
   * Who may come in.
   *
   * @default this policy says nothing of it
   */
  readonly ingress?: readonly PolicyRule[];
  /**
   * Who may be reached.
   *
   * @default this policy says nothing of it
   */
  readonly egress?: readonly PolicyRule[];
}

/** The pods of a policy that is about all of its namespace. */
export const ALL_PODS: Record<string, string> = EVERYTHING as Record<string, string>;

/** The namespace of that name, as a peer sees it. */
export function namespaceLabels(name: string): Record<string, string> {
  return { 'kubernetes.io/metadata.name': name };
}

/**
 * Makes a NetworkPolicy; all of this library's are made here. What is left out or empty in a policy means everything: all pods, all
 * namespaces, all ports. Nothing of the kind is written because a value was missing.
 *
 * @throws ConstructError when it would select more than it names
 */
export function createPolicy(scope: Construct, id: string, props: PolicyProps): ApiObject {
  const { name, namespace, podLabels, ingress, egress } = props;
  check(scope, [
    ...podLabels === ALL_PODS ? [] : labelChecks('podLabels', podLabels),
    ...listOf(ingress).flatMap(rule => ruleChecks('ingress', rule)),
    ...listOf(egress).flatMap(rule => ruleChecks('egress', rule)),
  ]);
  return createObject(scope, id, {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    name,
    namespace,
    body: {
      spec: {
        podSelector: podLabels === ALL_PODS ? EVERYTHING : { matchLabels: podLabels },
        policyTypes: [...ingress ? ['Ingress'] : [], ...egress ? ['Egress'] : []],
        ingress: listOf(ingress).map(({ peers, ports }) => ({ from: peers.map(peerOf), ports: ports.map(portOf) })),
        egress: listOf(egress).map(({ peers, ports }) => ({ to: peers.map(peerOf), ports: ports.map(portOf) })),
      },
    },
  });
}

function peerOf({ namespaceLabels: namespaces, podLabels, cidr, except }: PolicyPeer) {
  if (isText(cidr)) return { ipBlock: { cidr, except } };
  return {
    ...namespaces && { namespaceSelector: { matchLabels: namespaces } },
    ...podLabels && { podSelector: { matchLabels: podLabels } },
  };
}

function portOf({ port, protocol = Protocol.TCP }: PolicyPort) {
  return { protocol, port };
}

function ruleChecks(direction: string, rule: Partial<PolicyRule> | null): Check[] {
  const [peers, ports] = [listOf(rule?.peers), listOf(rule?.ports)];
  return [
    [peers.length === 0, `${direction}.peers`, rule?.peers, 'without one the policy opens to everybody', 'name at least one'],
    [ports.length === 0, `${direction}.ports`, rule?.ports, 'without one the policy opens every port', 'name at least one'],
    // Of 0 and others that are no port is told where all objects are examined.
    ...ports.map((port): Check => [['object', 'undefined'].includes(typeof port?.port), `${direction}.ports`, port,
      'without a number the policy opens every port', 'give each a number']),
    ...peers.flatMap(peer => peerChecks(`${direction}.peers`, peer ?? {})),
  ];
}

function peerChecks(prop: string, { namespaceLabels: namespaces, podLabels, cidr }: PolicyPeer): Check[] {
  return [
    [!namespaces && !podLabels && !isText(cidr), prop, undefined, 'an empty one stands for everybody', 'name labels or addresses'],
    ...namespaces ? labelChecks(`${prop}.namespaceLabels`, namespaces) : [],
    ...podLabels ? labelChecks(`${prop}.podLabels`, podLabels) : [],
  ];
}

function labelChecks(prop: string, labels: Record<string, string> | undefined): Check[] {
  const missing = (value: unknown) => value === undefined || value === null;
  return [
    [!labels || Object.keys(labels).length === 0, prop, labels, 'without a label they are all selected', 'give at least one label'],
    ...Object.entries(labels ?? {}).flatMap(([key, value]): Check[] => {
      const rest = ['it has no value, and would select whatever has any', 'give the label a value'] as const;
      const empty = (given: unknown) => typeof given === 'object' || String(given).trim() === '';
      return [[missing(value), `${prop}.${key}`, undefined, ...rest], [empty, `${prop}.${key}`, value ?? undefined, ...rest]];
    }),
  ];
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

/** What plain JavaScript gives in place of a list counts as none. */
function listOf<T>(list: readonly T[] | undefined): readonly T[] {
  return Array.isArray(list) ? list as readonly T[] : [];
}
