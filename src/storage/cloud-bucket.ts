import { Construct } from 'constructs';
import {
  BucketProvider, check, Connection, Endpoint, EnvValue, IBucket, required, SecretValue, valid, VALIDATORS, WorkloadIdentity,
} from '../core';
import { propChecks } from '../core/prop-checks';
import { Credentials } from '../kubernetes';

const KEY_FILE = '/var/run/secrets/gcs/key.json';

/** A bucket of Google Cloud Storage that exists already. */
export interface GcsBucketProps {
  /** Name of the bucket. */
  readonly bucket: string;
  /**
   * Key file of a service account, in JSON, by reference.
   *
   * @default none: give `identity` then
   */
  readonly serviceAccountKey?: SecretValue;
  /**
   * What makes the clients' pods known to Google instead of a key:
   * `{ serviceAccountAnnotations: { 'iam.gke.io/gcp-service-account': '…' } }`. It opens GKE's metadata server to them.
   *
   * @default none: the key is used
   */
  readonly identity?: WorkloadIdentity;
}

/** A container of Azure Blob Storage that exists already. */
export interface AzureBucketProps {
  /** Name of the storage account. */
  readonly account: string;
  /** Name of the container. */
  readonly container: string;
  /**
   * Access key of the storage account, by reference.
   *
   * @default none: give `identity` then
   */
  readonly accessKey?: SecretValue;
  /**
   * What makes the clients' pods known to Azure instead of a key: the annotation `azure.workload.identity/client-id` of their
   * ServiceAccount and the pod label `azure.workload.identity/use: 'true'`.
   *
   * @default none: the key is used
   */
  readonly identity?: WorkloadIdentity;
}

/** A bucket of Google Cloud Storage; made by `Bucket.fromGcs`. */
export class GcsBucket extends Construct implements IBucket {
  public readonly provider = BucketProvider.GCS;
  public readonly bucket: string;
  public readonly uri: string;
  public readonly connection: Connection;

  constructor(scope: Construct, id: string, props: GcsBucketProps) {
    super(scope, id);
    const shape = propChecks(this, 'GcsBucketProps', props);
    const { bucket, serviceAccountKey, identity } = props;
    check(this, [...shape, required('bucket', bucket), valid(VALIDATORS.gcsBucket, 'bucket', bucket), eitherOf('serviceAccountKey', serviceAccountKey, identity)]);
    this.bucket = bucket;
    this.uri = `gs://${bucket}`;
    const storage: Endpoint = { scheme: 'https', host: 'storage.googleapis.com', port: 443 };
    if (serviceAccountKey) {
      const key = new Credentials(this, 'Credentials', { values: { key: serviceAccountKey } }).ref('key');
      this.connection = { env: { GOOGLE_APPLICATION_CREDENTIALS: KEY_FILE }, files: { [KEY_FILE]: key }, endpoints: [storage] };
    } else {
      this.connection = { identity, endpoints: [storage, ...METADATA] };
    }
  }
}

/** GKE's metadata server, where its workload identity hands out tokens: before and after the node's redirection. */
const METADATA: readonly Endpoint[] = [
  { scheme: 'http', host: 'metadata.google.internal', port: 80, cidrs: ['169.254.169.254/32'] },
  { scheme: 'http', host: 'metadata.google.internal', port: 988, cidrs: ['169.254.169.252/32'] },
];

/** A container of Azure Blob Storage; made by `Bucket.fromAzure`. */
export class AzureBucket extends Construct implements IBucket {
  public readonly provider = BucketProvider.AZURE;
  public readonly bucket: string;
  public readonly uri: string;
  public readonly connection: Connection;

  constructor(scope: Construct, id: string, props: AzureBucketProps) {
    super(scope, id);
    const shape = propChecks(this, 'AzureBucketProps', props);
    const { account, container, accessKey, identity } = props;
    check(this, [
      ...shape, required('account', account), required('container', container),
      valid(VALIDATORS.azureAccount, 'account', account), valid(VALIDATORS.azureContainer, 'container', container),
      eitherOf('accessKey', accessKey, identity),
    ]);
    const host = `${account}.blob.core.windows.net`;
    this.bucket = container;
    this.uri = `wasbs://${container}@${host}`;
    const key = accessKey && new Credentials(this, 'Credentials', { values: { key: accessKey } }).ref('key');
    const env: Record<string, EnvValue> = { AZURE_STORAGE_ACCOUNT: account, ...key && { AZURE_STORAGE_ACCESS_KEY: key } };
    this.connection = { env, ...identity && { identity }, endpoints: [{ scheme: 'https', host, port: 443 }] };
  }
}

function eitherOf(prop: string, key: SecretValue | undefined, identity: WorkloadIdentity | undefined) {
  const bad = (key === undefined) === (identity === undefined);
  return [bad, prop, undefined, 'clients need either a key or an identity', 'give one of the two'] as const;
}
