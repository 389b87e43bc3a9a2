import { IConnectable } from '../core';
import { valueClass } from '../core/value-class';
import { ISource, Mount, SourceMount, Volume } from '../kubernetes';

const ROOT = '/opt/airflow/sources';
const LOCAL_BUNDLE = 'airflow.dag_processing.bundles.local.LocalDagBundle';

/** A bundle of Airflow: a class that finds DAGs, and its arguments. */
export interface DagBundle {
  /** Import path of the class, such as `airflow.providers.git.bundles.git.GitDagBundle`. */
  readonly classpath: string;
  /**
   * Arguments of the class; plain JSON.
   *
   * @default none
   */
  readonly kwargs?: Record<string, unknown>;
  /**
   * What the bundle must reach, where task code runs and in the DAG processor; their environment, such as `AIRFLOW_CONN_…`, goes
   * there too.
   *
   * @default nothing
   */
  readonly uses?: readonly IConnectable[];
}

/** Options of a source of DAGs. */
export interface DagSourceOptions {
  /**
   * Name of the bundle, as Airflow shows it; each source of a cluster needs another.
   *
   * @default 'dags'
   */
  readonly name?: string;
}

interface Content {
  readonly bundle?: DagBundle;
  readonly source?: ISource;
  readonly mounts?: readonly Mount[];
}

/** Where DAGs come from. Each source becomes a bundle of Airflow, and is there wherever their code runs. */
export class DagSource {
  static { valueClass(this, 'DagSource'); }

  /** A Git repository, kept current by a container beside each process that runs its code: a `GitRepository`. */
  public static git(repository: ISource, options: DagSourceOptions = {}): DagSource {
    return new DagSource(options.name, { source: repository });
  }

  /** A Mercurial repository, kept current by a container beside each process that runs its code: a `MercurialRepository`. */
  public static mercurial(repository: ISource, options: DagSourceOptions = {}): DagSource {
    return new DagSource(options.name, { source: repository });
  }

  /** A directory of the cluster's image. */
  public static image(path: string, options: DagSourceOptions = {}): DagSource {
    return new DagSource(options.name, { bundle: local(path) });
  }

  /** A volume that all pods can mount; `path` is the directory within it. */
  public static volume(volume: Volume, path = '', options: DagSourceOptions = {}): DagSource {
    if ('configMap' in volume.source) {
      throw new Error('DagSource.volume: the files of a ConfigMap are links, at which Airflow\'s search for DAGs stops: '
        + 'use DagSource.git(…) or DagSource.image(…)');
    }
    const { name = 'dags' } = options;
    const mountPath = `${ROOT}/${name}`;
    return new DagSource(name, { bundle: local(`${mountPath}/${path}`.replace(/\/+$/, '')), mounts: [{ volume, path: mountPath, readOnly: true }] });
  }

  /** A bundle that Airflow fetches itself, versioned where its class can. */
  public static bundle(bundle: DagBundle, options: DagSourceOptions = {}): DagSource {
    return new DagSource(options.name, { bundle });
  }

  private constructor(
    /** Name of the bundle. */
    public readonly name = 'dags',
    private readonly _content: Content,
  ) {}

  /** The bundle as Airflow sees it. */
  public get bundle(): DagBundle {
    const { bundle, source } = this._content;
    return bundle ?? local(source!.directoryIn(this.path));
  }

  /** Repositories to mount. */
  public get sources(): readonly SourceMount[] {
    const { source } = this._content;
    return source ? [{ source, path: this.path }] : [];
  }

  /** Volumes to mount. */
  public get mounts(): readonly Mount[] {
    return this._content.mounts ?? [];
  }

  private get path(): string {
    return `${ROOT}/${this.name}`;
  }
}

function local(path: string): DagBundle {
  return { classpath: LOCAL_BUNDLE, kwargs: { path } };
}

/** The option `[dag_processor] dag_bundle_config_list`. */
export function bundleList(sources: readonly DagSource[]): string {
  return JSON.stringify(sources.map(({ name, bundle: { classpath, kwargs = {} } }) => ({ name, classpath, kwargs })));
}
