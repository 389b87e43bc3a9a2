import { Refusal } from './refusal';

/** The oldest Kubernetes that the quickstart supports, as 1.x. */
const OLDEST = 33;

/** Where the quickstart goes. */
export interface Target {
  readonly context: string;
  readonly server: string;
  readonly namespace: string;
}

export interface NamespaceState {
  readonly labels: Record<string, string>;
  readonly deleting: boolean;
}

/** What the checks ask a cluster; errors carry the HTTP status as `code`. */
export interface ClusterApi {
  /** As in `v1.35.4`. */
  version(): Promise<string>;
  /** Undefined where there is no such namespace. */
  namespace(name: string): Promise<NamespaceState | undefined>;
}

export interface CheckOptions {
  readonly destroy?: boolean;
  /** @default 5000 */
  readonly timeoutMs?: number;
}

/**
 * Changes nothing, and refuses a cluster that the quickstart must leave alone.
 *
 * @returns whether the namespace exists
 */
export async function checkCluster(api: ClusterApi, target: Target, options: CheckOptions = {}): Promise<boolean> {
  const ask = <T>(question: Promise<T>) => answer(question, target, options.timeoutMs ?? 5000);
  const version = await ask(api.version());
  const [, major, minor] = /^v?(\d+)\.(\d+)/.exec(version) ?? [];
  if (!options.destroy && !(Number(major) > 1 || (Number(major) === 1 && Number(minor) >= OLDEST))) {
    throw new Refusal(`the cluster of context ${target.context} runs Kubernetes ${version}: upgrade it to 1.${OLDEST} or newer, or switch to another with \`kubectl config use-context\``);
  }
  const namespace = await ask(api.namespace(target.namespace));
  if (namespace && namespace.labels['app.kubernetes.io/managed-by'] !== 'mlops-constructs') {
    throw new Refusal(`the namespace ${target.namespace} exists and was not made by mlops-constructs: choose another with \`--namespace <name>\``);
  }
  if (namespace?.deleting && !options.destroy) {
    throw new Refusal(`the namespace ${target.namespace} is being deleted: wait until it is gone (\`kubectl wait --for=delete namespace/${target.namespace}\`), or choose another with \`--namespace <name>\``);
  }
  return namespace !== undefined;
}

async function answer<T>(question: Promise<T>, target: Target, timeoutMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer in ${timeoutMs / 1000} s`)), timeoutMs);
  });
  try {
    return await Promise.race([question, timeout]);
  } catch (error) {
    throw unanswered(error as Error & { code?: unknown }, target);
  } finally {
    clearTimeout(timer);
  }
}

function unanswered(error: Error & { code?: unknown }, target: Target): Refusal {
  const where = `the cluster of context ${target.context} (${target.server})`;
  if (error.code === 401) return new Refusal(`${where} does not accept the credentials of the kubeconfig: log in to it again`);
  if (error.code === 403) {
    return new Refusal(`${where} does not let you read the namespace ${target.namespace}: use a context with the rights to create namespaces`);
  }
  return new Refusal(`${where} does not answer (${error.message}): start it, or switch to another with \`kubectl config use-context\``);
}
