import { Construct } from 'constructs';
import { createMonitors, PlatformDriftProps, readsData } from './platform-drift';
import { AirflowCluster, AirflowClusterProps } from '../airflow';
import { check, IBucket, IConnectable, IDatabase, IMetricsTarget, IPushgateway, isOf, ITrackingServer, Profile, propChecks } from '../core';
import { EvidentlyMonitor, EvidentlyService, EvidentlyWorkspace } from '../evidently';
import { RouteClass, Settings } from '../kubernetes';
import { MlflowAuth, MlflowServer } from '../mlflow';
import { MonitoringStack, MonitoringStackProps, Pushgateway } from '../monitoring';
import { Bucket, IObjectStore, IPostgres, Postgres, PostgresDatabase, VersityGateway } from '../storage';

/** Properties for `Platform`. */
export interface PlatformProps {
  /**
   * How large and how careful the platform is.
   *
   * @default that of the settings, else Profile.team()
   */
  readonly profile?: Profile;
  /**
   * Domain under which the tools are reached from outside, such as `ml.example.org`. Needs `routeClass`, here or in the settings,
   * and switches sign-in on.
   *
   * @default none: the tools are reached within the cluster
   */
  readonly domain?: string;
  /**
   * How traffic from outside arrives.
   *
   * @default that of the settings
   */
  readonly routeClass?: RouteClass;
  /**
   * The PostgreSQL server to make databases in, or `false` for none: MLflow then keeps everything on a volume.
   *
   * @default a new Postgres
   */
  readonly postgres?: IPostgres | false;
  /**
   * The object store to make buckets in, or `false` for none: MLflow then keeps everything on a volume.
   *
   * @default a new VersityGateway
   */
  readonly objectStore?: IObjectStore | false;
  /**
   * The tracking server, or `false` for none.
   *
   * @default a new MlflowServer on the platform's database and bucket
   */
  readonly tracking?: ITrackingServer | false;
  /**
   * The workflow engine, props of a new one, or `false` for none. A new one runs on the platform's database and bucket, and its
   * tasks use the tracking server.
   *
   * @default a new AirflowCluster; none without a PostgreSQL server
   */
  readonly orchestration?: AirflowCluster | AirflowClusterProps | false;
  /**
   * Sets of data that are compared with what they should be like: a name of your choice -> what is read, and what follows on drift.
   * Where there are any, reports are kept in an EvidentlyService.
   *
   * @default none
   */
  readonly drift?: Record<string, PlatformDriftProps>;
  /**
   * Where Jobs and monitors of drift leave their metrics, or `false` for nowhere.
   *
   * @default a new Pushgateway; none without monitoring
   */
  readonly pushgateway?: IPushgateway | false;
  /**
   * Props of what watches the parts, or `false` for nothing. It watches every part that has metrics, and the targets that are given.
   *
   * @default none
   */
  readonly monitoring?: Partial<MonitoringStackProps> | false;
}

/**
 * A whole platform: storage, experiment tracking and workflows, wired, and watched if asked for. Each part is an attribute, can be
 * replaced by one that exists, or left out with `false`.
 *
 * @throws ConstructError when data or a DAG of `drift` lie in a part that there is not
 */
export class Platform extends Construct {
  /** The PostgreSQL server. */
  public readonly postgres?: IPostgres;
  /** The object store. */
  public readonly objectStore?: IObjectStore;
  /** The tracking server. */
  public readonly tracking?: ITrackingServer;
  /** The workflow engine. */
  public readonly orchestration?: AirflowCluster;
  /** Holds the objects that `drift` names by a key. */
  public readonly data?: IBucket;
  /** Keeps reports on drift. */
  public readonly evidently?: EvidentlyService;
  /** Takes the metrics of Jobs and monitors of drift. */
  public readonly pushgateway?: IPushgateway;
  /** The monitors of drift, by their names. */
  public readonly drift: Readonly<Record<string, EvidentlyMonitor>>;
  /** What watches the parts. */
  public readonly monitoring?: MonitoringStack;

  constructor(scope: Construct, id: string, props: PlatformProps = {}) {
    super(scope, id);
    check(this, propChecks(this, 'PlatformProps', props));
    const { profile, domain, routeClass } = props;
    Settings.set(this, { ...profile && { profile }, ...domain !== undefined && { domain }, ...routeClass && { routeClass } });
    const watched = Boolean(props.monitoring);
    this.postgres = given(props.postgres, () => new Postgres(this, 'Postgres', { metricsEnabled: watched }));
    this.objectStore = given(props.objectStore, () => new VersityGateway(this, 'Objects', { metricsEnabled: watched }));
    this.tracking = given(props.tracking, () => this.createTracking(domain !== undefined));
    this.orchestration = this.createOrchestration(props.orchestration, domain !== undefined);
    this.pushgateway = given(props.pushgateway, () => props.monitoring ? new Pushgateway(this, 'Pushgateway') : undefined);
    const { drift = {} } = props;
    if (this.objectStore && Object.values(drift).some(readsData)) this.data = new Bucket(this, 'Data', { store: this.objectStore });
    if (Object.keys(drift).length > 0) this.evidently = this.createEvidently();
    const { data, evidently: service, pushgateway, orchestration } = this;
    this.drift = createMonitors(this, drift, { data, service, pushgateway, orchestration });
    if (props.monitoring) {
      const parts: unknown[] = [
        this.postgres, this.objectStore, this.tracking, this.orchestration, this.evidently, this.pushgateway, ...Object.values(this.drift),
      ];
      const targets = [...parts.filter(isTarget), ...props.monitoring.targets ?? []];
      this.monitoring = new MonitoringStack(this, 'Monitoring', { ...props.monitoring, targets });
    }
  }

  private createTracking(outside: boolean): MlflowServer {
    const stores: { backendStore?: IDatabase; artifactStore?: IBucket } = this.postgres && this.objectStore
      ? {
        backendStore: new PostgresDatabase(this, 'MlflowDb', { server: this.postgres }),
        artifactStore: new Bucket(this, 'MlflowArtifacts', { store: this.objectStore }),
      } : {};
    if (!outside) return new MlflowServer(this, 'Mlflow', stores);
    const database = stores.backendStore && new PostgresDatabase(this, 'MlflowUsers', { server: this.postgres! });
    return new MlflowServer(this, 'Mlflow', { ...stores, auth: MlflowAuth.basic({ ...database && { database } }), route: {} });
  }

  private createEvidently(): EvidentlyService {
    if (!this.postgres) return new EvidentlyService(this, 'Evidently');
    const workspace = EvidentlyWorkspace.sql(new PostgresDatabase(this, 'EvidentlyDb', { server: this.postgres }));
    return new EvidentlyService(this, 'Evidently', { workspace });
  }

  private createOrchestration(part: PlatformProps['orchestration'], outside: boolean): AirflowCluster | undefined {
    if (part === false || isOf(AirflowCluster, part)) return part || undefined;
    if (!part && !this.postgres) return undefined;
    const uses: IConnectable[] = this.tracking ? [this.tracking] : [];
    return new AirflowCluster(this, 'Airflow', {
      ...this.postgres && { metadataDatabase: new PostgresDatabase(this, 'AirflowDb', { server: this.postgres }) },
      ...this.objectStore && { logStore: new Bucket(this, 'AirflowLogs', { store: this.objectStore }) },
      ...outside && { route: {} },
      ...part,
      uses: [...uses, ...part?.uses ?? []],
    });
  }
}

function isTarget(part: unknown): part is IMetricsTarget {
  return ((part as IMetricsTarget | undefined)?.metrics ?? []).length > 0;
}

/** What was given, nothing for `false`, or else what is made. */
function given<T>(part: T | false | undefined, make: () => T | undefined): T | undefined {
  return part === false ? undefined : part ?? make();
}
