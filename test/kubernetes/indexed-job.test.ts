import { JsonPatch } from 'cdk8s';
import {
  IndexedJob, IndexedJobProps, Job, PodFailureAction, PodReplacementPolicy, Profile, Queue, requirementsOf, Server, Settings,
} from '../../src';
import { token } from '../../src/core';
import { expectRestricted, find, synth } from '../../src/testing';
import { chart } from '../chart';

const IMAGE = 'example.org/team/train:1';

function make(props: Partial<IndexedJobProps> = {}, id = 'Train') {
  const scope = chart();
  const job = new IndexedJob(scope, id, { image: IMAGE, replicas: 3, ...props });
  const manifests = synth(scope);
  const { metadata, spec } = find(manifests, 'Job');
  return { job, manifests, metadata, spec, pod: spec.template.spec };
}

const envOf = (container: any) => Object.fromEntries(container.env.map(({ name, value, valueFrom }: any) => [name, value ?? valueFrom]));
const field = (fieldPath: string) => ({ fieldRef: { apiVersion: 'v1', fieldPath } });
const NAME = field("metadata.labels['batch.kubernetes.io/job-name']");
const INDEX = field("metadata.annotations['batch.kubernetes.io/job-completion-index']");

test('its defaults', () => {
  const { manifests } = make();
  expect(manifests).toMatchSnapshot();
  expectRestricted(manifests);
});

test('it has as many indexed pods as replicas, all at a time', () => {
  expect(make().spec).toMatchObject({
    completionMode: 'Indexed', completions: 3, parallelism: 3, backoffLimit: 6, podReplacementPolicy: 'Failed',
  });
});

test('a headless Service leads to the pods before they are ready, by the name that they have as subdomain', () => {
  const { manifests, pod } = make();
  const { metadata, spec } = find(manifests, 'Service');
  expect(spec).toEqual({ clusterIP: 'None', publishNotReadyAddresses: true, selector: { 'app.kubernetes.io/instance': 'ml-train' } });
  expect([metadata.name, pod.subdomain]).toEqual(['ml-train', 'ml-train']);
});

test('all ports are open among its own pods, both ways, and for nobody else', () => {
  const { manifests } = make();
  const own = [{ podSelector: { matchLabels: { 'app.kubernetes.io/instance': 'ml-train' } } }];
  const ports = [{ protocol: 'TCP' }, { protocol: 'UDP' }];
  expect(find(manifests, 'NetworkPolicy', 'ml-train-peers').spec).toEqual({
    podSelector: { matchLabels: { 'app.kubernetes.io/instance': 'ml-train' } },
    policyTypes: ['Ingress', 'Egress'],
    ingress: [{ from: own, ports }],
    egress: [{ to: own, ports }],
  });
});

test('every container knows the others, ahead of its own variables', () => {
  const { pod } = make({
    env: { MASTER_ADDR: '$(JOB_LEADER)' },
    sidecars: [{ name: 'side', image: IMAGE }],
    initContainers: [{ name: 'fetch', image: IMAGE }],
  });
  const known = {
    JOB_NAME: NAME,
    JOB_COMPLETION_INDEX: INDEX,
    JOB_DOMAIN: 'ml-train.ml.svc',
    JOB_LEADER: '$(JOB_NAME)-0.$(JOB_DOMAIN)',
    JOB_REPLICAS: '3',
  };
  for (const container of [...pod.containers, ...pod.initContainers]) expect(envOf(container)).toMatchObject(known);
  const names = pod.containers[0].env.map(({ name }: any) => name);
  expect(names.slice(names.indexOf('JOB_NAME'))).toEqual([...Object.keys(known), 'MASTER_ADDR']);
});

test('its addresses are those of the Job under its name, which a patch changes too', () => {
  const { job, metadata } = make();
  expect([job.jobName, job.leader]).toEqual([metadata.name, `${metadata.name}-0.ml-train.ml.svc`]);
  expect(job.hosts()).toEqual([0, 1, 2].map(index => `${metadata.name}-${index}.ml-train.ml.svc`));
  const before = job.leader;
  job.workload.addJsonPatch(JsonPatch.add('/spec/template/spec/nodeSelector', { pool: 'gpu' }));
  expect(job.leader).not.toBe(before);
  expect(job.leader).toBe(`${job.jobName}-0.ml-train.ml.svc`);
});

test('another number of pods is another Job', () => {
  expect(make({ replicas: 4 }).metadata.name).not.toBe(make().metadata.name);
});

test('host names have 63 characters at most, however long the name and however many the pods', () => {
  const { job } = make({ replicas: 100_000 }, 'A'.repeat(80));
  const [host] = job.hostOf(99_999).split('.');
  expect(host.length).toBeLessThanOrEqual(63);
});

test('the pods wait for each other first', () => {
  const { pod } = make({ initContainers: [{ name: 'fetch', image: IMAGE }] });
  expect(pod.initContainers.map(({ name }: any) => name)).toEqual(['start-together', 'fetch']);
});

test.each<[string, Partial<IndexedJobProps>, boolean]>([
  ['they are tried one by one', { retriesPerIndex: 1 }, false],
  ['they are tried one by one, unless they should', { retriesPerIndex: 1, startTogether: true }, true],
  ['they should not', { startTogether: false }, false],
])('whether they wait where %s', (_name, props, expected) => {
  expect(JSON.stringify(make(props).pod.initContainers ?? []).includes('start-together')).toBe(expected);
});

test('pods that are tried one by one are made anew, without a limit for the whole', () => {
  const { spec, pod } = make({ retriesPerIndex: 2, maxFailedIndexes: 1 });
  expect([spec.backoffLimit, spec.backoffLimitPerIndex, spec.maxFailedIndexes, pod.restartPolicy]).toEqual([undefined, 2, 1, 'Never']);
});

test('pods that are tried together start again in place', () => {
  expect(make().pod.restartPolicy).toBe('OnFailure');
});

test('a limit for the whole stays beside that of each index', () => {
  expect(make({ retriesPerIndex: 2, retries: 4 }).spec.backoffLimit).toBe(4);
});

test('a failure policy may give an index up', () => {
  const { spec } = make({ retriesPerIndex: 2, podFailurePolicy: [{ action: PodFailureAction.FAIL_INDEX, onExitCodes: [3] }] });
  expect(spec.podFailurePolicy.rules).toEqual([
    { action: 'FailIndex', onExitCodes: { containerName: 'main', operator: 'In', values: [3] } },
  ]);
});

test('the leader alone may decide on success', () => {
  expect(make({ successPolicy: [{ succeededIndexes: '0' }] }).spec.successPolicy).toEqual({ rules: [{ succeededIndexes: '0' }] });
});

test('a pod may be replaced while it ends, when that is asked for', () => {
  expect(make({ podReplacementPolicy: PodReplacementPolicy.TERMINATING_OR_FAILED }).spec.podReplacementPolicy).toBe('TerminatingOrFailed');
});

test('a queue of Kueue has its labels on the Job, which is not written as suspended', () => {
  const { metadata, spec } = make({ queue: Queue.kueue('team-a', { priorityClass: 'high' }) });
  expect(metadata.labels).toMatchObject({ 'kueue.x-k8s.io/queue-name': 'team-a', 'kueue.x-k8s.io/priority-class': 'high' });
  expect(spec.suspend).toBeUndefined();
});

test('a queue of Volcano places all pods or none', () => {
  const { metadata, spec, pod } = make({ queue: Queue.volcano('team-a'), podAnnotations: { 'example.org/a': 'b' } });
  expect(metadata.annotations).toEqual({ 'scheduling.volcano.sh/group-min-member': '3' });
  expect(spec.template.metadata.annotations).toEqual({ 'example.org/a': 'b', 'scheduling.volcano.sh/queue-name': 'team-a' });
  expect(pod.schedulerName).toBe('volcano');
});

test.each<[string, Queue | undefined, string[]]>([
  ['without a queue', undefined, []],
  ['with one of Kueue', Queue.kueue('team-a'), ['Kueue']],
  ['with one of Volcano', Queue.volcano('team-a'), ['Volcano']],
])('what it needs in the cluster %s', (_name, queue, needed) => {
  const [indexed, scheduled] = [chart(), chart()];
  new IndexedJob(indexed, 'Train', { image: IMAGE, replicas: 3, queue });
  new Job(scheduled, 'Nightly', { image: IMAGE, schedule: '@daily', queue });
  expect([indexed, scheduled].map(requirementsOf)).toEqual([needed, needed]);
});

test('without a queue the scheduler is that of the cluster', () => {
  expect(make().pod.schedulerName).toBeUndefined();
});

test('it is found by the policies of what it uses', () => {
  const scope = chart();
  const server = new Server(scope, 'Server', { image: IMAGE, ports: { http: 80 } });
  new IndexedJob(scope, 'Train', { image: IMAGE, replicas: 2, uses: [{ connection: { endpoints: [server.endpoint('http')] } }] });
  expect(find(synth(scope), 'NetworkPolicy', 'ml-train-to-ml-server').spec.ingress[0].from[0].podSelector.matchLabels)
    .toEqual({ 'app.kubernetes.io/instance': 'ml-train' });
});

test('it starts after all that it needs', () => {
  const { job } = make();
  const before = job.workload.node.dependencies.map(({ node }) => node.id);
  expect(before).toEqual(expect.arrayContaining(['Peers', 'Service', 'ServiceAccount', 'NetworkPolicy']));
});

test('with high availability its pods are not spread, since they are not for each other', () => {
  const scope = chart();
  Settings.set(scope, { profile: Profile.production() });
  new IndexedJob(scope, 'Train', { image: IMAGE, replicas: 3 });
  expect(find(synth(scope), 'Job').spec.template.spec.topologySpreadConstraints).toBeUndefined();
});

test('a number that comes later is known to leader and hostOf, not to hosts', () => {
  const job = new IndexedJob(chart(), 'Train', { image: IMAGE, replicas: token({}) as unknown as number });
  const known = [job.leader, job.hostOf(7)].map(host => host.replace(/^ml-train-plt\w+-/, ''));
  expect(known).toEqual(['0.ml-train.ml.svc', '7.ml-train.ml.svc']);
  expect(() => job.hosts()).toThrow(
    'ml/Train: replicas is an Output, and a list needs to know how many there are: use leader or hostOf, or pass a plain number');
});

test.each([-1, 3, 0.5])('there is no pod %d of three', index => {
  expect(() => make().job.hostOf(index)).toThrow(`ml/Train: it has no pod ${index}: the pods of 3 are 0 to 2`);
});

test.each<[string, Partial<IndexedJobProps>, string]>([
  ['no pods', { replicas: 0 }, 'replicas 0: it must be a whole number of at least 1: use 1 or more'],
  ['too many pods', { replicas: 100_001 }, 'replicas 100001: Kubernetes runs no more pods of one Job at a time: use 100000 at most'],
  ['a host name', { hostname: 'a' }, "hostname 'a': each pod has the host name of its index: leave it out"],
  ['a variable of the Job', { env: { JOB_NAME: 'a' } }, 'env.JOB_NAME: the Job sets that variable itself: give yours another name'],
  ['a variable of the Job in a sidecar', { sidecars: [{ name: 'a', image: IMAGE, env: { JOB_LEADER: 'a' } }] },
    'sidecars[0].env.JOB_LEADER: the Job sets that variable itself: give yours another name'],
  ['a number of failed pods alone', { maxFailedIndexes: 1 }, 'maxFailedIndexes 1: no index is tried by itself: pass retriesPerIndex'],
  ['more failed pods than there are', { retriesPerIndex: 1, maxFailedIndexes: 4 },
    'maxFailedIndexes 4, replicas 3: there are not that many pods: leave maxFailedIndexes out'],
  ['an index that fails alone without tries of its own', { podFailurePolicy: [{ action: PodFailureAction.FAIL_INDEX, onExitCodes: [3] }] },
    "podFailurePolicy[0].action 'FailIndex': no index is tried by itself: "
      + 'pass retriesPerIndex to an IndexedJob, or use PodFailureAction.FAIL_JOB'],
  ['an empty success policy', { successPolicy: [] }, 'successPolicy: it is empty: name at least one, or leave it out'],
  ['a rule of success that says nothing', { successPolicy: [{}] },
    'successPolicy[0]: it says of no pods: give succeededIndexes, succeededCount or both'],
  ['indexes out of order', { successPolicy: [{ succeededIndexes: '2,0' }] },
    "successPolicy[0].succeededIndexes '2,0': it is no list of indexes in order: write it as '0' or '0,2-4'"],
  ['an index that there is not', { successPolicy: [{ succeededIndexes: '1-3' }] },
    "successPolicy[0].succeededIndexes '1-3', replicas 3: there is no such pod: the last one is replicas - 1"],
  ['more successes than indexes', { successPolicy: [{ succeededIndexes: '0-1', succeededCount: 3 }] },
    "successPolicy[0].succeededIndexes '0-1', successPolicy[0].succeededCount 3: "
      + 'there are not that many: name more indexes, or ask for fewer'],
  ['more successes than pods', { successPolicy: [{ succeededCount: 4 }] },
    'successPolicy[0].succeededCount 4, replicas 3: there are not that many pods: ask for fewer'],
  ['a suspension beside that of the queue', { suspend: true, queue: Queue.kueue('team-a') },
    'suspend true: the queue suspends it, and lets it go on: leave it out'],
  ['a name of a queue that none can have', { queue: Queue.kueue('Team A') },
    "queue.name 'Team A': it is not a name that Kubernetes takes here"],
])('%s is refused', (_name, props, message) => {
  expect(() => make(props)).toThrow(message);
});
