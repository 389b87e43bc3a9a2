const NAME = Symbol.for('mlops-constructs.class');

/** A class, also one whose constructor is private. */
export interface Branded<T> {
  readonly prototype: T;
}

/**
 * Marks the objects of a class and of those that extend it, so that every copy of the package knows them: npm may install it twice,
 * and then `instanceof` fails for what the other copy has made. Called in a static block of the class.
 */
export function brand(cls: Branded<object>, name: string): void {
  Object.defineProperty(cls.prototype, symbolOf(name), { value: true });
  Object.defineProperty(cls.prototype, NAME, { value: name });
}

/** Whether a value is an object of a class that has a brand, whichever copy of the package made it. */
export function isOf<T extends object>(cls: Branded<T>, value: unknown): value is T {
  return hasBrand(value, (cls.prototype as { [NAME]: string })[NAME]);
}

/** Whether a value is an object of the class with this brand. */
export function hasBrand(value: unknown, name: string): boolean {
  return typeof value === 'object' && value !== null && (value as Record<symbol, unknown>)[symbolOf(name)] === true;
}

/** The name of the nearest class with a brand that a value is an object of. */
export function brandOf(value: object): string | undefined {
  return (value as { [NAME]?: string })[NAME];
}

const SYMBOLS = new Map<string, symbol>();

function symbolOf(name: string): symbol {
  let symbol = SYMBOLS.get(name);
  if (symbol === undefined) SYMBOLS.set(name, symbol = Symbol.for(`mlops-constructs.${name}`));
  return symbol;
}
