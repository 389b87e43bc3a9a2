/** Whether waiting ends: now, when nothing moves for a minute, or when the cluster has done its work. */
export type Stop = 'now' | 'idle' | 'never';

/** What a message of the cluster means to who runs the quickstart. */
export interface Cause {
  readonly remedy: string;
  readonly stop: Stop;
}

type Row = readonly [message: RegExp, stop: Stop, remedy: string];

const SETTINGS = 'the settings in examples/quickstart/index.ts';

const UNREACHED = new RegExp([
  'time-?out', 'deadline exceeded', 'no such host', 'server misbehaving', 'connection (refused|reset)', 'network is unreachable',
  'no route to host', 'proxyconnect', '\\bEOF\\b',
].join('|'), 'i');

const IMAGE: readonly Row[] = [
  [/\b429\b|too ?many ?requests/i, 'never',
    `the registry limits pulls: wait, log in with imagePullSecrets, or name a mirror as imageRegistry, both in ${SETTINGS}`],
  [/: 5\d\d\b|service unavailable|bad gateway/i, 'never', 'the registry has trouble of its own, and the cluster tries again: wait'],
  [UNREACHED, 'never',
    `the nodes do not reach the registry: let them, load the image into them, or name a mirror as imageRegistry in ${SETTINGS}`],
  [/x509|certificate|server gave HTTP response/i, 'never',
    'the nodes do not trust the registry: give its certificate to their container runtime'],
  [/no match for platform/i, 'now',
    'there is no such image for the processors of these nodes: use nodes of another kind, or an image of your own'],
  [/unauthori[sz]ed|denied|forbidden|insufficient_scope|authentication required|\b40[13]\b/i, 'now',
    `the registry has no such image, or wants a login: name the Secret of a login as imagePullSecrets in ${SETTINGS}`],
  [/not found|manifest unknown|name unknown|\b404\b/i, 'now',
    `the registry has no such image: copy it there, or name the registry that has it as imageRegistry in ${SETTINGS}`],
];

/** Why an image is not pulled. Failures that pass come first: their messages name hosts and paths of any kind. */
export function imageCause(message: string): Cause {
  return cause(IMAGE, message) ?? { stop: 'never', remedy: 'the cluster tries again: wait, or repair what it says' };
}

/** Why a pod is not made. */
export function refusalCause(message: string, namespace: string, jobsRun: boolean): Cause {
  const [, quota = ''] = /exceeded quota: ([^,\s]+)/.exec(message) ?? [];
  const rows: readonly Row[] = [
    // What a Job holds of a quota comes back when it ends.
    [/exceeded quota/, jobsRun ? 'idle' : 'now',
      `raise the quota (kubectl --namespace ${namespace} edit resourcequota ${quota}), or take another namespace with --namespace <name>`],
    [/failed quota/, 'now',
      'the quota counts what these pods do not say: take that out of it, or take another namespace with --namespace <name>'],
    [/violates PodSecurity/, 'now',
      'the namespace refuses what the message names: take it out of the program; the pods of this library pass `restricted`'],
    [/failed calling webhook/, 'never', 'the webhook does not answer, and the cluster tries again: see whether its own pods run'],
    [/webhook .*denied|ValidatingAdmissionPolicy/, 'now',
      'a rule of this cluster refuses the pod: ask who keeps the rule, or change what it names in the program'],
    [/(maximum|minimum) .* usage per|limit to request ratio/, 'now',
      `a LimitRange forbids it: change that (kubectl --namespace ${namespace} get limitrange)`],
    [/being terminated/, 'now', `the namespace is being deleted: wait until it is gone (kubectl wait --for=delete namespace/${namespace})`],
    [/serviceaccount .*not found/i, 'never', 'the account is made with the rest of the program: wait'],
    [/is forbidden/, 'now', 'the cluster refuses the pod: change what the message names'],
  ];
  return cause(rows, message) ?? { stop: 'never', remedy: 'the cluster tries again: wait, or repair what it says' };
}

const UNSCHEDULABLE: readonly Row[] = [
  [/no nodes available/, 'never', 'the cluster has no node that takes pods: add one'],
  [/Insufficient (cpu|memory|ephemeral-storage)|Too many pods/, 'never',
    'the nodes are full: add a node, give the machine of the cluster more, or stop other pods'],
  [/Insufficient /, 'never', 'no node has such a device free: add one that has'],
  [/(disk|memory|pid)-pressure/, 'never', 'a node is short of disk, memory or processes: free some on it'],
  [/node\.kubernetes\.io\/(not-ready|unreachable|network-unavailable)/, 'never',
    'a node is not ready: see what it lacks with kubectl describe node'],
  [/untolerated taint/, 'never',
    'the nodes are kept for other pods: take the taint away (kubectl taint node <name> <taint>-), or add a node'],
  [/volume node affinity conflict|didn't find available persistent volumes/, 'never',
    'its volume lies on a node that cannot take the pod: bring that node back, or free it'],
  [/unbound immediate PersistentVolumeClaims|persistentvolumeclaim .*not found/, 'never', 'its volume is not there yet: see the claim'],
  [/affinity|selector|topology spread/, 'never',
    'no node has the labels that the pod asks for: label one, or change what the program asks for'],
];

/** Why no node takes a pod. */
export function schedulingCause(message: string): Cause {
  return cause(UNSCHEDULABLE, message) ?? { stop: 'never', remedy: 'no node takes the pod: see kubectl describe node' };
}

/** Why a container ended, by its exit code and the word that Kubernetes has for it. */
export function crashCause(exitCode: number, reason: string): Cause {
  const remedy = reason === 'OOMKilled' ? 'it needs more memory than its limit: raise `resources` of that part of the program'
    : reason === 'StartError' || exitCode === 127 ? 'the image has no such command: use one of the version that this program knows'
      : exitCode === 137 || exitCode === 143 ? 'it was stopped from outside, by a probe that fails or by the node: see its log and events'
        : 'it is started again: see its log';
  return { stop: 'never', remedy };
}

function cause(rows: readonly Row[], message: string): Cause | undefined {
  const row = rows.find(([pattern]) => pattern.test(message));
  return row && { stop: row[1], remedy: row[2] };
}
