import { IConstruct } from 'constructs';
import { hasToken, Rule } from '../core';

/** On the owner itself, since npm may install this package twice. */
const TAKEN = Symbol.for('mlops-constructs.taken');

interface Owner {
  readonly [TAKEN]: Map<string, string>;
}

/** Takes a name within `owner` for a path, and gives the path that has it already. A name that comes later is nobody's. */
export function take(owner: object, name: string, path: string): string | undefined {
  if (hasToken(name)) return undefined;
  if (!(TAKEN in owner)) Object.defineProperty(owner, TAKEN, { value: new Map() });
  const names = (owner as Owner)[TAKEN];
  const other = names.get(name);
  if (other === undefined) names.set(name, path);
  return other;
}

/** The prop must not be the name of something that another construct makes within `owner`; `what` completes '<its path> is …'. */
export function unique(prop: string, name: string, scope: IConstruct, owner: object, what: string): Rule {
  const other = take(owner, name, scope.node.path);
  return [other !== undefined, prop, name, `${other} is ${what}`, 'give one of them another name'];
}
