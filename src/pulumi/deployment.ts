import * as pulumi from '@pulumi/pulumi';
import { ApiObject } from 'cdk8s';
import { IConstruct } from 'constructs';
import { addAttributes, checkAttributes } from './attributes';
import { ObjectIndex, planOf } from './dependencies';
import { detokenise } from './detokenise';
import { facadeOf } from './facades';
import { kubernetesClass } from './kubernetes-class';
import { lateChecks } from './late-checks';
import { givenTo, LateText } from './late-texts';
import { Manifest } from './manifest';
import { warnOfSecrets } from './secrets';
import { Settings, SettingsProps } from './settings';
import { encloses, Tree, TreeObject } from './tree';

/** Kinds whose readiness Pulumi would wait for, though others need not, or though it may never come. */
const UNAWAITED_KINDS = new Set([
  // Ready once pods answer, which may themselves wait for what the Service serves.
  'Service',
  // Ready once a controller reports an address, which a bare cluster's never does.
  'Ingress',
  // Bound once a pod uses it; one that was kept by an earlier deployment is bound already, and then nothing more is reported.
  'PersistentVolumeClaim',
]);

/** Kinds with which data goes; a StatefulSet is one when it has volumes. */
const DATA_KINDS = new Set([
  'core/PersistentVolumeClaim',
  // Takes along all that is in it.
  'core/Namespace',
  'postgresql.cnpg.io/Cluster',
]);

/** Where a component stands: in which deployment, and for which construct. */
export interface Place {
  readonly deployment: Deployment;
  readonly construct: IConstruct;
}

const deployments = new WeakMap<IConstruct, Deployment>();
const places = new WeakMap<object, Place>();

/** How a tree is deployed. */
export interface DeploymentOptions {
  /** Whether objects with data are protected and kept. */
  readonly retainData: boolean;
  /** The deployments in which an object's prerequisites may lie, besides its own: those of the parents, and of what is used. */
  readonly around: ReadonlySet<Deployment>;
  /** The texts that it was given and that come later. */
  readonly late: readonly LateText[];
}

/** A tree of constructs as a tree of Pulumi resources. */
export class Deployment {
  /** The deployment that a construct is part of. */
  public static of(construct: IConstruct): Deployment | undefined {
    return deployments.get(construct.node.root);
  }

  /** The place of the nearest of a resource and its parents that was made here. */
  public static placeOf(resource: pulumi.Resource | undefined): Place | undefined {
    for (let at = resource; at !== undefined; at = (at as { __parentResource?: pulumi.Resource }).__parentResource) {
      const found = places.get(at);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** Settings that hold for the children of a resource. */
  public static settingsOf(parent: pulumi.Resource | undefined): SettingsProps {
    const found = Deployment.placeOf(parent);
    return found === undefined ? {} : Settings.of(found.construct);
  }

  public readonly retainData: boolean;
  public readonly around: ReadonlySet<Deployment>;
  /** Fails when a value that came late cannot work; undefined when there is none to wait for. */
  public readonly checked?: Promise<void>;
  private readonly plan: ReturnType<typeof planOf>;
  private readonly index: ObjectIndex;
  private readonly components = new Map<IConstruct, pulumi.ComponentResource>();
  private readonly resources = new Map<IConstruct, pulumi.CustomResource>();

  /** Plans the deployment; registers nothing. */
  constructor(private readonly tree: Tree, options: DeploymentOptions) {
    this.retainData = options.retainData;
    this.around = options.around;
    for (const construct of tree.constructs) {
      if (construct === tree.root || this.facadeOf(construct) !== undefined) checkAttributes(construct);
    }
    this.index = new ObjectIndex(tree.objects);
    this.plan = planOf(tree, this.index, construct => this.ownerOf(construct));
    this.checked = lateChecks([...tree.root.node.scopes.slice(1, -1), ...tree.constructs], givenTo(tree, options.late));
  }

  /** Makes the resources as children of the component, and gives the component its attributes. */
  public deploy(component: pulumi.ComponentResource, name: string): void {
    deployments.set(this.tree.root.node.root, this);
    this.adopt(this.tree.root, component);
    const prefix = this.tree.root.node.path.length;
    const nameOf = (construct: IConstruct) => name + construct.node.path.slice(prefix).replace(/\/(Default|Resource)$/, '');
    for (const construct of this.tree.constructs) {
      const facade = this.facadeOf(construct);
      if (facade === undefined) continue;
      this.adopt(construct, facade(nameOf(construct), { parent: this.componentOf(construct.node.scope!) }));
    }
    for (const [item, others] of this.plan) this.resources.set(item.object, this.create(item, others, nameOf(item.object)));
    const made = {
      // A part that another component brought along is found there.
      of: (construct: IConstruct) => (Deployment.of(construct) ?? this).resourceOf(construct),
      below: (construct: IConstruct) => (Deployment.of(construct) ?? this).resourcesBelow(construct),
      checked: this.checked,
    };
    for (const [construct, child] of this.components) {
      const outputs = addAttributes(child, construct, made);
      (child as unknown as { registerOutputs(outputs: object): void }).registerOutputs(outputs);
    }
    // What was made below it from now on would never be deployed.
    this.tree.root.node.root.node.lock();
  }

  private adopt(construct: IConstruct, component: pulumi.ComponentResource): void {
    this.components.set(construct, component);
    places.set(component, { deployment: this, construct });
  }

  private create(item: TreeObject, others: ReadonlySet<TreeObject>, name: string): pulumi.CustomResource {
    const { apiVersion, kind, ...args } = annotated(item.manifest);
    const Class = kubernetesClass(apiVersion, kind);
    const inputs = detokenise(args) as object;
    const outside = [...this.around].flatMap(other => other.prerequisitesOf(item.manifest));
    const resource = new Class(name, { apiVersion, kind, ...inputs }, {
      parent: this.componentOf(item.object),
      dependsOn: [...outside, ...[...others].map(other => this.resources.get(other.object)!)],
      ...this.retainData && holdsData(item.manifest) ? { protect: true, retainOnDelete: true } : {},
    });
    warnOfSecrets(resource, kind, inputs);
    return resource;
  }

  private resourceOf(construct: IConstruct): pulumi.Resource | undefined {
    return this.components.get(construct) ?? this.resources.get(construct);
  }

  private resourcesBelow(construct: IConstruct): pulumi.Resource[] {
    return [...this.resources].filter(([object]) => encloses(construct, object)).map(([, resource]) => resource);
  }

  private prerequisitesOf(manifest: Manifest): pulumi.CustomResource[] {
    return this.index.prerequisitesOf(manifest).map(({ object }) => this.resources.get(object)!);
  }

  /** The component class of a construct below the root; the root's component is there already. */
  private facadeOf(construct: IConstruct) {
    return construct === this.tree.root || ApiObject.isApiObject(construct) ? undefined : facadeOf(construct);
  }

  /** The nearest construct, at or above this one, that is a component. */
  private ownerOf(construct: IConstruct): IConstruct {
    let at = construct;
    while (at !== this.tree.root && this.facadeOf(at) === undefined) at = at.node.scope!;
    return at;
  }

  private componentOf(construct: IConstruct): pulumi.ComponentResource {
    return this.components.get(this.ownerOf(construct))!;
  }
}

/** The manifest with a word to Pulumi not to wait, unless it has one already. */
function annotated(manifest: Manifest): Manifest {
  if (!UNAWAITED_KINDS.has(manifest.kind)) return manifest;
  const annotations = { 'pulumi.com/skipAwait': 'true', ...manifest.metadata.annotations };
  return { ...manifest, metadata: { ...manifest.metadata, annotations } };
}

/** Whether deleting the object deletes data. */
function holdsData({ apiVersion, kind, spec }: Manifest): boolean {
  const volumes = (spec as { volumeClaimTemplates?: unknown[] } | undefined)?.volumeClaimTemplates ?? [];
  return DATA_KINDS.has(`${apiVersion.includes('/') ? apiVersion.split('/')[0] : 'core'}/${kind}`) || (kind === 'StatefulSet' && volumes.length > 0);
}
