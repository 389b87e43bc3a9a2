import { Construct } from 'constructs';
import { postgresDashboard } from './postgres-dashboard';
import { POSTGRES_EXPORTER_PORT, postgresExporter } from './postgres-exporter';
import { PostgresOperator } from './postgres-operator';
import { postgresRules } from './postgres-rules';
import {
  byteSize, check, Connection, Endpoint, EnvValue, IConnectable, IMetricsTarget, jobOf, Metrics, SecretRef, SecretValue,
} from '../core';
import { propChecks } from '../core/prop-checks';
import {
  Credentials, imageOf, metricsOf, profileOf, Resources, Server, ServerKind, Volume, VolumeClaim, volumeExporter, volumeMetrics,
} from '../kubernetes';

const PORT = 5432;
const DATA = '/var/lib/postgresql/data';
const POSTGRES_USER = 999;

/**
 * A volume may outlive its generated Secret: the stored password is brought in line with the Secret before the server starts, in
 * single-user mode, which asks for none.
 */
const ALIGN_PASSWORD = `
if [ -s "$PGDATA/PG_VERSION" ]; then
  rm -f "$PGDATA/postmaster.pid"
  quoted=$(printf '%s' "$POSTGRES_PASSWORD" | sed "s/'/''/g")
  echo "ALTER USER postgres PASSWORD '$quoted'" | postgres --single -D "$PGDATA" postgres >/dev/null && echo 'password is that of the Secret'
fi
`.trim();

/** An SQL server with an administrator, in which databases can be made. */
export interface IPostgres extends IConnectable {
  /** Where it listens. */
  readonly endpoint: Endpoint;
  /** Name of the administrator. */
  readonly adminUsername: EnvValue;
  /** Password of the administrator. */
  readonly adminPassword: SecretRef;
}

/** Properties for `Postgres`. */
export interface PostgresProps {
  /**
   * Size of the data volume, as a Kubernetes quantity.
   *
   * @default that of the profile: 1Gi local, 20Gi team, 100Gi production
   */
  readonly volumeSize?: string;
  /**
   * StorageClass of the data volume.
   *
   * @default that of the settings
   */
  readonly storageClass?: string;
  /**
   * Password of the administrator `postgres`. Unused with an operator, which makes its own administrator.
   *
   * @default SecretValue.generated()
   */
  readonly adminPassword?: SecretValue;
  /**
   * CPU and memory of each server.
   *
   * @default '100m' and '256Mi', with an operator '512Mi'
   */
  readonly resources?: Resources;
  /**
   * Whether it is shown what the server counts and how full its volume is.
   *
   * @default false: each is a container more in its pod; an operator's cluster shows the same by itself
   */
  readonly metricsEnabled?: boolean;
  /**
   * Image of the server, PostgreSQL 17.
   *
   * @default the catalog's
   */
  readonly image?: string;
  /**
   * Runs the server through an operator that the cluster has, with failover.
   *
   * @default none: one pod and one volume
   */
  readonly operator?: PostgresOperator;
}

/**
 * A PostgreSQL server of one pod and one volume, or an operator's cluster. Give each tool its own `PostgresDatabase` in it.
 *
 * @throws ConstructError when `volumeSize` is not a quantity
 */
export class Postgres extends Construct implements IPostgres, IMetricsTarget {
  public readonly endpoint: Endpoint;
  public readonly adminUsername: EnvValue;
  public readonly adminPassword: SecretRef;
  public readonly connection: Connection;
  public readonly metrics: readonly Metrics[];
  /** Host name of the server. */
  public readonly host: string;

  constructor(scope: Construct, id: string, props: PostgresProps = {}) {
    super(scope, id);
    const shape = propChecks(this, 'PostgresProps', props);
    const { volumeSize = profileOf(this).databaseSize, storageClass, operator, metricsEnabled = false } = props;
    check(this, [...shape, ...byteSize('volumeSize', volumeSize)]);
    if (operator) {
      const cluster = operator.create(this, { volumeSize, storageClass, image: props.image, resources: props.resources });
      this.endpoint = cluster.endpoint;
      this.adminUsername = cluster.adminUsername;
      this.adminPassword = cluster.adminPassword;
      this.metrics = metricsEnabled ? [metricsOf(this, cluster.metrics)] : [];
    } else {
      const credentials = new Credentials(this, 'Credentials', { values: { password: props.adminPassword ?? SecretValue.generated() } });
      this.adminUsername = 'postgres';
      this.adminPassword = credentials.ref('password');
      const server = this.createServer(props, volumeSize, storageClass);
      this.endpoint = server.endpoint('postgresql', 'postgresql');
      this.metrics = metricsEnabled ? this.metricsFor(server) : [];
    }
    this.host = this.endpoint.host;
    this.connection = { endpoints: [this.endpoint] };
  }

  private createServer(props: PostgresProps, size: string, storageClass: string | undefined): Server {
    const image = props.image ?? imageOf(this, 'postgres');
    const data = new VolumeClaim(this, 'Data', { size, storageClass });
    const mounts = [
      { volume: data.volume, path: DATA },
      { volume: Volume.empty('run', '1Mi'), path: '/var/run/postgresql' },
      { volume: Volume.empty('tmp', '64Mi'), path: '/tmp' },
      { volume: Volume.memory('shm', '64Mi'), path: '/dev/shm' },
    ];
    // A subdirectory: initdb may not change the mode of the mount itself.
    const env = { PGDATA: `${DATA}/pgdata`, POSTGRES_PASSWORD: this.adminPassword };
    const ready = { exec: { command: ['pg_isready', '-U', 'postgres', '-h', '127.0.0.1'] } };
    return new Server(this, 'Server', {
      kind: ServerKind.STATEFUL_SET,
      image,
      env: { ...env, POSTGRES_INITDB_ARGS: '--auth-host=scram-sha-256 --data-checksums' },
      ports: { postgresql: PORT },
      mounts,
      resources: props.resources,
      user: POSTGRES_USER,
      startup: { ...ready, periodSeconds: 2, failureThreshold: 150 },
      readiness: { ...ready, periodSeconds: 5 },
      liveness: { tcpSocket: { port: PORT }, periodSeconds: 10 },
      // SIGTERM waits for clients to leave; the image's own stop signal, SIGINT, does not.
      terminationGracePeriodSeconds: 60,
      initContainers: [{ name: 'password', image, command: ['bash', '-c', ALIGN_PASSWORD], env, mounts, resources: { memory: '128Mi' } }],
      sidecars: props.metricsEnabled
        ? [postgresExporter(this, this.adminUsername, this.adminPassword), volumeExporter(this, data.volume)] : [],
    });
  }

  private metricsFor(server: Server): Metrics[] {
    const endpoint = server.podEndpoint(POSTGRES_EXPORTER_PORT);
    const job = jobOf(endpoint);
    return [
      metricsOf(this, { tool: 'postgres', endpoint, rules: postgresRules(job), dashboard: postgresDashboard(job) }),
      volumeMetrics(this, server, 'the databases'),
    ];
  }
}
