import { imageCause, schedulingCause } from '../../examples/quickstart/causes';
import { Claim, ContainerStatus, Event, Job, Objects, Pod, PodSet } from '../../examples/quickstart/objects';
import { steps, Stuck, stuck, waitedFor } from '../../examples/quickstart/stuck';
import { headline } from '../../examples/quickstart/watch';

const NOTHING: Objects = { namespace: 'ml', pods: [], replicaSets: [], statefulSets: [], jobs: [], claims: [], events: [] };
const IMAGE = 'docker.io/team/web:1';
const READY = [{ type: 'PodScheduled', status: 'True' }, { type: 'Ready', status: 'True' }];
const STARTING = [{ type: 'PodScheduled', status: 'True' }, { type: 'Ready', status: 'False', reason: 'ContainersNotReady' }];

const container = (state: ContainerStatus['state'], more: Partial<ContainerStatus> = {}): ContainerStatus =>
  ({ name: 'main', image: IMAGE, ready: false, restartCount: 0, state, lastState: {}, ...more });
const pod = (status: Pod['status'], metadata: Pod['metadata'] = {}): Pod =>
  ({ metadata: { name: 'web-0', uid: 'web-0', ...metadata }, status: { phase: 'Pending', conditions: STARTING, ...status } });
const waits = (reason: string, message?: string, more: Partial<ContainerStatus> = {}) =>
  pod({ containerStatuses: [container({ waiting: { reason, message } }, more)] });
const event = (uid: string, reason: string, message: string, more: Partial<Event> = {}): Event =>
  ({ involvedObject: { uid }, type: 'Warning', reason, message, count: 1, lastTimestamp: new Date('2026-01-01T00:00:00Z'), ...more });
const inPods = (...pods: Pod[]) => ({ ...NOTHING, pods });

/** As it is printed, and when it stops. */
const told = (objects: Objects) => stuck(objects).map(found => [headline(found), found.remedy, found.stop]);
const only = (objects: Objects): Stuck => {
  const found = stuck(objects);
  expect(found).toHaveLength(1);
  return found[0];
};

describe('a pod that no node takes', () => {
  const unscheduled = (message: string, reason = 'Unschedulable') =>
    pod({ conditions: [{ type: 'PodScheduled', status: 'False', reason, message }] });

  test('is told with what the scheduler says, without what it says of preemption', () => {
    const message = '0/1 nodes are available: 1 Insufficient memory. no new claims to deallocate, '
      + 'preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.';
    expect(told(inPods(unscheduled(message)))).toEqual([[
      'pod/web-0: Unschedulable: 0/1 nodes are available: 1 Insufficient memory.',
      'the nodes are full: add a node, give the machine of the cluster more, or stop other pods', 'never',
    ]]);
  });

  test('is told when that has lasted for ten seconds', () => expect(only(inPods(unscheduled('1 Insufficient cpu.'))).after).toBe(10));

  test('gets no word where the scheduler only failed once', () => {
    expect(told(inPods(unscheduled('again', 'SchedulerError')))).toEqual([]);
  });

  test.each([
    ['0/2 nodes are available: 2 Too many pods.',
      'the nodes are full: add a node, give the machine of the cluster more, or stop other pods'],
    ['0/2 nodes are available: 2 Insufficient nvidia.com/gpu.', 'no node has such a device free: add one that has'],
    ['0/1 nodes are available: 1 node(s) had untolerated taint {node.kubernetes.io/disk-pressure: }.',
      'a node is short of disk, memory or processes: free some on it'],
    ['0/1 nodes are available: 1 node(s) had untolerated taint {node.kubernetes.io/not-ready: }.',
      'a node is not ready: see what it lacks with kubectl describe node'],
    ['0/1 nodes are available: 1 node(s) had untolerated taint {node-role.kubernetes.io/control-plane: }.',
      'the nodes are kept for other pods: take the taint away (kubectl taint node <name> <taint>-), or add a node'],
    ['0/2 nodes are available: 2 node(s) had volume node affinity conflict.',
      'its volume lies on a node that cannot take the pod: bring that node back, or free it'],
    ['0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims. not found', 'its volume is not there yet: see the claim'],
    ["0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector.",
      'no node has the labels that the pod asks for: label one, or change what the program asks for'],
    ['no nodes available to schedule pods', 'the cluster has no node that takes pods: add one'],
    ['0/1 nodes are available: 1 of another mind.', 'no node takes the pod: see kubectl describe node'],
  ])('%s', (message, remedy) => expect(schedulingCause(message)).toEqual({ stop: 'never', remedy }));
});

describe('an image', () => {
  const ABSENT = 'the registry has no such image: copy it there, or name the registry that has it as imageRegistry in the settings in '
    + 'examples/quickstart/index.ts';
  const REFUSED = 'the registry has no such image, or wants a login: name the Secret of a login as imagePullSecrets in the settings in '
    + 'examples/quickstart/index.ts';
  const UNREACHED = 'the nodes do not reach the registry: let them, load the image into them, or name a mirror as imageRegistry in the '
    + 'settings in examples/quickstart/index.ts';
  const LIMITED = 'the registry limits pulls: wait, log in with imagePullSecrets, or name a mirror as imageRegistry, both in the '
    + 'settings in examples/quickstart/index.ts';
  const framed = (reason: string) => `Back-off pulling image "${IMAGE}": ErrImagePull: rpc error: code = NotFound desc = `
    + `failed to pull and unpack image "${IMAGE}": failed to resolve reference "${IMAGE}": ${reason}`;

  test.each(['ErrImagePull', 'ImagePullBackOff'])('that does not exist is told without frames, under one reason: %s', reason => {
    expect(told(inPods(waits(reason, framed(`${IMAGE}: not found`))))).toEqual([
      [`pod/web-0: ImagePullBackOff: ${IMAGE}: not found`, ABSENT, 'now'],
    ]);
  });

  test('whose container says no more than that it waits is told with the event of the pod', () => {
    const pulled = event('web-0', 'Failed', `Failed to pull image "${IMAGE}": manifest unknown`);
    const objects = { ...inPods(waits('ImagePullBackOff', `Back-off pulling image "${IMAGE}"`)), events: [pulled] };
    expect(told(objects)).toEqual([[`pod/web-0: ImagePullBackOff: ${IMAGE}: manifest unknown`, ABSENT, 'now']]);
  });

  test('that is refused is told with the Secret of a login that is missing', () => {
    const login = event('web-0', 'FailedToRetrieveImagePullSecret', 'Unable to retrieve some image pull secrets (login)');
    const objects = { ...inPods(waits('ErrImagePull', framed('401 Unauthorized'))), events: [login] };
    expect(told(objects)).toEqual([
      [`pod/web-0: ImagePullBackOff: ${IMAGE}: 401 Unauthorized; Unable to retrieve some image pull secrets (login)`, REFUSED, 'now'],
    ]);
  });

  test('of an init container counts too', () => {
    const init = container({ waiting: { reason: 'ErrImagePull', message: 'manifest unknown' } }, { name: 'init' });
    expect(only(inPods(pod({ initContainerStatuses: [init] }))).stop).toBe('now');
  });

  test('with an impossible name', () => {
    expect(told(inPods(waits('InvalidImageName', 'couldn\'t parse image name "UPPER:1"')))).toEqual([[
      'pod/web-0: InvalidImageName: couldn\'t parse image name "UPPER:1"',
      'this is no name of an image: write it as registry/path:tag, in lowercase', 'now',
    ]]);
  });

  test('that may not be pulled stops when nothing else moves', () => {
    expect(only(inPods(waits('ErrImageNeverPull', 'is not present with pull policy of Never')))).toMatchObject({ stop: 'idle' });
  });

  test.each([
    ['reading manifest 1 in docker.io/team/web: manifest unknown', ABSENT, 'now'],
    ['pulling from host r.example.org failed with status code [manifests 1]: 404 Not Found', ABSENT, 'now'],
    ['pull access denied, repository does not exist or may require authorization: server message: insufficient_scope', REFUSED, 'now'],
    ['pulling from host r.example.org failed with status code [manifests 1]: 401 Unauthorized', REFUSED, 'now'],
    ['unexpected status from HEAD request to https://r.example.org/v2/x/manifests/1: 403 Forbidden', REFUSED, 'now'],
    ['no match for platform in manifest: not found',
      'there is no such image for the processors of these nodes: use nodes of another kind, or an image of your own', 'now'],
    ['pulling from host r.example.org failed with status code [manifests 1]: 429 Too Many Requests', LIMITED, 'never'],
    ['toomanyrequests: You have reached your pull rate limit', LIMITED, 'never'],
    ['pulling from host r.example.org failed with status code [manifests 1]: 503 Service Unavailable',
      'the registry has trouble of its own, and the cluster tries again: wait', 'never'],
    ['failed to authorize: failed to fetch anonymous token: Get "https://auth.docker.io/token": dial tcp 1.2.3.4:443: i/o timeout',
      UNREACHED, 'never'],
    ['dial tcp: lookup r.example.org on 10.96.0.10:53: no such host', UNREACHED, 'never'],
    ['failed to do request: Head "https://r.example.org/v2/": proxyconnect tcp: dial tcp 127.0.0.1:1: connect: connection refused',
      UNREACHED, 'never'],
    ['tls: failed to verify certificate: x509: certificate signed by unknown authority',
      'the nodes do not trust the registry: give its certificate to their container runtime', 'never'],
    ['something else', 'the cluster tries again: wait, or repair what it says', 'never'],
  ])('%s', (message, remedy, stop) => expect(imageCause(message)).toEqual({ remedy, stop }));
});

describe('a container that cannot be set up', () => {
  const missing = waits('CreateContainerConfigError', 'secret "login" not found');
  const REMEDY = 'nothing in the program makes this Secret: make it '
    + '(kubectl --namespace ml create secret generic login --from-literal=<key>=<value>)';

  test('for a Secret that nothing makes', () => {
    expect(told(inPods(missing))).toEqual([['pod/web-0: CreateContainerConfigError: secret "login" not found', REMEDY, 'now']]);
    expect(only(inPods(missing)).after).toBe(15);
  });

  test('for a Secret that a Job makes gets no word', () => {
    const job: Job = { metadata: { name: 'login-1', annotations: { 'mlops-constructs/makes-secret': 'login' } }, status: { active: 1 } };
    expect(told({ ...inPods(missing), jobs: [job] })).toEqual([]);
  });

  test.each([
    ["couldn't find key user in Secret ml/login", 'add the key user to the Secret login', 'never'],
    ['container has runAsNonRoot and image will run as root (pod: "web-0", container: main)',
      'the image runs as root, which these pods do not: use one with a numeric user', 'now'],
    ['configmap "files" not found', 'make what the message names', 'never'],
  ])('%s', (message, remedy, stop) => {
    expect(only(inPods(waits('CreateContainerConfigError', message)))).toMatchObject({ message, remedy, stop });
  });
});

describe('a container that ends', () => {
  const ended = (exitCode: number, reason = 'Error', message?: string) => ({ terminated: { exitCode, reason, message } });

  test('and is started again is told with its exit code, and the log of the one before', () => {
    const found = only(inPods(waits('CrashLoopBackOff', 'back-off 10s', { restartCount: 3, lastState: ended(3) })));
    expect(found).toMatchObject({
      about: 'pod/web-0',
      reason: 'CrashLoopBackOff',
      message: 'container main ended with exit code 3, started 4 times',
      remedy: 'it is started again: see its log',
      stop: 'never',
      log: { pod: 'web-0', container: 'main', previous: true },
    });
  });

  test('and has not been started again goes by the same reason, with its own log', () => {
    const found = only(inPods(pod({ phase: 'Running', containerStatuses: [container(ended(1))] })));
    expect(found).toMatchObject({ reason: 'CrashLoopBackOff', message: 'container main ended with exit code 1', log: { previous: false } });
  });

  test.each([
    [137, 'OOMKilled', 'OOMKilled', 'it needs more memory than its limit: raise `resources` of that part of the program'],
    [128, 'StartError', 'CrashLoopBackOff', 'the image has no such command: use one of the version that this program knows'],
    [127, 'Error', 'CrashLoopBackOff', 'the image has no such command: use one of the version that this program knows'],
    [143, 'Error', 'CrashLoopBackOff', 'it was stopped from outside, by a probe that fails or by the node: see its log and events'],
  ])('with %i, %s', (code, word, reason, remedy) => {
    expect(only(inPods(waits('CrashLoopBackOff', '', { lastState: ended(code, word) })))).toMatchObject({ reason, remedy, stop: 'never' });
  });

  test('well gets no word', () => {
    const done = { initContainerStatuses: [container(ended(0, 'Completed'))], containerStatuses: [container({ running: {} })] };
    expect(told(inPods(pod(done)))).toEqual([]);
  });

  test('since its node gave the pod up', () => {
    const message = 'The node was low on resource: ephemeral-storage.';
    expect(told(inPods(pod({ phase: 'Failed', reason: 'Evicted', message })))).toEqual([
      [`pod/web-0: Evicted: ${message}`, 'the node gave it up, and another takes its place: free what the message names', 'never'],
    ]);
  });
});

describe('a probe that fails', () => {
  const unhealthy = event('web-0', 'Unhealthy', 'Readiness probe failed: dial tcp 10.0.0.9:81: connect: connection refused');
  const running = (ready: boolean) => {
    const up = pod({ phase: 'Running', containerStatuses: [container({ running: {} }, { ready })] });
    return { ...inPods(up), events: [unhealthy] };
  };

  test('is told after a minute, with the log', () => {
    expect(only(running(false))).toMatchObject({
      reason: 'Unhealthy',
      message: unhealthy.message,
      remedy: 'it does not answer its probe: see its log',
      stop: 'never',
      after: 60,
      log: { pod: 'web-0', container: 'main', previous: false },
    });
  });

  test('gets no word once the container is ready', () => expect(told(running(true))).toEqual([]));
});

describe('a mount', () => {
  const creating = (message: string, reason = 'FailedMount') =>
    ({ ...inPods(waits('ContainerCreating')), events: [event('web-0', reason, message)] });

  test('of a Secret that nothing makes', () => {
    const found = only(creating('MountVolume.SetUp failed for volume "s" : secret "login" not found'));
    expect(found).toMatchObject({ reason: 'FailedMount', stop: 'now', after: 20 });
  });

  test.each([
    ['MountVolume.SetUp failed for volume "c" : configmap "files" not found', 'FailedMount', 'make the ConfigMap that the message names'],
    ['Multi-Attach error for volume "data"',
      'FailedAttachVolume', 'see the pods of the storage driver, and whether the volume is in use on another node'],
    ['plugin type="bridge" failed',
      'FailedCreatePodSandBox', 'the network of the node does not take the pod: see the pods of the network plugin'],
  ])('%s', (message, reason, remedy) => {
    expect(only(creating(message, reason))).toMatchObject({ message, reason, remedy, stop: 'never', after: 20 });
  });

  test('that came right gets no word', () => {
    const started = pod({ phase: 'Running', containerStatuses: [container({ running: {} })] });
    expect(told({ ...inPods(started), events: [event('web-0', 'FailedMount', 'timed out')] })).toEqual([]);
  });
});

describe('a pod that is not made', () => {
  const QUOTA = 'pods "web-1-x" is forbidden: exceeded quota: small, requested: limits.memory=64Mi, used: limits.memory=0, '
    + 'limited: limits.memory=16Mi';
  const RAISE = 'raise the quota (kubectl --namespace ml edit resourcequota small), or take another namespace with --namespace <name>';
  const set = (revision: string, replicas = 0): PodSet => ({
    metadata: {
      name: `web-${revision}`,
      uid: `web-${revision}`,
      annotations: { 'deployment.kubernetes.io/revision': revision },
      ownerReferences: [{ kind: 'Deployment', name: 'web', uid: 'web' }],
    },
    spec: { replicas: 1 },
    status: { replicas },
  });
  const refused = (message: string) =>
    ({ ...NOTHING, replicaSets: [set('1')], events: [event('web-1', 'FailedCreate', `Error creating: ${message}`)] });
  const jobPod = pod({ phase: 'Running', conditions: READY }, { uid: 'job', ownerReferences: [{ kind: 'Job', name: 'job', uid: 'job' }] });

  test('for a quota is told by the name of the Deployment', () => {
    expect(told(refused(QUOTA))).toEqual([[`deployment/web: FailedCreate: ${QUOTA}`, RAISE, 'now']]);
  });

  test('for a quota, of which a Job gives something back, stops when nothing else moves', () => {
    expect(only({ ...refused(QUOTA), pods: [jobPod] }).stop).toBe('idle');
  });

  test.each([
    ['combined', 'replicaSets', '(combined from similar events): Error creating: '],
    ['of a StatefulSet', 'statefulSets', 'create Pod web-0 in StatefulSet web failed error: '],
  ])('is told without frames: %s', (_, kind, frame) => {
    expect(only({ ...NOTHING, [kind]: [set('1')], events: [event('web-1', 'FailedCreate', `${frame}${QUOTA}`)] }).message).toBe(QUOTA);
  });

  test('for a Job', () => {
    const job: Job = { metadata: { name: 'train', uid: 'train' }, status: {} };
    expect(told({ ...NOTHING, jobs: [job], events: [event('train', 'FailedCreate', `Error creating: ${QUOTA}`)] })).toEqual([
      [`job/train: FailedCreate: ${QUOTA}`, RAISE, 'now'],
    ]);
  });

  test.each([
    ['failed quota: small: must specify limits.cpu for: main',
      'the quota counts what these pods do not say: take that out of it, or take another namespace with --namespace <name>', 'now'],
    ['pods "x" is forbidden: violates PodSecurity "restricted:latest": runAsNonRoot != true',
      'the namespace refuses what the message names: take it out of the program; the pods of this library pass `restricted`', 'now'],
    ['admission webhook "policy.example.org" denied the request: no',
      'a rule of this cluster refuses the pod: ask who keeps the rule, or change what it names in the program', 'now'],
    ["pods \"x\" is forbidden: ValidatingAdmissionPolicy 'p' with binding 'b' denied request: no",
      'a rule of this cluster refuses the pod: ask who keeps the rule, or change what it names in the program', 'now'],
    ['Internal error occurred: failed calling webhook "policy.example.org": connection refused',
      'the webhook does not answer, and the cluster tries again: see whether its own pods run', 'never'],
    ['pods "x" is forbidden: maximum memory usage per Container is 32Mi, but limit is 64Mi',
      'a LimitRange forbids it: change that (kubectl --namespace ml get limitrange)', 'now'],
    ['unable to create new content in namespace ml because it is being terminated',
      'the namespace is being deleted: wait until it is gone (kubectl wait --for=delete namespace/ml)', 'now'],
    ['pods "x" is forbidden: error looking up service account ml/web: serviceaccount "web" not found',
      'the account is made with the rest of the program: wait', 'never'],
    ['pods "x" is forbidden: no PriorityClass with name urgent was found',
      'the cluster refuses the pod: change what the message names', 'now'],
    ['etcdserver: request timed out', 'the cluster tries again: wait, or repair what it says', 'never'],
  ])('%s', (message, remedy, stop) => expect(only(refused(message))).toMatchObject({ message, remedy, stop }));

  test('gets no word once it is there, or when a newer ReplicaSet takes its place', () => {
    const { events } = refused(QUOTA);
    expect(told({ ...NOTHING, replicaSets: [set('1', 1)], events })).toEqual([]);
    expect(told({ ...NOTHING, replicaSets: [set('1'), set('2', 1)], events })).toEqual([]);
  });
});

describe('a claim', () => {
  const claim = (storageClassName: string | undefined, phase = 'Pending'): Claim =>
    ({ metadata: { name: 'data', uid: 'data' }, spec: { storageClassName }, status: { phase } });
  const claims = (one: Claim, reason: string, message: string) => ({ ...NOTHING, claims: [one], events: [event('data', reason, message)] });

  test.each([
    ['fast', 'ProvisioningFailed', 'storageclass.storage.k8s.io "fast" not found', 10,
      'the cluster has no class fast: name one of those that `kubectl get storageclass` shows as storageClass'],
    [undefined, 'FailedBinding', 'no persistent volumes available for this claim and no storage class is set', 10,
      'the cluster has no default storage class: mark one '
        + '(kubectl annotate storageclass <name> storageclass.kubernetes.io/is-default-class=true)'],
    ['fast', 'ProvisioningFailed', 'failed to provision volume: quota', 10, 'no volume can be made: repair what the message names'],
    ['fast', 'ExternalProvisioning', 'Waiting for a volume to be created', 60, 'the provisioner takes long: see whether its own pods run'],
  ])('of class %s: %s', (storageClass, reason, message, after, remedy) => {
    expect(only(claims(claim(storageClass), reason, message)))
      .toMatchObject({ about: 'persistentvolumeclaim/data', reason, message, remedy, after, stop: 'never' });
  });

  test('that waits for its first pod, or has its volume, gets no word', () => {
    expect(told(claims(claim('fast'), 'WaitForFirstConsumer', 'waiting for first consumer'))).toEqual([]);
    expect(told(claims(claim('fast', 'Bound'), 'ProvisioningFailed', 'once'))).toEqual([]);
  });
});

describe('all in all', () => {
  test('pods that go, or whose ReplicaSet was replaced, get no word', () => {
    const status = { containerStatuses: [container({ waiting: { reason: 'InvalidImageName' } })] };
    const broken = (metadata: Pod['metadata']) => pod(status, metadata);
    const of = (uid: string, revision: string): PodSet => ({
      metadata: {
        uid,
        annotations: { 'deployment.kubernetes.io/revision': revision },
        ownerReferences: [{ kind: 'Deployment', name: 'web', uid: 'web' }],
      },
      status: { replicas: 1 },
    });
    const pods = [
      broken({ deletionTimestamp: new Date() }),
      broken({ ownerReferences: [{ kind: 'ReplicaSet', name: 'old', uid: 'old' }] }),
      broken({ name: 'new', ownerReferences: [{ kind: 'ReplicaSet', name: 'new', uid: 'new' }] }),
    ];
    expect(only({ ...inPods(...pods), replicaSets: [of('old', '9'), of('new', '10')] }).about).toBe('pod/new');
  });

  test('what failed of a Job that is complete gets no word', () => {
    const failed = pod({ phase: 'Failed', containerStatuses: [container({ terminated: { exitCode: 1 } })] }, {
      ownerReferences: [{ kind: 'Job', name: 'job', uid: 'job' }],
    });
    const job = (type: string): Job => ({ metadata: { uid: 'job' }, status: { active: 1, conditions: [{ type, status: 'True' }] } });
    expect(told({ ...inPods(failed), jobs: [job('Complete')] })).toEqual([]);
    expect(only({ ...inPods(failed), jobs: [job('Running')] }).reason).toBe('CrashLoopBackOff');
  });

  test('a pod that keeps its StatefulSet from replacing it is to be deleted', () => {
    const owner = { kind: 'StatefulSet', name: 'db', uid: 'db' };
    const of = (revision: string) => {
      const labels = { 'controller-revision-hash': revision };
      return { ...waits('InvalidImageName'), metadata: { name: 'db-0', uid: 'db-0', labels, ownerReferences: [owner] } };
    };
    const statefulSets = [{ metadata: { uid: 'db' }, status: { replicas: 1, updateRevision: 'db-2' } }];
    expect(only({ ...inPods(of('db-1')), statefulSets })).toMatchObject({
      remedy: 'its StatefulSet has changed since, and waits for it: delete it (kubectl --namespace ml delete pod db-0)', stop: 'never',
    });
    expect(only({ ...inPods(of('db-2')), statefulSets }).stop).toBe('now');
  });

  test('the attempt changes when the cluster has tried again, not when it says that it waits', () => {
    const at = (...events: Event[]) => only({ ...inPods(waits('ErrImagePull', 'not found')), events }).attempt;
    const tried = event('web-0', 'Failed', `Failed to pull image "${IMAGE}": not found`);
    const idle = event('web-0', 'Failed', 'Error: ImagePullBackOff');
    expect(at(tried, { ...idle, count: 5 })).toBe(at(tried, idle));
    expect(at({ ...tried, count: 2 }, idle)).not.toBe(at(tried, idle));
  });

  test('what is waited for is named with what it does, and the last warning', () => {
    const named = (name: string, status: Pod['status'], kind?: string) =>
      pod(status, { name, uid: name, ownerReferences: kind ? [{ kind, name: 'x', uid: 'x' }] : undefined });
    const pulling = event('b', 'Pulling', `Pulling image "${IMAGE}"`, { type: 'Normal' });
    const [earlier, later] = [new Date('2026-01-01T00:00:01Z'), new Date('2026-01-01T00:00:02Z')];
    const objects: Objects = {
      ...NOTHING,
      statefulSets: [{ metadata: { name: 'db', uid: 'db' }, spec: { replicas: 1 }, status: { replicas: 0 } }],
      pods: [
        named('a', { conditions: [] }),
        named('b', { containerStatuses: [container({ waiting: { reason: 'ContainerCreating' } })] }),
        named('c', { containerStatuses: [container({ waiting: { reason: 'ContainerCreating' } })] }),
        named('d', { phase: 'Running', initContainerStatuses: [container({ running: {} }, { name: 'migrate' })] }),
        named('e', { phase: 'Running', conditions: READY, containerStatuses: [container({ running: {} }, { ready: true })] }, 'Job'),
        named('f', { phase: 'Running', containerStatuses: [container({ running: {} })] }, 'ReplicaSet'),
        named('g', { phase: 'Running', conditions: READY, containerStatuses: [container({ running: {} }, { ready: true })] }, 'ReplicaSet'),
        named('h', { phase: 'Succeeded' }, 'Job'),
        named('i', { phase: 'Failed' }, 'Job'),
      ],
      events: [
        pulling,
        event('c', 'FailedMount', 'once', { lastTimestamp: earlier }),
        event('c', 'FailedMount', 'twice', { lastTimestamp: later }),
      ],
    };
    expect(waitedFor(objects)).toEqual([
      'statefulset/db has no pod yet', 'pod/a has no node yet', `pod/b is pulling image "${IMAGE}"`,
      'pod/c waits: ContainerCreating; last warning: twice', 'pod/d runs its init container migrate', 'pod/e runs, and has not ended',
      'pod/f runs, and is not ready',
    ]);
  });

  test('where nothing waits in the namespace, it is Pulumi', () => {
    expect(waitedFor(NOTHING)).toEqual(['nothing in the namespace ml: Pulumi itself is at work']);
  });

  test('steps are phases, nodes, readiness, Jobs that are complete and claims', () => {
    const done: Job = { metadata: { uid: 'job' }, status: { conditions: [{ type: 'Complete', status: 'True' }] } };
    const bound: Claim = { metadata: { uid: 'data' }, status: { phase: 'Bound' } };
    const up = pod({ phase: 'Running', conditions: READY, containerStatuses: [container({ running: {} }, { ready: true })] });
    expect(steps({ ...inPods(up), jobs: [done, { metadata: { uid: 'other' } }], claims: [bound] })).toEqual([
      'web-0 Running', 'web-0 scheduled', 'web-0 main ready', 'job complete', 'data Bound',
    ]);
  });
});
