import { CLIENT_IMAGE, KubeObject, Place, script } from './support/kubectl';
import { TestStack } from './support/stack';
import { Times } from './support/times';
import * as mlops from 'mlops-constructs/pulumi';

const place = new Place('e2e-pulumi');
const outside = new Place('e2e-pulumi-outside');
const times = new Times('quickstart through Pulumi');

/** What the program has besides the quickstart, from one step to the next. */
let extras: { readonly workers: number } | undefined;

/** The bucket that the platform makes for MLflow. */
const ARTIFACTS = 'platform-mlflow-artifacts';

const stack = new TestStack('quickstart', () => {
  const settings = { namespace: place.namespace };
  const home = new mlops.Namespace('ml', { name: place.namespace }, { settings });
  const platform = new mlops.Platform('platform', { profile: mlops.Profile.local(), orchestration: false }, { settings, dependsOn: home });
  const scratch = [{ volume: mlops.Volume.empty('tmp', '256Mi'), path: '/tmp' }];
  const job = { image: CLIENT_IMAGE, mounts: scratch, resources: { memory: '512Mi' } };

  new mlops.Job('client', {
    ...job, command: ['python3', '-c', script('client.py')], env: { HOME: '/tmp' }, uses: [platform.tracking!],
  }, { settings, dependsOn: platform });

  if (!extras) return;
  const other = new mlops.Bucket('other', { store: platform.objectStore! }, { settings, dependsOn: platform });
  new mlops.Job('trespasser', {
    ...job,
    command: ['python3', '-c', script('trespass.py')],
    env: { HOME: '/tmp', OWN_BUCKET: other.bucket, OTHER_BUCKET: ARTIFACTS },
    uses: [other],
  }, { settings, dependsOn: other });
  new mlops.MlflowServer('scratch', { workers: extras.workers }, { settings, dependsOn: home });
});

/** The platform's servers: by cluster address, so that DNS has no part in it, and by pod address. */
async function addresses(): Promise<string[]> {
  const services = (await place.list('services')).filter(({ metadata }) => metadata.name.startsWith('platform-'));
  const pods = await place.list('pods');
  return services.flatMap(({ spec }) => {
    const behind = pods.filter(({ metadata }) => Object.entries(spec.selector).every(([key, value]) => metadata.labels?.[key] === value));
    const [{ port, targetPort }] = spec.ports;
    return [`${spec.clusterIP}:${port}`, ...behind.map(({ status }) => `${status.podIP}:${Number(targetPort) || port}`)];
  });
}

beforeAll(async () => {
  await place.delete();
  await outside.delete();
});

afterAll(async () => {
  try {
    await stack.destroy().catch(() => undefined);
    await place.delete();
    await outside.delete();
  } finally {
    stack.forget();
    times.print();
  }
});

test('up deploys all of it, and a client writes and reads', async () => {
  await times.of('first up, with a client', () => stack.up());
  await times.of('all ready after that', () => place.ready());
  expect(await place.jobCompletes('client')).toMatch(/read run \w+, model version 1/);
});

test('a second up changes nothing', async () => {
  const { counts } = await times.of('second up', () => stack.up());
  expect(Object.keys(counts)).toEqual(['same']);
});

test('the namespace enforces Pod Security', async () => {
  const { metadata } = JSON.parse(await place.kubectl(['get', 'namespace', place.namespace, '-o', 'json'])) as KubeObject;
  expect(metadata.labels).toMatchObject({ 'pod-security.kubernetes.io/enforce': 'restricted' });
});

test('who was wired can connect, others cannot', async () => {
  const servers = await addresses();
  expect(servers).toHaveLength(6);
  const stores = (await place.list('services')).filter(({ metadata }) => /postgres|objects/.test(metadata.name));
  const wired = stores.map(({ metadata, spec }) => `${metadata.name}:${spec.ports[0].port}`);
  const seen = await place.kubectl(['exec', 'deployment/platform-mlflow-server', '-c', 'main', '--', 'python3', '-c', script('connect.py'), '--wait=0', ...wired]);
  expect(JSON.parse(seen)).toEqual(wired);

  const own = await place.opens('unwired', servers);
  expect(own).toEqual([]);
  await outside.create();
  const { spec } = await new Place('default').find('services', 'kubernetes');
  const control = `${spec.clusterIP}:443`;
  expect(await outside.opens('unwired', [control, ...servers])).toEqual([control]);
});

test('deleting the pods keeps the data', async () => {
  await place.kubectl(['delete', 'pod', '--wait', '-l', 'app.kubernetes.io/instance in (platform-mlflow-server, platform-postgres-server)']);
  await place.ready();
  expect(await place.again('client', 'read-after-restart', { MODE: 'read' })).toContain('model version 1');
});

test("a bucket's credentials do not open another", async () => {
  extras = { workers: 1 };
  const { counts } = await times.of('up with a bucket and a second MLflow', () => stack.up());
  expect(Object.keys(counts).sort()).toEqual(['create', 'same']);
  await place.ready();
  const { spec } = await place.find('deployments', 'platform-mlflow-server');
  expect(spec.template.spec.containers[0].command).toContain(`s3://${ARTIFACTS}`);
  expect(await place.jobCompletes('trespasser')).toMatch(/list AccessDenied\nget AccessDenied\nput AccessDenied/);
});

test('changing a prop changes only what it must', async () => {
  extras = { workers: 2 };
  const { changed, counts } = await times.of('up with another number of workers', () => stack.up());
  expect(changed).toEqual(['update kubernetes:apps/v1:Deployment']);
  expect(counts).toMatchObject({ update: 1 });
  await place.ready();
});

test('a generated Secret that is deleted is made anew', async () => {
  const name = 'platform-mlflow-db-credentials';
  const uid = async () => (await place.find('secrets', name)).metadata as unknown as { uid: string };
  const before = await uid();
  const job = await place.find('jobs', name);
  await place.kubectl(['delete', `secret/${name}`, `job/${job.metadata.name}`]);
  const { changed } = await times.of('up with refresh after a Secret was deleted', () => stack.up({ refresh: true }));
  expect(changed).toEqual(['create kubernetes:batch/v1:Job']);
  expect((await uid()).uid).not.toBe(before.uid);

  await place.kubectl(['rollout', 'restart', 'deployment/platform-mlflow-server']);
  await place.ready();
  expect(await place.again('client', 'read-with-new-secret', { MODE: 'read' })).toContain('model version 1');
  expect(await place.again('client', 'write-with-new-secret', { MODE: 'write' })).toContain('model version 2');
});

test('no secret value stands in the state or in a manifest', async () => {
  const secrets = await place.list('secrets');
  const encoded = secrets.flatMap(({ data }) => Object.values<string>(data));
  expect(encoded.length).toBeGreaterThanOrEqual(8);
  const values = [...encoded, ...encoded.map(value => Buffer.from(value, 'base64').toString())];
  expect(stack.filesWith(values)).toEqual([]);
  const kinds = ['deployments', 'statefulsets', 'jobs', 'pods', 'configmaps', 'serviceaccounts', 'services', 'networkpolicies', 'events'];
  const manifests = JSON.stringify(await place.list(...kinds));
  expect(values.filter(value => manifests.includes(value))).toEqual([]);
});

test('destroy leaves nothing', async () => {
  await times.of('destroy', () => stack.destroy());
  await times.of('all gone after that', () => place.gone());
});
