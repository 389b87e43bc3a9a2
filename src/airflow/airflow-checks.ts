import { IConstruct } from 'constructs';
import type { AirflowClusterProps } from './airflow-cluster';
import { connectionChecks } from './airflow-connection';
import { DagSource } from './dag-source';
import { Executor } from './executor';
import { logChecks } from './remote-logging';
import { atLeast, byteSize, Check, cron, valid, VALIDATORS } from '../core';
import { ALEMBIC, profileOf, tableChecks } from '../kubernetes';

/** What follows from the props of a cluster. */
interface Derived {
  readonly executors: readonly Executor[];
  readonly sources: readonly DagSource[];
  /** Whether the database, the logs, or both lie on a volume. */
  readonly onVolume: boolean;
}

/** What must hold for a cluster, beside the shape of its props and what its sign-in, metrics and executors ask for. */
export function airflowChecks(scope: IConstruct, props: AirflowClusterProps, { executors, sources, onVolume }: Derived): Check[] {
  const { metadataDatabase, scheduler, connections = {}, databaseCleanup } = props;
  const { schedule, olderThanDays } = databaseCleanup || {};
  return [
    ...byteSize('volumeSize', props.volumeSize), valid(VALIDATORS.className, 'storageClass', props.storageClass),
    ...cron('databaseCleanup.schedule', schedule), atLeast('databaseCleanup.olderThanDays', olderThanDays, 1),
    atLeast('parallelism', props.parallelism, 1), atLeast('dagRefreshSeconds', props.dagRefreshSeconds, 1),
    ...executorChecks(executors), ...sourceChecks(sources), ...connectionChecks(Object.keys(connections)),
    ...logChecks(scope, props.logStore),
    ...tableChecks(scope, 'metadataDatabase', metadataDatabase, { tool: 'Airflow', history: ALEMBIC }),
    [!metadataDatabase && profileOf(scope).highAvailability, 'metadataDatabase', undefined, 'SQLite is for one machine',
      'pass a PostgresDatabase, or use Profile.local()'],
    [onVolume && (count => Number(count) > 1), 'scheduler.replicas', scheduler?.replicas,
      'the database or the logs lie on a volume that one node mounts', 'pass metadataDatabase and logStore, or keep one replica'],
  ];
}

function sourceChecks(sources: readonly DagSource[]): Check[] {
  const names = sources.map(({ name }) => name);
  const twice = names.filter((name, index) => names.indexOf(name) < index);
  return [
    ...twice.map((name): Check => [
      true, 'dags', name, 'two sources of DAGs have this name', 'give each another: DagSource.git(…, { name })',
    ]),
    ...names.map((name): Check => [
      !/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(name), 'dags', name, 'it is not a name for a source',
      'use lower-case letters, digits and hyphens',
    ]),
  ];
}

function executorChecks(executors: readonly Executor[]): Check[] {
  const names = executors.map(({ className }) => className);
  return [
    [names.length === 0, 'executor', names, 'nothing would run the tasks', 'pass Executor.local()'],
    [new Set(names).size < names.length, 'executor', names, 'one executor stands there twice', 'name each once'],
  ];
}
