import { Recorder } from './recorder';
import * as mlops from '../../src/pulumi';

let recorder: Recorder;
beforeEach(async () => { recorder = await Recorder.start(); });
afterEach(() => recorder.settled());

const IMAGE = 'example.org/team/image:1';
const settings = { namespace: 'ml' };

test('a repository of a server goes through components', async () => {
  const server = new mlops.MercurialServer('hg', { image: IMAGE, repositories: ['dags'] }, { settings });
  const source = new mlops.MercurialRepository('dags', { repository: { server, name: 'dags' } }, { settings });
  new mlops.Task('read', { image: IMAGE, sources: [{ source, path: '/dags' }] }, { settings });
  await recorder.settled();
  const job = recorder.all.find(({ type, name }) => type === 'kubernetes:batch/v1:Job' && name.startsWith('read'))!;
  const [sync] = job.inputs.spec.template.spec.initContainers;
  expect(sync.env).toContainEqual({ name: 'URL', value: 'http://hg-server.ml.svc:8000/dags' });
  expect(recorder.all.map(({ name }) => name)).toContain('read/To-hg-server');
});
