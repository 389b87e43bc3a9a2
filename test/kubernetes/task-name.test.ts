import { JsonPatch } from 'cdk8s';
import { Task, TaskProps } from '../../src';
import { find, synth } from '../../src/testing';
import { chart } from '../chart';

function make(props: Partial<TaskProps> = {}): Task {
  return new Task(chart(), 'Train', { image: 'example.org/team/train:1', ...props });
}

function written(task: Task): string {
  return find(synth(task), 'Job').metadata.name!;
}

function patched(...patches: JsonPatch[]): Task {
  const task = make();
  task.workload.addJsonPatch(...patches);
  return task;
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
  const task = patched(JsonPatch.add('/spec/template/spec/nodeSelector', { pool: 'ml' }));
  expect([task.jobName, task.workload.name]).toEqual([written(task), written(task)]);
});

test('that of a schedule has no hash', () => {
  expect(make({ schedule: '0 3 * * *' }).jobName).toBe('ml-train');
});
