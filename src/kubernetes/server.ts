import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { Autoscaling, autoscalingChecks, createAutoscaler } from './autoscaling';
import { withParts } from './contribution';
import { nameOf, WORKLOAD_NAME } from './names';
import { INSTANCE } from './network';
import { createObject } from './object';
import { namespaceOf, profileOf } from './settings';
import { sourceMetrics } from './source';
import { liesOnOneNode } from './volume';
import { createPods, toolOf, WorkloadProps } from './workload';
import { workloadChecks } from './workload-checks';
import { atLeast, check, Check, ConstructError, Endpoint, IMetricsTarget, jobOf, Metrics, Protocol } from '../core';
import { propChecks } from '../core/prop-checks';

/** Seconds in which Services, routes and clients learn that a pod is about to go, before its processes are told. */
const DRAIN = 5;

/** The kind of workload that a server is. */
export enum ServerKind {
  /** Pods that can replace each other. */
  DEPLOYMENT = 'Deployment',
  /** Pods with an identity of their own: never two with the same volume. */
  STATEFUL_SET = 'StatefulSet',
  /** One pod on each node. */
  DAEMON_SET = 'DaemonSet',
}

/** Properties for `Server`. */
export interface ServerProps extends WorkloadProps {
  /**
   * What clients connect to: name -> port of the pods, which is the Service's too.
   *
   * @default nothing: there is no Service then
   */
  readonly ports?: Record<string, number>;
  /**
   * Deployment, StatefulSet or DaemonSet.
   *
   * @default ServerKind.DEPLOYMENT
   */
  readonly kind?: ServerKind;
  /**
   * Number of pods; a DaemonSet takes none. With high availability in the profile, a number that is given also brings a
   * PodDisruptionBudget and a spread over the nodes.
   *
   * @default 1, without these
   */
  readonly replicas?: number;
  /**
   * Lets the number of pods follow their load, in place of `replicas`.
   *
   * @default none
   */
  readonly autoscaling?: Autoscaling;
  /**
   * Whether all pods of the old version must be gone before one of the new starts. Only a Deployment heeds it.
   *
   * @default whether it mounts a VolumeClaim, which a pod on another node could not mount before the old one is gone
   */
  readonly recreate?: boolean;
  /**
   * Whether the Service leads to pods before they are ready, as peers need it that become ready together.
   *
   * @default false
   */
  readonly publishNotReadyAddresses?: boolean;
}

interface ServicePort {
  readonly port: number;
  readonly protocol: Protocol;
}

/**
 * Hardened pods that run for long, with Service, ServiceAccount, network policies and, where a number of
 * replicas is given and the profile is highly available, a PodDisruptionBudget.
 *
 * @throws ConstructError when a prop cannot work
 */
export class Server extends Construct implements IMetricsTarget {
  /** Name of the workload, its Service and its ServiceAccount. */
  public readonly name: string;
  /** Namespace of the pods. */
  public readonly namespace: string;
  /** Host name of the Service within the cluster. */
  public readonly host: string;
  /** The Deployment, StatefulSet or DaemonSet. */
  public readonly workload: ApiObject;
  /** What is known of its `sources`; what its containers show is described by who describes them. */
  public readonly metrics: readonly Metrics[];
  private readonly _ports: Record<string, ServicePort>;

  constructor(scope: Construct, id: string, given: ServerProps) {
    super(scope, id);
    const shape = propChecks(this, 'ServerProps', given);
    const props = withParts(this, given);
    const claims = containersOf(props).flatMap(({ mounts = [] }) => mounts).filter(({ volume }) => volume && liesOnOneNode(volume));
    const { kind = ServerKind.DEPLOYMENT, replicas = 1, autoscaling, ports = {}, udpPorts = {}, recreate = claims.length > 0 } = props;
    check(this, [
      ...shape, ...workloadChecks(props), atLeast('replicas', replicas, 0), ...autoscalingChecks(autoscaling),
      [autoscaling !== undefined && props.replicas !== undefined, 'replicas', replicas, 'the autoscaler sets the number of pods',
        'leave it out'],
      [kind === ServerKind.STATEFUL_SET && Object.keys(ports).length === 0, 'ports', ports, 'a StatefulSet needs a Service',
        'name at least one port, or make it a Deployment'],
      ...[['replicas', props.replicas], ['autoscaling.maxReplicas', autoscaling?.maxReplicas]].map(([prop, number]): Check => [
        pods => claims.length > 0 && Number(pods) > 1, String(prop), number, 'it mounts a VolumeClaim, and that takes the pods of one node',
        'keep one replica, or share files by a bucket or an existing claim that many nodes mount: Volume.claim(…)',
      ]),
      [kind === ServerKind.DAEMON_SET && props.replicas !== undefined, 'replicas', replicas, 'a DaemonSet has a pod on each node',
        'leave it out'],
      [kind === ServerKind.DAEMON_SET && autoscaling !== undefined, 'autoscaling', undefined, 'a DaemonSet has a pod on each node',
        'leave it out'],
    ]);
    const rolling = kind === ServerKind.DEPLOYMENT && !recreate && Object.keys(ports).length > 0;
    check(this, [[seconds => rolling && Number(seconds) <= DRAIN, 'terminationGracePeriodSeconds', props.terminationGracePeriodSeconds,
      `pods go on for ${DRAIN} seconds, so that no client meets one that has ended`, `use ${DRAIN + 1} or more`]]);
    this.name = nameOf(this, WORKLOAD_NAME);
    this.namespace = namespaceOf(this);
    this.host = hostOf(this.name, this.namespace);
    const those = (of: Record<string, number>, protocol: Protocol) => Object.entries(of).map(([name, port]) => [name, { port, protocol }]);
    this._ports = Object.fromEntries([...those(ports, Protocol.TCP), ...those(udpPorts, Protocol.UDP)]);

    this.metrics = sourceMetrics(props.sources ?? [], jobOf(this.podEndpoint(0)), port => this.podEndpoint(port));

    // Whatever the number: one that comes later gives the same objects, and for a single pod the budget changes nothing.
    const numbered = kind !== ServerKind.DAEMON_SET && (autoscaling !== undefined || props.replicas !== undefined);
    const labels = { 'app.kubernetes.io/name': toolOf(this), [INSTANCE]: this.name };
    const selector = { matchLabels: { [INSTANCE]: this.name } };
    const { template, prerequisites } = createPods(this, props, {
      name: this.name, tool: toolOf(this), spread: numbered, drainSeconds: rolling ? DRAIN : undefined, restartPolicy: 'Always',
    });
    if (Object.keys(this._ports).length > 0) createService(this, this._ports, labels, props.publishNotReadyAddresses);
    const update = {
      [ServerKind.DEPLOYMENT]: {
        strategy: recreate ? { type: 'Recreate' } : { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
      },
      [ServerKind.STATEFUL_SET]: { serviceName: this.name, podManagementPolicy: 'Parallel' },
      [ServerKind.DAEMON_SET]: { updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 0, maxUnavailable: '10%' } } },
    }[kind];
    const counted = kind !== ServerKind.DAEMON_SET && !autoscaling;
    this.workload = createObject(this, kind, {
      apiVersion: 'apps/v1', kind, name: this.name, labels, body: { spec: { ...counted && { replicas }, selector, ...update, template } },
    });
    this.workload.addDependency(...prerequisites);
    if (autoscaling) createAutoscaler(this, { kind, name: this.name, labels }, autoscaling);
    if (numbered && profileOf(this).highAvailability) createBudget(this, this.name, labels);
  }

  /**
   * Where clients connect to one of the server's ports.
   *
   * @throws ConstructError when it has no port of that name
   */
  public endpoint(port: string, scheme = 'http'): Endpoint {
    const found = this._ports[port];
    if (found === undefined) {
      throw new ConstructError(this, [`it has no port '${port}': it has ${Object.keys(this._ports).join(', ')}`]);
    }
    return endpointOf(this, scheme, found);
  }

  /**
   * A port of the pods to which the Service does not lead, such as that of a sidecar: for clients that find pods by themselves, as
   * Prometheus does.
   */
  public podEndpoint(port: number, scheme = 'http'): Endpoint {
    return endpointOf(this, scheme, { port, protocol: Protocol.TCP });
  }
}

function createService(
  server: Server, ports: Record<string, ServicePort>, labels: Record<string, string>, publishNotReadyAddresses?: boolean,
): void {
  const { name } = server;
  const all = Object.entries(ports).map(([key, { port, protocol }]) => ({ name: key, port, targetPort: port, protocol }));
  const spec = { selector: { [INSTANCE]: name }, publishNotReadyAddresses, ports: all };
  createObject(server, 'Service', { apiVersion: 'v1', kind: 'Service', name, labels, body: { spec } });
}

function createBudget(scope: Construct, name: string, labels: Record<string, string>): void {
  const spec = { maxUnavailable: 1, selector: { matchLabels: { [INSTANCE]: name } }, unhealthyPodEvictionPolicy: 'AlwaysAllow' };
  createObject(scope, 'PodDisruptionBudget', { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', name, labels, body: { spec } });
}

function containersOf({ mounts, initContainers = [], sidecars = [] }: ServerProps): readonly Pick<ServerProps, 'mounts'>[] {
  return [{ mounts }, ...initContainers, ...sidecars];
}

/**
 * Where clients will connect to a server that `scope` makes later under `id`: for servers that reach each other.
 */
export function futureEndpoint(scope: Construct, id: string, port: number, scheme = 'http'): Endpoint {
  const name = nameOf(scope, WORKLOAD_NAME, id);
  const namespace = namespaceOf(scope);
  return endpointOf({ name, namespace, host: hostOf(name, namespace) }, scheme, { port, protocol: Protocol.TCP });
}

function endpointOf(
  { name, namespace, host }: Pick<Server, 'name' | 'namespace' | 'host'>, scheme: string, { port, protocol }: ServicePort,
): Endpoint {
  const pods = { name, namespace, labels: { [INSTANCE]: name }, port };
  return { scheme, host, port, pods, ...protocol === Protocol.UDP && { protocol } };
}

/** The host name of a server that `scope` makes later under `id`. */
export function futureHost(scope: Construct, id: string): string {
  return hostOf(nameOf(scope, WORKLOAD_NAME, id), namespaceOf(scope));
}

function hostOf(name: string, namespace: string): string {
  return `${name}.${namespace}.svc`;
}
