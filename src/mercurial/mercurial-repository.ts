import { Construct } from 'constructs';
import { FETCH } from './fetch-script';
import { basicLogin, MercurialCredentials, MercurialLogin } from './mercurial-credentials';
import { mercurialSyncPanels, SHOW_METRICS } from './mercurial-sync-metrics';
import { asText, check, Connection, mapString, Metrics, notBlank, remoteOf, secondsOf, VersionControl, withDefaults } from '../core';
import { propChecks } from '../core/prop-checks';
import {
  addressOf, imageOf, ISource, metricsOf, RepositorySourceProps, SourceContainer, syncMetrics, SyncMetricsOptions, SyncOptions, Volume,
} from '../kubernetes';

/** The user `nobody` of Debian and of most other distributions: ssh wants one that has a name. */
const USER = 65534;
const ROOT = '/source';
const PERIOD = '60s';

/** Properties for `MercurialRepository`. */
export interface MercurialRepositoryProps extends RepositorySourceProps {
  /**
   * Bookmark, branch, tag or node.
   *
   * @default 'default', the head of that branch
   */
  readonly revision?: string;
  /**
   * Who reads the repository.
   *
   * @default those of `repository`, else MercurialCredentials.none()
   */
  readonly credentials?: MercurialCredentials;
  /**
   * Image with Mercurial 5 or later, a shell, Python 3 for the metrics and, for SSH, its client.
   *
   * @default the catalog's
   */
  readonly image?: string;
}

/**
 * A Mercurial repository whose files workloads see, when they list it in their `sources`: at one revision, always whole, and at
 * the next one within a period. Every pod that uses it fetches by itself, with hg.
 *
 * @throws ConstructError when the address, the credentials and the rest do not go together
 */
export class MercurialRepository extends Construct implements ISource {
  public readonly connection: Connection;
  public readonly volumeSize: string;
  /** Address of the repository, without credentials. */
  public readonly url: string;
  private readonly _props: MercurialRepositoryProps;
  private readonly _login: MercurialLogin;

  constructor(scope: Construct, id: string, props: MercurialRepositoryProps) {
    super(scope, id);
    check(this, propChecks(this, 'MercurialRepositoryProps', props));
    const { credentials = MercurialCredentials.none(), volumeSize = '1Gi' } = props;
    const address = addressOf(this, props, VersionControl.MERCURIAL, remoteOf, "'https://host/path' or 'ssh://hg@host/path'");
    check(this, [
      ...credentials.checks(address),
      notBlank('revision', props.revision),
    ]);
    const { url, endpoint, repository } = address;
    const inherited = repository?.password && !props.credentials ? basicLogin(repository.username ?? 'hg', repository.password) : undefined;
    this.url = url;
    this.volumeSize = volumeSize;
    this._props = props;
    this._login = inherited ?? credentials.create(this);
    this.connection = { endpoints: [endpoint] };
  }

  /** Directory of the files below the directory where a workload mounts the repository. It is swapped whole: resolve it at each use. */
  public directoryIn(mountPath: string): string {
    const { subdirectory } = this._props;
    return [mountPath, 'current', ...subdirectory === undefined ? [] : [subdirectory]].join('/');
  }

  /** The container that fetches: hg in a loop. */
  public syncContainer({ name, volume, port, once }: SyncOptions): SourceContainer {
    const { revision = 'default', period = PERIOD, resources, image = imageOf(this, 'buildpackDepsScm') } = this._props;
    const shown = !once && this.metricsEnabled;
    const ready = { exec: { command: ['test', '-e', `${ROOT}/current`] } };
    return {
      name,
      image,
      user: USER,
      command: ['sh', '-c', FETCH, ...shown ? ['fetch', SHOW_METRICS] : []],
      env: {
        URL: this.url,
        REVISION: revision,
        PERIOD: mapString(asText(period), text => String(secondsOf(text))),
        ...once ? { ONCE: '1' } : {},
        ...shown ? { METRICS_PORT: String(port) } : {},
        ...this._login.env,
        HGRCPATH: '/run/hg/hgrc',
        HGPLAIN: '1',
        HGENCODING: 'UTF-8',
        HOME: '/tmp',
      },
      files: Object.keys(this._login.files).length > 0 ? this._login.files : undefined,
      mounts: [
        { volume, path: ROOT },
        { volume: Volume.empty(`${name}-tmp`, '64Mi'), path: '/tmp' },
        { volume: Volume.memory(`${name}-run`, '1Mi'), path: '/run/hg' },
      ],
      resources: withDefaults(resources, { cpu: '20m', memory: '256Mi' }),
      ...shown ? { ports: { [name]: port } } : {},
      ...once ? {} : {
        startup: { ...ready, periodSeconds: 2, failureThreshold: 300 },
        readiness: { ...ready, periodSeconds: 30 },
        liveness: { ...ready, periodSeconds: 60 },
      },
    };
  }

  /** The series of that container. */
  public syncMetrics(options: SyncMetricsOptions): Metrics | undefined {
    const { period = PERIOD } = this._props;
    if (!this.metricsEnabled) return undefined;
    return metricsOf(this, syncMetrics(options, {
      tool: 'hg-sync',
      alerts: 'MercurialSync',
      attempts: 'hg_sync_count_total',
      url: this.url,
      period,
      once: false,
      panels: mercurialSyncPanels(options.job),
    }));
  }

  private get metricsEnabled(): boolean {
    return this._props.metricsEnabled ?? true;
  }
}
