import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { createObject } from './object';
import { namespaceOf } from './settings';
import { check, Check } from '../core';

const GROUP = 'rbac.authorization.k8s.io';

/** What a ServiceAccount may do, in the words of a Role. */
export interface Permission {
  /** API groups; `''` is the core one. */
  readonly apiGroups: readonly string[];
  /** Kinds in plural, with their subresources, such as `pods/log`. */
  readonly resources: readonly string[];
  /**
   * Names of the objects, at least one.
   *
   * @default all of them
   */
  readonly resourceNames?: readonly string[];
  /** Verbs, such as `get`. */
  readonly verbs: readonly string[];
}

/** A Role with its binding. */
export interface RoleProps {
  /** Name of both. */
  readonly name: string;
  /**
   * Namespace in which it holds; `false` for a ClusterRole, which holds in all.
   *
   * @default that of the scope
   */
  readonly namespace?: string | false;
  /** The ServiceAccount that gets it. */
  readonly account: { readonly name: string; readonly namespace: string };
  /** What it allows. */
  readonly permissions: readonly Permission[];
  /**
   * What tells its ids apart from those of other Roles below the scope.
   *
   * @default nothing
   */
  readonly suffix?: string;
}

/**
 * What must hold of permissions: an empty list is not written, and RBAC reads a missing one as none, or, of `resourceNames`, as all.
 */
export function permissionChecks(prop: string, permissions: readonly Permission[]): Check[] {
  return permissions.flatMap(({ apiGroups, resources, resourceNames, verbs }, index) => [
    ...Object.entries({ apiGroups, resources, verbs }).map(([list, given]): Check => [
      Array.isArray(given) && given.length === 0, `${prop}[${index}].${list}`, given, 'it allows nothing', 'name at least one, or leave the permission out',
    ]),
    [Array.isArray(resourceNames) && resourceNames.length === 0, `${prop}[${index}].resourceNames`, resourceNames, 'RBAC reads an empty list as every name',
      'name at least one, or leave it out for all objects of the kind'],
  ]);
}

/**
 * Makes a Role, or a ClusterRole, and binds it to a ServiceAccount.
 *
 * @throws ConstructError when a list of a permission is empty
 */
export function createRole(scope: Construct, { name, namespace, account, permissions, suffix = '' }: RoleProps): ApiObject[] {
  check(scope, permissionChecks('permissions', permissions));
  const kind = namespace === false ? 'ClusterRole' : 'Role';
  const place = { apiVersion: `${GROUP}/v1`, name, namespace: namespace ?? namespaceOf(scope) };
  return [
    createObject(scope, `${kind}${suffix}`, { ...place, kind, body: { rules: permissions } }),
    createObject(scope, `${kind}Binding${suffix}`, {
      ...place,
      kind: `${kind}Binding`,
      body: {
        roleRef: { apiGroup: GROUP, kind, name },
        subjects: [{ kind: 'ServiceAccount', name: account.name, namespace: account.namespace }],
      },
    }),
  ];
}
