import { connectionEnv, pathTo } from './airflow-connection';
import { BucketProvider, IBucket } from '../core';
import { Contribution } from '../kubernetes';

const CONNECTION = 'mlops_logs';

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
      AIRFLOW__LOGGING__REMOTE_LOG_CONN_ID: CONNECTION,
      ...connectionEnv(CONNECTION, bucket),
    },
    uses: [pathTo(bucket)],
  };
}

/** For Azure the folder begins with `wasb` and the container is an option of its own. */
function folderEnv(bucket: IBucket): Record<string, string> {
  if (bucket.provider !== BucketProvider.AZURE) return { AIRFLOW__LOGGING__REMOTE_BASE_LOG_FOLDER: `${bucket.uri}/logs` };
  return { AIRFLOW__LOGGING__REMOTE_BASE_LOG_FOLDER: 'wasb-logs', AIRFLOW__AZURE_REMOTE_LOGGING__REMOTE_WASB_LOG_CONTAINER: bucket.bucket };
}
