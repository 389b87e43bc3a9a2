import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { podFailureChecks, podFailurePolicyOf, PodFailureRule, PodReplacementPolicy } from './job-policy';
import { Queue } from './queue';
import { createPods, toolOf, WorkloadProps } from './workload';
import { workloadChecks } from './workload-checks';
import { atLeast, Check, valid, VALIDATORS } from '../core';

/** What all pods that run to their end take. */
export interface BatchProps extends WorkloadProps {
  /**
   * How often failures are tried again: containers in their pods, or new pods with a `podFailurePolicy`.
   *
   * @default 6
   */
  readonly retries?: number;
  /**
   * What comes of failures of a certain kind; the first rule that fits decides, and what fits none counts. Kubernetes can only tell why
   * pods have failed where it makes new ones in their place: with a policy no container starts again in its pod, and what each pod tries
   * in its first second must bear that network policies do not know it yet.
   *
   * @default every failure counts, and containers start again in the same pod
   */
  readonly podFailurePolicy?: readonly PodFailureRule[];
  /**
   * When a new pod takes the place of one that goes.
   *
   * @default Kubernetes' own: PodReplacementPolicy.FAILED with a podFailurePolicy, and PodReplacementPolicy.TERMINATING_OR_FAILED without
   */
  readonly podReplacementPolicy?: PodReplacementPolicy;
  /**
   * Seconds after which it is given up, with all that it has running; time in which it is suspended does not count.
   *
   * @default no limit
   */
  readonly activeDeadlineSeconds?: number;
  /**
   * Seconds after its end until it is deleted; Pulumi makes a deleted Job anew at the next refresh and up.
   *
   * @default it is kept
   */
  readonly ttlSecondsAfterFinished?: number;
  /**
   * Whether it waits: it has no pods while it does, those of a running one are ended, and it starts under its name once this is taken away.
   * With a `schedule`, no new run begins.
   *
   * @default false
   */
  readonly suspend?: boolean;
  /**
   * The queue in which it waits for room in the cluster.
   *
   * @default none: its pods are scheduled one by one
   */
  readonly queue?: Queue;
}

/** What must hold for pods that run to their end; `indexed` says that they are tried index by index. */
export function batchChecks(props: BatchProps, indexed = false): Check[] {
  const { retries, podFailurePolicy, podReplacementPolicy, activeDeadlineSeconds, ttlSecondsAfterFinished, queue } = props;
  return [
    ...workloadChecks(props), atLeast('retries', retries, 0), ...podFailureChecks(podFailurePolicy, indexed),
    [podReplacementPolicy === PodReplacementPolicy.TERMINATING_OR_FAILED && podFailurePolicy !== undefined,
      'podReplacementPolicy', podReplacementPolicy,
      'why a pod has failed is known once it has ended', 'use PodReplacementPolicy.FAILED, or leave it out'],
    valid(VALIDATORS.period, 'activeDeadlineSeconds', activeDeadlineSeconds),
    valid(VALIDATORS.seconds, 'ttlSecondsAfterFinished', ttlSecondsAfterFinished),
    ...queue?.checks?.('queue') ?? [],
  ];
}

/** What must hold for a Job that is suspended by itself, and not with its schedule. */
export function suspendCheck({ suspend, queue }: BatchProps): Check {
  return [suspend === true && queue?.suspends === true, 'suspend', suspend, 'the queue suspends it, and lets it go on', 'leave it out'];
}

/** A Job as all its makers write it. */
export interface BatchParts {
  /** Labels and annotations of the Job. */
  readonly metadata: { readonly labels?: Record<string, string>; readonly annotations?: Record<string, string> };
  /** What its spec has whatever its kind, but for its retries. */
  readonly spec: Record<string, unknown>;
  /** What must exist before the first pod. */
  readonly prerequisites: readonly ApiObject[];
}

/** What its maker decides. */
export interface BatchNames {
  /** Name of the workload. */
  readonly name: string;
  /** How many pods it has at a time. */
  readonly pods: number;
  /**
   * Whether failed pods are replaced rather than their containers started again.
   *
   * @default where a failure policy needs it
   */
  readonly replaced?: boolean;
  /**
   * Name of the Service that gives each pod its address.
   *
   * @default none
   */
  readonly subdomain?: string;
}

/** Makes the pod template of a Job, and what stands around it. */
export function createBatch(scope: Construct, props: BatchProps, { name, pods, replaced, subdomain }: BatchNames): BatchParts {
  const { podFailurePolicy, podReplacementPolicy, activeDeadlineSeconds, ttlSecondsAfterFinished, queue } = props;
  const { labels, annotations, podAnnotations, schedulerName } = queue?.marks(pods) ?? {};
  const own = podAnnotations ? { ...props, podAnnotations: { ...props.podAnnotations, ...podAnnotations } } : props;
  const restartPolicy = replaced || podFailurePolicy ? 'Never' : 'OnFailure';
  const { template, prerequisites } = createPods(scope, own, { name, tool: toolOf(scope), restartPolicy });
  return {
    metadata: { labels, annotations },
    spec: {
      activeDeadlineSeconds,
      ttlSecondsAfterFinished,
      podFailurePolicy: podFailurePolicyOf(podFailurePolicy, 'main'),
      podReplacementPolicy,
      template: { ...template, spec: { ...template.spec as object, subdomain, schedulerName } },
    },
    prerequisites,
  };
}
