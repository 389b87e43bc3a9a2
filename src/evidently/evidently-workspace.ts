import { Construct } from 'constructs';
import {
  BucketProvider, byteSize, check, Check, DatabaseEngine, databaseEnv, EnvValue, IBucket, IConnectable, IDatabase, required, sqlAlchemyUrl,
  valid, VALIDATORS,
} from '../core';
import { valueClass } from '../core/value-class';
import { ALEMBIC, Mount, profileOf, tableChecks, underPostgresLock, VolumeClaim } from '../kubernetes';

const DATA = '/workspace';
/** Number of the advisory lock; MLflow has 5000. */
const LOCK = 8000;

/** Options for `EvidentlyWorkspace.volume`. */
export interface WorkspaceVolumeOptions {
  /**
   * Size of the volume, as a Kubernetes quantity.
   *
   * @default that of the profile: 1Gi local, 10Gi team, 50Gi production
   */
  readonly size?: string;
  /**
   * StorageClass of the volume.
   *
   * @default that of the settings
   */
  readonly storageClass?: string;
}

/** Options for `EvidentlyWorkspace.sql`. */
export interface WorkspaceSqlOptions {
  /**
   * Where the rows of datasets are kept. It needs an image with s3fs, which `images/evidently` of this project builds.
   *
   * @default in the database
   */
  readonly datasets?: IBucket;
  /**
   * Whether the tables are made and migrated before a server starts, by one pod at a time. There is no way without: `false` is
   * refused.
   *
   * @default true
   */
  readonly migrations?: boolean;
}

/** What a workspace means for the service. */
export interface WorkspaceConfig {
  /** Sections of Evidently's configuration file. */
  readonly sections: Record<string, unknown>;
  /** Arguments of the service. */
  readonly args: readonly string[];
  /** Environment of the service. */
  readonly env: Record<string, EnvValue>;
  /** What the service uses. */
  readonly uses: readonly IConnectable[];
  /** What it must reach besides. */
  readonly reaches: readonly IConnectable[];
  /** The volume, where there is one. */
  readonly data?: Mount;
  /** The command that migrates the tables, where there are any. */
  readonly migration?: readonly string[];
}

/** Where an `EvidentlyService` keeps projects, reports and datasets. */
export abstract class EvidentlyWorkspace {
  static { valueClass(this, 'EvidentlyWorkspace'); }

  /** A directory on a volume of the one pod. */
  public static volume(options: WorkspaceVolumeOptions = {}): EvidentlyWorkspace {
    return new VolumeWorkspace(options);
  }

  /**
   * Objects below `evidently/` of an S3 bucket; all of them are read at start, into memory, by one pod. It needs an image with s3fs,
   * which `images/evidently` of this project builds.
   */
  public static bucket(bucket: IBucket): EvidentlyWorkspace {
    return new BucketWorkspace(bucket);
  }

  /** Tables of a PostgreSQL database, which several pods may share. */
  public static sql(database: IDatabase, options: WorkspaceSqlOptions = {}): EvidentlyWorkspace {
    return new SqlWorkspace(database, options);
  }

  /** Whether several pods may share it. */
  public abstract readonly shared: boolean;
  /** Makes what it needs below a scope. */
  public abstract create(scope: Construct): WorkspaceConfig;
  /** What must hold for it. */
  public abstract checks(image: string | undefined): Check[];
}

class VolumeWorkspace extends EvidentlyWorkspace {
  public readonly shared = false;

  constructor(private readonly options: WorkspaceVolumeOptions) { super(); }

  public create(scope: Construct): WorkspaceConfig {
    const { size = profileOf(scope).volumeSize, storageClass } = this.options;
    const { volume } = new VolumeClaim(scope, 'Data', { size, storageClass });
    return { sections: { storage: { type: 'local' } }, args: ['--workspace', DATA], env: {}, uses: [], reaches: [], data: { volume, path: DATA } };
  }

  public checks(): Check[] {
    return [...byteSize('workspace.size', this.options.size), valid(VALIDATORS.className, 'workspace.storageClass', this.options.storageClass)];
  }
}

class BucketWorkspace extends EvidentlyWorkspace {
  public readonly shared = false;

  constructor(private readonly bucket: IBucket) { super(); }

  public create(): WorkspaceConfig {
    return {
      sections: { storage: { type: 'local' } },
      args: ['--workspace', `${this.bucket.uri}/evidently`],
      env: fsspecEnv(this.bucket),
      uses: [this.bucket],
      reaches: [],
    };
  }

  public checks(image: string | undefined): Check[] {
    return [required('workspace.bucket', this.bucket), ...bucketChecks('workspace', this.bucket, image)];
  }
}

class SqlWorkspace extends EvidentlyWorkspace {
  public readonly shared = true;

  constructor(private readonly database: IDatabase, private readonly options: WorkspaceSqlOptions) { super(); }

  public create(scope: Construct): WorkspaceConfig {
    check(scope, tableChecks(scope, 'workspace.database', this.database, { tool: 'Evidently', history: ALEMBIC }));
    const { datasets } = this.options;
    // libpq takes user and password from the environment: Alembic reads the address as a template, in which a quoted password breaks.
    const url = sqlAlchemyUrl(this.database, 'psycopg2');
    return {
      sections: {
        storage: { type: 'sql' },
        database: { url },
        ...datasets && { dataset_storage: { type: 'fsspec', path: `${datasets.uri}/evidently` } },
      },
      args: [],
      env: { ...databaseEnv(this.database), ...datasets && fsspecEnv(datasets) },
      uses: datasets ? [datasets] : [],
      reaches: [this.database],
      migration: underPostgresLock(LOCK, ['evidently', 'migrate', url]),
    };
  }

  public checks(image: string | undefined): Check[] {
    const { datasets, migrations = true } = this.options;
    const engine = this.database?.engine;
    return [
      required('workspace.database', this.database),
      [given => given !== DatabaseEngine.POSTGRESQL, 'workspace.database', engine, 'Evidently makes its tables in PostgreSQL',
        'pass a PostgresDatabase, or Database.fromPostgres(…)'],
      [!migrations, 'workspace.migrations', migrations, 'the tables would be missing, or made by several servers at once and never migrated',
        'leave it out: they are made and migrated before a server starts'],
      ...datasets ? bucketChecks('workspace.datasets', datasets, image) : [],
    ];
  }
}

/** s3fs takes these from fsspec's settings, and a region and identity from AWS' own variables. */
function fsspecEnv({ url, accessKeyId, secretAccessKey }: IBucket): Record<string, EnvValue> {
  return {
    ...accessKeyId && { FSSPEC_S3_KEY: accessKeyId },
    ...secretAccessKey && { FSSPEC_S3_SECRET: secretAccessKey },
    ...url && { FSSPEC_S3_ENDPOINT_URL: url },
  };
}

function bucketChecks(prop: string, bucket: IBucket | undefined, image: string | undefined): Check[] {
  return [
    [given => given !== BucketProvider.S3, prop, bucket?.provider, 'Evidently reads buckets of S3 alone here',
      'pass a Bucket, or Bucket.fromS3(…)'],
    [image === undefined, 'image', undefined, "Evidently's own image has no s3fs, with which it would read the bucket",
      'build images/evidently/Dockerfile of mlops-constructs and pass it as image, or as evidently to Settings'],
  ];
}
