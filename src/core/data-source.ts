import { IConnectable } from './connection';

/**
 * Rows of data that a pod can read, wherever they lie. A program in the pod gets its connection, and reads with pandas what the
 * description says.
 */
export interface IDataSource {
  /** What holds the data, with credentials and network path. */
  readonly source: IConnectable;
  /** What a reader must know, in JSON's types; secrets are named by the variables of the connection. */
  readonly description: DataDescription;
}

/** How data are read: an object of a bucket through the S3 settings, or a query through the database settings, of the environment. */
export type DataDescription =
  | { readonly type: 'object'; readonly uri: string; readonly format: 'csv' | 'parquet' | 'jsonl' }
  | { readonly type: 'query'; readonly engine: string; readonly query: string };
