import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { batchChecks, BatchProps, createBatch, suspendCheck } from './batch';
import { ContainerProps } from './container';
import { withParts } from './contribution';
import { HashedJob } from './hashed-job';
import { PodReplacementPolicy, successChecks, SuccessRule } from './job-policy';
import { fit, nameOf, WORKLOAD_NAME } from './names';
import { INSTANCE } from './network';
import { ALL_PORTS, createPolicy } from './network-policy';
import { createObject } from './object';
import { namespaceOf } from './settings';
import { startTogether } from './start-together';
import { toolOf } from './workload';
import { asText, atLeast, check, Check, ConstructError, isToken, propChecks, required, together, valid, VALIDATORS } from '../core';

/** The most pods that Kubernetes runs at a time for an indexed Job. */
const MOST_PODS = 100_000;

/** Properties for `IndexedJob`. */
export interface IndexedJobProps extends BatchProps {
  /** Number of pods, which all run at a time. */
  readonly replicas: number;
  /**
   * How often each pod is tried again, for pods that work by themselves: one that has failed for good leaves the others alone, and the Job
   * fails once they have ended. Failed pods are made anew under their host names then. `retries` of the whole Job has no limit unless
   * given.
   *
   * @default none: failures count for the whole Job
   */
  readonly retriesPerIndex?: number;
  /**
   * How many pods may fail for good until the whole Job is given up. Needs `retriesPerIndex`.
   *
   * @default all
   */
  readonly maxFailedIndexes?: number;
  /**
   * Pods that are enough for the Job to succeed, such as `[{ succeededIndexes: '0' }]` for the leader; one of the rules must hold.
   *
   * @default all pods
   */
  readonly successPolicy?: readonly SuccessRule[];
  /**
   * Whether no container starts before all pods have a place in the cluster and an address. After ten minutes the wait counts as a
   * failure, and begins anew. A pod that comes back when others have ended already would wait for them in vain.
   *
   * @default true, and false with `retriesPerIndex`
   */
  readonly startTogether?: boolean;
}

/**
 * Hardened pods that run to their end together: an indexed Job whose pods know each other by name, and may reach each other, and nobody
 * else, on all ports. Each has the host name `<name of the Job>-<index>` for as long as the Job is there: a pod that is lost comes back
 * under it, once the one before has ended. The Job's name ends in a hash of its pods, as that of a `Job`; therefore the pods themselves
 * read it from their environment, which main container, sidecars and init containers share, and which the kubelet puts in the place of
 * `$(…)` in their `env`, `command` and `args`:
 *
 * - `JOB_COMPLETION_INDEX`: index of the pod, from 0
 * - `JOB_REPLICAS`: number of pods
 * - `JOB_LEADER`: address of the pod with index 0, as in `env: { MASTER_ADDR: '$(JOB_LEADER)' }`
 * - `JOB_NAME` and `JOB_DOMAIN`: pod 3 has the address `$(JOB_NAME)-3.$(JOB_DOMAIN)`
 *
 * @throws ConstructError when a prop cannot work
 */
export class IndexedJob extends Construct {
  /** Name of the headless Service and of the ServiceAccount, and the start of the Job's name. */
  public readonly name: string;
  /** Namespace of the pods. */
  public readonly namespace: string;
  /** Host name that leads to all of the pods; their own host names lie below it. */
  public readonly domain: string;
  /** The Job. */
  public readonly workload: ApiObject;
  private readonly _replicas: number;

  constructor(scope: Construct, id: string, given: IndexedJobProps) {
    super(scope, id);
    const shape = propChecks(this, 'IndexedJobProps', given);
    const props = withParts(this, given);
    const { replicas, retriesPerIndex, maxFailedIndexes, successPolicy, suspend } = props;
    const replaced = retriesPerIndex !== undefined;
    check(this, [...shape, ...batchChecks(props, replaced), ...indexChecks(props)]);
    // The Job adds a hash to it and a pod its index: 63 characters at most, whatever the number.
    this.name = fit(nameOf(this), WORKLOAD_NAME - 9);
    this.namespace = namespaceOf(this);
    this.domain = `${this.name}.${this.namespace}.svc`;
    this._replicas = replicas;

    const { podReplacementPolicy = PodReplacementPolicy.FAILED } = props;
    const pods = { ...knowingEachOther(this, props, this.domain), podReplacementPolicy };
    const names = { name: this.name, pods: replicas, replaced, subdomain: this.name };
    const { metadata, spec, prerequisites } = createBatch(this, pods, names);
    const own = { [INSTANCE]: this.name };
    const among = [{ peers: [{ podLabels: own }], ports: ALL_PORTS }];
    const peers = createPolicy(this, 'Peers', {
      name: `${this.name}-peers`, namespace: this.namespace, podLabels: own, ingress: among, egress: among,
    });
    const service = createObject(this, 'Service', {
      apiVersion: 'v1',
      kind: 'Service',
      name: this.name,
      labels: { 'app.kubernetes.io/name': toolOf(this), ...own },
      body: { spec: { clusterIP: 'None', publishNotReadyAddresses: true, selector: own } },
    });
    this.workload = createObject(this, 'Job', {
      apiVersion: 'batch/v1',
      kind: 'Job',
      name: this.name,
      ...metadata,
      body: {
        spec: {
          suspend,
          completionMode: 'Indexed',
          completions: replicas,
          parallelism: replicas,
          backoffLimit: props.retries ?? (replaced ? undefined : 6),
          backoffLimitPerIndex: retriesPerIndex,
          maxFailedIndexes,
          successPolicy: successPolicy && { rules: successPolicy },
          ...spec,
        },
      },
    }, HashedJob);
    this.workload.addDependency(...prerequisites, peers, service);
  }

  /** Name of the Job, as it stands: a patch of it gives it another. */
  public get jobName(): string {
    return this.workload.name;
  }

  /** Address of the pod with index 0, for others; its own pods have it as `$(JOB_LEADER)`. */
  public get leader(): string {
    return `${this.jobName}-0.${this.domain}`;
  }

  /**
   * Address of a pod, for others; its own pods have it as `$(JOB_NAME)-<index>.$(JOB_DOMAIN)`.
   *
   * @throws ConstructError when there is no pod of that index
   */
  public hostOf(index: number): string {
    const most = isToken(this._replicas) ? MOST_PODS : this._replicas;
    if (!Number.isInteger(index) || index < 0 || index >= most) {
      throw new ConstructError(this, [`it has no pod ${String(index)}: the pods of ${String(most)} are 0 to ${most - 1}`]);
    }
    return `${this.jobName}-${index}.${this.domain}`;
  }

  /**
   * Addresses of all pods, for others.
   *
   * @throws ConstructError when their number is an Output
   */
  public hosts(): string[] {
    if (isToken(this._replicas)) {
      throw new ConstructError(this, ['replicas is an Output, and a list needs to know how many there are: '
        + 'use leader or hostOf, or pass a plain number']);
    }
    return Array.from({ length: this._replicas }, (_, index) => this.hostOf(index));
  }
}

/** What must hold for pods with an index. */
function indexChecks(props: IndexedJobProps): Check[] {
  const { replicas, retriesPerIndex, maxFailedIndexes, successPolicy, hostname } = props;
  const containers = { '': props, ...each('sidecars', props.sidecars), ...each('initContainers', props.initContainers) };
  return [
    required('replicas', replicas), atLeast('replicas', replicas, 1),
    [number => Number(number) > MOST_PODS, 'replicas', replicas,
      'Kubernetes runs no more pods of one Job at a time', `use ${MOST_PODS} at most`],
    valid(VALIDATORS.count, 'retriesPerIndex', retriesPerIndex), valid(VALIDATORS.count, 'maxFailedIndexes', maxFailedIndexes),
    [maxFailedIndexes !== undefined && retriesPerIndex === undefined, 'maxFailedIndexes', maxFailedIndexes,
      'no index is tried by itself', 'pass retriesPerIndex'],
    together({ maxFailedIndexes, replicas }, given => given.maxFailedIndexes > given.replicas,
      'there are not that many pods', 'leave maxFailedIndexes out'),
    ...successChecks(successPolicy, replicas), suspendCheck(props),
    [hostname !== undefined, 'hostname', hostname, 'each pod has the host name of its index', 'leave it out'],
    ...Object.entries(containers).flatMap(([at, { env = {} }]) => Object.keys(env).map((name): Check => (
      [OWN_ENV.includes(name), `${at}env.${name}`, undefined, 'the Job sets that variable itself', 'give yours another name']))),
  ];
}

const OWN_ENV = ['JOB_NAME', 'JOB_DOMAIN', 'JOB_LEADER', 'JOB_REPLICAS', 'JOB_COMPLETION_INDEX'];

function each(prop: string, containers: readonly ContainerProps[] = []): Record<string, ContainerProps> {
  return Object.fromEntries(containers.map((container, index) => [`${prop}[${index}].`, container]));
}

/** The same pods with what they need to find each other, ahead of their own variables, which may refer to it. */
function knowingEachOther(scope: Construct, props: IndexedJobProps, domain: string): IndexedJobProps {
  const env = {
    // The kubelet puts the Job's name in, with the hash in which this very text counts.
    JOB_NAME: { fieldPath: "metadata.labels['batch.kubernetes.io/job-name']" },
    // Kubernetes adds it last, where no other variable can refer to it, unless it is there.
    JOB_COMPLETION_INDEX: { fieldPath: "metadata.annotations['batch.kubernetes.io/job-completion-index']" },
    JOB_DOMAIN: domain,
    JOB_LEADER: '$(JOB_NAME)-0.$(JOB_DOMAIN)',
    JOB_REPLICAS: asText(props.replicas),
  };
  const knowing = <T extends ContainerProps>(container: T): T => ({ ...container, env: { ...env, ...container.env } });
  const { startTogether: wanted = props.retriesPerIndex === undefined } = props;
  const initContainers = (props.initContainers ?? []).map(knowing);
  return {
    ...knowing(props),
    sidecars: props.sidecars?.map(knowing),
    initContainers: wanted ? [startTogether(scope, env), ...initContainers] : initContainers,
  };
}
