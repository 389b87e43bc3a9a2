import { Construct } from 'constructs';
import { AirflowAuthConfig } from './airflow-auth';
import { copyConfig, DATA, LOGS, writableMounts } from './directories';
import { ExecutorConfig } from './executor-config';
import { Endpoint, EnvValue } from '../core';
import {
  ContainerProps, Contribution, envOf, futureEndpoint, isRendered, Mount, NamedContainerProps, PodTemplateProps, renderedCommand, Resources,
  Volume,
} from '../kubernetes';

/** Port of the API server. */
export const API_PORT = 8080;
/** Port on which what runs tasks shows their logs. */
export const TASK_LOG_PORT = 8793;

/** What a process needs with some dozens of DAGs. */
export const RESOURCES = { cpu: '100m', memory: '1Gi' } as const;

/** The image's user; its files belong to group 0 (Airflow docs, docker-stack entrypoint). */
export const USER = { user: 50000, group: 0 } as const;

/** How one of the processes runs. */
export interface AirflowComponentOptions {
  /**
   * Number of pods.
   *
   * @default that of the profile; 1 where state or logs lie on a volume
   */
  readonly replicas?: number;
  /**
   * CPU and memory of each pod.
   *
   * @default what the process needs with some dozens of DAGs
   */
  readonly resources?: Resources;
}

/** What the components share: what each concern adds to those pods that need it. */
export interface ClusterParts {
  /** Image of Airflow. */
  readonly image: string;
  /** Number of pods, where nothing else is asked for. */
  readonly replicas: number;
  /** What all components and the pods of tasks get. */
  readonly everywhere: readonly Contribution[];
  /** For what reads encrypted values: connections, variables, and what tasks pass on. */
  readonly encryption: Contribution;
  /** For what serves pages or logs. */
  readonly session: Contribution;
  /** For what opens the metadata database. */
  readonly database: Contribution;
  /** For what signs tokens. */
  readonly signing: Contribution;
  /** For where the code of DAGs runs. */
  readonly code: Contribution;
  /** The volume with the database, the logs, or both. */
  readonly volume?: Volume;
  /** Whether the metadata database lies on the volume. */
  readonly sqlite: boolean;
  /** Whether the logs of tasks lie on the volume. */
  readonly logsOnVolume: boolean;
  /** Whether tasks run in the scheduler. */
  readonly tasksInScheduler: boolean;
  /** Whether a proxy stands in front of the API server. */
  readonly proxied: boolean;
  /** Who may use it. */
  readonly auth: AirflowAuthConfig;
  /** What each executor needs. */
  readonly executors: readonly ExecutorConfig[];
}

/** Pods in which the code of tasks runs, and nothing else does: without the database and without the key that signs tokens. */
export function taskPods(scope: Construct, { image, everywhere, encryption, code }: Omit<ClusterParts, 'executors'>): PodTemplateProps {
  return {
    ...USER,
    image,
    command: entrypointOf(...everywhere, code),
    mounts: writableMounts(),
    initContainers: [copyConfig(image)],
    parts: [...everywhere, encryption, code, taskApi(scope)],
  };
}

/** Where the API server will listen. */
export function apiEndpoint(scope: Construct): Endpoint {
  return futureEndpoint(scope, 'ApiServer', API_PORT);
}

/** The way on which tasks ask for what they need and tell how they fare. */
export function taskApi(scope: Construct): Contribution {
  return { of: 'execution API', reaches: [{ connection: { endpoints: [apiEndpoint(scope)] } }] };
}

/**
 * The image's entrypoint behind what makes connections out of secrets; nothing where there are none. Airflow sets arguments of the pods of
 * its tasks, and leaves the command.
 */
export function entrypointOf(...parts: readonly Contribution[]): readonly string[] | undefined {
  return isRendered(envOf(...parts)) ? renderedCommand(['/usr/bin/dumb-init', '--', '/entrypoint']) : undefined;
}

/** What each component has. */
export function common({ image, volume }: ClusterParts, replicas: number) {
  return { ...USER, image, replicas, recreate: volume !== undefined };
}

/** Holds a component back until the database has the tables of its version. */
export function waitForMigrations(parts: ClusterParts): NamedContainerProps {
  return initContainer(parts, 'wait-for-migrations', ['db', 'check-migrations', '--migration-wait-timeout', '600']);
}

/** A container that opens the metadata database and ends. */
export function initContainer(parts: ClusterParts, name: string, args: readonly string[]): NamedContainerProps {
  const { image, everywhere, database } = parts;
  return {
    name,
    image,
    args,
    // The image's entrypoint looks for the database in every container; once is enough.
    env: { ...withoutConnections(envOf(...everywhere)), ...database.env, CONNECTION_CHECK_MAX_COUNT: '40' },
    mounts: mountsOf(parts, false),
    resources: { cpu: '100m', memory: '512Mi' },
  };
}

/** The environment of what opens the metadata database and nothing else. */
export function withoutConnections(env: Required<ContainerProps>['env']): Record<string, EnvValue> {
  const all = Object.entries(env).filter(([name]) => !/^RENDER_(ENV|VALUE)_AIRFLOW_CONN_/.test(name));
  return Object.fromEntries(all) as Record<string, EnvValue>;
}

/** The directories that a component writes. */
export function mountsOf({ volume, sqlite }: ClusterParts, logsOnVolume: boolean): Mount[] {
  const mounts = writableMounts(volume && logsOnVolume ? { volume, path: LOGS, subPath: 'logs' } : undefined);
  return volume && sqlite ? [...mounts, { volume, path: DATA, subPath: 'database' }] : mounts;
}
