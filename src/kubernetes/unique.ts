import { IConstruct } from 'constructs';
import { hasToken, Rule } from '../core';

const TAKEN = new WeakMap<object, Map<string, string>>();

/** Takes a name within `owner` for a path, and gives the path that has it already. A name that comes later is nobody's. */
export function take(owner: object, name: string, path: string): string | undefined {
  if (hasToken(name)) return undefined;
  const names = TAKEN.get(owner) ?? new Map<string, string>();
  TAKEN.set(owner, names);
  const other = names.get(name);
  if (other === undefined) names.set(name, path);
  return other;
}

/** The prop must not be the name of something that another construct makes within `owner`; `what` completes '<its path> is …'. */
export function unique(prop: string, name: string, scope: IConstruct, owner: object, what: string): Rule {
  const other = take(owner, name, scope.node.path);
  return [other !== undefined, prop, name, `${other} is ${what}`, 'give one of them another name'];
}
