import { Construct } from 'constructs';
import { configFiles } from './config-files';
import type { FieldRef, NamedContainerProps } from './container';
import { agreeChecks, Given } from './meet';
import { Permission } from './role';
import { SourceMount } from './source';
import { Mount } from './volume';
import { check, Check, EnvValue, IConnectable, SecretRef } from '../core';

/**
 * What one concern of a tool adds to its pods, such as its backend store, its way of signing in, or its metrics: one plain value, so that
 * what a program is told and what it may reach come from the same place. Where nothing else is said, it is of the main container.
 */
export interface Contribution {
  /**
   * The concern, for messages.
   *
   * @default its number among the parts
   */
  readonly of?: string;
  /**
   * Environment variables; secrets by reference. What the workload itself sets wins.
   *
   * @default none
   */
  readonly env?: Record<string, EnvValue | FieldRef>;
  /**
   * Arguments after those of the workload; at the end of its `command` where that is the whole command line.
   *
   * @default none
   */
  readonly args?: readonly string[];
  /**
   * Files by their path: text that is no secret, or a key of a Secret.
   *
   * @default none
   */
  readonly files?: Record<string, string | SecretRef>;
  /**
   * Directories that it can use.
   *
   * @default none
   */
  readonly mounts?: readonly Mount[];
  /**
   * What it listens on: name of at most 15 characters -> port.
   *
   * @default nothing
   */
  readonly ports?: Record<string, number>;
  /**
   * What it listens on for single packets instead of connections: name of at most 15 characters -> port.
   *
   * @default nothing
   */
  readonly udpPorts?: Record<string, number>;
  /**
   * All that the main container talks to: it gets their environment, files, identity and the network path.
   *
   * @default nothing
   */
  readonly uses?: readonly IConnectable[];
  /**
   * All that the pods must reach without getting its environment, because the tool wants it written in its own way.
   *
   * @default nothing
   */
  readonly reaches?: readonly IConnectable[];
  /**
   * Repositories and the like whose files all containers of the pods see. They are fetched before any other container starts; in
   * pods that stay, a container of their own keeps them current.
   *
   * @default none
   */
  readonly sources?: readonly SourceMount[];
  /**
   * Containers that run to their end before the main one starts, in order.
   *
   * @default none
   */
  readonly initContainers?: readonly NamedContainerProps[];
  /**
   * Containers beside the main one.
   *
   * @default none
   */
  readonly sidecars?: readonly NamedContainerProps[];
  /**
   * What the containers with `apiAccess` may do in their namespace, as Kubernetes' policy rules.
   *
   * @default nothing
   */
  readonly permissions?: readonly Permission[];
  /**
   * Annotations of the pods.
   *
   * @default none
   */
  readonly podAnnotations?: Record<string, string>;
}

/**
 * The protocol of what a tool can have in several ways, such as `MlflowAuth`: the construct adds the checks to its own, so that all
 * findings come at once, then has it create, and gives what it gets to the workload as one of its `parts`. Nothing asks which variant it
 * is.
 *
 * @typeParam C what a variant is told of the construct
 * @typeParam R a `Contribution`, or one for each kind of the tool's pods, and what its clients get
 */
export interface Variant<C, R = Contribution> {
  /** What must hold for it there. Makes nothing. */
  checks(scope: Construct, context: C): readonly Check[];
  /** Makes the objects that it needs below a scope, and tells what the pods get. */
  create(scope: Construct, context: C): R;
}

/** Maps in which what a workload says itself wins over its parts, and comes after them: it may refer to their variables. */
const OWN_LAST = ['env', 'files', 'podAnnotations'] as const;
const OWN_FIRST = ['ports', 'udpPorts'] as const;
const LISTS = ['uses', 'reaches', 'sources', 'permissions', 'mounts', 'initContainers', 'sidecars'] as const;

/** A workload's own props with what its parts add to them. */
type Whole<T> = Omit<T, 'parts'>;

/**
 * The props of a workload with all of its parts in them. A part with permissions brings `apiAccess`.
 *
 * @throws ConstructError when two parts mean different things by one name; it names both
 */
export function withParts<T extends Contribution & { readonly parts?: readonly Contribution[]; readonly command?: readonly string[] }>(
  scope: Construct, { parts = [], ...own }: T,
): Whole<T> {
  if (parts.length === 0) return own;
  check(scope, partChecks(own, parts));
  const more = parts.flatMap(({ args = [] }) => args);
  const all = [own, ...parts];
  const maps = [
    ...OWN_LAST.map(key => [key, laid([...parts, own].map(part => part[key]))]),
    ...OWN_FIRST.map(key => [key, laid(all.map(part => part[key]))]),
  ];
  const merged = {
    ...own,
    ...Object.fromEntries(maps),
    ...Object.fromEntries(LISTS.map(key => [key, joined(key, all.map(part => part[key] as readonly unknown[] | undefined))])),
    ...more.length > 0 && (own.args || !own.command ? { args: [...own.args ?? [], ...more] } : { command: [...own.command, ...more] }),
  } as Whole<T>;
  return parts.some(({ permissions = [] }) => permissions.length > 0) ? { apiAccess: true, ...merged } : merged;
}

/** Lists of one prop as one; a mount or a container that is the same in two of them stands there once. */
export function joined(key: string, lists: readonly (readonly unknown[] | undefined)[]): readonly unknown[] | undefined {
  if (lists.every(list => list === undefined)) return undefined;
  const all = lists.flatMap(list => list ?? []);
  const name = NAMES[key];
  return name ? [...new Map(all.map(each => [name(each as never), each])).values()] : all;
}

const NAMES: Record<string, ((each: never) => string) | undefined> = {
  mounts: pathOf,
  initContainers: ({ name }: NamedContainerProps) => name,
  sidecars: ({ name }: NamedContainerProps) => name,
};

/** The environment of several parts as one. */
export function envOf(...parts: readonly Contribution[]): Record<string, EnvValue | FieldRef> {
  return laid(parts.map(({ env }) => env)) as Record<string, EnvValue | FieldRef> | undefined ?? {};
}

/** What several parts reach. */
export function reachesOf(...parts: readonly Contribution[]): IConnectable[] {
  return parts.flatMap(({ reaches = [] }) => reaches);
}

function laid(maps: readonly (object | undefined)[]): object | undefined {
  return maps.every(map => map === undefined) ? undefined : Object.assign({}, ...maps) as object;
}

function partChecks(own: Contribution, parts: readonly Contribution[]): Check[] {
  const named = parts.map((part, index) => ({ ...part, of: part.of ?? `part number ${index + 1}` }));
  const given = (read: (part: Contribution) => object | undefined) => named.flatMap(part => entriesOf(part.of, read(part)));
  const remedy = 'let one of the two say it';
  return [
    ...agreeChecks('env', given(part => part.env), remedy),
    ...agreeChecks('files', given(part => part.files), 'put one of them at another path'),
    ...agreeChecks('podAnnotations', given(part => part.podAnnotations), remedy),
    ...placeChecks('', [{ ...own, of: 'the workload itself' }, ...named]),
  ];
}

/** What has one place in a pod: mount paths, names of containers, and names and numbers of ports. `at` stands before it in messages. */
export function placeChecks(at: string, parts: readonly Contribution[]): Check[] {
  const given = (read: (part: Contribution) => readonly (readonly [name: string, value: unknown])[]) => parts.flatMap(
    ({ of = '', ...part }) => read(part).map(([name, value]) => ({ name, value, maker: of })));
  const ports = (kind: 'ports' | 'udpPorts') => given(part => Object.entries(part[kind] ?? {}));
  return [
    ...agreeChecks(`${at}mounts`, given(mountsOf), 'put one of them at another path'),
    ...agreeChecks(`${at}containers`, given(({ initContainers = [], sidecars = [] }) => [
      ...initContainers.map(each => [each.name, ['init container', each]] as const),
      ...sidecars.map(each => [each.name, ['sidecar', each]] as const),
    ]), 'give one of them another name'),
    ...agreeChecks(`${at}ports`, [...ports('ports'), ...ports('udpPorts')], 'give one of them another name'),
    ...(['ports', 'udpPorts'] as const).flatMap(kind => agreeChecks(`number of ${at}${kind}`, ports(kind).map(
      ({ name, value, maker }) => ({ name: String(value), value: name, maker })), 'give one of them another port')),
  ];
}

function mountsOf({ mounts = [], sources = [] }: Contribution): (readonly [string, unknown])[] {
  return [
    ...mounts.map(mount => [pathOf(mount), { ...mount, path: undefined }] as const),
    ...sources.map((mount, index) => [pathOf(mount), `source ${index}`] as const),
  ];
}

function pathOf({ path }: { readonly path: string }): string {
  return path.replace(/(?<=.)\/+$/, '');
}

function entriesOf(maker: string, map: object = {}): Given[] {
  return Object.entries(map).map(([name, value]) => ({ name, value: value as unknown, maker }));
}

interface GivenFiles {
  readonly mounts: readonly Mount[];
  readonly secrets: Record<string, SecretRef>;
}

/** The files of a container as mounts and as keys of Secrets: text is in a ConfigMap, of whose change the pods hear by their digest. */
export function filesOf(scope: Construct, files: Contribution['files'] = {}): GivenFiles {
  const all = Object.entries(files);
  const secrets = Object.fromEntries(all.filter((entry): entry is [string, SecretRef] => typeof entry[1] !== 'string'));
  const texts = all.filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  if (texts.length === 0) return { mounts: [], secrets };
  const keyOf = (path: string) => path.replace(/[^\w.-]+/g, '-').replace(/^-/, '');
  const volume = configFiles(scope, 'Files', Object.fromEntries(texts.map(([path, text]) => [keyOf(path), text])));
  return { mounts: texts.map(([path]) => ({ volume, path, subPath: keyOf(path), readOnly: true })), secrets };
}
