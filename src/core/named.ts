import { Check, checkCall } from './construct-error';
import { isDeferred } from './deferred';

/** Anything that has a name, such as cdk8s-plus' ISecret, IConfigMap, IServiceAccount and INamespace, or an ApiObject. */
export interface INamed {
  /** The name of the Kubernetes object. */
  readonly name: string;
  /**
   * Its kind, where it is known.
   *
   * @default taken to be what is asked for
   */
  readonly kind?: string;
}

/** The name of an object that is given by its name or as itself; a name that comes later stays as it is. */
export function objectName(object: string | INamed): string;
export function objectName(object: string | INamed | undefined): string | undefined;
export function objectName(object: string | INamed | undefined): string | undefined {
  return typeof object === 'string' || isDeferred(object) ? object as string : object?.name;
}

/** What is given as an object must be of that kind, where its own is known. */
export function kindCheck(prop: string, object: string | INamed | undefined, kind: string): Check {
  const given = typeof object === 'object' && !isDeferred(object) ? object?.kind : undefined;
  return [given !== undefined && given !== kind, prop, objectName(object), `it is of kind ${given}`, `pass a ${kind}, or its name`];
}

/**
 * The name of an object of that kind, for factories.
 *
 * @param factory name of the function, such as `Volume.secret`
 * @throws Error when it is of another kind
 */
export function nameOfKind(factory: string, prop: string, object: string | INamed, kind: string): string {
  checkCall(factory, [kindCheck(prop, object, kind)]);
  return objectName(object);
}
