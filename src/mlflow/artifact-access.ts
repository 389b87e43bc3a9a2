import { BucketProvider, Connection, EnvValue, IBucket } from '../core';
import { Contribution } from '../kubernetes';

/** How clients get at artifacts. */
export enum ArtifactAccess {
  /** Through the server: clients need no key of the bucket. */
  PROXIED = 'proxied',
  /** By themselves: each client gets the bucket's settings, keys and network path. */
  DIRECT = 'direct',
}

const OF = 'artifact store';

/** How the server keeps artifacts. */
export function artifactStore(store: IBucket | undefined, access: ArtifactAccess, dataDirectory: string): Contribution {
  if (!store) return { of: OF, args: ['--artifacts-destination', `${dataDirectory}/artifacts`] };
  const proxied = access === ArtifactAccess.PROXIED;
  const args = proxied ? ['--artifacts-destination', store.uri] : ['--no-serve-artifacts', '--default-artifact-root', store.uri];
  return { of: OF, args, env: addressOf(store), uses: [store] };
}

/** What clients get of the bucket. */
export function clientArtifacts(store: IBucket | undefined, access: ArtifactAccess): Partial<Connection> {
  if (!store || access === ArtifactAccess.PROXIED) return {};
  return { ...store.connection, env: { ...store.connection.env, ...addressOf(store) } };
}

/** MLflow reads a variable of its own where boto3 has another (mlflow/store/artifact/s3_artifact_repo.py). */
function addressOf(store: IBucket): Record<string, EnvValue> {
  return store.provider === BucketProvider.S3 && store.url ? { MLFLOW_S3_ENDPOINT_URL: store.url } : {};
}
