import { Construct } from 'constructs';
import { BucketProvision, IObjectStore } from './object-store';
import { CREATE_VERSITY_BUCKET } from './versity-gateway-bucket';
import { versityGatewayDashboard, versityGatewayRules } from './versity-gateway-rules';
import { byteSize, check, Connection, IMetricsTarget, jobOf, Metrics, SecretRef, SecretValue, urlOf } from '../core';
import { propChecks } from '../core/prop-checks';
import {
  Credentials, imageOf, metricsOf, profileOf, Resources, Server, ServerKind, STATSD_EXPORTER, statsdExporter, Volume, VolumeClaim,
  volumeExporter, volumeMetrics,
} from '../kubernetes';

const PORT = 7070;
const REGION = 'us-east-1';

/** Properties for `VersityGateway`. */
export interface VersityGatewayProps {
  /**
   * Size of the volume, as a Kubernetes quantity.
   *
   * @default that of the profile: 2Gi local, 100Gi team, 1Ti production
   */
  readonly volumeSize?: string;
  /**
   * StorageClass of the volume; its file system must have extended attributes.
   *
   * @default that of the settings
   */
  readonly storageClass?: string;
  /**
   * CPU and memory.
   *
   * @default '100m' and '256Mi'
   */
  readonly resources?: Resources;
  /**
   * Whether it is shown what is asked of the server and how full its volume is.
   *
   * @default false: each is a container more in its pod
   */
  readonly metricsEnabled?: boolean;
  /**
   * Image of VersityGW 1.8.
   *
   * @default the catalog's
   */
  readonly image?: string;
}

/**
 * The small S3 server: one pod and one volume, on which each object is a plain file, with an account for each bucket.
 *
 * @throws ConstructError when `volumeSize` is not a quantity
 */
export class VersityGateway extends Construct implements IObjectStore, IMetricsTarget {
  public readonly url: string;
  public readonly region: string = REGION;
  public readonly connection: Connection;
  public readonly metrics: readonly Metrics[];
  /** Access key id of the administrator. */
  public readonly adminAccessKeyId: SecretRef;
  /** Secret access key of the administrator. */
  public readonly adminSecretAccessKey: SecretRef;

  constructor(scope: Construct, id: string, props: VersityGatewayProps = {}) {
    super(scope, id);
    const shape = propChecks(this, 'VersityGatewayProps', props);
    const { volumeSize = profileOf(this).objectStoreSize, storageClass, metricsEnabled = false } = props;
    check(this, [...shape, ...byteSize('volumeSize', volumeSize)]);
    const credentials = new Credentials(this, 'Credentials', {
      values: { accessKeyId: SecretValue.generated({ length: 20 }), secretAccessKey: SecretValue.generated({ length: 40 }) },
    });
    this.adminAccessKeyId = credentials.ref('accessKeyId');
    this.adminSecretAccessKey = credentials.ref('secretAccessKey');
    const { volume } = new VolumeClaim(this, 'Data', { size: volumeSize, storageClass });
    const server = new Server(this, 'Server', {
      kind: ServerKind.STATEFUL_SET,
      image: props.image ?? imageOf(this, 'versityGw'),
      command: ['versitygw'],
      args: ['--port', `:${PORT}`, '--region', REGION, '--health', '/health', '--iam-dir', '/data/accounts', '--quiet', 'posix', '/data/buckets'],
      env: {
        ROOT_ACCESS_KEY_ID: this.adminAccessKeyId,
        ROOT_SECRET_ACCESS_KEY: this.adminSecretAccessKey,
        ...metricsEnabled && { VGW_METRICS_STATSD_SERVERS: `127.0.0.1:${STATSD_EXPORTER.statsd}` },
      },
      ports: { s3: PORT },
      mounts: [
        { volume, path: '/data/accounts', subPath: 'accounts' },
        { volume, path: '/data/buckets', subPath: 'buckets' },
        { volume: Volume.empty('tmp', '64Mi'), path: '/tmp' },
      ],
      resources: props.resources,
      sidecars: metricsEnabled ? [{ name: 'metrics', ...statsdExporter(this) }, volumeExporter(this, volume)] : [],
      readiness: { httpGet: { path: '/health', port: PORT }, periodSeconds: 5 },
      liveness: { tcpSocket: { port: PORT }, periodSeconds: 10 },
    });
    const endpoint = server.endpoint('s3');
    this.url = urlOf(endpoint);
    this.connection = { endpoints: [endpoint] };
    this.metrics = metricsEnabled ? this.metricsFor(server) : [];
  }

  /** How to make a bucket with an account of its own. */
  public provisionBucket(bucket: string): BucketProvision {
    return {
      image: imageOf(this, 'python'),
      command: ['python3', '-c', CREATE_VERSITY_BUCKET],
      env: {
        ENDPOINT: this.url,
        REGION,
        ADMIN_ACCESS_KEY: this.adminAccessKeyId,
        ADMIN_SECRET_KEY: this.adminSecretAccessKey,
        BUCKET: bucket,
      },
    };
  }

  private metricsFor(server: Server): Metrics[] {
    const endpoint = server.podEndpoint(STATSD_EXPORTER.metrics);
    const job = jobOf(endpoint);
    return [
      metricsOf(this, { tool: 'versitygw', endpoint, ...versityGatewayRules(job), dashboard: versityGatewayDashboard(job) }),
      volumeMetrics(this, server, 'the objects'),
    ];
  }
}
