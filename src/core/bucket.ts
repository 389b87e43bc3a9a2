import { IConnectable } from './connection';
import { EnvValue, SecretRef } from './secret';

/** Whose protocol a bucket speaks. */
export enum BucketProvider {
  /** Amazon S3, or a server that speaks its protocol. */
  S3 = 's3',
  /** Google Cloud Storage. */
  GCS = 'gcs',
  /** Azure Blob Storage. */
  AZURE = 'azure',
}

/** A bucket of an object store, with its own credentials. Its connection gives the variables of the provider's own SDK. */
export interface IBucket extends IConnectable {
  /** Whose protocol it speaks. */
  readonly provider: BucketProvider;
  /** Name of the bucket; of the container in Azure. */
  readonly bucket: string;
  /** Address of the bucket as libraries write it: `s3://bucket`, `gs://bucket`, `wasbs://container@account.blob.core.windows.net`. */
  readonly uri: string;
  /** Region of the bucket; S3 only. */
  readonly region?: string;
  /** Address of the S3 server, where it is not Amazon's. */
  readonly url?: string;
  /** Access key id; absent with workload identity. */
  readonly accessKeyId?: SecretRef;
  /** Secret access key; absent with workload identity. */
  readonly secretAccessKey?: SecretRef;
}

/** What the parts of an S3 connection are. */
export interface S3Parts {
  /** Region of the bucket. */
  readonly region: string;
  /** Address of the server, where it is not Amazon's. */
  readonly url?: string;
  /** Access key id; absent with workload identity. */
  readonly accessKeyId?: SecretRef;
  /** Secret access key; absent with workload identity. */
  readonly secretAccessKey?: SecretRef;
}

/**
 * The environment that AWS SDKs and boto3 read. Servers other than Amazon's get no unasked checksums: boto3 1.36 and later
 * sends them and some refuse them (boto/boto3#4392).
 */
export function s3Env({ region, url, accessKeyId, secretAccessKey }: S3Parts): Record<string, EnvValue> {
  return {
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    ...accessKeyId && { AWS_ACCESS_KEY_ID: accessKeyId },
    ...secretAccessKey && { AWS_SECRET_ACCESS_KEY: secretAccessKey },
    ...url && {
      AWS_ENDPOINT_URL_S3: url,
      AWS_REQUEST_CHECKSUM_CALCULATION: 'when_required',
      AWS_RESPONSE_CHECKSUM_VALIDATION: 'when_required',
    },
  };
}
