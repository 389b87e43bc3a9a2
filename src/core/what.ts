import { brandOf } from './brand';
import { Shape } from './shape';
import { isToken } from './tokens';

const CONSTRUCT = Symbol.for('constructs.Construct');
/** Under which a component of another engine keeps the construct that it was made from. */
const UNDERLYING = Symbol.for('mlops-constructs.construct');
/** Of what holds these nothing is shown, in case the value itself stands where a reference is meant. */
const SECRETS = ['SecretValue', 'SecretRef'];

/** Whether a value is a construct, of whichever copy of `constructs`. */
export function isConstruct(value: unknown): boolean {
  return typeof value === 'object' && value !== null && CONSTRUCT in value;
}

/** The construct behind a component, or the value itself. */
export function underlying(value: unknown): unknown {
  return typeof value === 'object' && value !== null ? (value as { [UNDERLYING]?: object })[UNDERLYING] ?? value : value;
}

/** Whether a value is an object without a class. */
export function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** What a value is, in the words of a message. */
export function what(value: unknown): string {
  if (isToken(value)) return 'an Output';
  if (typeof value === 'string') return 'text';
  if (typeof value === 'function') return brandOf((value as { prototype?: object }).prototype ?? {}) ? 'the class itself' : 'a function';
  if (typeof value !== 'object') return value === undefined ? 'undefined' : withArticle(typeof value);
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (isPlain(value)) return 'an object';
  return withArticle(brandOf(value) ?? value.constructor.name);
}

/** The name with `a` or `an` in front. */
export function withArticle(name: string): string {
  return `${/^[AEIOU]/.test(name) ? 'an' : 'a'} ${name}`;
}

/** What of a value may stand in a message. */
export function shownPart(shape: Shape, value: unknown): unknown {
  const shapes = typeof shape === 'object' && '|' in shape ? shape['|'] : [shape];
  const secret = shapes.some(one => SECRETS.includes(one as string)) && !shapes.includes('string');
  return value === null || typeof value === 'boolean' || (!secret && ['string', 'number'].includes(typeof value)) ? value : undefined;
}
