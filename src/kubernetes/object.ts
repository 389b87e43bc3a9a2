import { ApiObject } from 'cdk8s';
import { Construct, IConstruct } from 'constructs';
import { namespaceOf, Settings } from './settings';
import { ConstructError, hasToken, noToken } from '../core';

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

const NAMES = new WeakMap<IConstruct, Map<string, string>>();

/**
 * Makes a Kubernetes object: with the settings' labels, without anything empty (an empty list or map makes the second `kubectl
 * apply` report a change).
 *
 * @throws ConstructError when another object of the program has the same kind and name
 */
export function createObject(scope: Construct, id: string, props: ObjectProps): ApiObject {
  const { apiVersion, kind, name, annotations, body = {} } = props;
  const namespace = props.namespace === false ? undefined : props.namespace ?? namespaceOf(scope);
  claim(scope, kind, namespace ?? '', name, id);
  const labels = { ...Settings.of(scope).labels, ...props.labels, 'app.kubernetes.io/managed-by': 'mlops-constructs' };
  return new ApiObject(scope, id, compact({
    apiVersion, kind, metadata: { name, namespace, labels: keys(labels), annotations: keys(annotations) }, ...body,
  }) as { apiVersion: string; kind: string });
}

/** Every kind has its own names in a namespace; two paths may come to the same one. */
function claim(scope: Construct, kind: string, namespace: string, name: string, id: string): void {
  if (hasToken(name) || hasToken(namespace)) return;
  const names = NAMES.get(scope.node.root) ?? new Map<string, string>();
  NAMES.set(scope.node.root, names);
  const key = `${kind} ${namespace}/${name}`;
  const path = `${scope.node.path}/${id}`;
  const other = names.get(key);
  if (other) throw new ConstructError(scope, [`it would make a second ${kind} '${name}', which ${other} has made: give one of them another id`]);
  names.set(key, path);
}

function keys(map: Record<string, string> | undefined): Record<string, string> | undefined {
  for (const key of Object.keys(map ?? {})) noToken(key, 'the key of a label or annotation');
  return map;
}

/** The value without what is undefined or empty, all the way down. */
function compact(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(compact);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, item]) => [key, compact(item)] as const);
  return Object.fromEntries(entries.filter(([, item]) => !isEmpty(item)));
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'object' && Object.keys(value).length === 0);
}
