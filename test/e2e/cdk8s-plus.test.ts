import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { ApiObject, App, Chart, JsonPatch, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { CLIENT_IMAGE, kubectl, Place, script } from './support/kubectl';
import { Times } from './support/times';
import { until } from './support/wait';
import { connect, MlflowAuth, MlflowServer, Namespace, Profile, Settings } from 'mlops-constructs';

const place = new Place('e2e-cdk8s-plus');
const times = new Times('a Deployment of cdk8s-plus as client');
const directory = mkdtempSync(join(tmpdir(), 'mlops-e2e-'));

/** Tries to write a run and to read it back until that is done; then it is ready. */
const TRIES = `
import os, time
while True:
    try:
        exec(os.environ['PROGRAM'])
        break
    except Exception as error:
        print('failed:', error, flush=True)
        time.sleep(1)
open('/tmp/done', 'w').close()
print('done', flush=True)
time.sleep(3600)
`;

/** The program with a Deployment that is connected, or has address and password written by hand. */
function synth(connected: boolean): void {
  const app = new App({ outdir: directory });
  const ml = new Chart(app, 'ml', { namespace: place.namespace, disableResourceNameHashes: true });
  Settings.set(ml, { profile: Profile.local() });
  new Namespace(ml, 'Namespace', { name: place.namespace });
  const mlflow = new MlflowServer(ml, 'Mlflow', { auth: MlflowAuth.basic() });
  const train = new kplus.Deployment(ml, 'train', { replicas: 1, securityContext: { user: 10001, group: 10001, fsGroup: 10001 } });
  if (connected) connect(train, [mlflow]);
  const container = train.addContainer({
    image: CLIENT_IMAGE,
    imagePullPolicy: kplus.ImagePullPolicy.IF_NOT_PRESENT,
    command: ['python3', '-c', TRIES],
    envVariables: {
      PROGRAM: kplus.EnvValue.fromValue(script('client.py')),
      HOME: kplus.EnvValue.fromValue('/tmp'),
      MLFLOW_HTTP_REQUEST_TIMEOUT: kplus.EnvValue.fromValue('5'),
      MLFLOW_HTTP_REQUEST_MAX_RETRIES: kplus.EnvValue.fromValue('0'),
      ...!connected && {
        MLFLOW_TRACKING_URI: kplus.EnvValue.fromValue(mlflow.trackingUri),
        MLFLOW_TRACKING_USERNAME: kplus.EnvValue.fromValue('admin'),
        MLFLOW_TRACKING_PASSWORD: kplus.EnvValue.fromSecretValue({
          secret: kplus.Secret.fromSecretName(ml, 'auth', 'ml-mlflow-auth'), key: 'adminPassword',
        }),
      },
    },
    readiness: kplus.Probe.fromCommand(['test', '-f', '/tmp/done']),
    resources: {
      cpu: { request: kplus.Cpu.millis(10), limit: kplus.Cpu.millis(1000) },
      memory: { request: Size.mebibytes(256), limit: Size.mebibytes(512) },
    },
    securityContext: { user: 10001, group: 10001 },
  });
  container.mount('/tmp', kplus.Volume.fromEmptyDir(ml, 'scratch', 'scratch'));
  // Pod Security `restricted` asks for both, and cdk8s-plus does not know them.
  ApiObject.of(train).addJsonPatch(
    JsonPatch.add('/spec/template/spec/securityContext/seccompProfile', { type: 'RuntimeDefault' }),
    JsonPatch.add('/spec/template/spec/containers/0/securityContext/capabilities', { drop: ['ALL'] }),
  );
  app.synth();
}

/** What the pods of the Deployment have printed, once it holds something. */
function printed(text: RegExp): Promise<string> {
  return until(`the Deployment prints ${text}`, async () => {
    const log = await place.kubectl(['logs', 'deployment/ml-train']).catch(() => '');
    return text.test(log) && log;
  });
}

beforeAll(async () => {
  await place.delete();
  await place.create();
});

afterAll(async () => {
  try {
    await place.delete();
  } finally {
    rmSync(directory, { recursive: true, force: true });
    times.print();
  }
});

test('a Deployment that knows address and password, but is not connected, reaches nothing', async () => {
  synth(false);
  await times.of('server and a Deployment that is not connected', async () => {
    await kubectl(['apply', '-f', directory]);
    await place.kubectl(['rollout', 'status', 'deployment/ml-mlflow-server', '--timeout=300s']);
    expect(await printed(/^failed: /m)).toMatch(/Failed to resolve|timed out|refused/);
    expect((await place.find('deployment', 'ml-train')).status.readyReplicas).toBeUndefined();
  });
});

test('it logs a run and reads it back once it is connected', async () => {
  synth(true);
  await times.of('the same Deployment, connected', async () => {
    await kubectl(['apply', '-f', directory]);
    await place.kubectl(['rollout', 'status', 'deployment/ml-train', '--timeout=180s']);
    expect(await printed(/^done$/m)).toMatch(/^read run [0-9a-f]{32}, model version \d+/m);
  });
});
