import { BucketProvider, EnvValue, IBucket, IConnectable, IDatabase, IRedis, isSecretRef } from '../core';

/** What can become a connection of Airflow: a database, a bucket, or a Redis server. */
export type AirflowConnectable = IDatabase | IBucket | IRedis;

/**
 * The variable `AIRFLOW_CONN_<ID>` of a connection, and before it the variables of its secrets, which Kubernetes puts into it.
 *
 * @param id id of the connection, as tasks name it
 */
export function connectionEnv(id: string, target: AirflowConnectable): Record<string, EnvValue> {
  const name = id.toUpperCase();
  const secrets: Record<string, EnvValue> = {};
  const write = (field: string, value: EnvValue | undefined): string | undefined => {
    if (value === undefined || !isSecretRef(value)) return value;
    const variable = `CONNECTION_${name}_${field}`;
    secrets[variable] = value;
    return `$(${variable})`;
  };
  const connection = describe(target, write);
  return { ...secrets, [`AIRFLOW_CONN_${name}`]: JSON.stringify(connection) };
}

/** Servers other than Amazon's: names of buckets stand in the path, and no unasked checksums are sent (boto/boto3#4392). */
const S3_CLIENT = {
  s3: { addressing_style: 'path' }, request_checksum_calculation: 'when_required', response_checksum_validation: 'when_required',
};

type Write = (field: string, value: EnvValue | undefined) => string | undefined;

function describe(target: AirflowConnectable, write: Write): Record<string, unknown> {
  if ('engine' in target) {
    const { engine, host, port, database, username, password } = target;
    return { conn_type: engine === 'postgresql' ? 'postgres' : 'mysql', host, port, schema: database, login: write('LOGIN', username), password: write('PASSWORD', password) };
  }
  if ('provider' in target) return describeBucket(target, write);
  const { host, port, tls, password } = target;
  return { conn_type: 'redis', host, port, password: write('PASSWORD', password), extra: { ssl: tls } };
}

function describeBucket(bucket: IBucket, write: Write): Record<string, unknown> {
  switch (bucket.provider) {
    case BucketProvider.GCS: {
      const [file] = Object.keys(bucket.connection.files ?? {});
      return { conn_type: 'google_cloud_platform', extra: file === undefined ? {} : { key_path: file } };
    }
    case BucketProvider.AZURE: {
      const { AZURE_STORAGE_ACCOUNT: account, AZURE_STORAGE_ACCESS_KEY: key } = bucket.connection.env ?? {};
      return { conn_type: 'wasb', login: write('LOGIN', account), password: write('PASSWORD', key) };
    }
    default: {
      const { accessKeyId, secretAccessKey, region, url } = bucket;
      const extra = { region_name: region, ...url !== undefined && { endpoint_url: url, config_kwargs: S3_CLIENT } };
      return { conn_type: 'aws', login: write('LOGIN', accessKeyId), password: write('PASSWORD', secretAccessKey), extra };
    }
  }
}

/** The parts of a connection besides its variables: the way to it, and its files. */
export function pathTo(target: IConnectable): IConnectable {
  const { endpoints, files, identity } = target.connection;
  return { connection: { endpoints, ...files && { files }, ...identity && { identity } } };
}
