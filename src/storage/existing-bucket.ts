import { Construct } from 'constructs';
import {
  BucketProvider, check, Connection, IBucket, isToken, noCredentials, outsideEndpoint, required, s3Env, SecretRef, SecretValue,
  url as isUrl, valid, VALIDATORS, validEach, WorkloadIdentity,
} from '../core';
import { propChecks } from '../core/prop-checks';
import { Credentials } from '../kubernetes';

/** An S3 bucket that exists already. */
export interface ExistingBucketProps {
  /** Name of the bucket. */
  readonly bucket: string;
  /** Region of the bucket. */
  readonly region: string;
  /**
   * Address of the server.
   *
   * @default Amazon's, of the region
   */
  readonly url?: string;
  /**
   * Access key id, by reference.
   *
   * @default none: give `identity` then
   */
  readonly accessKeyId?: SecretValue;
  /**
   * Secret access key, by reference.
   *
   * @default none: give `identity` then
   */
  readonly secretAccessKey?: SecretValue;
  /**
   * What makes the clients' pods known to the cloud, instead of keys: on Amazon
   * `{ serviceAccountAnnotations: { 'eks.amazonaws.com/role-arn': '…' } }`.
   *
   * @default none: keys are used
   */
  readonly identity?: WorkloadIdentity;
  /**
   * Addresses of the server, as CIDR blocks, to which clients are limited.
   *
   * @default any address but the link-local ones, on the server's port
   */
  readonly cidrs?: readonly string[];
}

/** A bucket that exists already; made by `Bucket.fromS3`. */
export class ExistingBucket extends Construct implements IBucket {
  public readonly provider = BucketProvider.S3;
  public readonly bucket: string;
  public readonly uri: string;
  public readonly region: string;
  public readonly url?: string;
  public readonly accessKeyId?: SecretRef;
  public readonly secretAccessKey?: SecretRef;
  public readonly connection: Connection;

  constructor(scope: Construct, id: string, props: ExistingBucketProps) {
    super(scope, id);
    const shape = propChecks(this, 'ExistingBucketProps', props);
    const { bucket, region, url, accessKeyId, secretAccessKey, identity, cidrs } = props;
    const keys = Number(accessKeyId !== undefined) + Number(secretAccessKey !== undefined);
    check(this, [
      ...shape, required('bucket', bucket), required('region', region), valid(VALIDATORS.s3Bucket, 'bucket', bucket), valid(VALIDATORS.region, 'region', region),
      isUrl('url', url), noCredentials('url', url, 'leave them out, and pass accessKeyId and secretAccessKey'),
      ...validEach(VALIDATORS.cidr, 'cidrs', cidrs),
      [isToken(url), 'url', url, 'its host and port decide what network policies open', 'write it as plain text'],
      [keys === 1, 'accessKeyId', undefined, 'a key has two parts', 'give both accessKeyId and secretAccessKey'],
      [(keys === 2) === (identity !== undefined), 'identity', undefined, 'clients need either keys or an identity', 'give one of the two'],
    ]);
    this.bucket = bucket;
    this.uri = `s3://${bucket}`;
    this.region = region;
    this.url = url;
    if (accessKeyId && secretAccessKey) {
      const credentials = new Credentials(this, 'Credentials', { values: { accessKeyId, secretAccessKey } });
      this.accessKeyId = credentials.ref('accessKeyId');
      this.secretAccessKey = credentials.ref('secretAccessKey');
    }
    this.connection = { env: s3Env(this), ...identity && { identity }, endpoints: [outsideEndpoint(url ?? `https://s3.${region}.amazonaws.com`, cidrs)] };
  }
}
