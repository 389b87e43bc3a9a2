import { BucketProvider, Connection, EnvValue, IBucket } from '../core';

/** How clients get at artifacts. */
export enum ArtifactAccess {
  /** Through the server: clients need no key of the bucket. */
  PROXIED = 'proxied',
  /** By themselves: each client gets the bucket's settings, keys and network path. */
  DIRECT = 'direct',
}

/** What an artifact store means for the server and its clients. */
export interface ArtifactConfig {
  /** Arguments of `mlflow server`. */
  readonly args: readonly string[];
  /** Environment of the server besides the bucket's own. */
  readonly env: Record<string, EnvValue>;
  /** What clients get of the bucket. */
  readonly client?: Connection;
}

/** The server's arguments and environment for an artifact store, and what clients get of it. */
export function artifactConfig(store: IBucket | undefined, access: ArtifactAccess, dataDirectory: string): ArtifactConfig {
  if (!store) return { args: ['--artifacts-destination', `${dataDirectory}/artifacts`], env: {} };
  // MLflow reads a variable of its own where boto3 has another (mlflow/store/artifact/s3_artifact_repo.py).
  const address: Record<string, EnvValue> = store.provider === BucketProvider.S3 && store.url ? { MLFLOW_S3_ENDPOINT_URL: store.url } : {};
  return access === ArtifactAccess.PROXIED
    ? { args: ['--artifacts-destination', store.uri], env: address }
    : { args: ['--no-serve-artifacts', '--default-artifact-root', store.uri], env: address, client: { ...store.connection, env: { ...store.connection.env, ...address } } };
}
