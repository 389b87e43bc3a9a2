import { Cause, crashCause, imageCause, refusalCause, schedulingCause } from './causes';
import {
  Claim, containersOf, ContainerStatus, eventsOf, holds, Job, line, Metadata, Objects, ownedBy, Pod, PodSet, Terminated, timesOf,
} from './objects';

/** An object that does not go on. */
export interface Stuck extends Cause {
  /** As kubectl takes it: `pod/name`. */
  readonly about: string;
  /** Kubernetes' own word. */
  readonly reason: string;
  /** The cluster's own message. */
  readonly message: string;
  /** Seconds that it must last before it is worth a word. */
  readonly after: number;
  /** Another text once the cluster has tried again. */
  readonly attempt: string;
  /** The container whose last words tell more. */
  readonly log?: { readonly pod: string; readonly container: string; readonly previous: boolean };
}

type Finding = Cause & Pick<Stuck, 'reason' | 'message'> & Partial<Stuck>;

/** All that does not go on, with what to do about it. Asks nothing and remembers nothing. */
export function stuck(objects: Objects): Stuck[] {
  const complete = objects.jobs.filter(({ status }) => holds(status?.conditions, 'Complete')).map(({ metadata }) => metadata?.uid ?? '');
  const old = new Set([...superseded(objects.replicaSets), ...complete]);
  const stays = ({ metadata }: Pod) => !metadata?.deletionTimestamp && !metadata?.ownerReferences?.some(({ uid }) => old.has(uid));
  const pods = objects.pods.filter(stays);
  const made = secretsOf(objects.jobs);
  const of = (kind: string, object: { readonly metadata?: Metadata }, findings: readonly Finding[]) => findings.map(found => ({
    about: aboutOf(kind, object),
    after: 0,
    attempt: attemptOf(object, objects),
    ...found,
    message: line(found.message),
  }));
  return [
    ...objects.claims.flatMap(claim => of('persistentvolumeclaim', claim, claimFindings(claim, objects))),
    ...without(objects).flatMap(([kind, owner]) => of(kind, owner, refusals(owner, objects))),
    ...pods.flatMap(pod => of('pod', pod, podFindings(pod, objects, made).map(found => ({ ...found, ...outdated(pod, objects) })))),
  ];
}

/** What is waited for, whether or not a reason is known. */
export function waitedFor(objects: Objects): string[] {
  const ended = ({ status }: Pod) => ['Succeeded', 'Failed'].includes(status?.phase ?? '');
  const pods = objects.pods.filter(pod => !pod.metadata?.deletionTimestamp && !ended(pod));
  const waited = [
    ...without(objects).map(([kind, owner]) => `${aboutOf(kind, owner)} has no pod yet`),
    ...pods.flatMap(pod => {
      const doing = doingOf(pod, objects);
      const [warning] = eventsOf(objects, pod).filter(({ type }) => type === 'Warning');
      return doing ? [`pod/${pod.metadata?.name} ${doing}${warning ? `; last warning: ${line(warning.message ?? '')}` : ''}`] : [];
    }),
  ];
  return waited.length > 0 ? waited : [`nothing in the namespace ${objects.namespace}: Pulumi itself is at work`];
}

/** What has been reached: whoever sees a text for the first time sees progress. */
export function steps({ pods, jobs, claims }: Objects): string[] {
  return [
    ...pods.flatMap(({ metadata, status }) => [
      `${metadata?.uid} ${status?.phase}`,
      ...holds(status?.conditions, 'PodScheduled') ? [`${metadata?.uid} scheduled`] : [],
      ...containersOf({ status }).filter(({ ready }) => ready).map(({ name }) => `${metadata?.uid} ${name} ready`),
    ]),
    ...jobs.filter(({ status }) => holds(status?.conditions, 'Complete')).map(({ metadata }) => `${metadata?.uid} complete`),
    ...claims.map(({ metadata, status }) => `${metadata?.uid} ${status?.phase}`),
  ];
}

function podFindings(pod: Pod, objects: Objects, made: ReadonlySet<string>): Finding[] {
  const { phase, reason, message = '', conditions = [] } = pod.status ?? {};
  const unscheduled = conditions.find(({ type, status }) => type === 'PodScheduled' && status === 'False');
  if (unscheduled?.reason === 'Unschedulable') {
    const text = (unscheduled.message ?? '').replace(/\s*(no new claims to deallocate, )?preemption:.*$/s, '');
    return [{ reason: 'Unschedulable', message: text, after: 10, ...schedulingCause(text) }];
  }
  if (phase === 'Failed' && reason) {
    return [{ reason, message, stop: 'never', remedy: 'the node gave it up, and another takes its place: free what the message names' }];
  }
  const containers = containersOf(pod).flatMap(container => containerFindings(pod, container, objects, made));
  return containers.length > 0 ? containers : mountFindings(pod, objects, made);
}

/** A StatefulSet replaces no pod that was never ready: a repaired one waits for it. */
function outdated({ metadata }: Pod, { namespace, statefulSets }: Objects): Cause | undefined {
  const set = statefulSets.find(({ metadata: owner }) => metadata?.ownerReferences?.some(({ uid }) => uid === owner?.uid));
  const revision = set?.status?.updateRevision;
  if (!revision || metadata?.labels?.['controller-revision-hash'] === revision) return undefined;
  const remove = `kubectl --namespace ${namespace} delete pod ${metadata?.name}`;
  return { stop: 'never', remedy: `its StatefulSet has changed since, and waits for it: delete it (${remove})` };
}

function containerFindings(pod: Pod, container: ContainerStatus, objects: Objects, made: ReadonlySet<string>): Finding[] {
  const { state, lastState, ready } = container;
  const { reason = '', message = '' } = state?.waiting ?? {};
  const ended = state?.terminated ?? lastState?.terminated;
  switch (reason) {
    case 'InvalidImageName':
      return [{ reason, message, stop: 'now', remedy: 'this is no name of an image: write it as registry/path:tag, in lowercase' }];
    case 'ErrImageNeverPull':
      return [{ reason, message, stop: 'idle', remedy: 'load the image into the nodes, or let them pull it with imagePullPolicy' }];
    case 'ErrImagePull':
    case 'ImagePullBackOff':
      return [pullFinding(pod, container, objects)];
    case 'CreateContainerConfigError':
      return configFinding(reason, message, objects, made);
    case 'CreateContainerError':
    case 'RunContainerError':
    case 'CrashLoopBackOff':
      return [crashFinding(pod, container, ended ?? { exitCode: 1, message }, reason)];
  }
  if (state?.terminated && state.terminated.exitCode !== 0) return [crashFinding(pod, container, state.terminated, 'Error')];
  const [unhealthy] = eventsOf(objects, pod, 'Unhealthy');
  if (!state?.running || ready || !unhealthy) return [];
  const log = { pod: pod.metadata?.name ?? '', container: container.name, previous: false };
  const { message: said = '' } = unhealthy;
  return [{ reason: 'Unhealthy', message: said, after: 60, stop: 'never', remedy: 'it does not answer its probe: see its log', log }];
}

function pullFinding(pod: Pod, { image, state }: ContainerStatus, objects: Objects): Finding {
  const [failed] = eventsOf(objects, pod, 'Failed').filter(({ message }) => message?.startsWith('Failed to pull image'));
  const [login] = eventsOf(objects, pod, 'FailedToRetrieveImagePullSecret');
  const said = state?.waiting?.message ?? '';
  // Between two attempts the container may say no more than that it waits.
  const why = /^Back-off pulling image "[^"]*"\.?$/.test(said) ? failed?.message ?? said : said;
  const short = why.replace(FRAMES, '').replace(`${image}: `, '');
  const found = imageCause(short.replaceAll(image, ''));
  // One reason, since the cluster goes to and fro between the two that it has.
  return { reason: 'ImagePullBackOff', message: `${image}: ${short}${login ? `; ${login.message}` : ''}`, ...found };
}

/** What runtimes put before the reason: the name of the image, again and again. */
const FRAMES = new RegExp([
  '(Back-off pulling|Failed to pull) image "[^"]*": ', 'ErrImagePull: ', 'rpc error: code = \\w+ desc = ',
  'failed to pull and unpack image "[^"]*": ', 'failed to resolve reference "[^"]*": ',
].join('|'), 'g');

/** Jobs of the program make its Secrets: that one is not there yet is a matter of seconds. */
function configFinding(reason: string, message: string, { namespace }: Objects, made: ReadonlySet<string>): Finding[] {
  const [, secret] = /secret "([^"]+)" not found/.exec(message) ?? [];
  const [, key, owner] = /(?:couldn't find key|non-existent secret key:) (\S+)(?: in Secret (?:[^/]+\/)?(\S+))?/.exec(message) ?? [];
  if (secret) {
    if (made.has(secret)) return [];
    const create = `kubectl --namespace ${namespace} create secret generic ${secret} --from-literal=<key>=<value>`;
    return [{ reason, message, stop: 'now', after: 15, remedy: `nothing in the program makes this Secret: make it (${create})` }];
  }
  if (key) return [{ reason, message, stop: 'never', after: 15, remedy: `add the key ${key} to the Secret${owner ? ` ${owner}` : ''}` }];
  if (/runAsNonRoot|non-numeric user/.test(message)) {
    return [{ reason, message, stop: 'now', remedy: 'the image runs as root, which these pods do not: use one with a numeric user' }];
  }
  return [{ reason, message, stop: 'never', after: 15, remedy: 'make what the message names' }];
}

function crashFinding(pod: Pod, { name, restartCount }: ContainerStatus, ended: Terminated, reason: string): Finding {
  const how = ended.reason === 'OOMKilled' ? 'OOMKilled' : `exit code ${ended.exitCode}`;
  const said = ended.message && ended.message.trim() !== '' ? `: ${ended.message}` : '';
  const restarts = restartCount > 0 ? `, started ${restartCount + 1} times` : '';
  return {
    reason: ended.reason === 'OOMKilled' ? 'OOMKilled' : reason === 'Error' ? 'CrashLoopBackOff' : reason,
    message: `container ${name} ended with ${how}${restarts}${said}`,
    log: { pod: pod.metadata?.name ?? '', container: name, previous: reason === 'CrashLoopBackOff' },
    ...crashCause(ended.exitCode, ended.reason ?? ''),
  };
}

function mountFindings(pod: Pod, objects: Objects, made: ReadonlySet<string>): Finding[] {
  const starting = containersOf(pod).some(({ state }) => ['ContainerCreating', 'PodInitializing'].includes(state?.waiting?.reason ?? ''));
  const [failed] = eventsOf(objects, pod, 'FailedMount', 'FailedAttachVolume', 'FailedCreatePodSandBox');
  if (!starting || !failed || containersOf(pod).some(({ state }) => state?.running)) return [];
  const { reason = '', message = '' } = failed;
  if (/secret "|secret key/.test(message)) return configFinding(reason, message, objects, made).map(found => ({ ...found, after: 20 }));
  const remedy = reason === 'FailedCreatePodSandBox' ? 'the network of the node does not take the pod: see the pods of the network plugin'
    : /configmap/i.test(message) ? 'make the ConfigMap that the message names'
      : 'see the pods of the storage driver, and whether the volume is in use on another node';
  return [{ reason, message, stop: 'never', after: 20, remedy }];
}

/** A ReplicaSet goes by the name of its Deployment. */
function aboutOf(kind: string, { metadata }: { readonly metadata?: Metadata }): string {
  const deployment = metadata?.ownerReferences?.find(owner => owner.kind === 'Deployment');
  return deployment ? `deployment/${deployment.name}` : `${kind}/${metadata?.name}`;
}

/** ReplicaSets, StatefulSets and Jobs that have fewer pods than they should. */
function without({ replicaSets, statefulSets, jobs }: Objects): [kind: string, owner: PodSet | Job][] {
  const lacks = ({ spec, status }: PodSet) => (status?.replicas ?? 0) < (spec?.replicas ?? 1);
  const old = superseded(replicaSets);
  return [
    ...statefulSets.filter(lacks).map(set => ['statefulset', set] as [string, PodSet]),
    ...replicaSets.filter(set => lacks(set) && !old.has(set.metadata?.uid ?? '')).map(set => ['replicaset', set] as [string, PodSet]),
    ...jobs.filter(idle).map(job => ['job', job] as [string, Job]),
  ];
}

function idle({ status = {} }: Job): boolean {
  return !status.active && !status.succeeded && !['Complete', 'Failed', 'Suspended'].some(type => holds(status.conditions, type));
}

function refusals(owner: PodSet | Job, objects: Objects): Finding[] {
  const [failed] = eventsOf(objects, owner, 'FailedCreate');
  if (!failed?.message) return [];
  const message = failed.message.replace(/^(\(combined from similar events\): )?(Error creating|[Cc]reate .* failed error): /, '');
  const jobsRun = objects.pods.some(pod => ownedBy(pod, 'Job') && pod.status?.phase === 'Running');
  return [{ reason: 'FailedCreate', message, ...refusalCause(message, objects.namespace, jobsRun) }];
}

function claimFindings(claim: Claim, objects: Objects): Finding[] {
  if (claim.status?.phase !== 'Pending') return [];
  const [event] = eventsOf(objects, claim, 'ProvisioningFailed', 'FailedBinding', 'ExternalProvisioning', 'WaitForFirstConsumer');
  const { reason = '', message = '' } = event ?? {};
  const [, absent] = /storageclass\S* "([^"]+)" not found/.exec(message) ?? [];
  if (absent) {
    const remedy = `the cluster has no class ${absent}: name one of those that \`kubectl get storageclass\` shows as storageClass`;
    return [{ reason, message, stop: 'never', after: 10, remedy }];
  }
  if (reason === 'FailedBinding' && !claim.spec?.storageClassName) {
    const mark = 'kubectl annotate storageclass <name> storageclass.kubernetes.io/is-default-class=true';
    return [{ reason, message, stop: 'never', after: 10, remedy: `the cluster has no default storage class: mark one (${mark})` }];
  }
  if (reason === 'ProvisioningFailed' || reason === 'FailedBinding') {
    return [{ reason, message, stop: 'never', after: 10, remedy: 'no volume can be made: repair what the message names' }];
  }
  if (reason !== 'ExternalProvisioning') return [];
  return [{ reason, message, stop: 'never', after: 60, remedy: 'the provisioner takes long: see whether its own pods run' }];
}

/** Names of the Secrets that Jobs of the program make. */
function secretsOf(jobs: readonly Job[]): ReadonlySet<string> {
  return new Set(jobs.flatMap(({ metadata }) => metadata?.annotations?.['mlops-constructs/makes-secret'] ?? []));
}

/** ReplicaSets whose Deployment has a newer one: their pods go. */
function superseded(sets: readonly PodSet[]): ReadonlySet<string> {
  const deployment = ({ metadata }: PodSet) => metadata?.ownerReferences?.find(({ kind }) => kind === 'Deployment')?.uid;
  const revision = ({ metadata }: PodSet) => Number(metadata?.annotations?.['deployment.kubernetes.io/revision'] ?? 0);
  const newer = (set: PodSet) => (other: PodSet) => deployment(other) === deployment(set) && revision(other) > revision(set);
  return new Set(sets.filter(set => deployment(set) && sets.some(newer(set))).map(({ metadata }) => metadata?.uid ?? ''));
}

function doingOf(pod: Pod, objects: Objects): string | undefined {
  const { phase, conditions } = pod.status ?? {};
  if (!holds(conditions, 'PodScheduled')) return 'has no node yet';
  const [last] = eventsOf(objects, pod, 'Pulling', 'Pulled', 'Failed');
  if (last?.reason === 'Pulling') return `is ${line(last.message ?? '').replace(/^P/, 'p')}`;
  const waiting = containersOf(pod).find(({ state }) => state?.waiting && state.waiting.reason !== 'PodInitializing');
  const init = pod.status?.initContainerStatuses?.find(({ state }) => state?.running);
  if (init && !init.ready) return `runs its init container ${init.name}`;
  if (waiting) return `waits: ${waiting.state?.waiting?.reason}`;
  if (phase === 'Running' && ownedBy(pod, 'Job')) return 'runs, and has not ended';
  return holds(conditions, 'Ready') ? undefined : 'runs, and is not ready';
}

/** Counts what the cluster tried, not how often it said that it waits before it tries again. */
function attemptOf(object: { readonly metadata?: Metadata }, objects: Objects): string {
  const failed = eventsOf(objects, object, 'Failed', 'FailedCreate', 'InspectFailed');
  const tried = failed.filter(({ message }) => message !== 'Error: ImagePullBackOff');
  return String(tried.reduce((sum, event) => sum + timesOf(event), 0));
}
