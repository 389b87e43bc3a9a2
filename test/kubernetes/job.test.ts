import { alias, ConcurrencyPolicy, Job, JobProps, PodFailureAction, PodReplacementPolicy, Pushgateway, Queue } from '../../src';
import { token } from '../../src/core';
import { expectRestricted, find, synth } from '../../src/testing';
import { chart } from '../chart';

const IMAGE = 'example.org/team/train:1';

function make(props: (push: Pushgateway) => Partial<JobProps>) {
  const scope = chart();
  const job = new Job(scope, 'Nightly', { image: IMAGE, schedule: '0 3 * * *', ...props(new Pushgateway(scope, 'Push')) });
  const manifests = synth(scope);
  const [container] = find(manifests, 'CronJob').spec.jobTemplate.spec.template.spec.containers;
  return { job, manifests, env: Object.fromEntries((container.env ?? []).map(({ name, value }: any) => [name, value])) };
}

test('without a Pushgateway it shows nothing', () => {
  const { job, env } = make(() => ({}));
  expect([job.metrics, Object.keys(env).filter(name => /PUSH/.test(name))]).toEqual([[], []]);
});

test('with a Pushgateway it knows where to push, and may', () => {
  const { env, manifests } = make(pushgateway => ({ pushgateway }));
  expect(env).toMatchObject({
    PUSHGATEWAY_URL: 'http://ml-push-server.ml.svc:9091',
    PUSHGATEWAY_JOB: 'ml/ml-nightly',
    PUSHGATEWAY_PUSH_URL: 'http://ml-push-server.ml.svc:9091/metrics/job@base64/bWwvbWwtbmlnaHRseQ',
  });
  expect(find(manifests, 'NetworkPolicy', 'ml-nightly-to-ml-push-server').spec.ingress[0].ports).toEqual([{ protocol: 'TCP', port: 9091 }]);
  expectRestricted(manifests);
});

test('what it uses and its own environment stay', () => {
  const { env } = make(pushgateway => ({ pushgateway, uses: [alias(pushgateway, 'OTHER')], env: { A: '1' } }));
  expect(env).toMatchObject({ A: '1', OTHER_PUSHGATEWAY_URL: 'http://ml-push-server.ml.svc:9091', PUSHGATEWAY_JOB: 'ml/ml-nightly' });
});

test('with a Pushgateway it is a target, which is never late unless it says when', () => {
  const [metrics] = make(pushgateway => ({ pushgateway })).job.metrics;
  expect([metrics.tool, metrics.job, metrics.endpoint, metrics.dashboard?.title]).toEqual(['job', 'ml/ml-nightly', undefined, 'Job ml/ml-nightly']);
  expect(metrics.rules?.map(({ name }) => name)).toEqual(['JobPushRefused']);
});

test('a time after which it is late is that of the alerts', () => {
  const [{ rules = [] }] = make(pushgateway => ({ pushgateway, lateAfter: '26h' })).job.metrics;
  expect(rules.map(({ name }) => name)).toEqual(['JobLate', 'JobSilent', 'JobPushRefused']);
  expect(rules[0].expr).toContain('> (93600)');
  expect(rules[1].for).toBe('93600s');
});

test.each<[string, (push: Pushgateway) => Partial<JobProps>, string]>([
  ['a time without Pushgateway', () => ({ lateAfter: '1h' }), "lateAfter '1h': nothing would know of its successes: pass pushgateway"],
  ['a time without schedule', pushgateway => ({ pushgateway, lateAfter: '1h', schedule: undefined }),
    "lateAfter '1h': it runs once, and is never late: pass schedule"],
  ['a time that is none', pushgateway => ({ pushgateway, lateAfter: 'soon' }), "lateAfter 'soon': it is not a duration: write seconds, or '30s', '5m' or '1h'"],
  ['a time that comes later', pushgateway => ({ pushgateway, lateAfter: token({}) }), 'the alert is written before anything is deployed'],
])('%s is refused', (_name, props, message) => {
  expect(() => make(props)).toThrow(message);
});

const jobOf = (props: Partial<JobProps>) => {
  const scope = chart();
  new Job(scope, 'Once', { image: IMAGE, ...props });
  return find(synth(scope), 'Job');
};
const cronJobOf = (props: Partial<JobProps>) => find(make(() => props).manifests, 'CronJob').spec;

test('a schedule has one run at a time, ten minutes to start, and keeps the last of each kind', () => {
  expect(cronJobOf({})).toMatchObject({
    schedule: '0 3 * * *',
    concurrencyPolicy: 'Forbid',
    startingDeadlineSeconds: 600,
    successfulJobsHistoryLimit: 1,
    failedJobsHistoryLimit: 1,
  });
  expect(Object.keys(cronJobOf({}))).not.toEqual(expect.arrayContaining(['timeZone', 'suspend']));
});

test('a schedule is what it is asked to be', () => {
  const limits = { startingDeadlineSeconds: 60, successfulJobsHistoryLimit: 0, failedJobsHistoryLimit: 5 };
  const asked = { timeZone: 'Europe/Berlin', suspend: true, ...limits };
  expect(cronJobOf({ ...asked, concurrencyPolicy: ConcurrencyPolicy.REPLACE })).toMatchObject({ ...asked, concurrencyPolicy: 'Replace' });
});

test.each([[undefined, 6], [0, 0], [2, 2]])('with retries %s a failure is tried again %d times', (retries, limit) => {
  expect(jobOf({ retries }).spec.backoffLimit).toBe(limit);
});

test('a Job that waits goes on under its name', () => {
  const [running, waiting] = [jobOf({}), jobOf({ suspend: true })];
  expect([running.spec.suspend, waiting.spec.suspend]).toEqual([undefined, true]);
  expect(waiting.metadata.name).toBe(running.metadata.name);
});

test('containers start again in place, and new pods are made where a failure policy asks why', () => {
  const policy = jobOf({
    podFailurePolicy: [
      { action: PodFailureAction.IGNORE, onPodConditions: ['DisruptionTarget'] },
      { action: PodFailureAction.FAIL_JOB, onExitCodes: [42, 3] },
      { action: PodFailureAction.COUNT, onOtherExitCodes: [7] },
    ],
  }).spec;
  expect([jobOf({}).spec.template.spec.restartPolicy, policy.template.spec.restartPolicy]).toEqual(['OnFailure', 'Never']);
  expect(policy.podFailurePolicy.rules).toEqual([
    { action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] },
    { action: 'FailJob', onExitCodes: { containerName: 'main', operator: 'In', values: [3, 42] } },
    { action: 'Count', onExitCodes: { containerName: 'main', operator: 'NotIn', values: [7] } },
  ]);
});

test('how pods are replaced is left to Kubernetes unless it is said', () => {
  expect(jobOf({}).spec.podReplacementPolicy).toBeUndefined();
  expect(jobOf({ podReplacementPolicy: PodReplacementPolicy.FAILED }).spec.podReplacementPolicy).toBe('Failed');
});

test('runs of a schedule wait in a queue too, and the schedule may pause', () => {
  const { suspend, jobTemplate } = cronJobOf({ queue: Queue.kueue('team-a'), suspend: true });
  expect([suspend, jobTemplate.metadata.labels]).toEqual([true, { 'kueue.x-k8s.io/queue-name': 'team-a' }]);
});

const once = 'it runs once, at once: pass schedule, or leave it out';
const ways = 'give one of onExitCodes, onOtherExitCodes and onPodConditions';
const { FAIL_JOB } = PodFailureAction;

test.each<[string, Partial<JobProps>, string]>([
  ['a time zone without schedule', { timeZone: 'Etc/UTC' }, `timeZone 'Etc/UTC': ${once}`],
  ['a policy of concurrency without schedule', { concurrencyPolicy: ConcurrencyPolicy.ALLOW }, `concurrencyPolicy 'Allow': ${once}`],
  ['a late start without schedule', { startingDeadlineSeconds: 60 }, `startingDeadlineSeconds 60: ${once}`],
  ['a history of successes without schedule', { successfulJobsHistoryLimit: 3 }, `successfulJobsHistoryLimit 3: ${once}`],
  ['a history of failures without schedule', { failedJobsHistoryLimit: 3 }, `failedJobsHistoryLimit 3: ${once}`],
  ['a pod replaced before it is known why it failed',
    { podFailurePolicy: [{ action: FAIL_JOB, onExitCodes: [3] }], podReplacementPolicy: PodReplacementPolicy.TERMINATING_OR_FAILED },
    "podReplacementPolicy 'TerminatingOrFailed': why a pod has failed is known once it has ended: "
      + 'use PodReplacementPolicy.FAILED, or leave it out'],
  ['an empty failure policy', { podFailurePolicy: [] }, 'podFailurePolicy: it is empty: name at least one, or leave it out'],
  ['a rule without failures', { podFailurePolicy: [{ action: FAIL_JOB }] }, `podFailurePolicy[0]: it says of no failure: ${ways}`],
  ['a rule of several failures', { podFailurePolicy: [{ action: FAIL_JOB, onExitCodes: [1], onPodConditions: ['A'] }] },
    `podFailurePolicy[0]: it says of failures in several ways: ${ways}`],
  ['a code of success', { podFailurePolicy: [{ action: FAIL_JOB, onExitCodes: [1, 0] }] },
    'podFailurePolicy[0].onExitCodes[1] 0: no process fails with that code: use a whole number from 1 to 255'],
  ['a code twice', { podFailurePolicy: [{ action: FAIL_JOB, onOtherExitCodes: [1, 1] }] },
    'podFailurePolicy[0].onOtherExitCodes[1] 1: it is there twice: leave one out'],
  ['a suspension beside that of the queue', { suspend: true, queue: Queue.kueue('team-a') },
    'suspend true: the queue suspends it, and lets it go on'],
  ['an index of a Job without', { podFailurePolicy: [{ action: PodFailureAction.FAIL_INDEX, onExitCodes: [1] }] },
    "podFailurePolicy[0].action 'FailIndex': no index is tried by itself"],
  ['a code that comes later', { podFailurePolicy: [{ action: FAIL_JOB, onExitCodes: [token({}) as unknown as number] }] },
    'podFailurePolicy[0].onExitCodes[0] (an Output): the codes are written in order: write it as a plain number'],
])('%s is refused', (_name, props, message) => {
  expect(() => jobOf(props)).toThrow(message);
});
