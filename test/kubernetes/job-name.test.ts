import { JsonPatch } from 'cdk8s';
import { Job, JobProps } from '../../src';
import { find, synth } from '../../src/testing';
import { chart } from '../chart';

function make(props: Partial<JobProps> = {}): Job {
  return new Job(chart(), 'Train', { image: 'example.org/team/train:1', ...props });
}

function written(job: Job): string {
  return find(synth(job), 'Job').metadata.name!;
}

function patched(...patches: JsonPatch[]): Job {
  const job = make();
  job.workload.addJsonPatch(...patches);
  return job;
}

test('a Job whose pods are patched has another name', () => {
  const names = [make(), ...['ml', 'gpu'].map(pool => patched(JsonPatch.add('/spec/template/spec/nodeSelector', { pool })))].map(written);
  expect(new Set(names).size).toBe(3);
});

test('the same patch gives the same name', () => {
  const [one, two] = [1, 2].map(() => written(patched(JsonPatch.add('/spec/template/spec/nodeSelector', { pool: 'ml' }))));
  expect(one).toBe(two);
});

test('a patch of what is not the pods leaves the name', () => {
  expect(written(patched(JsonPatch.add('/metadata/labels/team', 'a')))).toBe(written(make()));
});

test('a name that a patch gives stays', () => {
  expect(written(patched(JsonPatch.replace('/metadata/name', 'mine')))).toBe('mine');
});

test('jobName and the name of the object are what is written', () => {
  const job = patched(JsonPatch.add('/spec/template/spec/nodeSelector', { pool: 'ml' }));
  expect([job.jobName, job.workload.name]).toEqual([written(job), written(job)]);
});

test('that of a schedule has no hash', () => {
  expect(make({ schedule: '0 3 * * *' }).jobName).toBe('ml-train');
});
