import { Check } from './construct-error';
import { isDeferred } from './deferred';
import { isLazy, LAZY } from './lazy';
import { isPlain, what } from './what';

const MISSING = ['JSON has no form for it', 'write it as text or as a finite number'] as const;

/** What of a value cannot be written as JSON, or would stand there as something else. */
export function jsonChecks(at: string, value: unknown, around: readonly unknown[] = []): Check[] {
  if (value === null || value === undefined || ['string', 'boolean'].includes(typeof value) || isDeferred(value)) return [];
  if (typeof value === 'number') return Number.isFinite(value) ? [] : [[true, at, value, ...MISSING]];
  if (typeof value !== 'object') return nowhere(at, value);
  if (isLazy(value)) return [[true, at, undefined, ...LAZY]];
  if (around.includes(value)) return [[true, at, undefined, 'it holds itself', 'pass data that ends']];
  const inside = [...around, value];
  if (Array.isArray(value)) return value.flatMap((item, index) => item === undefined ? nowhere(`${at}[${index}]`, item) : jsonChecks(`${at}[${index}]`, item, inside));
  if (typeof (value as { toJSON?: unknown }).toJSON === 'function') return [];
  if (!isPlain(value)) return [[true, at, undefined, `it is ${what(value)}`, 'pass an object of names and values']];
  return Object.entries(value).flatMap(([key, item]) => jsonChecks(`${at}.${key}`, item, inside));
}

function nowhere(at: string, value: unknown): Check[] {
  return [[true, at, undefined, `it is ${what(value)}: ${MISSING[0]}`, MISSING[1]]];
}
