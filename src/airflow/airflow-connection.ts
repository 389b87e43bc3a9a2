import { BucketProvider, Check, EnvValue, IBucket, IConnectable, IDatabase, IRedis, jsonTemplate } from '../core';
import { renderedEnv } from '../kubernetes';

/** What can become a connection of Airflow: a database, a bucket, or a Redis server. */
export type AirflowConnectable = IDatabase | IBucket | IRedis;

/** The connection by which Airflow itself stores the logs of tasks. */
export const LOGS_CONNECTION = 'mlops_logs';

/** What must hold for the ids of connections: each becomes a variable in upper case. */
export function connectionChecks(ids: readonly string[]): Check[] {
  const same = (id: string, other: string) => id.toUpperCase() === other.toUpperCase();
  return ids.flatMap((id, index): Check[] => {
    const other = ids.slice(0, index).find(one => same(one, id));
    return [
      [!/^\w+$/.test(id), 'connections', id, 'it is not the id of a connection', 'use letters, digits and _'],
      [same(id, LOGS_CONNECTION), 'connections', id, 'by that id Airflow itself stores the logs of tasks', 'use another id'],
      [other !== undefined, 'connections', id, `Airflow reads it from the same variable as '${other}'`, 'use ids that differ in more than case'],
    ];
  });
}

/**
 * Environment in which the variable `AIRFLOW_CONN_<ID>` of a connection is made: as JSON, in the pod where it holds secrets.
 *
 * @param id id of the connection, as tasks name it
 */
export function connectionEnv(id: string, target: AirflowConnectable): Record<string, EnvValue> {
  return renderedEnv(`AIRFLOW_CONN_${id.toUpperCase()}`, jsonTemplate(describe(target)));
}

/** Servers other than Amazon's: names of buckets stand in the path, and no unasked checksums are sent (boto/boto3#4392). */
const S3_CLIENT = {
  s3: { addressing_style: 'path' }, request_checksum_calculation: 'when_required', response_checksum_validation: 'when_required',
};

function describe(target: AirflowConnectable): Record<string, unknown> {
  if ('engine' in target) {
    const { engine, host, port, database, username, password } = target;
    return { conn_type: engine === 'postgresql' ? 'postgres' : 'mysql', host, port, schema: database, login: username, password };
  }
  if ('provider' in target) return describeBucket(target);
  const { host, port, tls, password } = target;
  return { conn_type: 'redis', host, port, password, extra: { ssl: tls } };
}

function describeBucket(bucket: IBucket): Record<string, unknown> {
  switch (bucket.provider) {
    case BucketProvider.GCS: {
      const [file] = Object.keys(bucket.connection.files ?? {});
      return { conn_type: 'google_cloud_platform', extra: file === undefined ? {} : { key_path: file } };
    }
    case BucketProvider.AZURE: {
      const { AZURE_STORAGE_ACCOUNT: account, AZURE_STORAGE_ACCESS_KEY: key } = bucket.connection.env ?? {};
      return { conn_type: 'wasb', login: account, password: key };
    }
    default: {
      const { accessKeyId, secretAccessKey, region, url } = bucket;
      const extra = { region_name: region, ...url !== undefined && { endpoint_url: url, config_kwargs: S3_CLIENT } };
      return { conn_type: 'aws', login: accessKeyId, password: secretAccessKey, extra };
    }
  }
}

/** The parts of a connection besides its variables: the way to it, and its files. */
export function pathTo(target: IConnectable): IConnectable {
  const { endpoints, files, identity } = target.connection;
  return { connection: { endpoints, ...files && { files }, ...identity && { identity } } };
}
