import { IConnectable } from '../core';
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
  readonly bundle: DagBundle;
  readonly sources?: readonly SourceMount[];
  readonly mounts?: readonly Mount[];
}

/** Where DAGs come from. Each source becomes a bundle of Airflow, and is there wherever their code runs. */
export class DagSource {
  /** A Git repository, kept current by a container beside each process that runs its code: a `GitRepository`. */
  public static git(repository: ISource, options: DagSourceOptions = {}): DagSource {
    return DagSource.synchronized(repository, options);
  }

  /** A Mercurial repository, kept current by a container beside each process that runs its code: a `MercurialRepository`. */
  public static mercurial(repository: ISource, options: DagSourceOptions = {}): DagSource {
    return DagSource.synchronized(repository, options);
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

  private static synchronized(source: ISource, { name = 'dags' }: DagSourceOptions): DagSource {
    const path = `${ROOT}/${name}`;
    return new DagSource(name, { bundle: local(source.directoryIn(path)), sources: [{ source, path }] });
  }

  /** Name of the bundle. */
  public readonly name: string;
  /** The bundle as Airflow sees it. */
  public readonly bundle: DagBundle;
  /** Repositories to mount. */
  public readonly sources: readonly SourceMount[];
  /** Volumes to mount. */
  public readonly mounts: readonly Mount[];

  private constructor(name = 'dags', { bundle, sources = [], mounts = [] }: Content) {
    this.name = name;
    this.bundle = bundle;
    this.sources = sources;
    this.mounts = mounts;
  }
}

function local(path: string): DagBundle {
  return { classpath: LOCAL_BUNDLE, kwargs: { path } };
}

/** The option `[dag_processor] dag_bundle_config_list`. */
export function bundleList(sources: readonly DagSource[]): string {
  return JSON.stringify(sources.map(({ name, bundle: { classpath, kwargs = {} } }) => ({ name, classpath, kwargs })));
}
