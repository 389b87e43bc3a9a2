import { Construct } from 'constructs';
import { NamedContainerProps } from './container';
import { agreeChecks, Given, meetChecks } from './meet';
import { Check, Connection, IConnectable } from '../core';

const RENAME = 'give one of them another name';

/** A container of a pod, and what is mounted there besides what it asks for. */
export interface ContainerRole {
  /** The container. */
  readonly container: NamedContainerProps;
  /** What it is within the pod, for messages. */
  readonly role: string;
  /** Paths at which the workload itself mounts something: path -> what. */
  readonly ownMounts: Record<string, string>;
  /** Whether it runs beside the others, rather than before them. */
  readonly stays: boolean;
}

/** A volume that the workload itself adds to a pod. */
export type OwnVolume = Given<Record<string, unknown>>;

/** The names within one pod that users give and that must not meet: of containers, volumes, mount paths and ports. */
export function podNameChecks(containers: readonly ContainerRole[], own: readonly OwnVolume[]): Check[] {
  const all = containers.map(each => ({ ...each, maker: `${each.role} '${each.container.name}'`, mounts: each.container.mounts ?? [] }));
  const volumes = all.flatMap(({ mounts, maker }) => mounts.map(({ volume }) => ({ volume, name: volume.name, maker })));
  return [
    ...meetChecks('name', all.map(({ container: { name }, maker }) => ({ name, maker })), 'share a pod', RENAME),
    ...agreeChecks('volume', [...own, ...volumes.map(each => ({ ...each, value: each.volume.source }))], `${RENAME}, as volume.named('other')`),
    ...agreeChecks('content of volume', volumes.filter(({ volume }) => volume.digest !== undefined).map(
      each => ({ ...each, value: each.volume.digest })), `${RENAME}, as volume.named('other')`),
    ...all.flatMap(({ mounts, ownMounts, maker }) => meetChecks(`mounts of ${maker}`, [
      ...Object.entries(ownMounts).map(([path, what]) => ({ name: plain(path), maker: what })),
      ...mounts.map(({ volume, path }) => ({ name: plain(path), maker: `volume '${volume.name}'` })),
    ], 'are both mounted there', 'give one of them another path')),
    ...['ports', 'udpPorts'].flatMap(kind => meetChecks(kind, all.filter(({ stays }) => stays).flatMap(({ container, maker }) => (
      [...new Set(Object.values(container[kind as 'ports'] ?? {}))].map(port => ({ name: String(port), maker })))),
    'both listen on it, and a pod has one address', 'give one of them another port')),
  ];
}

/** What the connections of a pod give under one name must be one thing: files, and who the pod is for a cloud. */
export function connectionChecks(connectables: readonly IConnectable[]): Check[] {
  const of = (read: (connection: Connection) => Record<string, unknown> | undefined) => connectables.flatMap((each, index): Given[] => (
    Object.entries(read(each.connection) ?? {}).map(([name, value]) => ({ name, value, maker: makerOf(each, index) }))));
  const identity = 'a pod has one identity: use the same for both, or keys for one of them';
  return [
    ...agreeChecks('file', of(({ files }) => files), 'put one of them at another path'),
    ...agreeChecks('annotation of its ServiceAccount', of(({ identity: who }) => who?.serviceAccountAnnotations), identity),
    ...agreeChecks('label of its pods', of(({ identity: who }) => who?.podLabels), identity),
  ];
}

function makerOf(connectable: IConnectable, index: number): string {
  return Construct.isConstruct(connectable) ? connectable.node.path : `what it uses as number ${index + 1}`;
}

function plain(path: string): string {
  return path.replace(/(?<=.)\/+$/, '');
}
