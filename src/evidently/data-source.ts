import { DataDescription, IBucket, IConnectable, IDatabase, IDataSource, mapString } from '../core';
import { valueClass } from '../core/value-class';

/** How the rows of an object are written. */
export enum DataFormat {
  /** Text with a line of names and commas between the values. */
  CSV = 'csv',
  /** Apache Parquet. */
  PARQUET = 'parquet',
  /** A JSON object in each line. */
  JSON_LINES = 'jsonl',
}

/** Options for `DataSource.object`. */
export interface ObjectOptions {
  /**
   * How its rows are written.
   *
   * @default by the ending of the key: `.csv`, `.parquet` or `.jsonl`
   */
  readonly format?: DataFormat;
}

/** Rows of data for an `EvidentlyMonitor`. */
export abstract class DataSource {
  static { valueClass(this, 'DataSource'); }

  /** An object of an S3 bucket; `key` is its name in the bucket. */
  public static object(bucket: IBucket, key: string, options: ObjectOptions = {}): IDataSource {
    return new ObjectSource(bucket, key, options);
  }

  /** What a query of a database gives. */
  public static query(database: IDatabase, sql: string): IDataSource {
    return new QuerySource(database, sql);
  }

  private constructor() {}
}

class ObjectSource implements IDataSource {
  constructor(private readonly bucket: IBucket, private readonly key: string, private readonly options: ObjectOptions) {}

  public get source(): IConnectable {
    return this.bucket;
  }

  public get description(): DataDescription {
    return { type: 'object', uri: `${this.bucket.uri}/${this.key}`, format: (this.options.format ?? mapString(this.key, extension)) as DataFormat };
  }
}

class QuerySource implements IDataSource {
  constructor(private readonly database: IDatabase, private readonly sql: string) {}

  public get source(): IConnectable {
    return this.database;
  }

  public get description(): DataDescription {
    return { type: 'query', engine: this.database.engine, query: this.sql };
  }
}

function extension(key: string): string {
  return /\.([^./]*)$/.exec(key)?.[1].toLowerCase() ?? '';
}
