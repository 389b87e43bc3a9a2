import { Check, hasToken } from '../core';

/** Something with a name of its own within one place, and who gives it. */
export interface Given<T = unknown> {
  /** The name. */
  readonly name: string;
  /** Who gives it, for messages. */
  readonly maker: string;
  /** What is meant by it. */
  readonly value?: T;
}

/** No two may have the same name; `reason` completes '<maker> and <maker> …'. */
export function meetChecks(prop: string, given: readonly Given[], reason: string, remedy: string): Check[] {
  return given.flatMap((one, index) => given.slice(0, index).flatMap((other): Check[] => {
    const why = `${other.maker} and ${one.maker} ${reason}`;
    if (one.name === other.name) return [[true, prop, one.name, why, remedy]];
    return hasToken(one.name + other.name) ? [[areEqual, prop, JSON.stringify([other.name, one.name]), why, remedy]] : [];
  }));
}

/** Where two have the same name, they must mean the same by it. */
export function agreeChecks(prop: string, given: readonly Given[], remedy: string): Check[] {
  const first = new Map<string, Given>();
  return given.flatMap((one): Check[] => {
    const other = first.get(one.name);
    if (!other) {
      first.set(one.name, one);
      return [];
    }
    const both = JSON.stringify([other.value, one.value]);
    const why = `${other.maker} and ${one.maker} mean different things by it`;
    return JSON.stringify(other.value) === JSON.stringify(one.value) ? [] : [[text => !areEqual(text), `${prop} '${one.name}'`, both, why, remedy]];
  });
}

/** Of two values as JSON, which may be known only later. */
function areEqual(text: unknown): boolean {
  const [one, other] = JSON.parse(String(text)) as unknown[];
  return JSON.stringify(one) === JSON.stringify(other);
}
