import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { written } from './compact';
import { objectRules } from './object-rules';
import { namespaceOf, Settings } from './settings';
import { take } from './unique';
import { check, ConstructError, noToken } from '../core';

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
 * @throws ConstructError when something in it cannot be meant, or another object of the program has the same kind and name
 */
export function createObject(scope: Construct, id: string, props: ObjectProps): ApiObject {
  const { apiVersion, kind, name, annotations, body = {} } = props;
  const namespace = props.namespace === false ? undefined : props.namespace ?? namespaceOf(scope);
  const labels = { ...Settings.of(scope).labels, ...props.labels, 'app.kubernetes.io/managed-by': 'mlops-constructs' };
  const manifest = written(scope, {
    apiVersion, kind, metadata: { name, namespace, labels: keys(labels), annotations: keys(annotations) }, ...body,
  }) as { apiVersion: string; kind: string };
  check(scope, objectRules(manifest));
  claim(scope, kind, namespace ?? '', name, id);
  return new ApiObject(scope, id, manifest);
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
