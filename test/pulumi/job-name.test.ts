import * as pulumi from '@pulumi/pulumi';
import { App, Chart } from 'cdk8s';
import { Recorder, valueOf } from './recorder';
import { IndexedJob as CoreIndexedJob, Job as CoreJob } from '../../src';
import { IndexedJob, Job } from '../../src/pulumi';

const later = <T>(value: T) => pulumi.output(Promise.resolve(value));

test('a Job of Outputs has the name of one with the same values', async () => {
  const props = { image: 'example.org/team/train:1', retries: 3, activeDeadlineSeconds: 60, env: { A: 'b"c' } };
  const plain = new CoreJob(new Chart(new App(), 'train', { namespace: 'ml' }), 'train', props);
  const recorder = await Recorder.start();
  const late = new Job('train', { ...props, retries: later(3), activeDeadlineSeconds: later(60), env: { A: later('b"c') } }, { settings: { namespace: 'ml' } });
  await recorder.settled();
  expect(await valueOf(late.jobName)).toBe(plain.jobName);
});

test('the leader of an IndexedJob of Outputs has the address of one with the same values', async () => {
  const props = { image: 'example.org/team/train:1', replicas: 3, retriesPerIndex: 1, successPolicy: [{ succeededIndexes: '0' }] };
  const plain = new CoreIndexedJob(new Chart(new App(), 'train', { namespace: 'ml' }), 'train', props);
  const recorder = await Recorder.start();
  const late = new IndexedJob('train', {
    ...props, replicas: later(3), retriesPerIndex: later(1), successPolicy: [{ succeededIndexes: later('0') }],
  }, { settings: { namespace: 'ml' } });
  await recorder.settled();
  expect(await valueOf(late.leader)).toBe(plain.leader);
});
