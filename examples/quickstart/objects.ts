/** The fields of Kubernetes' objects that tell why an installation waits; times are those of the cluster. */
export interface Metadata {
  readonly name?: string;
  readonly uid?: string;
  readonly labels?: Record<string, string>;
  readonly annotations?: Record<string, string>;
  readonly ownerReferences?: readonly { readonly kind: string; readonly name: string; readonly uid: string }[];
  readonly deletionTimestamp?: Date;
}

export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
}

export interface Terminated {
  readonly exitCode: number;
  readonly reason?: string;
  readonly message?: string;
}

export interface ContainerStatus {
  readonly name: string;
  readonly image: string;
  readonly ready: boolean;
  readonly restartCount: number;
  readonly state?: {
    readonly waiting?: { readonly reason?: string; readonly message?: string };
    readonly running?: object;
    readonly terminated?: Terminated;
  };
  readonly lastState?: { readonly terminated?: Terminated };
}

export interface Pod {
  readonly metadata?: Metadata;
  readonly status?: {
    readonly phase?: string;
    readonly reason?: string;
    readonly message?: string;
    readonly conditions?: readonly Condition[];
    readonly initContainerStatuses?: readonly ContainerStatus[];
    readonly containerStatuses?: readonly ContainerStatus[];
  };
}

/** A ReplicaSet or a StatefulSet. */
export interface PodSet {
  readonly metadata?: Metadata;
  readonly spec?: { readonly replicas?: number };
  readonly status?: { readonly replicas?: number; readonly updateRevision?: string };
}

export interface Job {
  readonly metadata?: Metadata;
  readonly status?: { readonly active?: number; readonly succeeded?: number; readonly conditions?: readonly Condition[] };
}

export interface Claim {
  readonly metadata?: Metadata;
  readonly spec?: { readonly storageClassName?: string };
  readonly status?: { readonly phase?: string };
}

export interface Event {
  readonly involvedObject: { readonly uid?: string };
  readonly type?: string;
  readonly reason?: string;
  readonly message?: string;
  readonly count?: number;
  readonly series?: { readonly count?: number; readonly lastObservedTime?: Date };
  readonly lastTimestamp?: Date;
  readonly eventTime?: Date;
}

/** What is in a namespace at one time. */
export interface Objects {
  readonly namespace: string;
  readonly pods: readonly Pod[];
  readonly replicaSets: readonly PodSet[];
  readonly statefulSets: readonly PodSet[];
  readonly jobs: readonly Job[];
  readonly claims: readonly Claim[];
  readonly events: readonly Event[];
}

/** Events of an object for one of some reasons, or for any; the newest first. */
export function eventsOf({ events }: Objects, { metadata }: { readonly metadata?: Metadata }, ...reasons: string[]): Event[] {
  return events
    .filter(({ involvedObject, reason = '' }) => involvedObject.uid === metadata?.uid && (reasons.length === 0 || reasons.includes(reason)))
    .sort((a, b) => timeOf(b) - timeOf(a));
}

export function timesOf({ series, count = 1 }: Event): number {
  return series?.count ?? count;
}

export function containersOf({ status }: Pod): readonly ContainerStatus[] {
  return [...status?.initContainerStatuses ?? [], ...status?.containerStatuses ?? []];
}

export function holds(conditions: readonly Condition[] = [], type: string): boolean {
  return conditions.some(condition => condition.type === type && condition.status === 'True');
}

export function ownedBy({ metadata }: { readonly metadata?: Metadata }, kind: string): boolean {
  return metadata?.ownerReferences?.some(owner => owner.kind === kind) ?? false;
}

/** Texts of the cluster in one line. */
export function line(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function timeOf({ series, lastTimestamp, eventTime }: Event): number {
  return new Date(series?.lastObservedTime ?? lastTimestamp ?? eventTime ?? 0).getTime();
}
