import { div, gt, increase, max, n, sum } from '@grafana/promql-builder';
import { AlertRule, noneUp, seriesOf, Severity } from '../core';

/** What is watched of PostgreSQL 17 through postgres_exporter 0.19, as a server showed it. */
export const POSTGRES_METRICS = [
  'pg_up', 'pg_database_size_bytes', 'pg_database_wraparound_age_datfrozenxid_seconds', 'pg_locks_count', 'pg_long_running_transactions',
  'pg_long_running_transactions_oldest_timestamp_seconds', 'pg_settings_max_connections', 'pg_stat_database_blks_hit', 'pg_stat_database_blks_read',
  'pg_stat_database_deadlocks', 'pg_stat_database_numbackends', 'pg_stat_database_xact_commit', 'pg_stat_database_xact_rollback',
] as const;

/** A name in that list. */
export type PostgresMetric = typeof POSTGRES_METRICS[number];

/** What someone should be told of a PostgreSQL server. */
export function postgresRules(job: string): AlertRule[] {
  const series = seriesOf<PostgresMetric>(job);
  return [
    {
      name: 'PostgresDown',
      // The exporter answers for the server, and is down with its pod.
      expr: noneUp(series('pg_up')),
      for: '5m',
      severity: Severity.CRITICAL,
      summary: `The database server ${job} does not answer: whatever keeps its state there stands still`,
      runbook: 'Look at the events and the log of its pod, with --previous where it restarts; a full volume keeps it from starting',
    },
    {
      name: 'PostgresConnectionsNearLimit',
      expr: gt(div(sum(series('pg_stat_database_numbackends')), max(series('pg_settings_max_connections'))), n(0.8)).toString(),
      for: '10m',
      severity: Severity.WARNING,
      summary: `{{ $value | humanizePercentage }} of the connections that ${job} allows are in use`,
      runbook: 'pg_stat_activity tells who holds them. Put a PgBouncer before the client with the most, or lower the size of its pool',
    },
    {
      name: 'PostgresDeadlocks',
      expr: gt(sum(increase(series('pg_stat_database_deadlocks').range('15m'))).by(['datname']), n(0)).toString(),
      severity: Severity.WARNING,
      summary: 'Transactions of the database {{ $labels.datname }} have locked each other out',
      runbook: "The server's log shows both statements of each deadlock; the client whose transaction was ended must repeat it",
    },
    {
      name: 'PostgresTransactionTooLong',
      expr: gt(max(series('pg_long_running_transactions_oldest_timestamp_seconds')), n(3600)).toString(),
      for: '5m',
      severity: Severity.WARNING,
      summary: `A transaction in ${job} is open for {{ $value | humanizeDuration }}: nothing that was deleted since then is cleaned up`,
      runbook: "Find it with: select pid, usename, query from pg_stat_activity where state <> 'idle' order by xact_start; end it with pg_terminate_backend(pid)",
    },
    {
      name: 'PostgresWraparoundNear',
      // The server refuses to write at 2 thousand million, and begins to clean up in earnest at 200 million (autovacuum_freeze_max_age).
      expr: gt(max(series('pg_database_wraparound_age_datfrozenxid_seconds')).by(['datname']), n(1e9)).toString(),
      for: '1h',
      severity: Severity.CRITICAL,
      summary: 'The database {{ $labels.datname }} has used up half of its transaction numbers: without cleaning up, it will refuse to write',
      runbook: 'Look for what keeps autovacuum from its work (transactions that stay open, prepared transactions, replication slots), then run VACUUM',
    },
  ];
}
