import { Construct } from 'constructs';
import { GitCredentials, GitLogin, passwordLogin } from './git-credentials';
import { GitRemote, parseRemote } from './git-remote';
import {
  asText, atLeast, check, Connection, duration, hasToken, mapString, notBlank, quantity, RepositoryRef, secondsOf, VersionControl,
} from '../core';
import { imageOf, ISource, Resources, SourceContainer, subdirectoryRule, SyncOptions, Volume } from '../kubernetes';

/** The user that git-sync's image knows by name. */
const USER = 65533;
const ROOT = '/source';
const LINK = 'current';

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
export interface GitRepositoryProps {
  /**
   * Address of the repository: `https://…`, `http://…`, `ssh://user@host/path` or `user@host:path`, without password.
   *
   * @default that of `repository`; one of the two must be given
   */
  readonly url?: string;
  /**
   * A repository of a server in the cluster, such as `server.repository('dags')`.
   *
   * @default none
   */
  readonly repository?: RepositoryRef;
  /**
   * Branch, tag or commit. A commit is fetched once and never again.
   *
   * @default the default branch of the repository
   */
  readonly ref?: string;
  /**
   * Directory of the repository that is meant, as a relative path.
   *
   * @default the root of the repository
   */
  readonly subdirectory?: string;
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
   * Time between two looks for new commits: seconds, or a text such as '30s' or '5m'.
   *
   * @default '60s'
   */
  readonly period?: string | number;
  /**
   * Addresses of the server, as CIDR blocks, to which the pods are limited. Not with `repository`.
   *
   * @default any address but the link-local ones, on the server's port
   */
  readonly cidrs?: readonly string[];
  /**
   * Space for the files, as a Kubernetes quantity: two checkouts and the fetched commits.
   *
   * @default '1Gi'
   */
  readonly volumeSize?: string;
  /**
   * CPU and memory of the container that fetches.
   *
   * @default '20m' and '256Mi'
   */
  readonly resources?: Resources;
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
    const { repository, credentials, cidrs, volumeSize = '1Gi' } = props;
    check(this, [
      [props.url === undefined && !repository, 'url', undefined, 'nothing says which repository is meant', "pass url, or repository: server.repository('name')"],
      [props.url !== undefined && repository !== undefined, 'url', props.url, 'repository says it too', 'pass one of the two'],
      [repository !== undefined && repository.system !== VersionControl.GIT, 'repository', repository?.url, 'it is not a Git repository',
        'make it a MercurialRepository'],
      [repository !== undefined && cidrs !== undefined, 'cidrs', cidrs, 'the repository lies in the cluster and its pods are known', 'leave it out'],
      [props.url !== undefined && hasToken(props.url), 'url', props.url, 'its host and port decide what network policies open', 'write it as plain text'],
    ]);
    const remote = repository ? { ...repository.endpoint, inCluster: true, hasPassword: false } : parseRemote(props.url!);
    const own = credentials ?? GitCredentials.none();
    check(this, [
      [remote === undefined, 'url', props.url, 'it is not the address of a Git repository', "write it as 'https://host/path', 'ssh://git@host/path' or 'git@host:path'"],
      [remote?.hasPassword === true, 'url', undefined, 'it holds a password, which would stand in the manifest', 'pass credentials: GitCredentials.token(…)'],
      ...remote ? own.rules(remote) : [],
      notBlank('ref', props.ref),
      [text => /[\s~^:?*[\\]|\.\./.test(String(text)), 'ref', props.ref, 'it is not a branch, tag or commit', "write a name such as 'main' or 'v1.2'"],
      subdirectoryRule(props.subdirectory),
      atLeast('depth', props.depth, 0),
      duration('period', props.period),
      quantity('volumeSize', volumeSize),
    ]);
    this.url = repository?.url ?? props.url!;
    this.volumeSize = volumeSize;
    this._props = props;
    this._login = credentials || !repository?.password ? own.create(this, cidrs) : passwordLogin(repository.username ?? 'git', repository.password);
    this.connection = { endpoints: [repository?.endpoint ?? endpointOf(remote!, cidrs), ...this._login.endpoints] };
  }

  /** Directory of the files below the directory where a workload mounts the repository. It is swapped whole: resolve it at each use. */
  public directoryIn(mountPath: string): string {
    const { subdirectory } = this._props;
    return [mountPath, LINK, ...subdirectory === undefined ? [] : [subdirectory]].join('/');
  }

  /** The container that fetches: git-sync. */
  public syncContainer({ name, volume, port, once }: SyncOptions): SourceContainer {
    const { ref, depth = 1, submodules = GitSubmodules.OFF, period = '60s', resources = {}, image = imageOf(this, 'gitSync') } = this._props;
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
          `--period=${mapString(asText(period), text => `${secondsOf(text)}s`)}`, '--max-failures=-1', `--http-bind=:${port}`, '--http-metrics',
        ],
      ],
      files: Object.keys(this._login.files).length > 0 ? this._login.files : undefined,
      mounts: [
        { volume, path: ROOT },
        { volume: Volume.empty(`${name}-tmp`, '64Mi'), path: '/tmp' },
        ...this._login.mounts.map(mount => ({ ...mount, volume: mount.volume.named(`${name}-${mount.volume.name}`) })),
      ],
      resources: { cpu: '20m', memory: '256Mi', ...resources },
      ...once ? {} : {
        ports: { [name]: port },
        startup: { ...ready, periodSeconds: 2, failureThreshold: 300 },
        readiness: { ...ready, periodSeconds: 10 },
        liveness: { ...ready, periodSeconds: 20 },
      },
    };
  }
}

function endpointOf({ scheme, host, port }: GitRemote, cidrs: readonly string[] | undefined) {
  return { scheme, host, port, ...cidrs && { cidrs } };
}
