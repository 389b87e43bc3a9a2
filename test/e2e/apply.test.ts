import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { App, Chart } from 'cdk8s';
import { parseAllDocuments, stringify } from 'yaml';
import { CLIENT_IMAGE, kubectl, KubeObject, Place, script, tryKubectl } from './support/kubectl';
import { Times } from './support/times';
import { app } from '../../examples/quickstart/main';
import { Job, Platform, Volume } from 'mlops-constructs';

const EXAMPLES = join(__dirname, '../../examples');
const place = new Place('e2e-apply');
const admission = new Place('e2e-admission');
const times = new Times('quickstart through kubectl');
const directory = mkdtempSync(join(tmpdir(), 'mlops-e2e-'));

function outdir(name: string): string {
  return join(directory, name);
}

function apply(manifests: string): Promise<string> {
  return kubectl(['apply', '--validate=strict', '-f', manifests]);
}

beforeAll(async () => {
  await place.delete();
  app(outdir('quickstart'), place.namespace).synth();
});

afterAll(async () => {
  try {
    await place.delete();
    await admission.delete();
  } finally {
    rmSync(directory, { recursive: true, force: true });
    times.print();
  }
});

test('apply deploys the quickstart', async () => {
  await times.of('first apply', () => apply(outdir('quickstart')));
  await times.of('all ready after that', () => place.ready());
});

test('a second apply changes nothing', async () => {
  const { code, stdout } = await tryKubectl(['diff', '-f', outdir('quickstart')]);
  expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
  const generations = async () => Object.fromEntries((await place.list('deployments', 'statefulsets', 'jobs', 'networkpolicies'))
    .map(({ kind, metadata }) => [`${kind}/${metadata.name}`, (metadata as { generation?: number }).generation]));
  const before = await generations();
  const lines = (await times.of('second apply', () => apply(outdir('quickstart')))).trim().split('\n');
  // kubectl says so of claim templates, to which the API server adds its defaults, though nothing differs.
  expect(lines.filter(line => !/ unchanged$/.test(line) && !/^statefulset.* configured$/.test(line))).toEqual([]);
  expect(await generations()).toEqual(before);
});

test('a client that is added writes and reads', async () => {
  const program = app(outdir('with-client'), place.namespace);
  const chart = program.node.findChild('ml') as Chart;
  const platform = chart.node.findChild('Platform') as Platform;
  const job = new Job(chart, 'Client', {
    image: CLIENT_IMAGE,
    command: ['python3', '-c', script('client.py')],
    env: { HOME: '/tmp' },
    mounts: [{ volume: Volume.empty('tmp', '256Mi'), path: '/tmp' }],
    resources: { memory: '512Mi' },
    uses: [platform.tracking!],
  });
  program.synth();
  await apply(outdir('with-client'));
  expect(await place.completes(job.jobName)).toMatch(/read run \w+, model version 1/);
});

test('delete leaves nothing', async () => {
  await times.of('delete', () => kubectl(['delete', '--ignore-not-found', '--timeout=180s', '-f', outdir('with-client')]));
  await times.of('all gone after that', () => place.gone());
});

describe('the API server admits', () => {
  beforeAll(() => admission.create());

  const examples = readdirSync(EXAMPLES).filter(name => existsSync(join(EXAMPLES, name, 'main.ts')));
  test.each(examples)('all of %s', async name => {
    const example: { app(outdir: string): App } = await import(join(EXAMPLES, name, 'main'));
    example.app(outdir(`admission-${name}`)).synth();
    const manifests = readdirSync(outdir(`admission-${name}`)).map(file => readFileSync(join(outdir(`admission-${name}`), file), 'utf8'));
    const objects = manifests.flatMap(text => parseAllDocuments(text).map(document => document.toJS() as KubeObject)).filter(Boolean);
    const moved = objects.map(object => object.kind === 'Namespace'
      ? { ...object, metadata: { ...object.metadata, name: admission.namespace } }
      : { ...object, metadata: { ...object.metadata, namespace: admission.namespace } });
    const text = moved.map(object => stringify(object)).join('---\n');
    const { code, stdout, stderr } = await tryKubectl(['apply', '--dry-run=server', '--validate=strict', '-f', '-'], text);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.trim().split('\n')).toHaveLength(objects.length);
  });
});
