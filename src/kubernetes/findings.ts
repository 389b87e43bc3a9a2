import { byteSize, Check, cpu, cron, hasToken, quantity, valid, Validator } from '../core';

/** What stands at a place of an object. */
export type Field = Record<string, unknown>;

/**
 * The checks of an object that matter: those that fail, and those about values that come later. All others are asked at once and forgotten,
 * so that a thousand objects cost little.
 */
export class Findings {
  private readonly checks: Check[] = [];

  /** @param where names the object in messages */
  constructor(private readonly where: string) {}

  /** The value at a path, when there is one, must be of a kind. */
  public expect(validator: Validator, path: string, value: unknown): void {
    if (value === undefined || value === null || isKnown(validator, value)) return;
    if (hasToken(String(value)) || !validator.accepts(value)) this.checks.push(valid(validator, this.at(path), value));
    else know(validator, value);
  }

  /** Each key of a map must be of a kind. */
  public expectKeys(validator: Validator, path: string, map: unknown): void {
    for (const key of Object.keys(fieldOf(map))) this.expect(validator, `key of ${path}`, key);
  }

  /** The values of a map must be of a kind. */
  public expectValues(validator: Validator, path: string, map: unknown): void {
    for (const [key, value] of Object.entries(fieldOf(map))) this.expect(validator, `${path}.${key}`, value);
  }

  /** The value must be a number of bytes. */
  public expectSize(path: string, value: unknown): void {
    if (value !== undefined) this.checks.push(...byteSize(this.at(path), value as string).filter(mattering));
  }

  /** The value must be a number of CPUs. */
  public expectCpu(path: string, value: unknown): void {
    if (value !== undefined) this.checks.push(...cpu(this.at(path), value as string).filter(mattering));
  }

  /** The value must be a Kubernetes quantity. */
  public expectQuantity(path: string, value: unknown): void {
    if (value !== undefined) this.checks.push(...[quantity(this.at(path), value as string)].filter(mattering));
  }

  /** The value must be a cron schedule. */
  public expectCron(path: string, value: unknown): void {
    if (value !== undefined) this.checks.push(...cron(this.at(path), value as string).filter(mattering));
  }

  /** Values of a list, with the paths at which they stand, must differ from each other; those that come later are nobody's. */
  public expectDistinct(values: readonly (readonly [path: string, value: unknown])[], reason: string, remedy: string): void {
    const seen = new Map<unknown, string>();
    for (const [path, value] of values) {
      if (value === undefined || hasToken(String(value))) continue;
      const other = seen.get(value);
      if (other === undefined) seen.set(value, path);
      else this.refuse(path, value, `${reason} ${other} too`, remedy);
    }
  }

  /** Says that a value cannot work. */
  public refuse(path: string, value: unknown, reason: string, remedy: string): void {
    this.checks.push([true, this.at(path), value, reason, remedy]);
  }

  /** Adds a check, whose prop is a path. */
  public add([failed, path, value, reason, remedy]: Check): void {
    const row: Check = [failed, this.at(path), value, reason, remedy];
    if (mattering(row)) this.checks.push(row);
  }

  /** The checks that matter. */
  public all(): readonly Check[] {
    return this.checks;
  }

  private at(path: string): string {
    return `${this.where} ${path}`;
  }
}

/** Values that were good already: the same names and labels stand in many objects. */
const KNOWN = new WeakMap<Validator, Set<unknown>>();
const MOST_KNOWN = 1000;

function isKnown(validator: Validator, value: unknown): boolean {
  return KNOWN.get(validator)?.has(value) ?? false;
}

function know(validator: Validator, value: unknown): void {
  const known = KNOWN.get(validator) ?? new Set();
  KNOWN.set(validator, known);
  if (known.size >= MOST_KNOWN) known.clear();
  known.add(value);
}

/** The map at a place of an object; an empty one where there is none. */
export function fieldOf(value: unknown): Field {
  return typeof value === 'object' && value !== null ? value as Field : {};
}

/** The list at a place of an object, each entry with its path. */
export function entriesOf(path: string, list: unknown): (readonly [path: string, entry: Field])[] {
  return Array.isArray(list) ? list.map((entry, index) => [`${path}[${index}]`, fieldOf(entry)] as const) : [];
}

function mattering([failed, , value]: Check): boolean {
  return typeof failed === 'function' ? hasToken(String(value)) || failed(value) : failed;
}
