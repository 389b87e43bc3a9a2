import { ClusterParts, common, entrypointOf, mountsOf, waitForMigrations } from './cluster-parts';
import { copyConfig } from './directories';
import { logGroomer } from './log-groomer';
import { Contribution, Probe } from '../kubernetes';

/**
 * A component that loads the code of DAGs and opens the metadata database.
 *
 * @param job the name by which Airflow knows its process
 */
export function codeComponent(parts: ClusterParts, replicas: number, job: string, ...more: readonly Contribution[]) {
  const { everywhere, encryption, database, code } = parts;
  const mounts = mountsOf(parts, false);
  // Each check starts Python and loads Airflow, which costs seconds of CPU.
  const check: Probe = { exec: { command: ['airflow', 'jobs', 'check', '--job-type', job, '--local'] }, timeoutSeconds: 30 };
  return {
    ...common(parts, replicas),
    command: entrypointOf(...everywhere, code),
    parts: [...everywhere, encryption, database, code, ...more],
    mounts,
    initContainers: [copyConfig(parts.image), waitForMigrations(parts)],
    sidecars: [logGroomer(parts.image, mounts)],
    startup: { ...check, periodSeconds: 10, failureThreshold: 30 },
    liveness: { ...check, periodSeconds: 60, failureThreshold: 5 },
  };
}
