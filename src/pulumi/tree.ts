import { ApiObject, App, Chart, IResolver, Names, ResolutionContext } from 'cdk8s';
import { IConstruct } from 'constructs';
import { Manifest, manifestOf } from './manifest';
import { Settings, SettingsProps } from './settings';
import { check as checkAll, Check, ConstructError } from '../core/construct-error';
import { isDeferred } from '../core/deferred';
import { hasToken, noToken, token } from '../core/tokens';
import { Claims, ownName, setClaims } from '../kubernetes';
import { NAMES_OTHERS } from '../kubernetes/names';

/** An object of a tree and what it looks like. */
export interface TreeObject {
  readonly object: ApiObject;
  readonly manifest: Manifest;
}

/** A finished tree of constructs, not deployed yet. */
export interface Tree {
  /** The component's own construct. */
  readonly root: IConstruct;
  /** All constructs of the tree, parents first. */
  readonly constructs: readonly IConstruct[];
  /** All objects of the tree, in the order in which they were made. */
  readonly objects: readonly TreeObject[];
}

/**
 * Makes a tree of constructs in an App of its own.
 *
 * @param name becomes the id of the chart, and so the first part of the objects' names
 * @param settings what the objects share, outermost first
 * @param make makes the constructs
 * @param claims the names that are taken in the program
 * @throws whatever the constructs throw; ConstructError when two objects have the same name or an id is an Output
 */
export function buildTree(name: string, settings: readonly SettingsProps[], make: (chart: Chart) => IConstruct, claims?: Claims): Tree {
  noToken(name, 'the name of a component');
  const app = new App({ resolvers: [new OutputResolver()] });
  if (claims) setClaims(app, claims);
  const [outer = {}, inner = {}] = settings;
  Settings.set(app, outer);
  const chart = new TreeChart(app, name, { namespace: inner.namespace ?? outer.namespace, disableResourceNameHashes: true });
  Settings.set(chart, inner);
  const root = make(chart);
  const constructs = root.node.findAll();
  check(chart, constructs);
  const objects = constructs.filter(ApiObject.isApiObject).map(c => ({ object: c as ApiObject, manifest: manifestOf(c as ApiObject) }));
  checkNames(root, objects);
  return { root, constructs, objects };
}

/** Names objects by their path, with a hash only where the path is too long for a name. */
class TreeChart extends Chart {
  public readonly [NAMES_OTHERS] = true;

  public generateObjectName(object: ApiObject): string {
    const whole = Names.toDnsLabel(object, { includeHash: false, maxLen: 1000 });
    return whole.length <= 63 ? super.generateObjectName(object) : Names.toDnsLabel(object, { maxLen: 63 });
  }
}

/** Catches Outputs that were handed straight to an object instead of coming in through props. */
class OutputResolver implements IResolver {
  public resolve(context: ResolutionContext): void {
    if (isDeferred(context.value)) context.replaceValue(token(context.value));
  }
}

function check(chart: Chart, constructs: readonly IConstruct[]): void {
  const ids = constructs.filter(c => hasToken(c.node.id)).map(c => `'${c.node.scope?.node.path}' has a child whose id is an Output: `
    + 'ids must be known before anything is deployed: write it as plain text');
  if (ids.length > 0) throw new ConstructError(chart, ids);
  const invalid = constructs.flatMap(c => c.node.validate().map(message => `${c.node.path}: ${message}`));
  if (invalid.length > 0) throw new ConstructError(chart, invalid);
}

/** Other people's constructs claim no names by themselves. */
function checkNames(root: IConstruct, objects: readonly TreeObject[]): void {
  checkAll(root, objects.flatMap(({ object, manifest: { apiVersion, kind, metadata: { name, namespace } } }): Check[] => (
    name === undefined ? [] : [ownName(object, { apiVersion, kind, name, namespace }, `${object.node.path}: ${kind}`)])));
}

/** Whether `inner` is `outer` or lies below it. */
export function encloses(outer: IConstruct, inner: IConstruct): boolean {
  for (let at: IConstruct | undefined = inner; at !== undefined; at = at.node.scope) {
    if (at === outer) return true;
  }
  return false;
}

