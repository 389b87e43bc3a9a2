import { Construct } from 'constructs';
import { AzureBucket, AzureBucketProps, GcsBucket, GcsBucketProps } from './cloud-bucket';
import { ExistingBucket, ExistingBucketProps } from './existing-bucket';
import { IObjectStore } from './object-store';
import { BucketProvider, check, Connection, IBucket, required, s3Env, SecretRef, SecretValue, valid, VALIDATORS } from '../core';
import { propChecks } from '../core/prop-checks';
import { Credentials, nameOf, unique } from '../kubernetes';

/** Properties for `Bucket`. */
export interface BucketProps {
  /** The store to make it in, in the same namespace. */
  readonly store: IObjectStore;
  /**
   * Name of the bucket: 3 to 63 lower-case letters, digits and hyphens.
   *
   * @default the name of the construct
   */
  readonly name?: string;
}

/**
 * A bucket with an account of its own, made in a store by an idempotent Job. Deleting the construct keeps the objects.
 *
 * @throws ConstructError when the name cannot be one, or the store has a bucket of that name already
 */
export class Bucket extends Construct implements IBucket {
  /** A bucket of Amazon S3, or of a server that speaks its protocol, that exists already. */
  public static fromS3(scope: Construct, id: string, props: ExistingBucketProps): IBucket {
    return new ExistingBucket(scope, id, props);
  }

  /** A bucket of Google Cloud Storage that exists already. */
  public static fromGcs(scope: Construct, id: string, props: GcsBucketProps): IBucket {
    return new GcsBucket(scope, id, props);
  }

  /** A container of Azure Blob Storage that exists already. */
  public static fromAzure(scope: Construct, id: string, props: AzureBucketProps): IBucket {
    return new AzureBucket(scope, id, props);
  }

  public readonly provider = BucketProvider.S3;
  public readonly bucket: string;
  public readonly uri: string;
  public readonly region: string;
  public readonly url: string;
  public readonly accessKeyId: SecretRef;
  public readonly secretAccessKey: SecretRef;
  public readonly connection: Connection;

  constructor(scope: Construct, id: string, props: BucketProps) {
    super(scope, id);
    check(this, [...propChecks(this, 'BucketProps', props), required('store', props.store)]);
    const { store, name = nameOf(this) } = props;
    check(this, [valid(VALIDATORS.s3Bucket, 'name', name), unique('name', name, this, store, 'a bucket of that name in the same store')]);

    const provision = store.provisionBucket(name);
    const credentials = new Credentials(this, 'Credentials', {
      values: { accessKeyId: SecretValue.generated({ length: 20 }), secretAccessKey: SecretValue.generated({ length: 40 }) },
      provision: { ...provision, secretEnv: { ACCESS_KEY: 'accessKeyId', SECRET_KEY: 'secretAccessKey' }, reaches: [store] },
    });
    this.bucket = name;
    this.uri = `s3://${name}`;
    this.region = store.region;
    this.url = store.url;
    this.accessKeyId = credentials.ref('accessKeyId');
    this.secretAccessKey = credentials.ref('secretAccessKey');
    this.connection = { env: s3Env(this), endpoints: store.connection.endpoints };
  }
}
