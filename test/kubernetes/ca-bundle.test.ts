import { Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { CaBundle, Credentials, Job, JobProps, SecretValue, Server, ServerKind, SettingsProps } from '../../src';
import { containersOf, find, findAll, Manifest, podSpecs, synth } from '../../src/testing';
import { chart } from '../chart';

const IMAGE = 'example.org/team/image:1';
const FILE = '/etc/mlops-constructs/ca/ca.crt';
const MOUNT = { name: 'ca-bundle', mountPath: '/etc/mlops-constructs/ca', readOnly: true };
const ENV = ['SSL_CERT_FILE', 'REQUESTS_CA_BUNDLE', 'AWS_CA_BUNDLE', 'CURL_CA_BUNDLE', 'GIT_SSL_CAINFO', 'NODE_EXTRA_CA_CERTS']
  .map(name => ({ name, value: FILE }));
const other = [{ name: 'other', image: IMAGE }];

/** Every kind of workload, with every kind of container. */
function workloads(settings: SettingsProps): Manifest[] {
  const scope = chart(settings);
  for (const kind of Object.values(ServerKind)) new Server(scope, kind, { kind, image: IMAGE, ports: { http: 80 }, initContainers: other, sidecars: [{ name: 'side', image: IMAGE }] });
  new Job(scope, 'Job', { image: IMAGE, initContainers: other });
  new Job(scope, 'Cron', { image: IMAGE, schedule: '0 3 * * *' });
  new Credentials(scope, 'Login', { values: { a: SecretValue.generated() } });
  return synth(scope);
}

function job(caBundle: CaBundle, props: Partial<JobProps> = {}): Manifest {
  const scope = chart({ caBundle });
  new Job(scope, 'Job', { image: IMAGE, ...props });
  return find(synth(scope), 'Job');
}

const volumes = (manifest: Manifest) => manifest.spec.template.spec.volumes.filter(({ name }: { name: string }) => name !== 'own-tmp');
const env = (manifest: Manifest) => manifest.spec.template.spec.containers[0].env;

test('every container of every workload reads the file, and all variables name it', () => {
  const pods = podSpecs(workloads({ caBundle: CaBundle.fromConfigMap('company-ca') }));
  expect(pods.map(({ owner }) => owner.kind).sort()).toEqual(['CronJob', 'DaemonSet', 'Deployment', 'Job', 'Job', 'StatefulSet']);
  const containers = pods.flatMap(containersOf);
  expect(containers).toHaveLength(13);
  for (const { spec } of containers) {
    expect(spec.volumeMounts).toContainEqual(MOUNT);
    expect(spec.env).toEqual(expect.arrayContaining(ENV));
  }
  for (const { spec } of pods) expect(spec.volumes.filter(({ name }: { name: string }) => name === 'ca-bundle')).toHaveLength(1);
});

test('without it nothing is mounted and no variable is set', () => {
  const manifests = workloads({});
  expect(findAll(manifests, 'Deployment')).toHaveLength(1);
  expect(JSON.stringify(manifests)).not.toMatch(/ca-bundle|mlops-constructs\/ca|SSL_CERT_FILE|CA_BUNDLE|CAINFO|EXTRA_CA/);
});

test('the file is a key of a ConfigMap, by default ca.crt', () => {
  expect(volumes(job(CaBundle.fromConfigMap('company-ca')))).toEqual([
    { name: 'ca-bundle', configMap: { name: 'company-ca', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
  ]);
});

test('the file is a key of a Secret', () => {
  expect(volumes(job(CaBundle.fromSecret('company-ca', 'bundle.pem')))).toEqual([
    { name: 'ca-bundle', secret: { secretName: 'company-ca', items: [{ key: 'bundle.pem', path: 'ca.crt' }] } },
  ]);
});

test('a ConfigMap and a Secret of cdk8s-plus are taken by their names', () => {
  const scope = Testing.chart();
  expect(CaBundle.fromConfigMap(kplus.ConfigMap.fromConfigMapName(scope, 'M', 'map')).volume).toMatchObject({ configMap: { name: 'map' } });
  expect(CaBundle.fromSecret(kplus.Secret.fromSecretName(scope, 'S', 'secret')).volume).toMatchObject({ secret: { secretName: 'secret' } });
});

test('what a container sets itself wins', () => {
  const set = env(job(CaBundle.fromConfigMap('company-ca'), { env: { AWS_CA_BUNDLE: '/mine' } }));
  expect(set).toContainEqual({ name: 'AWS_CA_BUNDLE', value: '/mine' });
  expect(set).toHaveLength(ENV.length + ['HOME', 'USER', 'LOGNAME'].length);
});

test('what comes with the uses of a container wins', () => {
  const uses = [{ connection: { env: { SSL_CERT_FILE: '/theirs' }, endpoints: [] } }];
  expect(env(job(CaBundle.fromConfigMap('company-ca'), { uses }))).toContainEqual({ name: 'SSL_CERT_FILE', value: '/theirs' });
});
