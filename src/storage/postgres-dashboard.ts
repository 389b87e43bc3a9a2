import { add, div, max, rate, sum } from '@grafana/promql-builder';
import { PostgresMetric } from './postgres-rules';
import { Dashboard, PanelUnit, seriesOf } from '../core';

/** What is worth seeing of a PostgreSQL server. */
export function postgresDashboard(job: string): Dashboard {
  const series = seriesOf<PostgresMetric>(job);
  const perDatabase = (metric: PostgresMetric) => sum(rate(series(metric).range('5m'))).by(['datname']).toString();
  const hits = () => sum(rate(series('pg_stat_database_blks_hit').range('5m')));
  const reads = sum(rate(series('pg_stat_database_blks_read').range('5m')));
  return {
    title: `PostgreSQL ${job}`,
    panels: [
      {
        title: 'Connections',
        unit: PanelUnit.NUMBER,
        queries: [
          { expr: sum(series('pg_stat_database_numbackends')).by(['datname']).toString(), legend: '{{datname}}' },
          { expr: max(series('pg_settings_max_connections')).toString(), legend: 'limit' },
        ],
      },
      {
        title: 'Transactions',
        unit: PanelUnit.OPERATIONS_PER_SECOND,
        queries: [
          { expr: perDatabase('pg_stat_database_xact_commit'), legend: '{{datname}} committed' },
          { expr: perDatabase('pg_stat_database_xact_rollback'), legend: '{{datname}} rolled back' },
        ],
      },
      { title: 'Read from memory', unit: PanelUnit.SHARE, queries: [{ expr: div(hits(), add(hits(), reads)).toString(), legend: 'share' }] },
      {
        title: 'Size',
        unit: PanelUnit.BYTES,
        queries: [{ expr: max(series('pg_database_size_bytes')).by(['datname']).toString(), legend: '{{datname}}' }],
      },
      {
        title: 'Locks', unit: PanelUnit.NUMBER, queries: [{ expr: sum(series('pg_locks_count')).by(['mode']).toString(), legend: '{{mode}}' }],
      },
      {
        title: 'Oldest transaction',
        unit: PanelUnit.SECONDS,
        queries: [{ expr: max(series('pg_long_running_transactions_oldest_timestamp_seconds')).toString(), legend: 'age' }],
      },
    ],
  };
}
