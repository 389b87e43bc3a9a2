import { EnvValue, IConnectable } from '../core';

/** How a bucket and its account are made in a store: a container for `Credentials`, which brings `ACCESS_KEY` and `SECRET_KEY`. */
export interface BucketProvision {
  /** Image with the store's client. */
  readonly image: string;
  /** What to run: idempotent, and waiting for the store. */
  readonly command: readonly string[];
  /** Environment of the store's administrator. */
  readonly env: Record<string, EnvValue>;
}

/** An S3 server in the cluster, in which buckets can be made. */
export interface IObjectStore extends IConnectable {
  /** Address for clients. */
  readonly url: string;
  /** Region that clients must name. */
  readonly region: string;
  /** How to make a bucket with an account of its own. */
  provisionBucket(bucket: string): BucketProvision;
}
