import { Construct } from 'constructs';
import { ClusterParts, initContainer, USER } from './cluster-parts';
import { copyConfig } from './directories';
import { asText } from '../core';
import { Job, reachesOf } from '../kubernetes';

/** When old rows of the metadata database are removed. */
export interface DatabaseCleanup {
  /**
   * When to run, in cron's notation.
   *
   * @default '0 4 * * *'
   */
  readonly schedule?: string;
  /**
   * Age in days of what is removed.
   *
   * @default 90
   */
  readonly olderThanDays?: number;
}

const CLEAN = 'exec airflow db clean --clean-before-timestamp "$(date -u -d "-$0 days" +%Y-%m-%dT%H:%M:%S+00:00)" --skip-archive --yes';

/** Removes old rows of the metadata database on a schedule. */
export function createDatabaseCleanup(scope: Construct, parts: ClusterParts, options: DatabaseCleanup): Job {
  const { schedule = '0 4 * * *', olderThanDays = 90 } = options;
  const { name: _, ...main } = initContainer(parts, 'main', ['bash', '-c', CLEAN, asText(olderThanDays)]);
  return new Job(scope, 'DatabaseCleanup', {
    ...main, ...USER, initContainers: [copyConfig(parts.image)], schedule, reaches: reachesOf(...parts.everywhere, parts.database),
  });
}
