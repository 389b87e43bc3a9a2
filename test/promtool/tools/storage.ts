import { Chart } from 'cdk8s';
import { IMetricsTarget, Postgres, PostgresOperator, SeaweedFs, Valkey, VersityGateway } from '../../../src';
import { VOLUME_METRICS } from '../../../src/kubernetes/volume-exporter';
import { CLOUD_NATIVE_PG_METRICS } from '../../../src/storage/cloud-native-pg-rules';
import { POSTGRES_METRICS } from '../../../src/storage/postgres-rules';
import { SEAWEED_FS_METRICS } from '../../../src/storage/seaweed-fs-rules';
import { VALKEY_METRICS } from '../../../src/storage/valkey-rules';
import { VERSITY_GATEWAY_METRICS } from '../../../src/storage/versity-gateway-rules';
import { Case, crosses, down, grows, Tool } from '../tool';

const POSTGRES = 'ml/ml-postgres-server';
const VALKEY = 'ml/ml-valkey-server';
const OBJECTS = 'ml/ml-objects-server';
const CLUSTER = 'ml/ml-cluster';
const GATEWAYS = 'ml/ml-seaweed-server';
const VOLUME_SERVER = 'ml/ml-seaweed-volume-0';
const VOLUME = `${POSTGRES}/volume`;

const series = (job: string) => (metric: string, labels = '') => `${metric}{job="${job}"${labels && `,${labels}`}}`;
const postgres = series(POSTGRES);
const cluster = series(CLUSTER);
const valkey = series(VALKEY);
const objects = series(OBJECTS);
const gateways = series(GATEWAYS);
const volumes = series(VOLUME_SERVER);
const volume = series(VOLUME);

/** Cases of a gauge that is 1 while the server answers its exporter. */
const silent = (of: (metric: string, labels?: string) => string, metric: string): Case[] => [
  { series: { [of(metric, 'instance="a"')]: '0x30' }, at: '20m', alerts: [{}] },
  { series: { [of(metric, 'instance="a"')]: '1x30' }, at: '20m', alerts: [] },
  { series: {}, at: '20m', alerts: [{}] },
];

/** Cases of two series of which one is a limit of the other. */
const near = (used: string, limit: string): Case[] => [
  { series: { [used]: '90x60', [limit]: '100x60' }, at: '30m', alerts: [{}] },
  { series: { [used]: '50x60', [limit]: '100x60' }, at: '30m', alerts: [] },
];

/** Requests, of which each minute some fail. */
const requests = (ok: string, failed: string, values: string) => ({ [ok]: '0+95x500', [failed]: values });
const s3 = (values: string) => requests(objects('versitygw_success_count', 'status="200"'), objects('versitygw_failed_count', 'status="500"'), values);
const weed = (values: string) => requests(
  gateways('SeaweedFS_s3_request_total', 'code="200"'), gateways('SeaweedFS_s3_request_total', 'code="500"'), values);
const fast = (of: (values: string) => Record<string, string>): Case[] => [
  { series: of('0+20x90'), at: '80m', alerts: [{}] }, { series: of('0+1x90'), at: '80m', alerts: [] },
];
const slow = (of: (values: string) => Record<string, string>): Case[] => [
  { series: of('0+10x500'), at: '400m', alerts: [{}] }, { series: of('0+1x500'), at: '400m', alerts: [] },
];

const disk = (avail: string): Record<string, string> => ({
  [volume('node_filesystem_avail_bytes', 'mountpoint="/volume"')]: avail, [volume('node_filesystem_size_bytes', 'mountpoint="/volume"')]: '1000x600',
});
const inodes = (free: number, all: number): Record<string, string> => ({
  [volume('node_filesystem_files_free', 'mountpoint="/volume"')]: `${free}x60`, [volume('node_filesystem_files', 'mountpoint="/volume"')]: `${all}x60`,
});
const AT = { mountpoint: '/volume' };

/** Databases, object stores and queues, and their volumes. */
export const storage: Tool = {
  targets: (scope: Chart): IMetricsTarget[] => {
    const { metrics: [own, full] } = new Postgres(scope, 'Postgres', { metrics: true });
    const { metrics: [queue] } = new Valkey(scope, 'Valkey', { metrics: true });
    const { metrics: [files] } = new VersityGateway(scope, 'Objects', { metrics: true });
    return [
      { metrics: [own, full, queue, files] },
      new Postgres(scope, 'Cluster', { metrics: true, operator: PostgresOperator.cloudNativePg() }),
      new SeaweedFs(scope, 'Seaweed', { metrics: true }),
    ];
  },
  metrics: [
    ...POSTGRES_METRICS, ...CLOUD_NATIVE_PG_METRICS, ...VALKEY_METRICS, ...VERSITY_GATEWAY_METRICS, ...SEAWEED_FS_METRICS,
    ...VOLUME_METRICS,
  ],
  cases: {
    PostgresDown: silent(postgres, 'pg_up'),
    PostgresConnectionsNearLimit: near(postgres('pg_stat_database_numbackends', 'datname="a"'), postgres('pg_settings_max_connections')),
    PostgresDeadlocks: grows(postgres('pg_stat_database_deadlocks', 'datname="a"'), { datname: 'a' }),
    PostgresTransactionTooLong: crosses(postgres('pg_long_running_transactions_oldest_timestamp_seconds'), 4000, 60),
    PostgresWraparoundNear: crosses(
      postgres('pg_database_wraparound_age_datfrozenxid_seconds', 'datname="a"'), 1.1e9, 2e8, { datname: 'a' }, '90m'),
    VolumeMetricsDown: down(VOLUME),
    VolumeFilling: [
      { series: disk('390-0.5x600'), at: '9h', alerts: [AT] },
      { series: disk('300x600'), at: '9h', alerts: [] },
      // Much is free yet.
      { series: disk('900-0.5x600'), at: '9h', alerts: [] },
    ],
    VolumeFull: [{ series: disk('40x60'), at: '20m', alerts: [AT] }, { series: disk('100x60'), at: '20m', alerts: [] }],
    VolumeOutOfInodes: [
      { series: inodes(10, 1000), at: '20m', alerts: [AT] },
      { series: inodes(500, 1000), at: '20m', alerts: [] },
      { series: inodes(0, 0), at: '20m', alerts: [] },
    ],
    ValkeyDown: silent(valkey, 'redis_up'),
    ValkeyWritesNotKept: [
      ...crosses(valkey('redis_aof_last_write_status'), 0, 1), ...crosses(valkey('redis_aof_last_bgrewrite_status'), 0, 1),
    ],
    ValkeyRejectsConnections: grows(valkey('redis_rejected_connections_total')),
    ValkeyConnectionsNearLimit: near(valkey('redis_connected_clients'), valkey('redis_config_maxclients')),
    ObjectStoreDown: down(OBJECTS),
    ObjectStoreOnlyFails: [
      { series: { [objects('versitygw_failed_count', 'status="403"')]: '0+10x60' }, at: '40m', alerts: [{}] },
      {
        series: { [objects('versitygw_failed_count', 'status="403"')]: '0+10x60', [objects('versitygw_success_count', 'status="200"')]: '0+1x60' },
        at: '40m',
        alerts: [],
      },
    ],
    ObjectStoreErrorsFast: [
      ...fast(s3),
      // What is not there is no failure of the server.
      { series: requests(objects('versitygw_success_count', 'status="200"'), objects('versitygw_failed_count', 'status="404"'), '0+90x90'), at: '80m', alerts: [] },
    ],
    ObjectStoreErrorsSlow: slow(s3),
    PostgresClusterDown: silent(cluster, 'cnpg_collector_up'),
    PostgresReplicationLags: crosses(cluster('cnpg_pg_replication_lag', 'instance="b"'), 300, 1, { instance: 'b' }),
    PostgresReplicaMissing: crosses(cluster('cnpg_pg_replication_streaming_replicas'), 0, 2),
    PostgresClusterConnectionsNearLimit: near(
      cluster('cnpg_backends_total', 'datname="a"'), cluster('cnpg_pg_settings_setting', 'name="max_connections"')),
    SeaweedFsGatewaysDown: down(GATEWAYS),
    SeaweedFsErrorsFast: fast(weed),
    SeaweedFsErrorsSlow: slow(weed),
    SeaweedFsVolumeServerDown: down(VOLUME_SERVER),
    SeaweedFsVolumeServerFull: [50, 500].map(avail => ({
      series: {
        [volumes('SeaweedFS_volumeServer_resource', 'name="/data",type="avail"')]: `${avail}x60`,
        [volumes('SeaweedFS_volumeServer_resource', 'name="/data",type="all"')]: '1000x60',
      },
      at: '30m',
      alerts: avail === 50 ? [{ name: '/data' }] : [],
    })),
  },
};
