import { Construct } from 'constructs';
import { Metrics, Pods } from '../core';
import { createObject, fit, OBJECT_NAME, Permission, Server } from '../kubernetes';

const GROUP = 'rbac.authorization.k8s.io';

/** What Prometheus asks the Kubernetes API for. */
export const PODS: Permission = { apiGroups: [''], resources: ['pods'], verbs: ['list', 'watch'] };

/** Lets Prometheus see the pods of targets in other namespaces than its own. */
export function createDiscoveryRoles(scope: Construct, { name, namespace }: Server, targets: readonly Metrics[]): void {
  const elsewhere = targets.flatMap(({ endpoint }) => endpoint?.pods && endpoint.pods.namespace !== namespace ? [endpoint.pods] : []);
  // One for each namespace, with the name of its first target, because a namespace may be known only later.
  const first = new Map<string, Pods>();
  for (const pods of elsewhere) if (!first.has(pods.namespace)) first.set(pods.namespace, pods);
  for (const pods of first.values()) {
    const role = { name: fit(`${namespace}-${name}-discovery`, OBJECT_NAME), namespace: pods.namespace };
    createObject(scope, `Role-${pods.name}`, { apiVersion: `${GROUP}/v1`, kind: 'Role', ...role, body: { rules: [PODS] } });
    createObject(scope, `RoleBinding-${pods.name}`, {
      apiVersion: `${GROUP}/v1`,
      kind: 'RoleBinding',
      ...role,
      body: {
        roleRef: { apiGroup: GROUP, kind: 'Role', name: role.name },
        subjects: [{ kind: 'ServiceAccount', name, namespace }],
      },
    });
  }
}
