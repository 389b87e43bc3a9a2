import * as pulumi from '@pulumi/pulumi';
import { App, Chart } from 'cdk8s';
import { Recorder, valueOf } from './recorder';
import { Job as CoreJob } from '../../src';
import { Job } from '../../src/pulumi';

const later = <T>(value: T) => pulumi.output(Promise.resolve(value));

test('a Job of Outputs has the name of one with the same values', async () => {
  const props = { image: 'example.org/team/train:1', backoffLimit: 3, activeDeadlineSeconds: 60, env: { A: 'b"c' } };
  const plain = new CoreJob(new Chart(new App(), 'train', { namespace: 'ml' }), 'train', props);
  const recorder = await Recorder.start();
  const late = new Job('train', { ...props, backoffLimit: later(3), activeDeadlineSeconds: later(60), env: { A: later('b"c') } }, { settings: { namespace: 'ml' } });
  await recorder.settled();
  expect(await valueOf(late.jobName)).toBe(plain.jobName);
});
