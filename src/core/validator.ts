import { Check } from './construct-error';

/** What text, or a number, of one kind must be. */
export interface Validator {
  /** Whether a value can be meant. It is asked of values that are known. */
  readonly accepts: (value: unknown) => boolean;
  /** What is wrong with one that cannot: a sentence without full stop. */
  readonly reason: string;
  /** What to write instead. */
  readonly remedy: string;
}

/** The prop, when given, must be of this kind; a value that comes later is asked about once it is known. */
export function valid(validator: Validator, prop: string, value: unknown): Check {
  return [given => !validator.accepts(given), prop, value, validator.reason, validator.remedy];
}

/** Each entry of a list, when given, must be of this kind. */
export function validEach(validator: Validator, prop: string, values: readonly unknown[] | undefined): Check[] {
  return Array.isArray(values) ? values.map((value, index) => valid(validator, `${prop}[${index}]`, value)) : [];
}

/** Each key of a map, when given, must be of this kind. */
export function validKeys(validator: Validator, prop: string, map: object | undefined): Check[] {
  return Object.keys(map ?? {}).map(key => valid(validator, `key of ${prop}`, key));
}

/** Each value of a map, when given, must be of this kind. */
export function validValues(validator: Validator, prop: string, map: object | undefined): Check[] {
  return Object.entries(map ?? {}).map(([key, value]) => valid(validator, `${prop}.${key}`, value));
}
