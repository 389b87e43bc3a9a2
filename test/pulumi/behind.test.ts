import * as pulumi from '@pulumi/pulumi';
import { ApiObject } from 'cdk8s';
import { Recorder } from './recorder';
import * as core from '../../src';
import * as mlops from '../../src/pulumi';

const IMAGE = 'example.org/team/image:1';
const settings = { namespace: 'ml' };

let recorder: Recorder;
beforeEach(async () => { recorder = await Recorder.start(); });
afterEach(() => recorder.settled());

const database = (name: string) => new mlops.PostgresDatabase(name, { server: new mlops.Postgres(`${name}-server`, {}, { settings }) }, { settings });
const job = (of: string) => recorder.all.find(({ type, name }) => type === 'kubernetes:batch/v1:Job' && name.startsWith(`${of}/`))!;
const variables = (of: string) => (job(of).inputs.spec.template.spec.containers[0].env as { name: string }[]).map(({ name }) => name);

test('alias renames the variables of a component, so that a Task uses two databases', async () => {
  new mlops.Job('read', { image: IMAGE, uses: [database('one'), mlops.alias(database('two'), 'TWO')] }, { settings });
  await recorder.settled();
  expect(variables('read')).toEqual(expect.arrayContaining(['PGHOST', 'TWO_PGHOST']));
});

test('what waits for the Secrets of a component waits for them through an alias', async () => {
  const one = database('one');
  new mlops.Job('whole', { image: IMAGE, uses: [one] }, { settings });
  new mlops.Job('alias', { image: IMAGE, uses: [mlops.alias(one, 'ONE')] }, { settings });
  await recorder.settled();
  const waits = (of: string) => job(of).dependsOn.filter(name => name.startsWith('one/'));
  expect(waits('whole').length).toBeGreaterThan(0);
  expect(waits('alias')).toEqual(waits('whole'));
});

test('asConstruct gives the construct to constructs, and what is made of it waits for its Secrets', async () => {
  const one = database('one');
  const server = new mlops.Server('web', { image: IMAGE, ports: { http: pulumi.output(8080) } }, { settings });
  const claim = new mlops.VolumeClaim('data', { size: '1Gi' }, { settings });
  mlops.fromConstructs('other', scope => {
    new core.Job(scope, 'Read', {
      image: IMAGE,
      uses: [mlops.asConstruct(one)],
      env: { URL: mlops.asConstruct(server).endpoint('http').host },
      mounts: [{ volume: mlops.asConstruct(claim).volume, path: '/data' }],
    });
  }, { settings });
  await recorder.settled();
  const read = job('other');
  const { containers: [{ env }], volumes } = read.inputs.spec.template.spec;
  expect(env).toContainEqual({ name: 'URL', value: 'web.ml.svc' });
  expect(env.map(({ name }: { name: string }) => name)).toContain('PGHOST');
  expect(volumes).toContainEqual(expect.objectContaining({ persistentVolumeClaim: { claimName: 'data' } }));
  expect(read.dependsOn.some(name => name.startsWith('one/'))).toBe(true);
});

test('nothing can be made below the construct of a component, where it would never be deployed', () => {
  const made = mlops.asConstruct(new mlops.VolumeClaim('data', { size: '1Gi' }, { settings }));
  expect(() => new ApiObject(made, 'More', { apiVersion: 'v1', kind: 'ConfigMap' })).toThrow('Cannot add children');
});

test('asConstruct refuses what no construct stands behind', () => {
  expect(() => mlops.asConstruct('a' as never)).toThrow(
    "asConstruct: component: it is text, and no construct stands behind it: pass a component of 'mlops-constructs/pulumi'");
});

test('a construct that gets a component says what to write', () => {
  const one = database('one');
  expect(() => mlops.fromConstructs('other', scope => { new core.Job(scope, 'Read', { image: IMAGE, uses: [one as never] }); }, { settings }))
    .toThrow('other/Read: uses[0]: it is a component of Pulumi, and constructs take constructs: write asConstruct(…) around it');
  const dags = new mlops.GitRepository('dags', { url: 'https://git.example.org/a' }, { settings });
  expect(() => mlops.fromConstructs('other', scope => { new core.AirflowCluster(scope, 'A', { dags: core.DagSource.git(dags as never) }); }, { settings }))
    .toThrow('other/A: dags: it holds a component of Pulumi, and constructs take constructs: write asConstruct(…) around the component');
});
