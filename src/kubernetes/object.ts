import { ApiObject } from 'cdk8s';
import { Construct, IConstruct } from 'constructs';
import { namespaceOf, Settings } from './settings';
import { claim, claimsOf, pathOf } from './unique';
import { check, ConstructError, deferred, deferredIn, noToken, Rule } from '../core';

/** What to do about two names that meet; a component of Pulumi has no other id than its name. */
export const ANOTHER_ID = 'give one of them another id, which for a component of Pulumi is its name';

/** A Kubernetes object as a construct describes it. */
export interface ObjectProps {
  /** API group and version. */
  readonly apiVersion: string;
  /** Kind of the object. */
  readonly kind: string;
  /** Its name. */
  readonly name: string;
  /**
   * Its namespace; `false` for a cluster-wide kind.
   *
   * @default that of the scope
   */
  readonly namespace?: string | false;
  /**
   * Labels besides the settings'.
   *
   * @default none
   */
  readonly labels?: Record<string, string>;
  /**
   * Its annotations.
   *
   * @default none
   */
  readonly annotations?: Record<string, string>;
  /**
   * The rest of it: `spec`, `data`, `rules` and the like.
   *
   * @default nothing
   */
  readonly body?: Record<string, unknown>;
}

/**
 * Makes a Kubernetes object: with the settings' labels, without anything empty (an empty list or map makes the second `kubectl
 * apply` report a change).
 *
 * @throws ConstructError when another object of the program has the same kind and name, or something in it is a promise
 */
export function createObject(scope: Construct, id: string, props: ObjectProps): ApiObject {
  const { apiVersion, kind, name, annotations, body = {} } = props;
  const namespace = props.namespace === false ? undefined : props.namespace ?? namespaceOf(scope);
  // The trees of Pulumi's components put values in the place of what comes later; a manifest has no other moment for them.
  const missing = claimsOf(scope.node.root).label === undefined ? deferredIn({ metadata: { name, namespace }, ...body }, `${kind}: `) : [];
  if (missing.length > 0) throw new ConstructError(scope, missing);
  check(scope, [ownName(scope, { apiVersion, kind, name, namespace }, kind, id)]);
  const labels = { ...Settings.of(scope).labels, ...props.labels, 'app.kubernetes.io/managed-by': 'mlops-constructs' };
  return new ApiObject(scope, id, compact({
    apiVersion, kind, metadata: { name, namespace, labels: keys(labels), annotations: keys(annotations) }, ...body,
  }) as { apiVersion: string; kind: string });
}

/** No other object of the program has that name: every kind has its own in a namespace, and two paths may come to the same one. */
export function ownName(
  scope: IConstruct, { apiVersion, kind, name, namespace }: Pick<ObjectProps, 'apiVersion' | 'kind' | 'name'> & { namespace?: string }, prop: string, ...id: string[]
): Rule {
  const whole = namespace === undefined ? name : `${namespace}/${name}`;
  const group = apiVersion.includes('/') ? apiVersion.split('/')[0] : '';
  return claim(scope, prop, whole, scope.node.root, `${group}/${kind}`, 'makes it already', ANOTHER_ID, pathOf(scope, ...id));
}

function keys(map: Record<string, string> | undefined): Record<string, string> | undefined {
  for (const key of Object.keys(map ?? {})) noToken(key, 'the key of a label or annotation');
  return map;
}

/** The value without what is undefined or empty, all the way down. */
export function compact(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(compact);
  if (deferred(value) !== undefined) return value;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, item]) => [key, compact(item)] as const);
  return Object.fromEntries(entries.filter(([, item]) => !isEmpty(item)));
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'object' && deferred(value) === undefined && Object.keys(value).length === 0);
}
