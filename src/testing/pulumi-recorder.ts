import { Manifest } from './manifest';

/** A resource that a Pulumi program registered. */
export interface PulumiResource {
  /** Type token, for example `kubernetes:apps/v1:Deployment` or `mlops-constructs:index:MlflowServer`. */
  readonly type: string;
  /** The resource's logical name. */
  readonly name: string;
  /** What the program gave it, as plain data. */
  readonly inputs: Record<string, any>;
  /** The id that the program gets back. */
  readonly id: string;
  /** Whether a provider manages it; `false` for component resources. */
  readonly custom: boolean;
  /** Reference of the provider instance; empty where it is the default one. */
  readonly provider: string;
}

/** A function of a provider that a Pulumi program called. */
export interface PulumiCall {
  /** Function token, for example `aws:index/getRegion:getRegion`. */
  readonly token: string;
  /** The arguments. */
  readonly inputs: Record<string, any>;
}

/** What a mocked resource gives back to the program. */
export interface PulumiResourceState {
  /** The id. */
  readonly id: string;
  /** The outputs. */
  readonly state: Record<string, any>;
}

/** What a provider would add to a resource that came up well. */
const STATUS: Record<string, (spec: Record<string, any>) => Record<string, any>> = {
  Deployment: ({ replicas = 1 }) => ({ replicas, updatedReplicas: replicas, readyReplicas: replicas, availableReplicas: replicas }),
  StatefulSet: ({ replicas = 1 }) => ({ replicas, updatedReplicas: replicas, readyReplicas: replicas, availableReplicas: replicas }),
  DaemonSet: () => ({ desiredNumberScheduled: 1, currentNumberScheduled: 1, numberReady: 1, numberAvailable: 1 }),
  Job: ({ completions = 1 }) => ({ succeeded: completions, conditions: [{ type: 'Complete', status: 'True' }] }),
  Namespace: () => ({ phase: 'Active' }),
  PersistentVolumeClaim: () => ({ phase: 'Bound' }),
  Pod: () => ({ phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] }),
  Service: () => ({ loadBalancer: {} }),
};

/**
 * Records what a Pulumi program registers, in place of an engine and a cluster. Every resource succeeds at once.
 *
 * ```ts
 * const recorder = new PulumiRecorder();
 * await pulumi.runtime.setMocks(recorder);
 * new mlops.MlflowServer('mlflow', {}, { settings: { namespace: 'ml' } });
 * await pulumi.runtime.disconnect();
 * expect(recorder.find('kubernetes:apps/v1:Deployment').inputs.spec.replicas).toBe(1);
 * ```
 *
 * Registration is asynchronous: `disconnect` waits for all that the program has made so far.
 */
export class PulumiRecorder {
  /** What was registered, in order. */
  public readonly resources: PulumiResource[] = [];
  /** What was called, in order. */
  public readonly calls: PulumiCall[] = [];

  /**
   * The one resource of that type and name.
   *
   * @param type the type token, or its last part: `kubernetes:apps/v1:Deployment` or `Deployment`
   * @param name the logical name; may be left out where only one resource of the type exists
   * @throws when there is none, or more than one; the message lists what is there
   */
  public find(type: string, name?: string): PulumiResource {
    const found = this.findAll(type).filter((each) => name === undefined || each.name === name);
    if (found.length === 1) return found[0];
    const wanted = name === undefined ? type : `${type} "${name}"`;
    const shown = [found, this.findAll(type), this.resources].find((each) => each.length > 0) ?? [];
    const wrong = found.length > 1 ? `expected one ${wanted}, found ${found.length}` : `no ${wanted} among ${this.resources.length} resources`;
    throw new Error(`${wrong}; `
      + `there are: ${shown.map((each) => `${each.type} "${each.name}"`).join(', ') || 'none at all'}`);
  }

  /**
   * Every resource of that type, in order of registration.
   *
   * @param type the type token, or its last part
   */
  public findAll(type: string): PulumiResource[] {
    return this.resources.filter((each) => each.type === type || each.type.endsWith(`:${type}`));
  }

  /**
   * The Kubernetes objects that were registered, in order, as manifests: without the annotations that are words to Pulumi.
   *
   * With `setMocks`, `await pulumi.runtime.disconnect()` waits for all of them.
   */
  public manifests(): Manifest[] {
    const objects = this.resources.filter(({ custom, inputs }) => custom && inputs.apiVersion && inputs.kind);
    return objects.map(({ inputs }) => manifestOf(inputs));
  }

  /** Called by Pulumi for every resource: records it and answers with its inputs as outputs, and the status of one that is ready. */
  public newResource(
    args: { type: string; name: string; inputs: any; provider?: string; custom?: boolean; id?: string },
  ): PulumiResourceState {
    const kubernetes = args.type.startsWith('kubernetes:') && args.type.split(':').length === 3;
    const state = kubernetes ? kubernetesState(args) : { ...args.inputs };
    const { namespace, name } = state.metadata ?? {};
    const id = args.id || (kubernetes && name ? [namespace, name].filter(Boolean).join('/') : `${args.name}-id`);
    this.resources.push({
      type: args.type, name: args.name, inputs: args.inputs, id, custom: args.custom ?? false, provider: args.provider ?? '',
    });
    return { id, state };
  }

  /** Called by Pulumi for every function: records it and answers with its arguments. */
  public call(args: { token: string; inputs: any; provider?: string }): Record<string, any> {
    this.calls.push({ token: args.token, inputs: args.inputs });
    return args.inputs;
  }
}

function kubernetesState({ type, name, inputs }: { type: string; name: string; inputs: any }): Record<string, any> {
  const status = STATUS[type.split(':')[2]]?.(inputs.spec ?? {});
  return { ...inputs, metadata: { name, ...inputs.metadata }, ...status && { status: { ...status, ...inputs.status } } };
}

function manifestOf({ apiVersion, kind, metadata: { annotations = {}, ...metadata }, ...rest }: Record<string, any>): Manifest {
  const kept = Object.entries(annotations).filter(([key]) => !key.startsWith('pulumi.com/'));
  return { apiVersion, kind, metadata: { ...metadata, ...kept.length > 0 && { annotations: Object.fromEntries(kept) } }, ...rest };
}
