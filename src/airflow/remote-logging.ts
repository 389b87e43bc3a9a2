import { IConstruct } from 'constructs';
import { connectionEnv, LOGS_CONNECTION, pathTo } from './airflow-connection';
import { BucketProvider, Check, IBucket } from '../core';
import { claim, Contribution } from '../kubernetes';

/** The logs of two clusters would lie under the same keys, and one of them would show and replace those of the other. */
export function logChecks(scope: IConstruct, bucket: IBucket | undefined): Check[] {
  if (!bucket) return [];
  const address = bucket.url === undefined ? bucket.uri : `${bucket.uri} of ${bucket.url}`;
  return [claim(scope, 'logStore', address, scope.node.root, 'logs of Airflow', 'keeps the logs of its tasks there already',
    'give each cluster a bucket of its own')];
}

/**
 * Sends the logs of tasks to a bucket, for the components that write or show them. Its keys stay out of the variables that task code may
 * use for a bucket of its own.
 */
export function remoteLogging(bucket: IBucket | undefined): Contribution {
  if (!bucket) return {};
  return {
    of: 'logs of tasks',
    env: {
      AIRFLOW__LOGGING__REMOTE_LOGGING: 'True',
      AIRFLOW__LOGGING__DELETE_LOCAL_LOGS: 'True',
      ...folderEnv(bucket),
      AIRFLOW__LOGGING__REMOTE_LOG_CONN_ID: LOGS_CONNECTION,
      ...connectionEnv(LOGS_CONNECTION, bucket),
    },
    uses: [pathTo(bucket)],
  };
}

/** For Azure the folder begins with `wasb` and the container is an option of its own. */
function folderEnv(bucket: IBucket): Record<string, string> {
  if (bucket.provider !== BucketProvider.AZURE) return { AIRFLOW__LOGGING__REMOTE_BASE_LOG_FOLDER: `${bucket.uri}/logs` };
  return { AIRFLOW__LOGGING__REMOTE_BASE_LOG_FOLDER: 'wasb-logs', AIRFLOW__AZURE_REMOTE_LOGGING__REMOTE_WASB_LOG_CONTAINER: bucket.bucket };
}
