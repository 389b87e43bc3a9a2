import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { keepOrder } from './order';
import { namespaceOf, Settings } from './settings';
import { take } from './unique';
import { ConstructError, noToken } from '../core';

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
 * @throws ConstructError when another object of the program has the same kind and name
 */
export function createObject(scope: Construct, id: string, props: ObjectProps): ApiObject {
  const { apiVersion, kind, name, annotations, body = {} } = props;
  const namespace = props.namespace === false ? undefined : props.namespace ?? namespaceOf(scope);
  claim(scope, kind, namespace ?? '', name, id);
  keepOrder(scope);
  const labels = { ...Settings.of(scope).labels, ...props.labels, 'app.kubernetes.io/managed-by': 'mlops-constructs' };
  return new ApiObject(scope, id, compact({
    apiVersion, kind, metadata: { name, namespace, labels: keys(labels), annotations: keys(annotations) }, ...body,
  }) as { apiVersion: string; kind: string });
}

/** Every kind has its own names in a namespace; two paths may come to the same one. */
function claim(scope: Construct, kind: string, namespace: string, name: string, id: string): void {
  const other = take(scope.node.root, `${kind} ${namespace}/${name}`, `${scope.node.path}/${id}`);
  if (other) throw new ConstructError(scope, [`it would make a second ${kind} '${name}', which ${other} has made: give one of them another id`]);
}

function keys(map: Record<string, string> | undefined): Record<string, string> | undefined {
  for (const key of Object.keys(map ?? {})) noToken(key, 'the key of a label or annotation');
  return map;
}

/** The one empty map that is written as it is: a selector of everything, where that is meant. */
export const EVERYTHING: object = Object.freeze({});

/** The value without what is undefined or empty, all the way down. */
export function compact(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(compact);
  if (typeof value !== 'object' || value === null || value === EVERYTHING) return value;
  const entries = Object.entries(value).map(([key, item]) => [key, compact(item)] as const);
  return Object.fromEntries(entries.filter(([, item]) => !isEmpty(item)));
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || (value !== EVERYTHING && typeof value === 'object' && Object.keys(value).length === 0);
}
