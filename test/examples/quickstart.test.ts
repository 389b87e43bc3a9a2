import { checkCluster, CheckOptions, ClusterApi, NamespaceState } from '../../examples/quickstart/cluster-check';
import { optionsOf } from '../../examples/quickstart/options';
import { pulumiCli } from '../../examples/quickstart/pulumi-cli';
import { Refusal } from '../../examples/quickstart/refusal';
import { reach } from '../../examples/quickstart/report';

const TARGET = { context: 'lab', server: 'https://lab.example.org:6443', namespace: 'ml' };
const OURS: NamespaceState = { labels: { 'app.kubernetes.io/managed-by': 'mlops-constructs' }, deleting: false };

const check = (api: Partial<ClusterApi>, options: CheckOptions = {}) =>
  checkCluster({ version: async () => 'v1.33.0', namespace: async () => undefined, ...api }, TARGET, options);
const failing = (message: string, code?: number) => async () => {
  throw Object.assign(new Error(message), { code });
};

async function refusal(work: Promise<unknown>): Promise<string> {
  const error = await work.then(() => undefined, reason => reason);
  expect(error).toBeInstanceOf(Refusal);
  return error.message;
}

describe('the cluster', () => {
  test('that does not answer', async () => {
    expect(await refusal(check({ version: failing('connect ECONNREFUSED') }))).toBe(
      'the cluster of context lab (https://lab.example.org:6443) does not answer (connect ECONNREFUSED): start it, or switch to another with `kubectl config use-context`');
  });

  test('that stays silent', async () => {
    expect(await refusal(check({ version: () => new Promise(() => {}) }, { timeoutMs: 10 }))).toBe(
      'the cluster of context lab (https://lab.example.org:6443) does not answer (no answer in 0.01 s): start it, or switch to another with `kubectl config use-context`');
  });

  test('that rejects the credentials', async () => {
    expect(await refusal(check({ version: failing('Unauthorized', 401) }))).toBe(
      'the cluster of context lab (https://lab.example.org:6443) does not accept the credentials of the kubeconfig: log in to it again');
  });

  test('that keeps the namespace from being read', async () => {
    expect(await refusal(check({ namespace: failing('Forbidden', 403) }))).toBe(
      'the cluster of context lab (https://lab.example.org:6443) does not let you read the namespace ml: use a context with the rights to create namespaces');
  });

  test.each(['v1.32.9', 'v0.40.0', 'unknown'])('that is too old: %s', async version => {
    expect(await refusal(check({ version: async () => version }))).toBe(
      `the cluster of context lab runs Kubernetes ${version}: upgrade it to 1.33 or newer, or switch to another with \`kubectl config use-context\``);
  });

  test('may be too old for taking the quickstart away', async () => {
    expect(await check({ version: async () => 'v1.32.9' }, { destroy: true })).toBe(false);
  });

  test.each(['v1.33.0', 'v1.35.4+k3s1', 'v2.0.0'])('that is new enough: %s', async version => {
    expect(await check({ version: async () => version })).toBe(false);
  });
});

describe('the namespace', () => {
  test.each([false, true])('that is not ours, destroy: %s', async destroy => {
    expect(await refusal(check({ namespace: async () => ({ labels: {}, deleting: false }) }, { destroy }))).toBe(
      'the namespace ml exists and was not made by mlops-constructs: choose another with `--namespace <name>`');
  });

  test('that is ours', async () => {
    expect(await check({ namespace: async () => OURS })).toBe(true);
  });

  test('that is being deleted', async () => {
    expect(await refusal(check({ namespace: async () => ({ ...OURS, deleting: true }) }))).toBe(
      'the namespace ml is being deleted: wait until it is gone (`kubectl wait --for=delete namespace/ml`), or choose another with `--namespace <name>`');
  });
});

describe('the pulumi CLI', () => {
  const said = jest.fn();

  test('of the PATH is used', async () => {
    expect(await pulumiCli({ get: async () => 'path', install: failing('must not be called') }, said)).toBe('path');
  });

  test('that is missing is installed', async () => {
    expect(await pulumiCli({ get: failing('ENOENT'), install: async () => 'installed' }, said)).toBe('installed');
  });

  test('that is missing and cannot be installed', async () => {
    expect(await refusal(pulumiCli({ get: failing('ENOENT'), install: failing('getaddrinfo ENOTFOUND\nstack') }, said))).toBe(
      'the pulumi CLI is missing and cannot be downloaded (getaddrinfo ENOTFOUND): install it as https://www.pulumi.com/docs/install/ says, then run the quickstart again');
  });
});

describe('the command line', () => {
  test('has defaults', () => {
    expect(optionsOf([], {})).toEqual({ yes: false, destroy: false, namespace: 'ml' });
  });

  test('takes the flags', () => {
    expect(optionsOf(['--yes', '--destroy', '--namespace', 'lab'], {})).toEqual({ yes: true, destroy: true, namespace: 'lab' });
  });

  test('is answered with yes by CI', () => {
    expect(optionsOf([], { CI: 'true' }).yes).toBe(true);
  });

  test('with an unknown flag', () => {
    expect(() => optionsOf(['--force'], {})).toThrow(new Refusal(
      'cannot read "--force": the flags are --yes, --destroy and --namespace <name>, behind `npm run quickstart --`'));
  });

  test.each(['', 'Upper', '-ml', 'ml-', 'a.b', 'a'.repeat(64)])('with an impossible namespace: %j', namespace => {
    expect(() => optionsOf([`--namespace=${namespace}`], {})).toThrow(new Refusal(
      `--namespace "${namespace}" is no name for a namespace: use at most 63 lowercase letters, digits and inner hyphens`));
  });
});

test('an address in the cluster comes with its port-forward, any other text does not', () => {
  expect(reach({ trackingUri: 'http://mlflow.ml.svc:5000', web: { url: 'http://web.ml.svc.cluster.local' }, outside: 'https://ml.example.org', note: 'text', size: 3 }, 'ml')).toEqual([
    ['trackingUri', 'http://mlflow.ml.svc:5000', 'kubectl --namespace ml port-forward service/mlflow 5000:5000'],
    ['web.url', 'http://web.ml.svc.cluster.local', 'kubectl --namespace ml port-forward service/web 8080:80'],
    ['outside', 'https://ml.example.org', ''],
    ['note', 'text', ''],
  ]);
});
