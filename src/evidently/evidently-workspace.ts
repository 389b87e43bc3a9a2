import { Construct } from 'constructs';
import {
  BucketProvider, byteSize, Check, DatabaseEngine, databaseEnv, EnvValue, IBucket, IDatabase, required, sqlAlchemyUrl, valid, VALIDATORS,
} from '../core';
import { valueClass } from '../core/value-class';
import {
  ALEMBIC, ContainerProps, Contribution, profileOf, tableChecks, underPostgresLock, Variant, Volume, VolumeClaim,
} from '../kubernetes';

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
  readonly volumeSize?: string;
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

/** What a workspace is told of its service. */
export interface WorkspaceContext {
  /** Image, directories and environment of the service's containers. */
  readonly container: Pick<ContainerProps, 'image' | 'mounts' | 'env'>;
  /** The image, where it is not the catalog's. */
  readonly ownImage?: string;
}

/** What a workspace means for the service. */
export interface WorkspaceConfig {
  /** Sections of Evidently's configuration file. */
  readonly sections: Record<string, unknown>;
  /** What the service's pods get. */
  readonly service: Contribution;
  /** The volume, where there is one. */
  readonly volume?: Volume;
}

const OF = 'workspace';

/** Where an `EvidentlyService` keeps projects, reports and datasets. */
export abstract class EvidentlyWorkspace implements Variant<WorkspaceContext, WorkspaceConfig> {
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
  public abstract checks(scope: Construct, context: WorkspaceContext): readonly Check[];
  public abstract create(scope: Construct, context: WorkspaceContext): WorkspaceConfig;
}

class VolumeWorkspace extends EvidentlyWorkspace {
  public readonly shared = false;

  constructor(private readonly options: WorkspaceVolumeOptions) { super(); }

  public checks(): readonly Check[] {
    const { volumeSize, storageClass } = this.options;
    return [...byteSize('workspace.volumeSize', volumeSize), valid(VALIDATORS.className, 'workspace.storageClass', storageClass)];
  }

  public create(scope: Construct): WorkspaceConfig {
    const { volumeSize = profileOf(scope).volumeSize, storageClass } = this.options;
    const { volume } = new VolumeClaim(scope, 'Data', { size: volumeSize, storageClass });
    return {
      sections: { storage: { type: 'local' } },
      service: { of: OF, args: ['--workspace', DATA], mounts: [{ volume, path: DATA }] },
      volume,
    };
  }
}

class BucketWorkspace extends EvidentlyWorkspace {
  public readonly shared = false;

  constructor(private readonly bucket: IBucket) { super(); }

  public checks(_scope: Construct, { ownImage }: WorkspaceContext): readonly Check[] {
    return [required('workspace.bucket', this.bucket), ...bucketChecks('workspace', this.bucket, ownImage)];
  }

  public create(): WorkspaceConfig {
    const { bucket } = this;
    return {
      sections: { storage: { type: 'local' } },
      service: { of: OF, args: ['--workspace', `${bucket.uri}/evidently`], env: fsspecEnv(bucket), uses: [bucket] },
    };
  }
}

class SqlWorkspace extends EvidentlyWorkspace {
  public readonly shared = true;

  constructor(private readonly database: IDatabase, private readonly options: WorkspaceSqlOptions) { super(); }

  public checks(scope: Construct, { ownImage }: WorkspaceContext): readonly Check[] {
    const { datasets, migrations = true } = this.options;
    return [
      required('workspace.database', this.database),
      [given => given !== DatabaseEngine.POSTGRESQL, 'workspace.database', this.database?.engine,
        'Evidently makes its tables in PostgreSQL',
        'pass a PostgresDatabase, or Database.fromPostgres(…)'],
      ...tableChecks(scope, 'workspace.database', this.database, { tool: 'Evidently', history: ALEMBIC }),
      [!migrations, 'workspace.migrations', migrations,
        'the tables would be missing, or made by several servers at once and never migrated',
        'leave it out: they are made and migrated before a server starts'],
      ...datasets ? bucketChecks('workspace.datasets', datasets, ownImage) : [],
    ];
  }

  public create(_scope: Construct, { container }: WorkspaceContext): WorkspaceConfig {
    const { datasets } = this.options;
    // libpq takes user and password from the environment: Alembic reads the address as a template, in which a quoted password breaks.
    const url = sqlAlchemyUrl(this.database, 'psycopg2');
    const env = { ...databaseEnv(this.database), ...datasets && fsspecEnv(datasets) };
    const files = datasets ? { dataset_storage: { type: 'fsspec', path: `${datasets.uri}/evidently` } } : {};
    return {
      sections: { storage: { type: 'sql' }, database: { url }, ...files },
      service: {
        of: OF,
        env,
        uses: datasets ? [datasets] : [],
        reaches: [this.database],
        initContainers: [{
          ...container,
          name: 'migrate',
          command: underPostgresLock(LOCK, ['evidently', 'migrate', url]),
          env: { ...container.env, ...env },
          resources: { memory: '512Mi' },
        }],
      },
    };
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
