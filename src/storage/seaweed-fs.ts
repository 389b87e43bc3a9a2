import { Construct } from 'constructs';
import { BucketProvision, IObjectStore } from './object-store';
import { CREATE_SEAWEED_BUCKET } from './seaweed-fs-bucket';
import { gatewayDashboard, gatewayRules, volumeServerRules } from './seaweed-fs-rules';
import {
  asText, atLeast, byteSize, check, Check, Connection, DatabaseEngine, Encoder, EnvValue, IDatabase, IMetricsTarget, isToken, jobOf,
  Metrics, SecretRef, SecretValue, slot, Template, template, urlOf, withDefaults,
} from '../core';
import { propChecks } from '../core/prop-checks';
import {
  createObject, Credentials, futureHost, imageOf, metricsOf, nameOf, PeerGroup, PEERS, profileOf, renderContainerFiles, Resources, Server,
  ServerKind, tableChecks, Volume, VolumeClaim, WORKLOAD_NAME,
} from '../kubernetes';

const REGION = 'us-east-1';
/** Where its processes show metrics: the port of its own examples. */
const METRICS = 9327;
const S3 = 8333;
const MASTER = 9333;
const VOLUME = 8080;
const FILER = 8888;
/** Each server takes gRPC on its own port plus this. */
const GRPC = 10000;
const USER = 1000;
/** Each bucket takes volumes of its own: small ones, so that many buckets fit onto a small disk. */
const VOLUME_MEGABYTES = '256';
const MOST_COPIES = 10;

/** Properties for `SeaweedFs`. */
export interface SeaweedFsProps {
  /**
   * Masters, which know where everything is and elect a leader: 1, 3 or 5.
   *
   * @default 3 where the profile has high availability and several replicas, else 1
   */
  readonly masters?: number;
  /**
   * Servers that hold the data, each with a volume of its own. More can be added later; one that is taken away takes its data along.
   *
   * @default as many as there are `copies`
   */
  readonly volumeServers?: number;
  /**
   * Size of the volume of each of them, as a Kubernetes quantity.
   *
   * @default that of the profile: 2Gi local, 100Gi team, 1Ti production
   */
  readonly volumeSize?: string;
  /**
   * Copies of every object, each on another volume server.
   *
   * @default the replicas of the profile (1 local, 1 team, 2 production), at most one per volume server
   */
  readonly copies?: number;
  /**
   * Servers that know the names of the objects. Several need a `filerStore`.
   *
   * @default 1
   */
  readonly filers?: number;
  /**
   * PostgreSQL database for the names of the objects.
   *
   * @default LevelDB on a volume of the filer, of the profile's volume size
   */
  readonly filerStore?: IDatabase;
  /**
   * Pods that speak S3.
   *
   * @default the replicas of the profile: 1 local, 1 team, 2 production
   */
  readonly gateways?: number;
  /**
   * StorageClass of the volumes.
   *
   * @default that of the settings
   */
  readonly storageClass?: string;
  /**
   * CPU and memory of each pod.
   *
   * @default '100m' and '512Mi'
   */
  readonly resources?: Resources;
  /**
   * Whether its volume servers and gateways show metrics.
   *
   * @default false: it is one port more that is open in each of their pods
   */
  readonly metricsEnabled?: boolean;
  /**
   * Image of SeaweedFS 4.
   *
   * @default the catalog's
   */
  readonly image?: string;
}

/**
 * The S3 server that scales out: masters, volume servers, filers and gateways, with an account for each bucket. Only the gateways
 * can be reached from outside.
 *
 * Each master, volume server and filer is a workload of its own with its own volume and Service: its address stays when its pod
 * moves, and one more of them leaves the others as they are.
 *
 * @throws ConstructError when a number, the copies or the filer store cannot work
 */
export class SeaweedFs extends Construct implements IObjectStore, IMetricsTarget {
  public readonly url: string;
  public readonly region: string = REGION;
  public readonly connection: Connection;
  public readonly metrics: readonly Metrics[];
  /** Access key id of the administrator. */
  public readonly adminAccessKeyId: SecretRef;
  /** Secret access key of the administrator. */
  public readonly adminSecretAccessKey: SecretRef;
  private readonly _image: string;
  private readonly _resources: Resources;
  private readonly _peers: PeerGroup;
  private readonly _metricsArgs: readonly string[];

  constructor(scope: Construct, id: string, props: SeaweedFsProps = {}) {
    super(scope, id);
    const shape = propChecks(this, 'SeaweedFsProps', props);
    const { replicas, highAvailability, objectStoreSize } = profileOf(this);
    const {
      masters = highAvailability && replicas > 1 ? 3 : 1, volumeSize = objectStoreSize, filers = 1, filerStore, gateways = replicas,
      storageClass,
    } = props;
    const copies = props.copies ?? Math.min(replicas, props.volumeServers ?? replicas, MOST_COPIES);
    const { volumeServers = copies } = props;
    check(this, [
      ...shape, ...props.masters === undefined || props.copies === undefined ? [whole('replicas of the profile', replicas)] : [],
      whole('masters', masters), whole('volumeServers', volumeServers), whole('filers', filers), whole('copies', copies),
      atLeast('gateways', gateways, 1),
      ...byteSize('volumeSize', volumeSize),
      [masters % 2 === 0, 'masters', masters, 'a raft quorum of an even number is no safer than one master less', 'use 1, 3 or 5'],
      [masters > 5, 'masters', masters, 'every write waits for more than half of them', 'use 1, 3 or 5'],
      [copies > MOST_COPIES, 'copies', copies, 'SeaweedFS keeps at most 10', 'use 10 or fewer'],
      [copies > volumeServers, 'copies', copies, `each lies on another volume server, and there are ${volumeServers}`, 'add volumeServers, or keep fewer copies'],
      [filers > 1 && !filerStore, 'filers', filers, 'LevelDB lives in one pod', 'pass a PostgresDatabase as filerStore, or keep one filer'],
      ...tableChecks(this, 'filerStore', filerStore, { tool: 'SeaweedFS' }),
      [filerStore !== undefined && filerStore.engine !== DatabaseEngine.POSTGRESQL, 'filerStore', filerStore?.engine, 'filers are set up for PostgreSQL only', 'pass a PostgresDatabase'],
    ]);
    const credentials = new Credentials(this, 'Credentials', {
      values: { accessKeyId: SecretValue.generated({ length: 20 }), secretAccessKey: SecretValue.generated({ length: 40 }) },
    });
    this.adminAccessKeyId = credentials.ref('accessKeyId');
    this.adminSecretAccessKey = credentials.ref('secretAccessKey');
    this._image = props.image ?? imageOf(this, 'seaweedFs');
    this._resources = withDefaults(props.resources, { memory: '512Mi' });
    this._metricsArgs = props.metricsEnabled ? [`-metricsPort=${METRICS}`] : [];
    const ports = [MASTER, VOLUME, FILER].flatMap(port => [port, port + GRPC]);
    this._peers = { name: nameOf(this, WORKLOAD_NAME), ports: [...ports, S3 + GRPC] };

    const all = this.createMasters(masters, copies, storageClass);
    const servers = this.createVolumeServers(volumeServers, all, volumeSize, storageClass);
    const names = this.createFilers(filers, all, filerStore, storageClass);
    const gateway = this.createGateways(gateways, names);
    const endpoint = gateway.endpoint('s3');
    this.url = urlOf(endpoint);
    this.connection = { endpoints: [endpoint] };
    this.metrics = props.metricsEnabled ? this.metricsFor(gateway, servers) : [];
  }

  /** How to make a bucket with an account of its own. */
  public provisionBucket(bucket: string): BucketProvision {
    return {
      image: imageOf(this, 'python'),
      command: ['python3', '-c', CREATE_SEAWEED_BUCKET],
      env: {
        ENDPOINT: this.url,
        REGION,
        ADMIN_ACCESS_KEY: this.adminAccessKeyId,
        ADMIN_SECRET_KEY: this.adminSecretAccessKey,
        BUCKET: bucket,
      },
    };
  }

  private createMasters(count: number, copies: number, storageClass: string | undefined): string {
    const role = new Construct(this, 'Master');
    const hosts = membersOf(role, count).map(({ host }) => `${host}:${MASTER}`).join(',');
    for (const { id, host } of membersOf(role, count)) {
      this.createMember(role, id, MASTER, {
        args: [
          'master', `-ip=${host}`, '-ip.bind=0.0.0.0', `-port=${MASTER}`, '-mdir=/data', `-peers=${count === 1 ? 'none' : hosts}`,
          `-volumeSizeLimitMB=${VOLUME_MEGABYTES}`, `-defaultReplication=00${copies - 1}`, '-telemetry=false',
        ],
        // One volume more when one is needed, instead of up to seven: there are few on a small disk.
        env: { WEED_MASTER_VOLUME_GROWTH_COPY_1: '1', WEED_MASTER_VOLUME_GROWTH_COPY_2: '1', WEED_MASTER_VOLUME_GROWTH_COPY_3: '1' },
        data: new VolumeClaim(role, `Data-${id}`, { size: '1Gi', storageClass }).volume,
        ready: '/readyz',
      });
    }
    this.createBudget(role, count);
    return hosts;
  }

  private createVolumeServers(count: number, masters: string, size: string, storageClass: string | undefined): Server[] {
    const role = new Construct(this, 'Volume');
    const servers = membersOf(role, count).map(({ id, host }) => (
      this.createMember(role, id, VOLUME, {
        args: ['volume', `-ip=${host}`, '-ip.bind=0.0.0.0', `-port=${VOLUME}`, '-dir=/data', '-max=0', `-master=${masters}`, ...this._metricsArgs],
        data: new VolumeClaim(role, `Data-${id}`, { size, storageClass }).volume,
        ready: '/healthz',
        seconds: 60,
      })));
    this.createBudget(role, count);
    return servers;
  }

  private createFilers(count: number, masters: string, store: IDatabase | undefined, storageClass: string | undefined): string {
    const role = new Construct(this, 'Filer');
    const members = membersOf(role, count);
    for (const { id, host } of members) {
      this.createMember(role, id, FILER, {
        args: ['filer', `-ip=${host}`, '-ip.bind=0.0.0.0', `-port=${FILER}`, `-master=${masters}`, '-defaultStoreDir=/data'],
        env: store && storeEnv(store),
        data: store ? undefined : new VolumeClaim(role, `Data-${id}`, { size: profileOf(this).volumeSize, storageClass }).volume,
        store,
        ready: '/healthz',
      });
    }
    this.createBudget(role, count);
    return members.map(({ host }) => `${host}:${FILER}`).join(',');
  }

  private createMember(role: Construct, id: string, port: number, member: Member): Server {
    const { args, env, data, store, ready, seconds } = member;
    const config = { volume: Volume.memory('config', '1Mi'), path: '/etc/seaweedfs' };
    return new Server(role, id, {
      kind: ServerKind.STATEFUL_SET,
      image: this._image,
      command: ['weed', '-logtostderr=true'],
      args,
      env,
      ports: { http: port, grpc: port + GRPC },
      peers: this._peers,
      reaches: store && [store],
      mounts: [...store ? [config] : [], ...data ? [{ volume: data, path: '/data' }] : [], { volume: Volume.empty('tmp', '256Mi'), path: '/tmp' }],
      initContainers: store && [renderContainerFiles(this, config, { 'filer.toml': storeFile(store) })],
      resources: this._resources,
      user: USER,
      publishNotReadyAddresses: true,
      startup: { tcpSocket: { port }, periodSeconds: 2, failureThreshold: 150 },
      readiness: { httpGet: { path: ready, port }, periodSeconds: 5, timeoutSeconds: 5 },
      liveness: { tcpSocket: { port }, periodSeconds: 10 },
      terminationGracePeriodSeconds: seconds,
    });
  }

  private createGateways(replicas: number, filers: string): Server {
    return new Server(this, 'Server', {
      image: this._image,
      command: ['weed', '-logtostderr=true'],
      args: [
        's3', '-ip.bind=0.0.0.0', `-port=${S3}`, `-filer=${filers}`, '-port.iceberg=0', '-port.lance=0', '-iam.readOnly=false',
        '-autoCreateBucket=false', ...this._metricsArgs,
      ],
      // SeaweedFS takes everyone for an administrator until it knows one: the pods do not start before this Secret exists.
      env: { AWS_ACCESS_KEY_ID: this.adminAccessKeyId, AWS_SECRET_ACCESS_KEY: this.adminSecretAccessKey },
      ports: { s3: S3 },
      replicas,
      peers: this._peers,
      mounts: [{ volume: Volume.empty('tmp', '256Mi'), path: '/tmp' }],
      resources: this._resources,
      user: USER,
      startup: { tcpSocket: { port: S3 }, periodSeconds: 2, failureThreshold: 150 },
      readiness: { httpGet: { path: '/healthz', port: S3 }, periodSeconds: 5 },
      liveness: { tcpSocket: { port: S3 }, periodSeconds: 10 },
    });
  }

  private metricsFor(gateway: Server, volumeServers: readonly Server[]): Metrics[] {
    const endpoint = gateway.podEndpoint(METRICS);
    const job = jobOf(endpoint);
    return [
      metricsOf(this, { tool: 'seaweedfs', endpoint, ...gatewayRules(job), dashboard: gatewayDashboard(job) }),
      ...volumeServers.map(server => server.podEndpoint(METRICS)).map(own => (
        metricsOf(this, { tool: 'seaweedfs', endpoint: own, rules: volumeServerRules(jobOf(own)) }))),
    ];
  }

  /** Members are workloads of one pod, so that the budget is theirs together. */
  private createBudget(role: Construct, count: number): void {
    if (count === 1 || !profileOf(this).highAvailability) return;
    createObject(role, 'PodDisruptionBudget', {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      name: nameOf(role, WORKLOAD_NAME),
      body: {
        spec: {
          maxUnavailable: 1,
          selector: { matchLabels: { 'app.kubernetes.io/name': role.node.id.toLowerCase(), [PEERS]: this._peers.name } },
          unhealthyPodEvictionPolicy: 'AlwaysAllow',
        },
      },
    });
  }
}

interface Member {
  readonly args: readonly string[];
  readonly env?: Record<string, EnvValue>;
  readonly data?: Volume;
  readonly store?: IDatabase;
  readonly ready: string;
  readonly seconds?: number;
}

/** Ids and host names of the members of a role, known before they are made: each must name the others. */
function membersOf(role: Construct, count: number): { id: string; host: string }[] {
  return Array.from({ length: count }, (_, index) => {
    const id = String(index);
    return { id, host: futureHost(role, id) };
  });
}

/** LevelDB is switched on unless a file says otherwise, and two stores are refused. */
function storeEnv({ host, port }: IDatabase): Record<string, EnvValue> {
  return {
    WEED_LEVELDB2_ENABLED: 'false',
    WEED_POSTGRES2_ENABLED: 'true',
    WEED_POSTGRES2_HOSTNAME: host,
    WEED_POSTGRES2_PORT: asText(port),
    WEED_POSTGRES2_SSLMODE: 'prefer',
    WEED_POSTGRES2_CONNECTION_MAX_OPEN: '20',
  };
}

/** SeaweedFS joins its options to one of libpq's strings, so that it must be told them as they stand there. */
function storeFile({ database, username, password }: IDatabase): Template {
  const written = (value: EnvValue) => slot(value, Encoder.LIBPQ, Encoder.TOML);
  return template`[postgres2]\ndatabase = ${written(database)}\nusername = ${written(username)}\npassword = ${written(password)}\n`;
}

/** The members are made one by one, so that their number must be there. */
function whole(prop: string, value: number): Check {
  return isToken(value)
    ? [true, prop, undefined, 'the members are made one by one, and an Output has no number yet', 'write the number']
    : atLeast(prop, value, 1);
}
