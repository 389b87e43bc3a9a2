import { brandOf, hasBrand } from './brand';
import { awaited, Check } from './construct-error';
import { deferral, isDeferred, isOutput } from './deferred';
import { jsonChecks } from './json';
import { isLazy, LAZY } from './lazy';
import { nearest, slipOf } from './nearest';
import { instead, remedyFor } from './remedies';
import { Field, NamedShape, Shape, shapeNamed } from './shape';
import { hasToken, isToken } from './tokens';
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
    if ((isToken(given) || isOutput(given)) && decides(shape)) return this.refuse(at, undefined, DECIDES, remedyFor(shape, undefined));
    if (this.deferred && isDeferred(given)) return;
    const late = deferral(given);
    if (late) return this.refuse(at, undefined, ...late);
    if (shape === 'any' && given !== null) return this.examineData(given, at);
    const value = underlying(given);
    if (!Object.is(value, given) && !this.deferred) return this.refuse(at, undefined, ...COMPONENT);
    if (!this.deferred && isObject(value) && brandOf(value) && holdsComponent(value, 3)) return this.refuse(at, undefined, ...HOLDS);
    if (value === null || value === undefined) this.wrong(shape, value, at);
    else if (typeof shape === 'string') this.examineNamed(shape, value, at);
    else if ('|' in shape) this.examineUnion(shape['|'], value, at);
    else if ('*' in shape) this.examineMap(shape['*'], value, at);
    else if ('=' in shape) this.expect(value === shape['='], shape, value, at);
    else if (Array.isArray(value)) value.forEach((item, index) => this.examine((shape as readonly [Shape])[0], item, `${at}[${index}]`));
    else this.wrong(shape, value, at);
  }

  /** Holds the fields of an object against those that there are; `others` says whose all else may be. */
  public examineFields(fields: ReadonlyMap<string, Field>, value: object, at: string, others: Others): void {
    const given = value as Record<string, unknown>;
    for (const field of fields.values()) this.examineField(field, given[field.name], under(at, field.name));
    for (const key of Object.keys(given)) {
      if (!fields.has(key) && given[key] !== undefined) this.unknown(fields, key, given[key], at, others);
    }
  }

  /** Holds a value against a field, which may be one that can be left out. */
  public examineField({ name, optional, shape }: Field, value: unknown, at: string): void {
    if (value !== undefined) this.examine(shape, value, at);
    else if (!optional) this.missing(shape, at || name);
  }

  /** Data goes into JSON, which leaves out or changes what it has no form for. */
  private examineData(value: unknown, at: string): void {
    this.failed.push(...jsonChecks(at || this.root, value));
  }

  private examineNamed(name: string, value: {}, at: string): void {
    if (!(name in PRIMITIVES)) this.examineShape(name, shapeNamed(name)!, value, at);
    else if (PRIMITIVES[name](value)) this.awaits(value, at);
    else this.wrong(name, value, at);
  }

  private examineShape(name: string, shape: NamedShape, value: {}, at: string): void {
    if (shape.enum) this.examineEnum(name, Object.values(shape.enum), value, at);
    else if (shape.class) this.expect(hasBrand(value, name), name, value, at);
    else if (shape.contract) this.examineContract(name, shape.contract, value, at);
    else if (!isObject(value) || !isPlain(value) || isLazy(value)) this.wrong(name, value, at);
    else this.examineFields(shape.props!, value, at, this.open && at === '' ? 'another class' : 'nobody');
  }

  private examineEnum(name: string, members: readonly (string | number)[], value: {}, at: string): void {
    const isMember = (known: unknown) => members.includes(known as string | number);
    if (typeof value !== typeof members[0]) this.wrong(name, value, at);
    else if (!isMember(value)) this.failed.push([true, at, value, 'there is no such value', remedyFor(name, value)]);
  }

  /** A construct keeps a contract when it has its fields; of other objects all is examined that the contract knows. */
  private examineContract(name: string, contract: ReadonlyMap<string, Field>, value: {}, at: string): void {
    if (!isObject(value)) return this.wrong(name, value, at);
    if (isPlain(value)) return this.examineFields(contract, value, at, 'the user');
    const lacks = lacking(contract, value);
    if (lacks.length === 0) return;
    const remedy = instead(name, value, other => lacking(shapeNamed(other)!.contract!, value).length === 0);
    this.refuse(at, undefined, `${what(value)} has no ${lacks.join(', ')}`, remedy);
  }

  private examineMap(shape: Shape, value: {}, at: string): void {
    if (!isObject(value) || !isPlain(value)) return this.wrong({ '*': shape }, value, at);
    for (const [key, item] of Object.entries(value)) this.examine(shape, item, under(at, key));
  }

  private examineUnion(shapes: readonly Shape[], value: {}, at: string): void {
    if (shapes.some(shape => typeof shape === 'string' && PRIMITIVES[shape]?.(value))) return this.awaits(value, at);
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

  /** Keeps a text that comes later, so that it is found where it turns out to be none. */
  private awaits(value: {}, at: string): void {
    if (typeof value === 'string' && hasToken(value)) this.late.push(awaited(at, value));
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

  private unknown(fields: ReadonlyMap<string, Field>, key: string, value: unknown, at: string, others: Others): void {
    if (others === 'the user') return;
    const names = [...fields.keys()].filter(name => name !== key);
    const near = others === 'nobody' ? nearest(key, names) : slipOf(key, names);
    if (near === undefined && others === 'another class') return;
    const remedy = near ? `write ${near}` : `there ${names.length === 1 ? 'is' : 'are'} ${names.join(', ')}`;
    const own = others === 'another class' ? ', or keep a prop of your own from the class above' : '';
    const shape = near ? fields.get(near)!.shape : 'SecretValue';
    this.failed.push([true, under(at, key), shownPart(shape, value), 'there is no such prop', `${remedy}${own}`]);
  }
}

/** Who may have put fields into an object besides those that are known. */
type Others = 'nobody' | 'another class' | 'the user';

const COMPONENT = ['it is a component of Pulumi, and constructs take constructs', 'write asConstruct(…) around it'] as const;
const HOLDS = ['it holds a component of Pulumi, and constructs take constructs', 'write asConstruct(…) around the component'] as const;
const DECIDES = 'it is an Output, which has a value only after what it decides was made';

/** Whether what is made depends on a value of the shape. */
function decides(shape: Shape): boolean {
  return typeof shape === 'string' && (shape === 'boolean' || shapeNamed(shape)?.enum !== undefined);
}

const PRIMITIVES: Record<string, (value: unknown) => boolean> = {
  string: value => typeof value === 'string',
  number: value => typeof value === 'number' || isToken(value),
  boolean: value => typeof value === 'boolean',
  function: value => typeof value === 'function',
  object: isObject,
  any: () => true,
};

/** Whether a component stands in the fields of an object, so many levels down. */
function holdsComponent(value: unknown, levels: number): boolean {
  if (levels === 0 || typeof value !== 'object' || value === null || isConstruct(value) || isDeferred(value)) return false;
  return underlying(value) !== value || Object.values(value).some(field => holdsComponent(field, levels - 1));
}

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
