import * as pulumi from '@pulumi/pulumi';
import * as kplus from 'cdk8s-plus-27';
import { Recorder } from './recorder';
import { asConstruct, asString, connect, fromConstructs, Job, MlflowAuth, MlflowServer, Volume } from '../../src/pulumi';
import { plan } from '../../src/pulumi/component';

const IMAGE = 'example.org/team/train:1';
const settings = { namespace: 'ml' };
const later = <T>(value: T) => pulumi.output(Promise.resolve(value));

let recorder: Recorder;
beforeEach(async () => { recorder = await Recorder.start(); });

const give = (env: Record<string, string>) => ({ connection: { env, endpoints: [] } });

/** With what a Deployment ends that sets a variable which comes with what it is connected with, once all is known. */
function failure(own: string, given: pulumi.Output<string>): Promise<string> {
  const { checked } = plan({ type: 'T', name: 't' }, {}, { settings }, scope => {
    const containers = [{ image: IMAGE, envVariables: { LATE: kplus.EnvValue.fromValue(own) } }];
    connect(new kplus.Deployment(scope, 'web', { containers }), [give({ LATE: asString(given) })]);
    return scope;
  });
  return checked!.then(() => 'none', (error: Error) => error.message);
}

test('a Deployment of cdk8s-plus gets what a component gives, after its policies', async () => {
  const mlflow = new MlflowServer('mlflow', { auth: MlflowAuth.basic() }, { settings });
  fromConstructs('train', scope => {
    const deployment = new kplus.Deployment(scope, 'web', { replicas: 1 });
    connect(deployment, [asConstruct(mlflow), give({ LATE: asString(later('value')) })]);
    deployment.addContainer({ image: IMAGE, envVariables: { A: kplus.EnvValue.fromValue('a') } });
  }, { settings });
  await recorder.settled();
  const { inputs, dependsOn } = recorder.get('train/web');
  const { template } = inputs.spec;
  expect(template.spec.containers[0].env).toEqual([
    { name: 'MLFLOW_TRACKING_URI', value: 'http://mlflow-server.ml.svc:5000' },
    { name: 'MLFLOW_TRACKING_USERNAME', value: 'admin' },
    { name: 'MLFLOW_TRACKING_PASSWORD', valueFrom: { secretKeyRef: { name: 'mlflow-auth', key: 'adminPassword' } } },
    { name: 'LATE', value: 'value' },
    { name: 'A', value: 'a' },
  ]);
  expect(template.metadata.labels['mlops-constructs/client']).toBe('train-web-deployment');
  const policies = recorder.all.filter(({ name, type }) => name.startsWith('train/') && type.endsWith(':NetworkPolicy'));
  expect(policies.map(({ inputs: { metadata } }) => metadata.name).sort()).toEqual(
    ['train-web-deployment', 'train-web-deployment-to-mlflow-server']);
  expect(dependsOn).toEqual(expect.arrayContaining(policies.map(({ name }) => name)));
});

test('a variable that turns out to be something else is refused, and not one that turns out to be the same', async () => {
  expect(await failure('mine', later('theirs'))).toContain(
    'variable \'LATE\' \'["mine","theirs"]\': container \'main\' and what it uses as number 1 mean different things by it');
  expect(await failure('same', later('same'))).toBe('none');
});

test('a name that comes later is taken in the place of an object', async () => {
  const volumes = [Volume.secret('v', later('s') as never), Volume.configMap('v', later('m') as never)];
  new Job('job', { image: IMAGE, mounts: [{ volume: volumes[0], path: '/s' }, { volume: volumes[1].named('w'), path: '/m' }] }, { settings });
  await recorder.settled();
  const [job] = recorder.all.filter(({ type }) => type === 'kubernetes:batch/v1:Job');
  expect(job.inputs.spec.template.spec.volumes).toEqual(expect.arrayContaining([
    { name: 'v', secret: { secretName: 's' } }, { name: 'w', configMap: { name: 'm' } },
  ]));
});
