import { execFile } from 'child_process';
import { readFileSync } from 'fs';
import { join } from 'path';
import { until } from './wait';

/** An object as the API server gives it. */
export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly labels?: Record<string, string> };
  readonly [field: string]: any;
}

/** What a program printed. */
export interface Printed {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The image with which tests connect, read and write. */
export const CLIENT_IMAGE = 'example.test/mlops/ml-job:1';

/** The text of a Python program beside this file. */
export function script(name: string): string {
  return readFileSync(join(__dirname, name), 'utf8');
}

/** Runs kubectl whatever its exit code. */
export function tryKubectl(args: readonly string[], input = ''): Promise<Printed> {
  return new Promise(resolve => {
    const child = execFile('kubectl', args, { maxBuffer: 64 * 1024 * 1024, timeout: 300_000 }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code ?? 1), stdout, stderr });
    });
    child.stdin!.end(input);
  });
}

/** Runs kubectl and gives its standard output. */
export async function kubectl(args: readonly string[], input?: string): Promise<string> {
  const { code, stdout, stderr } = await tryKubectl(args, input);
  if (code !== 0) throw new Error(`kubectl ${args.join(' ')}: exit code ${code}\n${stdout}${stderr}`);
  return stdout;
}

/** A namespace of the cluster, and what tests do there. */
export class Place {
  constructor(public readonly namespace: string) {}

  /** Runs kubectl in this namespace. */
  public kubectl(args: readonly string[], input?: string): Promise<string> {
    return kubectl(['-n', this.namespace, ...args], input);
  }

  /** All objects of some kinds. */
  public async list(...kinds: string[]): Promise<KubeObject[]> {
    return JSON.parse(await this.kubectl(['get', kinds.join(','), '-o', 'json'])).items;
  }

  /** The one object of a kind whose name contains `part`. */
  public async find(kind: string, part: string): Promise<KubeObject> {
    const found = (await this.list(kind)).filter(({ metadata }) => metadata.name.includes(part));
    if (found.length !== 1) throw new Error(`${found.length} objects of kind ${kind} have a name with ${part}`);
    return found[0];
  }

  /** Makes the namespace, with Pod Security `restricted` enforced. */
  public async create(): Promise<void> {
    const labels = { 'pod-security.kubernetes.io/enforce': 'restricted', 'pod-security.kubernetes.io/warn': 'restricted' };
    await kubectl(['apply', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: this.namespace, labels } }));
  }

  /** Takes the namespace away with all that is in it; says which pods do not end. */
  public async delete(): Promise<void> {
    const { code, stderr } = await tryKubectl(['delete', 'namespace', this.namespace, '--ignore-not-found', '--timeout=180s']);
    if (code === 0) return;
    const pods = await this.list('pods');
    const logs = await Promise.all(pods.map(({ metadata }) => this.kubectl(['logs', metadata.name, '--all-containers', '--tail=15']).catch(String)));
    throw new Error([stderr, await this.kubectl(['get', 'pods']), ...pods.map(({ metadata }, index) => `${metadata.name}\n${logs[index]}`)].join('\n'));
  }

  /** Waits until every server has all its pods. */
  public async ready(): Promise<void> {
    for (const { kind, metadata } of await this.list('deployments', 'statefulsets')) {
      await this.kubectl(['rollout', 'status', `${kind.toLowerCase()}/${metadata.name}`, '--timeout=180s']);
    }
  }

  /** Waits until a Job is complete; fails with its log when it fails. */
  public async completes(job: string, seconds = 180): Promise<string> {
    const log = () => this.kubectl(['logs', `job/${job}`, '--all-containers', '--tail=60']);
    try {
      await until(`job ${job} is complete`, async () => {
        const { status } = JSON.parse(await this.kubectl(['get', 'job', job, '-o', 'json']));
        const is = (type: string) => status.conditions?.some((c: any) => c.type === type && c.status === 'True');
        if (is('Failed')) throw new Error(`job ${job} failed`);
        return is('Complete');
      }, seconds);
    } catch (error) {
      throw new Error(`${(error as Error).message}\n${await log().catch(String)}`);
    }
    return log();
  }

  /** Waits until a Job is complete; fails with its log when it fails. */
  public async jobCompletes(job: string, seconds?: number): Promise<string> {
    return this.completes((await this.jobOf(job)).metadata.name, seconds);
  }

  /** Runs a Job once more, in pods that are wired like its own, with other environment; gives its log. */
  public async again(job: string, name: string, env: Record<string, string>, seconds?: number): Promise<string> {
    const { spec: { template, backoffLimit } } = await this.jobOf(job);
    const labels = Object.entries<string>(template.metadata.labels).filter(([key]) => !/controller-uid|job-name/.test(key));
    const [main, ...others] = template.spec.containers;
    const added = Object.entries(env).map(([key, value]) => ({ name: key, value }));
    const kept = (main.env ?? []).filter((variable: any) => !(variable.name in env));
    const pods = { ...template.spec, containers: [{ ...main, env: [...kept, ...added] }, ...others] };
    await this.kubectl(['create', '-f', '-'], JSON.stringify({
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name },
      spec: { backoffLimit, template: { metadata: { labels: Object.fromEntries(labels) }, spec: pods } },
    }));
    return this.completes(name, seconds);
  }

  /** Which of some `host:port` a pod that nothing was wired to can open. */
  public async opens(pod: string, addresses: readonly string[]): Promise<string[]> {
    await this.kubectl(['create', '-f', '-'], JSON.stringify({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: pod },
      spec: {
        restartPolicy: 'Never',
        automountServiceAccountToken: false,
        securityContext: { runAsNonRoot: true, runAsUser: 10002, seccompProfile: { type: 'RuntimeDefault' } },
        containers: [{
          name: 'probe',
          image: CLIENT_IMAGE,
          // Policies are in force one to two seconds after the pod has its address.
          command: ['python3', '-c', script('connect.py'), '--wait=3', ...addresses],
          securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
        }],
      },
    }));
    await until(`pod ${pod} has ended`, async () => {
      const phase = await this.kubectl(['get', 'pod', pod, '-o', 'jsonpath={.status.phase}']);
      return phase === 'Succeeded' || phase === 'Failed';
    });
    return JSON.parse(await this.kubectl(['logs', pod]));
  }

  /** All volumes that claims of this namespace hold. */
  public async volumes(): Promise<string[]> {
    const { items } = JSON.parse(await kubectl(['get', 'persistentvolumes', '-o', 'json'])) as { items: KubeObject[] };
    return items.filter(({ spec }) => spec.claimRef?.namespace === this.namespace).map(({ metadata }) => metadata.name);
  }

  /** Waits until nothing is left of the namespace, its volumes neither. */
  public async gone(): Promise<void> {
    await until(`namespace ${this.namespace} and its volumes are gone`, async () => {
      const namespace = await kubectl(['get', 'namespace', this.namespace, '--ignore-not-found', '-o', 'name']);
      return namespace === '' && (await this.volumes()).length === 0;
    });
  }

  /** The Job in the cluster, by the name that its construct has: its own ends in a digest. */
  private async jobOf(job: string): Promise<KubeObject> {
    const name = new RegExp(`^${job}-[0-9a-f]{8}$`);
    const found = (await this.list('jobs')).filter(({ metadata }) => name.test(metadata.name));
    if (found.length !== 1) throw new Error(`${found.length} Jobs are of the Job ${job}`);
    return found[0];
  }
}
