import { Construct } from 'constructs';
import { ExistingRedis, ExistingRedisProps } from './existing-redis';
import { REDIS_EXPORTER_PORT, redisExporter } from './redis-exporter';
import { valkeyDashboard, valkeyRules } from './valkey-rules';
import {
  byteSize, check, Connection, Encoder, IMetricsTarget, IRedis, jobOf, Metrics, redisEnv, SecretRef, SecretValue, slot, template,
} from '../core';
import { propChecks } from '../core/prop-checks';
import {
  Credentials, imageOf, metricsOf, profileOf, renderContainerFiles, Resources, Server, ServerKind, Volume, VolumeClaim, volumeExporter,
  volumeMetrics,
} from '../kubernetes';

const PORT = 6379;
const CONFIG = '/run/valkey';

/** Properties for `Valkey`. */
export interface ValkeyProps {
  /**
   * Size of the volume that holds the append-only file, as a Kubernetes quantity.
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
  /**
   * Password of the default user.
   *
   * @default SecretValue.generated()
   */
  readonly password?: SecretValue;
  /**
   * CPU and memory.
   *
   * @default '100m' and '256Mi'
   */
  readonly resources?: Resources;
  /**
   * Whether it is shown what the server counts and how full its volume is.
   *
   * @default false: each is a container more in its pod
   */
  readonly metricsEnabled?: boolean;
  /**
   * Image of Valkey 9.
   *
   * @default the catalog's
   */
  readonly image?: string;
}

/**
 * A Valkey server of one pod and one volume: with a password, every write on disk within a second, and no eviction, as queues
 * need it.
 *
 * @throws ConstructError when `volumeSize` is not a quantity
 */
export class Valkey extends Construct implements IRedis, IMetricsTarget {
  /** A Redis server, or one that speaks its protocol, that exists already. */
  public static fromRedis(scope: Construct, id: string, props: ExistingRedisProps): IRedis {
    return new ExistingRedis(scope, id, props);
  }

  public readonly host: string;
  public readonly port: number;
  public readonly tls: boolean = false;
  public readonly password: SecretRef;
  public readonly connection: Connection;
  public readonly metrics: readonly Metrics[];

  constructor(scope: Construct, id: string, props: ValkeyProps = {}) {
    super(scope, id);
    const shape = propChecks(this, 'ValkeyProps', props);
    const { volumeSize = profileOf(this).volumeSize, storageClass, metricsEnabled = false } = props;
    check(this, [...shape, ...byteSize('volumeSize', volumeSize)]);
    this.password = new Credentials(this, 'Credentials', { values: { password: props.password ?? SecretValue.generated() } }).ref('password');
    const { volume } = new VolumeClaim(this, 'Data', { size: volumeSize, storageClass });
    const config = { volume: Volume.memory('config', '1Mi'), path: CONFIG };
    const ping = { exec: { command: ['sh', '-c', 'valkey-cli ping | grep -q PONG'] } };
    const server = new Server(this, 'Server', {
      kind: ServerKind.STATEFUL_SET,
      image: props.image ?? imageOf(this, 'valkey'),
      // In a file, so that the password shows in no list of processes.
      command: ['valkey-server', `${CONFIG}/valkey.conf`],
      env: { REDISCLI_AUTH: this.password },
      ports: { redis: PORT },
      mounts: [config, { volume, path: '/data' }, { volume: Volume.empty('tmp', '16Mi'), path: '/tmp' }],
      initContainers: [renderContainerFiles(this, config, {
        'valkey.conf': template`requirepass ${slot(this.password, Encoder.REDIS)}\nappendonly yes\nmaxmemory-policy noeviction\ndir /data\n`,
      })],
      resources: props.resources,
      sidecars: metricsEnabled ? [redisExporter(this, this.password), volumeExporter(this, volume)] : [],
      readiness: { ...ping, periodSeconds: 5 },
      liveness: { tcpSocket: { port: PORT }, periodSeconds: 10 },
    });
    const endpoint = server.endpoint('redis', 'redis');
    this.host = endpoint.host;
    this.port = endpoint.port;
    this.connection = { env: redisEnv(this), endpoints: [endpoint] };
    this.metrics = metricsEnabled ? this.metricsFor(server) : [];
  }

  private metricsFor(server: Server): Metrics[] {
    const endpoint = server.podEndpoint(REDIS_EXPORTER_PORT);
    const job = jobOf(endpoint);
    return [
      metricsOf(this, { tool: 'valkey', endpoint, rules: valkeyRules(job), dashboard: valkeyDashboard(job) }),
      volumeMetrics(this, server, 'queues and caches'),
    ];
  }
}
