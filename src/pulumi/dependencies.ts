import { Chart } from 'cdk8s';
import { IConstruct } from 'constructs';
import { Manifest } from './manifest';
import { podTemplateOf, PREREQUISITE_KINDS, referencesOf } from './references';
import { encloses, Tree, TreeObject } from './tree';
import { ConstructError } from '../core/construct-error';
import { MAKES_SECRET } from '../kubernetes/credentials';

/** Finds objects by what other objects call them. */
export class ObjectIndex {
  private readonly byName = new Map<string, TreeObject>();
  private readonly definitions = new Map<string, TreeObject>();
  private readonly byKind = new Map<string, TreeObject[]>();

  constructor(objects: readonly TreeObject[]) {
    for (const item of objects) {
      const { kind, metadata, spec } = item.manifest;
      this.byName.set(keyOf(kind, metadata.name ?? '', metadata.namespace), item);
      this.byKind.set(kind, [...this.byKind.get(kind) ?? [], item]);
      const secret = metadata.annotations?.[MAKES_SECRET];
      if (secret !== undefined) this.byName.set(keyOf('Secret', secret, metadata.namespace), item);
      if (kind === 'CustomResourceDefinition') {
        const { group, names } = spec as { group: string; names: { kind: string } };
        this.definitions.set(`${group}/${names.kind}`, item);
      }
    }
  }

  /** The object of that kind and name, in the namespace or without one. */
  public find(kind: string, name: string, namespace?: string): TreeObject | undefined {
    return this.byName.get(keyOf(kind, name, CLUSTER_KINDS.has(kind) ? undefined : namespace));
  }

  /** The definition of a manifest's kind. */
  public definitionOf({ apiVersion, kind }: Manifest): TreeObject | undefined {
    return this.definitions.get(`${apiVersion.split('/')[0]}/${kind}`);
  }

  /** All objects of a kind. */
  public ofKind(kind: string): readonly TreeObject[] {
    return this.byKind.get(kind) ?? [];
  }

  /**
   * Objects that must be there before this one can be made: its namespace, its definition, the classes that it names, and the Jobs
   * that make its Secrets. A pod would wait for its Secrets; but Pulumi makes a few objects at a time and waits for the pods of each,
   * and pods that wait could leave no room for the Jobs.
   */
  public prerequisitesOf(manifest: Manifest): TreeObject[] {
    const needed = referencesOf(manifest).filter(({ kind }) => PREREQUISITE_KINDS.has(kind) || kind === 'Secret')
      .map(({ kind, name }) => this.find(kind, name, manifest.metadata.namespace)).filter(item => item?.manifest.kind !== 'Secret');
    return [this.definitionOf(manifest), ...needed].filter(item => item !== undefined);
  }
}

const CLUSTER_KINDS = new Set([...PREREQUISITE_KINDS, 'ClusterRole']);

function keyOf(kind: string, name: string, namespace: string | undefined): string {
  return CLUSTER_KINDS.has(kind) ? `${kind}//${name}` : `${kind}/${namespace ?? ''}/${name}`;
}

/** The objects of a tree in an order in which they can be made, each with those that it must wait for. */
export type Plan = ReadonlyMap<TreeObject, ReadonlySet<TreeObject>>;

/**
 * Orders the objects of a tree.
 *
 * @param ownerOf the construct whose component an object belongs to
 * @throws ConstructError when dependencies that were asked for form a ring
 */
export function planOf(tree: Tree, index: ObjectIndex, ownerOf: (c: IConstruct) => IConstruct): Plan {
  const asked = new Map(tree.objects.map(item => [item, new Set<TreeObject>()]));
  addAsked(tree, asked);
  sorted(tree.objects, asked);
  const all = new Map(tree.objects.map(item => [item, new Set(asked.get(item))]));
  for (const item of tree.objects) {
    for (const other of impliedBy(item, index, ownerOf)) {
      if (other !== item && !reaches(other, item, all)) all.get(item)!.add(other);
    }
  }
  return new Map(sorted(tree.objects, all).map(item => [item, all.get(item)!]));
}

/** Dependencies that constructs declare, between all the objects below the one and the other. */
function addAsked(tree: Tree, edges: Map<TreeObject, Set<TreeObject>>): void {
  const below = new Map<IConstruct, TreeObject[]>();
  for (const item of tree.objects) {
    for (const scope of item.object.node.scopes) {
      if (!below.has(scope)) below.set(scope, []);
      below.get(scope)!.push(item);
    }
  }
  for (const source of [...tree.root.node.scopes.slice(0, -1), ...tree.constructs]) {
    for (const target of source.node.dependencies) {
      for (const from of below.get(source) ?? []) {
        for (const to of below.get(target) ?? []) {
          const deadlock = to.manifest.kind === 'Service' && podTemplateOf(from.manifest) !== undefined;
          if (from !== to && !deadlock) edges.get(from)!.add(to);
        }
      }
    }
  }
}

/** Dependencies that follow from names. */
function impliedBy(item: TreeObject, index: ObjectIndex, ownerOf: (c: IConstruct) => IConstruct): TreeObject[] {
  const { manifest } = item;
  const { namespace } = manifest.metadata;
  const owner = ownerOf(item.object);
  // A pod waits for another component's objects by itself; only what is in one component, or encloses it, is put in order.
  const near = (other: TreeObject) => encloses(ownerOf(other.object), owner) || encloses(owner, ownerOf(other.object));
  const named = referencesOf(manifest).map(({ kind, name }) => index.find(kind, name, namespace)).filter(other => other !== undefined);
  return [...index.prerequisitesOf(manifest), ...[...named, ...around(manifest, index)].filter(near)];
}

/** What must be in force before a workload's pods start: its rights and its network policies. */
function around(manifest: Manifest, index: ObjectIndex): TreeObject[] {
  const pods = podTemplateOf(manifest);
  if (pods === undefined) return [];
  const { namespace } = manifest.metadata;
  const bindings = [...index.ofKind('RoleBinding'), ...index.ofKind('ClusterRoleBinding')].filter(binding => {
    const subjects = binding.manifest.subjects as { kind: string; name: string; namespace?: string }[] | undefined;
    return subjects?.some(s => s.kind === 'ServiceAccount' && s.name === pods.serviceAccount
      && (s.namespace ?? binding.manifest.metadata.namespace) === namespace);
  });
  const policies = index.ofKind('NetworkPolicy').filter(policy => {
    const { podSelector = {} } = (policy.manifest.spec ?? {}) as { podSelector?: { matchLabels?: Record<string, string> } };
    return policy.manifest.metadata.namespace === namespace
      && Object.entries(podSelector.matchLabels ?? {}).every(([key, value]) => pods.labels[key] === value);
  });
  return [...bindings, ...policies];
}

function reaches(from: TreeObject, to: TreeObject, edges: ReadonlyMap<TreeObject, ReadonlySet<TreeObject>>): boolean {
  const seen = new Set<TreeObject>();
  const open = [from];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (at === to) return true;
    if (seen.has(at)) continue;
    seen.add(at);
    open.push(...edges.get(at) ?? []);
  }
  return false;
}

/** Every object after those that it waits for, and otherwise as given. */
function sorted(objects: readonly TreeObject[], edges: ReadonlyMap<TreeObject, ReadonlySet<TreeObject>>): TreeObject[] {
  const done = new Set<TreeObject>();
  const under: TreeObject[] = [];
  const visit = (item: TreeObject) => {
    if (done.has(item)) return;
    if (under.includes(item)) {
      const ring = [...under.slice(under.indexOf(item)), item].map(({ object }) => object.node.path).join(' -> ');
      throw new ConstructError(Chart.of(item.object), [`dependencies form a ring: ${ring}: remove one of them`]);
    }
    under.push(item);
    for (const other of edges.get(item) ?? []) visit(other);
    under.pop();
    done.add(item);
  };
  objects.forEach(visit);
  return [...done];
}

