import * as pulumi from '@pulumi/pulumi';
import { Claims } from '../kubernetes';

/** The trees of components that a program deploys to one cluster, by what tells them apart. */
type Trees = Map<string, Claims>;

/** One table for the process, for programs with two copies of this package. A run of a program is known by its connection to the engine. */
const TABLE = Symbol.for('mlops-constructs.programs');
const NOWHERE = {};

function treesOf(cluster: object): Trees {
  const global = globalThis as { [TABLE]?: WeakMap<object, WeakMap<object, Trees>> };
  const runs = global[TABLE] ??= new WeakMap<object, WeakMap<object, Trees>>();
  const run: object = pulumi.runtime.getMonitor() ?? NOWHERE;
  const clusters = runs.get(run) ?? new WeakMap<object, Trees>();
  runs.set(run, clusters);
  const trees = clusters.get(cluster) ?? new Map<string, Claims>();
  clusters.set(cluster, trees);
  return trees;
}

/**
 * The names that a component takes, which are its own in the program and the cluster of its provider. A component of the same type,
 * name and parents is the same one, made again: Pulumi refuses a second in one program, and tests make it for each of theirs.
 */
export class ComponentClaims implements Claims {
  public readonly taken = new Map<string, string>();
  public readonly label: string;
  private readonly _trees: Trees;

  constructor(type: string, name: string, opts: pulumi.ComponentResourceOptions) {
    this.label = [told(type, name), ...parentsOf(opts.parent)].join(' of ');
    this._trees = treesOf(providerOf(opts) ?? NOWHERE);
  }

  /** Who has a name in another component's tree. */
  public beyond(name: string): string | undefined {
    for (const [label, { taken }] of this._trees) {
      const path = label === this.label ? undefined : taken.get(name);
      if (path !== undefined) return path.includes(label) ? path : `${path} (${label})`;
    }
    return undefined;
  }

  /** Makes the names known to others, once nothing has stopped the component. */
  public commit(): void {
    this._trees.set(this.label, this);
  }
}

function providerOf({ provider, providers, parent }: pulumi.ComponentResourceOptions): object | undefined {
  const listed = Array.isArray(providers) ? providers : Object.values(providers ?? {});
  const own = [...provider ? [provider] : [], ...listed].find(each => internals(each).__pulumiType === 'pulumi:providers:kubernetes');
  return own ?? parent?.getProvider('kubernetes:core/v1:Namespace');
}

/** The resource above and all above it, as a URN has them; the stack is above all. */
function parentsOf(parent: pulumi.Resource | undefined): string[] {
  const { __pulumiType: type, __name: name, __parentResource: above } = internals(parent);
  return type === undefined || type === 'pulumi:pulumi:Stack' ? [] : [told(type, name ?? ''), ...parentsOf(above)];
}

/** What Pulumi keeps of a resource, but shows to nobody before it is registered. */
function internals(resource: pulumi.Resource | undefined) {
  return (resource ?? {}) as { readonly __pulumiType?: string; readonly __name?: string; readonly __parentResource?: pulumi.Resource };
}

function told(type: string, name: string): string {
  return `${type.replace(/^mlops-constructs:index:/, '')} '${name}'`;
}
