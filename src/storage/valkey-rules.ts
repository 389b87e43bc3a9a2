import { div, eq, gt, increase, max, min, n, or, rate, sum } from '@grafana/promql-builder';
import { AlertRule, Dashboard, noneUp, PanelUnit, seriesOf, Severity } from '../core';

/** What is watched of Valkey 9 through redis_exporter 1.86, as a server showed it. */
export const VALKEY_METRICS = [
  'redis_up', 'redis_aof_last_bgrewrite_status', 'redis_aof_last_write_status', 'redis_blocked_clients', 'redis_commands_processed_total',
  'redis_config_maxclients', 'redis_connected_clients', 'redis_db_keys', 'redis_keyspace_hits_total', 'redis_keyspace_misses_total',
  'redis_memory_used_bytes', 'redis_memory_used_rss_bytes', 'redis_rejected_connections_total',
] as const;

type ValkeyMetric = typeof VALKEY_METRICS[number];

/** What someone should be told of a Valkey server. */
export function valkeyRules(job: string): AlertRule[] {
  const series = seriesOf<ValkeyMetric>(job);
  return [
    {
      name: 'ValkeyDown',
      // The exporter answers for the server, and is down with its pod.
      expr: noneUp(series('redis_up')),
      for: '5m',
      severity: Severity.CRITICAL,
      summary: `The server ${job} does not answer: queues and caches that are kept there stand still`,
      runbook: 'Look at the events and the log of its pod, with --previous where it restarts; out of memory: raise memory in its resources',
    },
    {
      name: 'ValkeyWritesNotKept',
      expr: or(eq(min(series('redis_aof_last_write_status')), n(0)), eq(min(series('redis_aof_last_bgrewrite_status')), n(0))).toString(),
      for: '5m',
      severity: Severity.CRITICAL,
      summary: `${job} cannot write its append-only file: what it takes in now is lost when it restarts`,
      runbook: 'Its log names the reason, mostly a full volume: raise volumeSize where the StorageClass lets volumes grow',
    },
    {
      name: 'ValkeyRejectsConnections',
      expr: gt(sum(increase(series('redis_rejected_connections_total').range('15m'))), n(0)).toString(),
      severity: Severity.WARNING,
      summary: `${job} has turned clients away, since it has as many as it allows`,
      runbook: 'valkey-cli client list tells who is connected; look for a client that opens connections and keeps them',
    },
    {
      name: 'ValkeyConnectionsNearLimit',
      expr: gt(div(sum(series('redis_connected_clients')), max(series('redis_config_maxclients'))), n(0.8)).toString(),
      for: '10m',
      severity: Severity.WARNING,
      summary: `{{ $value | humanizePercentage }} of the clients that ${job} allows are connected`,
      runbook: 'valkey-cli client list tells who is connected; look for a client that opens connections and keeps them',
    },
  ];
}

/** What is worth seeing of a Valkey server. */
export function valkeyDashboard(job: string): Dashboard {
  const series = seriesOf<ValkeyMetric>(job);
  return {
    title: `Valkey ${job}`,
    panels: [
      { title: 'Commands', unit: PanelUnit.OPERATIONS_PER_SECOND, queries: [{ expr: sum(rate(series('redis_commands_processed_total').range('5m'))).toString(), legend: 'commands' }] },
      {
        title: 'Memory',
        unit: PanelUnit.BYTES,
        queries: [
          { expr: sum(series('redis_memory_used_bytes')).toString(), legend: 'used' },
          { expr: sum(series('redis_memory_used_rss_bytes')).toString(), legend: 'held' },
        ],
      },
      {
        title: 'Clients',
        unit: PanelUnit.NUMBER,
        queries: [
          { expr: sum(series('redis_connected_clients')).toString(), legend: 'connected' },
          { expr: sum(series('redis_blocked_clients')).toString(), legend: 'waiting' },
        ],
      },
      { title: 'Keys', unit: PanelUnit.NUMBER, queries: [{ expr: sum(series('redis_db_keys')).by(['db']).toString(), legend: '{{db}}' }] },
    ],
  };
}
