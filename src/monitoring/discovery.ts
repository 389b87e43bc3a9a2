import { Construct } from 'constructs';
import { Metrics, Pods } from '../core';
import { createRole, fit, OBJECT_NAME, Permission, RoleProps } from '../kubernetes';

/** What Prometheus asks the Kubernetes API for. */
export const PODS: Permission = { apiGroups: [''], resources: ['pods'], verbs: ['list', 'watch'] };

/** Lets Prometheus see the pods of targets in other namespaces than its own. */
export function createDiscoveryRoles(scope: Construct, prometheus: RoleProps['account'], targets: readonly Metrics[]): void {
  const { name, namespace } = prometheus;
  const elsewhere = targets.flatMap(({ endpoint }) => endpoint?.pods && endpoint.pods.namespace !== namespace ? [endpoint.pods] : []);
  // One for each namespace, with the name of its first target, because a namespace may be known only later.
  const first = new Map<string, Pods>();
  for (const pods of elsewhere) if (!first.has(pods.namespace)) first.set(pods.namespace, pods);
  for (const pods of first.values()) {
    createRole(scope, {
      name: fit(`${namespace}-${name}-discovery`, OBJECT_NAME), namespace: pods.namespace, account: prometheus, permissions: [PODS], suffix: `-${pods.name}`,
    });
  }
}
