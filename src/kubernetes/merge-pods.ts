import { Construct } from 'constructs';
import { joined, placeChecks } from './contribution';
import { PodTemplateProps } from './pod-template';
import { check, withDefaults } from '../core';

/**
 * How each prop of pods is put together. `LIST`: one after the other. `MAP`: by name, where what is added wins. `FIELDS`: field by field.
 * `ONE`: there is one of it, and what is added wins.
 */
enum Kind { LIST, MAP, FIELDS, ONE }

/** A new prop does not compile until it stands here. */
const KINDS: Record<keyof PodTemplateProps, Kind> = {
  parts: Kind.LIST,
  uses: Kind.LIST,
  reaches: Kind.LIST,
  sources: Kind.LIST,
  initContainers: Kind.LIST,
  sidecars: Kind.LIST,
  permissions: Kind.LIST,
  tolerations: Kind.LIST,
  mounts: Kind.LIST,
  env: Kind.MAP,
  files: Kind.MAP,
  podAnnotations: Kind.MAP,
  ports: Kind.MAP,
  udpPorts: Kind.MAP,
  resources: Kind.FIELDS,
  image: Kind.ONE,
  command: Kind.ONE,
  args: Kind.ONE,
  liveness: Kind.ONE,
  readiness: Kind.ONE,
  startup: Kind.ONE,
  apiAccess: Kind.ONE,
  peers: Kind.ONE,
  user: Kind.ONE,
  group: Kind.ONE,
  terminationGracePeriodSeconds: Kind.ONE,
  hostname: Kind.ONE,
  serviceAccountName: Kind.ONE,
  existingServiceAccount: Kind.ONE,
  container: Kind.ONE,
};

/**
 * Pods as a construct describes them, and what a user adds: lists are joined and maps laid over each other, so that nothing of the
 * construct's own goes away; a variable that both set is the user's, and so is what there is one of.
 *
 * @param prop the prop that `added` came in as, for messages
 * @throws ConstructError when both mean different things by one mount path, container or port
 */
export function mergePods<T extends PodTemplateProps>(scope: Construct, own: T, added: Partial<PodTemplateProps>, prop: string): T {
  check(scope, placeChecks(`${prop}.`, [{ ...own, of: 'the construct' }, { ...added, of: prop }]));
  const both = Object.keys(KINDS).filter(key => added[key as keyof PodTemplateProps] !== undefined) as (keyof PodTemplateProps)[];
  return { ...own, ...Object.fromEntries(both.map(key => [key, merged(key, own[key], added[key])])) };
}

function merged(key: keyof PodTemplateProps, own: unknown, added: unknown): unknown {
  if (own === undefined || KINDS[key] === Kind.ONE) return added;
  return KINDS[key] === Kind.LIST ? joined(key, [own, added] as unknown[][]) : withDefaults(added as object, own as object);
}
