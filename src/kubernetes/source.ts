import { Construct } from 'constructs';
import { ContainerProps, NamedContainerProps, renderContainer } from './container';
import { ownSecret } from './files';
import { withTmp } from './home';
import { Mount, Volume } from './volume';
import { Check, Endpoint, IConnectable, Metrics, SecretRef } from '../core';

/** Where the files of a source's `SourceContainer` lie. */
export const SOURCE_FILES = '/etc/source';

const FIRST_PORT = 1234;

/** Files that a container beside a workload fetches and keeps current. */
export interface ISource extends IConnectable {
  /** Space for the files, as a Kubernetes quantity; the pod is evicted when they grow beyond. */
  readonly volumeSize: string;
  /** Directory of the files below the directory where a workload mounts the source. It is swapped whole: resolve it at each use. */
  directoryIn(mountPath: string): string;
  /** The container that fetches. */
  syncContainer(options: SyncOptions): SourceContainer;
  /** The series of that container, where it stays and shows any. */
  syncMetrics?(options: SyncMetricsOptions): Metrics | undefined;
}

/** What a source is told of the pods whose series it describes. */
export interface SyncMetricsOptions {
  /** The port that `syncContainer` was given, on all pods of the workload. */
  readonly endpoint: Endpoint;
  /** The label `job` of the series: namespace, workload and container. */
  readonly job: string;
}

/** What a source is told of the pod that it works in. */
export interface SyncOptions {
  /** Name of the container, and start of the names of its volumes. */
  readonly name: string;
  /** The volume that the workload mounts. */
  readonly volume: Volume;
  /** A port of the pod that is free for it. */
  readonly port: number;
  /** Whether it ends after it has fetched once, instead of fetching again and again. */
  readonly once: boolean;
}

/** A container that fetches files. */
export interface SourceContainer extends NamedContainerProps {
  /** User and group of its processes; what it writes must be readable for all. */
  readonly user: number;
  /**
   * Its secrets as files: name of the file in `/etc/source` -> a key of a Secret. They follow a rotation.
   *
   * @default none
   */
  readonly files?: Record<string, SecretRef>;
}

/** Where a workload sees a source. */
export interface SourceMount {
  /** What is fetched, such as a `GitRepository`. */
  readonly source: ISource;
  /** Absolute path of the directory below which its files lie; see `directoryIn` of the source. */
  readonly path: string;
}

/** What the sources of a workload become. */
export interface SourceParts {
  /** The containers that fetch, as they were described. */
  readonly described: readonly SourceContainer[];
  /** The same in Kubernetes' words; they come before all init containers, which may use what they fetched. */
  readonly initContainers: readonly Record<string, unknown>[];
  /** Where all other containers see the files: a container that sees less than its neighbours surprises. */
  readonly mounts: readonly Mount[];
  /** Volumes with the secrets. */
  readonly volumes: readonly Record<string, unknown>[];
}

/** What must hold for the sources of a workload. */
export function sourceChecks(sources: readonly SourceMount[], mounts: ContainerProps['mounts'] = []): Check[] {
  return sources.flatMap(({ path }, index): Check[] => [
    [text => !/^\/./.test(String(text)), `sources[${index}].path`, path, 'it is not an absolute path', "write it as '/opt/dags'"],
    [sources.findIndex(other => other.path === path) < index || mounts.some(mount => mount.path === path),
      `sources[${index}].path`, path, 'something else is mounted there', 'give each source a path of its own'],
  ]);
}

/** Makes the containers and volumes of a workload's sources. */
export function createSources(scope: Construct, sources: readonly SourceMount[], namespace: string, once: boolean): SourceParts {
  const places = sources.map(({ source, path }, index) => {
    const name = nameAt(index);
    const volume = Volume.empty(name, source.volumeSize);
    return { volume, path, container: withTmp(source.syncContainer({ name, volume, port: portAt(index), once })) };
  });
  const described = places.map(({ container }) => container);
  return {
    described,
    initContainers: described.map(container => renderSource(scope, container, namespace, once)),
    mounts: places.map(({ volume, path }) => ({ volume, path, readOnly: true })),
    volumes: described.filter(({ files }) => files).map(({ name, files }) => ({
      name: `${name}-files`,
      projected: {
        sources: Object.entries(files!).map(([file, ref]) => {
          const { secret, key } = ownSecret(scope, ref, namespace, file);
          return { secret: { name: secret, items: [{ key, path: file }] } };
        }),
      },
    })),
  };
}

/**
 * The series of the sources of pods that stay.
 *
 * @param endpointOf a port of these pods
 * @param owner the label `job` of their workload
 */
export function sourceMetrics(sources: readonly SourceMount[], owner: string, endpointOf: (port: number) => Endpoint): Metrics[] {
  return sources.flatMap(({ source }, index) => {
    const metrics = source.syncMetrics?.({ endpoint: endpointOf(portAt(index)), job: `${owner}/${nameAt(index)}` });
    return metrics ? [metrics] : [];
  });
}

function nameAt(index: number): string {
  return `source-${index}`;
}

function portAt(index: number): number {
  return FIRST_PORT + index;
}

function renderSource(scope: Construct, container: SourceContainer, namespace: string, once: boolean): Record<string, unknown> {
  const rendered = renderContainer(scope, container, namespace);
  const files = container.files ? [{ name: `${container.name}-files`, mountPath: SOURCE_FILES, readOnly: true }] : [];
  return {
    ...rendered,
    restartPolicy: once ? undefined : 'Always',
    volumeMounts: [...rendered.volumeMounts as object[], ...files],
    // A user of its own, whom its image knows: ssh refuses to work for one who has no name.
    securityContext: { runAsUser: container.user, runAsGroup: container.user, ...rendered.securityContext as object },
  };
}
