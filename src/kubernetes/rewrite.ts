import { ApiObject } from 'cdk8s';

/** A manifest, or a part of one. */
export type Fields = Readonly<Record<string, unknown>>;

/**
 * Changes what an object is written as, each time that it is: after all that its construct and patches make of it, whenever they
 * were called. Changes of one object follow one another.
 */
export function rewrite(object: ApiObject, change: (manifest: Fields) => Fields): void {
  const write = object.toJson.bind(object) as () => Fields;
  Object.defineProperty(object, 'toJson', { configurable: true, value: () => change(write()) });
}
