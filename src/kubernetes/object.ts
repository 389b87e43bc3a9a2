import { ApiObject } from 'cdk8s';
import { Construct, IConstruct } from 'constructs';
import { written } from './compact';
import { objectChecks } from './object-checks';
import { keepOrder } from './order';
import { passwordChecks } from './password-checks';
import { namespaceOf, Settings } from './settings';
import { claim, claimsOf, pathOf } from './unique';
import { check, Check, ConstructError, deferredIn, noToken } from '../core';

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
 * @param Kind class of what is made, where it writes itself in a way of its own
 * @throws ConstructError when something in it cannot be meant or is a promise, or another object of the program has the same kind and name
 */
export function createObject(scope: Construct, id: string, props: ObjectProps, Kind: typeof ApiObject = ApiObject): ApiObject {
  const { apiVersion, kind, name, annotations, body = {} } = props;
  const namespace = props.namespace === false ? undefined : props.namespace ?? namespaceOf(scope);
  keepOrder(scope);
  // The trees of Pulumi's components put values in the place of what comes later; a manifest has no other moment for them.
  const missing = claimsOf(scope.node.root).label === undefined ? deferredIn({ metadata: { name, namespace }, ...body }, `${kind}: `) : [];
  if (missing.length > 0) throw new ConstructError(scope, missing);
  const labels = { ...Settings.of(scope).labels, ...props.labels, 'app.kubernetes.io/managed-by': 'mlops-constructs' };
  const manifest = written(scope, {
    apiVersion, kind, metadata: { name, namespace, labels: keys(labels), annotations: keys(annotations) }, ...body,
  }) as { apiVersion: string; kind: string };
  check(scope, [...objectChecks(manifest), ...passwordChecks(kind, body), ownName(scope, { apiVersion, kind, name, namespace }, kind, id)]);
  return new Kind(scope, id, manifest);
}

/** No other object of the program has that name: every kind has its own in a namespace, and two paths may come to the same one. */
export function ownName(
  scope: IConstruct, { apiVersion, kind, name, namespace }: Pick<ObjectProps, 'apiVersion' | 'kind' | 'name'> & { namespace?: string }, prop: string, ...id: string[]
): Check {
  const whole = namespace === undefined ? name : `${namespace}/${name}`;
  const group = apiVersion.includes('/') ? apiVersion.split('/')[0] : '';
  return claim(scope, prop, whole, scope.node.root, `${group}/${kind}`, 'makes it already', ANOTHER_ID, pathOf(scope, ...id));
}

function keys(map: Record<string, string> | undefined): Record<string, string> | undefined {
  for (const key of Object.keys(map ?? {})) noToken(key, 'the key of a label or annotation');
  return map;
}
