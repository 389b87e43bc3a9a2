import { div, eq, gt, max, min, n, sum } from '@grafana/promql-builder';
import { AlertRule, Dashboard, noneUp, PanelUnit, seriesOf, Severity } from '../core';

/** What is watched of a cluster of CloudNativePG 1.30, as its servers showed it. */
export const CLOUD_NATIVE_PG_METRICS = [
  'cnpg_backends_total', 'cnpg_collector_up', 'cnpg_pg_database_size_bytes', 'cnpg_pg_replication_lag', 'cnpg_pg_settings_setting',
  'cnpg_pg_replication_streaming_replicas',
] as const;

type CloudNativePgMetric = typeof CLOUD_NATIVE_PG_METRICS[number];

/** What someone should be told of a cluster. */
export function cloudNativePgRules(job: string, instances: number): AlertRule[] {
  const series = seriesOf<CloudNativePgMetric>(job);
  return [
    {
      name: 'PostgresClusterDown',
      expr: noneUp(series('cnpg_collector_up')),
      for: '5m',
      severity: Severity.CRITICAL,
      summary: `No server of the PostgreSQL cluster ${job} answers: whatever keeps its state there stands still`,
      runbook: 'Look at the status of the Cluster object, then at the log of the operator and of the pods',
    },
    {
      name: 'PostgresReplicationLags',
      expr: gt(max(series('cnpg_pg_replication_lag')).by(['instance']), n(60)).toString(),
      for: '10m',
      severity: Severity.WARNING,
      summary: 'The server {{ $labels.instance }} is {{ $value | humanizeDuration }} behind the primary: what is not copied is lost with the primary',
      runbook: 'Look for a busy disk or network of its node, and for a query on it that holds the copying up',
    },
    ...instances > 1 ? [{
      name: 'PostgresReplicaMissing',
      expr: eq(max(series('cnpg_pg_replication_streaming_replicas')), n(0)).toString(),
      for: '10m',
      severity: Severity.WARNING,
      summary: `No other server follows the primary of ${job}: nothing could take its place`,
      runbook: 'Look at the status of the Cluster object: the operator tells why the others do not start or do not follow',
    }] : [],
    {
      name: 'PostgresClusterConnectionsNearLimit',
      expr: gt(div(
        sum(series('cnpg_backends_total')), min(series('cnpg_pg_settings_setting', { name: 'max_connections' }))), n(0.8)).toString(),
      for: '10m',
      severity: Severity.WARNING,
      summary: `{{ $value | humanizePercentage }} of the connections that ${job} allows are in use`,
      runbook: 'pg_stat_activity tells who holds them. Put a PgBouncer before the client with the most, or lower the size of its pool',
    },
  ];
}

/** What is worth seeing of a cluster. */
export function cloudNativePgDashboard(job: string): Dashboard {
  const series = seriesOf<CloudNativePgMetric>(job);
  return {
    title: `PostgreSQL ${job}`,
    panels: [
      {
        title: 'Connections', unit: PanelUnit.NUMBER, queries: [{ expr: sum(series('cnpg_backends_total')).by(['datname']).toString(), legend: '{{datname}}' }],
      },
      {
        title: 'Behind the primary',
        unit: PanelUnit.SECONDS,
        queries: [{ expr: max(series('cnpg_pg_replication_lag')).by(['instance']).toString(), legend: '{{instance}}' }],
      },
      {
        title: 'Size',
        unit: PanelUnit.BYTES,
        queries: [{ expr: max(series('cnpg_pg_database_size_bytes')).by(['datname']).toString(), legend: '{{datname}}' }],
      },
      { title: 'Servers that answer', unit: PanelUnit.NUMBER, queries: [{ expr: sum(series('cnpg_collector_up')).toString(), legend: 'servers' }] },
    ],
  };
}
