import { connectionEnv, LOGS_CONNECTION, pathTo } from './airflow-connection';
import { BucketProvider, EnvValue, IBucket, IConnectable } from '../core';

/** What remote logging means for the components that write or show logs of tasks. */
export interface LogSettings {
  /** Their environment. */
  readonly env: Record<string, EnvValue>;
  /** The way to the bucket. */
  readonly path: IConnectable;
}

/** Sends the logs of tasks to a bucket. Its keys stay out of the variables that task code may use for a bucket of its own. */
export function remoteLogging(bucket: IBucket | undefined): LogSettings {
  if (!bucket) return { env: {}, path: { connection: { endpoints: [] } } };
  return {
    env: {
      AIRFLOW__LOGGING__REMOTE_LOGGING: 'True',
      AIRFLOW__LOGGING__DELETE_LOCAL_LOGS: 'True',
      ...folderEnv(bucket),
      AIRFLOW__LOGGING__REMOTE_LOG_CONN_ID: LOGS_CONNECTION,
      ...connectionEnv(LOGS_CONNECTION, bucket),
    },
    path: pathTo(bucket),
  };
}

/** For Azure the folder begins with `wasb` and the container is an option of its own. */
function folderEnv(bucket: IBucket): Record<string, string> {
  if (bucket.provider !== BucketProvider.AZURE) return { AIRFLOW__LOGGING__REMOTE_BASE_LOG_FOLDER: `${bucket.uri}/logs` };
  return { AIRFLOW__LOGGING__REMOTE_BASE_LOG_FOLDER: 'wasb-logs', AIRFLOW__AZURE_REMOTE_LOGGING__REMOTE_WASB_LOG_CONTAINER: bucket.bucket };
}
