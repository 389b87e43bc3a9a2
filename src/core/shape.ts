import { SHAPES } from './shapes';

/**
 * What a value looks like: the name of a type, a list of one, a map to one, one of several, or a literal.
 */
export type Shape = string | readonly [Shape] | { readonly '*': Shape } | { readonly '|': readonly Shape[] } | { readonly '=': string | number | boolean };

/** A property or an argument. */
export interface Field {
  /** Its name. */
  readonly name: string;
  /** Whether it can be left out. */
  readonly optional: boolean;
  /** What it looks like. */
  readonly shape: Shape;
}

/** What stands behind a name in a shape. */
export interface NamedShape {
  /** Fields of props, which have no others. */
  readonly props?: ReadonlyMap<string, Field>;
  /** Fields of a contract, which an object keeps besides what else it is. */
  readonly contract?: ReadonlyMap<string, Field>;
  /** The constructs that keep a contract. */
  readonly by?: readonly string[];
  /** Members of an enum. */
  readonly enum?: Readonly<Record<string, string | number>>;
  /** Names of the factories of a class. */
  readonly class?: readonly string[];
  /** Arguments of a function, in order. */
  readonly args?: readonly Field[];
}

type Written = Record<string, any>;

let written: Written | undefined;
const read = new Map<string, NamedShape | undefined>();

/** What stands behind a name; undefined for what is no type of this package, such as `string`. */
export function shapeNamed(name: string): NamedShape | undefined {
  if (!read.has(name)) {
    written ??= JSON.parse(SHAPES) as Written;
    read.set(name, written[name] && readShape(written[name]));
  }
  return read.get(name);
}

function readShape({ props, contract, args, ...rest }: Written): NamedShape {
  const mapOf = (of: Written) => new Map(Object.entries(of).map(entry => fieldOf(entry)).map(field => [field.name, field]));
  return {
    ...rest,
    ...props && { props: mapOf(props) },
    ...contract && { contract: mapOf(contract) },
    ...args && { args: args.map(fieldOf) },
  };
}

/** The names of those that can be left out end in a question mark. */
function fieldOf([name, shape]: [string, Shape]): Field {
  const optional = name.endsWith('?');
  return { name: optional ? name.slice(0, -1) : name, optional, shape };
}
