import { Construct } from 'constructs';
import { GitCredentials, GitLogin, passwordLogin } from './git-credentials';
import { gitSyncPanels } from './git-sync-metrics';
import {
  asText, atLeast, check, Connection, mapString, Metrics, notBlank, Remote, remoteOf, secondsOf, VersionControl, withDefaults,
} from '../core';
import { propChecks } from '../core/prop-checks';
import {
  addressOf, imageOf, ISource, metricsOf, RepositorySourceProps, SourceContainer, syncMetrics, SyncMetricsOptions, SyncOptions, Volume,
} from '../kubernetes';

/** The user that git-sync's image knows by name. */
const USER = 65533;
const ROOT = '/source';
const LINK = 'current';
const PERIOD = '60s';
const COMMIT = /^[0-9a-f]{7,64}$/;

/** What becomes of a repository's submodules. They must be reachable on the same port as the repository. */
export enum GitSubmodules {
  /** Their directories stay empty. */
  OFF = 'off',
  /** Those of the repository. */
  SHALLOW = 'shallow',
  /** Those of the repository, and theirs in turn. */
  RECURSIVE = 'recursive',
}

/** Properties for `GitRepository`. */
export interface GitRepositoryProps extends RepositorySourceProps {
  /**
   * Branch, tag or commit. A commit is fetched once and never again; one that is an Output is watched as if it were a branch.
   *
   * @default the default branch of the repository
   */
  readonly ref?: string;
  /**
   * Number of commits that are fetched; 0 for all.
   *
   * @default 1
   */
  readonly depth?: number;
  /**
   * What becomes of submodules.
   *
   * @default GitSubmodules.OFF
   */
  readonly submodules?: GitSubmodules;
  /**
   * Who reads the repository.
   *
   * @default those of `repository`, else GitCredentials.none()
   */
  readonly credentials?: GitCredentials;
  /**
   * Image of git-sync 4.7 or later.
   *
   * @default the catalog's
   */
  readonly image?: string;
}

/**
 * A Git repository whose files workloads see, when they list it in their `sources`: at one commit, always whole, and at the
 * next one within a period. Every pod that uses it fetches by itself, with git-sync.
 *
 * @throws ConstructError when the address, the credentials and the rest do not go together
 */
export class GitRepository extends Construct implements ISource {
  public readonly connection: Connection;
  public readonly volumeSize: string;
  /** Address of the repository, without credentials. */
  public readonly url: string;
  private readonly _props: GitRepositoryProps;
  private readonly _login: GitLogin;

  constructor(scope: Construct, id: string, props: GitRepositoryProps) {
    super(scope, id);
    check(this, propChecks(this, 'GitRepositoryProps', props));
    const { credentials = GitCredentials.none(), cidrs, volumeSize = '1Gi' } = props;
    const address = addressOf(this, props, VersionControl.GIT, parse, "'https://host/path', 'ssh://git@host/path' or 'git@host:path'");
    check(this, [
      ...credentials.checks(address),
      notBlank('ref', props.ref),
      [text => /[\s~^:?*[\\]|\.\./.test(String(text)), 'ref', props.ref, 'it is not a branch, tag or commit', "write a name such as 'main' or 'v1.2'"],
      atLeast('depth', props.depth, 0),
    ]);
    const { url, endpoint, repository } = address;
    const inherited = repository?.password && !props.credentials ? passwordLogin(repository.username ?? 'git', repository.password) : undefined;
    this.url = url;
    this.volumeSize = volumeSize;
    this._props = props;
    this._login = inherited ?? credentials.create(this, cidrs);
    this.connection = { endpoints: [endpoint, ...this._login.endpoints] };
  }

  /** Directory of the files below the directory where a workload mounts the repository. It is swapped whole: resolve it at each use. */
  public directoryIn(mountPath: string): string {
    const { subdirectory } = this._props;
    return [mountPath, LINK, ...subdirectory === undefined ? [] : [subdirectory]].join('/');
  }

  /** The container that fetches: git-sync. */
  public syncContainer({ name, volume, port, once }: SyncOptions): SourceContainer {
    const { ref, depth = 1, submodules = GitSubmodules.OFF, period = PERIOD, resources, metricsEnabled = true } = this._props;
    const { image = imageOf(this, 'gitSync') } = this._props;
    const ready = { httpGet: { path: '/', port } };
    return {
      name,
      image,
      user: USER,
      args: [
        `--repo=${this.url}`,
        // Not the volume itself, which belongs to root: git works only in directories of its own user.
        `--root=${ROOT}/repository`,
        `--link=${ROOT}/${LINK}`,
        ...ref === undefined ? [] : [`--ref=${ref}`],
        `--depth=${asText(depth)}`,
        `--submodules=${submodules}`,
        // A pod's first seconds are outside its network policies' reach.
        '--init-period=2s',
        // Files that are still read when the link moves on.
        '--stale-worktree-timeout=2m',
        ...this._login.args,
        ...once ? ['--one-time', '--init-max-failures=60'] : [
          `--period=${mapString(asText(period), text => `${secondsOf(text)}s`)}`, '--max-failures=-1', `--http-bind=:${port}`,
          ...metricsEnabled ? ['--http-metrics'] : [],
        ],
      ],
      files: Object.keys(this._login.files).length > 0 ? this._login.files : undefined,
      mounts: [
        { volume, path: ROOT },
        { volume: Volume.empty(`${name}-tmp`, '64Mi'), path: '/tmp' },
        ...this._login.mounts.map(mount => ({ ...mount, volume: mount.volume.named(`${name}-${mount.volume.name}`) })),
      ],
      resources: withDefaults(resources, { cpu: '20m', memory: '256Mi' }),
      ...once ? {} : {
        ports: { [name]: port },
        startup: { ...ready, periodSeconds: 2, failureThreshold: 300 },
        readiness: { ...ready, periodSeconds: 10 },
        liveness: { ...ready, periodSeconds: 20 },
      },
    };
  }

  /** The series of git-sync. */
  public syncMetrics(options: SyncMetricsOptions): Metrics | undefined {
    const { ref = '', period = PERIOD, metricsEnabled = true } = this._props;
    if (!metricsEnabled) return undefined;
    return metricsOf(this, syncMetrics(options, {
      tool: 'git-sync',
      alerts: 'GitSync',
      attempts: 'git_sync_count_total',
      url: this.url,
      period,
      once: COMMIT.test(ref),
      panels: gitSyncPanels(options.job),
    }));
  }
}

/** git knows a second form: `user@host:path`. */
function parse(address: string): Remote | undefined {
  const [, user, path] = /^([\w.-]+@[\w.-]+):(?!\/\/)(\S+)$/.exec(address) ?? [];
  return remoteOf(user ? `ssh://${user}/${path}` : address);
}
