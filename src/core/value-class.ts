import { brand, Branded } from './brand';
import { checkArguments } from './prop-checks';

type Factory = (...args: unknown[]) => unknown;

/**
 * Makes a class one of values: its objects carry its brand, and its factories hold what they are given against their types. Called
 * in a static block of the class.
 */
export function valueClass(cls: Branded<object>, name: string): void {
  brand(cls, name);
  for (const [key, { value }] of Object.entries(Object.getOwnPropertyDescriptors(cls))) {
    if (typeof value === 'function') Object.defineProperty(cls, key, { value: checking(`${name}.${key}`, key, value as Factory) });
  }
}

/** The function, behind a check of its arguments, under the same name. */
function checking(path: string, name: string, factory: Factory): Factory {
  function checked(this: unknown, ...args: unknown[]): unknown {
    checkArguments(path, args);
    return factory.apply(this, args);
  }
  return Object.defineProperty(checked, 'name', { value: name });
}
