import { Construct } from 'constructs';
import { PodTemplateProps } from './pod-template';
import { check, Check, withDefaults } from '../core';

/**
 * How each prop of pods is put together. `LIST`: one after the other. `MAP`: by name, where what is added wins. `FIELDS`: field by field.
 * `ONE`: there is one of it, and what is added wins.
 */
enum Kind { LIST, MAP, FIELDS, ONE }

/** A new prop does not compile until it stands here. */
const KINDS: Record<keyof PodTemplateProps, Kind> = {
  uses: Kind.LIST,
  reaches: Kind.LIST,
  sources: Kind.LIST,
  initContainers: Kind.LIST,
  sidecars: Kind.LIST,
  permissions: Kind.LIST,
  tolerations: Kind.LIST,
  mounts: Kind.LIST,
  env: Kind.MAP,
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
 * @throws ConstructError when two mounts have one path, two containers one name, or two ports one name with different numbers
 */
export function mergePods<T extends PodTemplateProps>(scope: Construct, own: T, added: Partial<PodTemplateProps>, prop: string): T {
  check(scope, mergeChecks(own, added, prop));
  const both = Object.keys(KINDS).filter(key => added[key as keyof PodTemplateProps] !== undefined) as (keyof PodTemplateProps)[];
  return { ...own, ...Object.fromEntries(both.map(key => [key, merged(KINDS[key], own[key], added[key])])) };
}

function merged(kind: Kind, own: unknown, added: unknown): unknown {
  if (own === undefined || kind === Kind.ONE) return added;
  return kind === Kind.LIST ? [...own as unknown[], ...added as unknown[]] : withDefaults(added as object, own as object);
}

function mergeChecks(own: PodTemplateProps, added: Partial<PodTemplateProps>, prop: string): Check[] {
  const paths = pathsOf(own);
  const names = containersOf(own);
  const ports = { ...own.ports, ...own.udpPorts };
  return [
    ...pathsOf(added).filter(path => paths.includes(path)).map((path): Check => [
      true, `${prop}.mounts`, path, 'something of the construct is mounted there', 'mount it at another path',
    ]),
    ...containersOf(added).filter(name => names.includes(name)).map((name): Check => [
      true, `${prop}.sidecars`, name, 'the construct has a container of that name', 'give it another',
    ]),
    ...Object.entries({ ...added.ports, ...added.udpPorts }).filter(([name]) => name in ports).map(([name, port]): Check => [
      number => number !== ports[name], `${prop}.ports.${name}`, port, `the construct's port of that name is ${ports[name]}`, 'give it another name',
    ]),
  ];
}

function pathsOf({ mounts = [], sources = [] }: Partial<PodTemplateProps>): string[] {
  return [...mounts, ...sources].map(({ path }) => path);
}

function containersOf({ sidecars = [], initContainers = [] }: Partial<PodTemplateProps>): string[] {
  return [...sidecars, ...initContainers].map(({ name }) => name);
}
