import { brandOf, hasBrand } from './brand';
import { Check } from './construct-error';
import { deferral, isDeferred } from './deferred';
import { isLazy, LAZY } from './lazy';
import { nearest } from './nearest';
import { instead, remedyFor } from './remedies';
import { Field, NamedShape, Shape, shapeNamed } from './shape';
import { isToken } from './tokens';
import { isConstruct, isPlain, shownPart, underlying, what } from './what';

/** What was found out about a value. */
export class Examination {
  /** What is wrong. */
  public readonly failed: Check[] = [];
  /** What can be said once Outputs are known. */
  public readonly late: Check[] = [];
  /** Whether nothing can be made of the value, since it has another structure than is read. */
  public unusable = false;

  /**
   * @param root what the value as a whole is called in messages
   * @param open whether the value may have fields that are not known
   * @param deferred whether Outputs and promises may still stand in it as themselves
   */
  constructor(public readonly root: string, public readonly open = false, public readonly deferred = false) {}

  /** Holds a value against a shape. */
  public examine(shape: Shape, given: unknown, at: string): void {
    if (this.deferred && isDeferred(given)) return;
    const late = deferral(given);
    if (late) return this.refuse(at, undefined, ...late);
    if (shape === 'any' && given !== null) return;
    const value = underlying(given);
    if (value === null || value === undefined) this.wrong(shape, value, at);
    else if (typeof shape === 'string') this.examineNamed(shape, value, at);
    else if ('|' in shape) this.examineUnion(shape['|'], value, at);
    else if ('*' in shape) this.examineMap(shape['*'], value, at);
    else if ('=' in shape) this.expect(value === shape['='], shape, value, at);
    else if (Array.isArray(value)) value.forEach((item, index) => this.examine((shape as readonly [Shape])[0], item, `${at}[${index}]`));
    else this.wrong(shape, value, at);
  }

  /** Holds the fields of an object against those that there are. */
  public examineFields(fields: ReadonlyMap<string, Field>, value: object, at: string, open: boolean): void {
    const given = value as Record<string, unknown>;
    for (const field of fields.values()) this.examineField(field, given[field.name], under(at, field.name));
    if (open) return;
    for (const key of Object.keys(given)) if (!fields.has(key) && given[key] !== undefined) this.unknown(fields, key, given[key], at);
  }

  /** Holds a value against a field, which may be one that can be left out. */
  public examineField({ name, optional, shape }: Field, value: unknown, at: string): void {
    if (value !== undefined) this.examine(shape, value, at);
    else if (!optional) this.missing(shape, at || name);
  }

  private examineNamed(name: string, value: {}, at: string): void {
    const primitive = PRIMITIVES[name];
    if (primitive) this.expect(primitive(value), name, value, at);
    else this.examineShape(name, shapeNamed(name)!, value, at);
  }

  private examineShape(name: string, shape: NamedShape, value: {}, at: string): void {
    if (shape.enum) this.examineEnum(name, Object.values(shape.enum), value, at);
    else if (shape.class) this.expect(hasBrand(value, name), name, value, at);
    else if (shape.contract) this.examineContract(name, shape.contract, value, at);
    else if (!isObject(value) || isConstruct(value) || isLazy(value) || brandOf(value) !== undefined) this.wrong(name, value, at);
    else this.examineFields(shape.props!, value, at, !isPlain(value) || (this.open && at === ''));
  }

  private examineEnum(name: string, members: readonly (string | number)[], value: {}, at: string): void {
    const isMember = (known: unknown) => members.includes(known as string | number);
    if (isToken(value)) this.late.push([known => !isMember(known), at, value, 'there is no such value', remedyFor(name, value)]);
    else if (typeof value !== typeof members[0]) this.wrong(name, value, at);
    else if (!isMember(value)) this.failed.push([true, at, value, 'there is no such value', remedyFor(name, value)]);
  }

  /** A construct keeps a contract when it has its fields; of other objects all is examined that the contract knows. */
  private examineContract(name: string, contract: ReadonlyMap<string, Field>, value: {}, at: string): void {
    if (!isObject(value)) return this.wrong(name, value, at);
    if (isPlain(value)) return this.examineFields(contract, value, at, true);
    const lacks = lacking(contract, value);
    if (lacks.length === 0) return;
    const remedy = instead(name, value, other => lacking(shapeNamed(other)!.contract!, value).length === 0);
    this.refuse(at, undefined, `${what(value)} has no ${lacks.join(', ')}`, remedy);
  }

  private examineMap(shape: Shape, value: {}, at: string): void {
    if (!isObject(value) || isConstruct(value) || brandOf(value) !== undefined) return this.wrong({ '*': shape }, value, at);
    for (const [key, item] of Object.entries(value)) this.examine(shape, item, under(at, key));
  }

  private examineUnion(shapes: readonly Shape[], value: {}, at: string): void {
    if (shapes.some(shape => typeof shape === 'string' && PRIMITIVES[shape]?.(value))) return;
    let best: Examination | undefined;
    for (const shape of shapes) {
      const one = new Examination(this.root, this.open, this.deferred);
      one.examine(shape, value, at);
      if (one.failed.length === 0) return;
      const inside = resembles(shape, value) && one.failed.every(([, path]) => path !== (at || this.root));
      if (inside && (!best || one.failed.length < best.failed.length)) best = one;
    }
    if (!best) return this.wrong({ '|': shapes }, value, at);
    this.failed.push(...best.failed);
    this.unusable ||= best.unusable;
  }

  private expect(fits: boolean, shape: Shape, value: {}, at: string): void {
    if (!fits) this.wrong(shape, value, at);
  }

  private wrong(shape: Shape, value: unknown, at: string): void {
    const [reason, remedy] = isLazy(value) ? LAZY : [`it is ${what(value)}`, remedyFor(shape, value)];
    this.refuse(at, shownPart(shape, value), reason, remedy);
  }

  private refuse(at: string, value: unknown, reason: string, remedy: string): void {
    this.unusable = true;
    this.failed.push([true, at || this.root, value, reason, remedy]);
  }

  private missing(shape: Shape, at: string): void {
    // Without some text or number all else can still be said.
    this.unusable ||= !(typeof shape === 'string' && (PRIMITIVES[shape] || shapeNamed(shape)?.enum));
    this.failed.push([true, at, undefined, 'it is required', `pass ${at}`]);
  }

  private unknown(fields: ReadonlyMap<string, Field>, key: string, value: unknown, at: string): void {
    const names = [...fields.keys()];
    const near = nearest(key, names.filter(name => name !== key));
    const remedy = near ? `write ${near}` : `there ${names.length === 1 ? 'is' : 'are'} ${names.join(', ')}`;
    const shape = near ? fields.get(near)!.shape : 'SecretValue';
    this.failed.push([true, under(at, key), shownPart(shape, value), 'there is no such prop', remedy]);
  }
}

const PRIMITIVES: Record<string, (value: unknown) => boolean> = {
  string: value => typeof value === 'string',
  number: value => typeof value === 'number' || isToken(value),
  boolean: value => typeof value === 'boolean' || isToken(value),
  function: value => typeof value === 'function',
  object: isObject,
  any: () => true,
};

/** Whether an object may be meant to be of a shape: one that has none of its fields is not, where some are required. */
function resembles(shape: Shape, value: {}): boolean {
  const { props, contract } = (typeof shape === 'string' && shapeNamed(shape)) || {};
  const fields = [...(props ?? contract)?.values() ?? []];
  return fields.every(({ optional }) => optional) || (isObject(value) && fields.some(({ name }) => name in value));
}

/** The fields of a contract that an object lacks, or has as something else. */
function lacking(contract: ReadonlyMap<string, Field>, value: object): string[] {
  const fields = [...contract.values()].filter(({ optional }) => !optional);
  return fields.filter(({ name, shape }) => !seems(shape, (value as Record<string, unknown>)[name])).map(({ name }) => name);
}

/** Whether a value looks like it without a look inside. */
function seems(shape: Shape, value: unknown): boolean {
  if (value === undefined || value === null) return false;
  if (typeof shape !== 'string') {
    if ('|' in shape) return shape['|'].some(one => seems(one, value));
    if ('=' in shape) return value === shape['='];
    return '*' in shape ? isObject(value) : Array.isArray(value);
  }
  const named = PRIMITIVES[shape] ? undefined : shapeNamed(shape)!;
  if (!named) return PRIMITIVES[shape](value);
  if (named.enum) return Object.values(named.enum).includes(value as string) || isToken(value);
  return named.class ? hasBrand(value, shape) : isObject(value);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function under(at: string, key: string): string {
  return at === '' ? key : `${at}.${key}`;
}
