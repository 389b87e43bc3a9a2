import { alias, Job, JobProps, Pushgateway } from '../../src';
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
