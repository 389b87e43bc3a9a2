import { IConstruct } from 'constructs';
import { Check, hasToken } from '../core';

/** Names that are taken within an owner, such as a program or a server. */
export interface Claims {
  /** The name -> who has it. */
  readonly taken: Map<string, string>;
  /** What tells paths of this tree from equal ones of another; a program of cdk8s has one tree, and none. */
  readonly label?: string;
  /** Who has a name in another tree of the same program. */
  beyond?(name: string): string | undefined;
}

/** One table for the process: what one copy of this package has given away, another must not give again. */
const TABLE = Symbol.for('mlops-constructs.claims');

function table(): WeakMap<object, Claims> {
  const global = globalThis as { [TABLE]?: WeakMap<object, Claims> };
  return global[TABLE] ??= new WeakMap<object, Claims>();
}

/** The names that are taken within `owner`. */
export function claimsOf(owner: object): Claims {
  const known = table().get(owner);
  if (known) return known;
  const made: Claims = { taken: new Map<string, string>() };
  table().set(owner, made);
  return made;
}

/** Says which names are taken within `owner`, before the first is. */
export function setClaims(owner: object, claims: Claims): void {
  table().set(owner, claims);
}

/** The path of a construct, or of a child that it is about to make, as it is told to others; one of its own in the whole program. */
export function pathOf(scope: IConstruct, ...below: readonly string[]): string {
  const { label } = claimsOf(scope.node.root);
  return [scope.node.path, ...below].join('/') + (label === undefined ? '' : ` (${label})`);
}

/**
 * Takes a name within `owner` for a path, and gives the path that has it already. What is to be one of its own in a program is taken
 * within `scope.node.root`: for Pulumi, whose components each have a root, that stands for all of them.
 */
export function take(owner: object, name: string, path: string): string | undefined {
  const claims = claimsOf(owner);
  const other = claims.taken.get(name) ?? claims.beyond?.(name);
  if (other === undefined) claims.taken.set(name, path);
  return other === path ? undefined : other;
}

/**
 * The prop must not have a value that another construct has within `owner`. Where it comes later, it is taken once it is known.
 *
 * @param kind what the value is the name of, so that names of different things do not meet
 * @param what completes '<its path> …', such as 'is a bucket of that name in the same store'
 */
export function claim(
  scope: IConstruct, prop: string, value: string, owner: object, kind: string, what: string, remedy: string, path = pathOf(scope),
): Check {
  let other: string | undefined;
  const taken = (known: unknown) => {
    other = take(owner, `${kind} ${String(known)}`, path);
    return other !== undefined;
  };
  // Two that were given the same Output will have the same name, whatever it turns out to be.
  return [(hasToken(value) && taken(value)) || taken, prop, value, () => `${other} ${what}`, remedy];
}

/** A host name as what tells servers apart: case is nothing in it. */
export function hostKey(host: string): string {
  return hasToken(host) ? host : host.toLowerCase();
}

/** The prop must not be the name of something that another construct makes within `owner`; `what` completes '<its path> is …'. */
export function unique(prop: string, name: string, scope: IConstruct, owner: object, what: string): Check {
  return claim(scope, prop, name, owner, '', `is ${what}`, 'give one of them another name');
}
