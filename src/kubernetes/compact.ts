import { IConstruct } from 'constructs';
import { ConstructError, deferred } from '../core';
import { isLazy, LAZY } from '../core/lazy';

/** The one empty map that is written as it is: a selector of everything, where that is meant. */
export const EVERYTHING: object = Object.freeze({});

/** The value without what is undefined or empty, all the way down. */
export function compact(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(compact);
  if (typeof value !== 'object' || value === null || value === EVERYTHING || deferred(value) !== undefined) return value;
  if (isLazy(value)) throw new LazyError();
  const entries = Object.entries(value).map(([key, item]) => [key, compact(item)] as const);
  return Object.fromEntries(entries.filter(([, item]) => !isEmpty(item)));
}

/**
 * A manifest as it is written.
 *
 * @throws ConstructError when there is a Lazy of cdk8s in it, whose value is not in the names and digests that are made by then
 */
export function written(scope: IConstruct, manifest: Record<string, unknown>): Record<string, unknown> {
  try {
    return compact(manifest) as Record<string, unknown>;
  } catch (error) {
    const paths = pathsOf(manifest);
    if (paths.length === 0) throw error;
    throw new ConstructError(scope, paths.map(path => `${path}: ${LAZY.join(': ')}`));
  }
}

class LazyError extends Error {}

function pathsOf(value: unknown, path = ''): string[] {
  if (typeof value !== 'object' || value === null) return [];
  if (isLazy(value)) return [path];
  return Object.entries(value).flatMap(([key, item]) => pathsOf(item, path === '' ? key : `${path}.${key}`));
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || (value !== EVERYTHING && typeof value === 'object' && deferred(value) === undefined && Object.keys(value).length === 0);
}
