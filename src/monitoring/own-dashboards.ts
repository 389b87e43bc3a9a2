import { div, increase, max, rate, sum } from '@grafana/promql-builder';
import { AlertmanagerMetric, PrometheusMetric, PushgatewayMetric } from './own-rules';
import { Dashboard, PanelUnit, seriesOf } from '../core';

/** What is worth seeing of a Prometheus. */
export function prometheusDashboard(job: string): Dashboard {
  const series = seriesOf<PrometheusMetric>(job);
  const group = div(
    sum(rate(series('prometheus_rule_group_duration_seconds_sum').range('5m'))),
    sum(rate(series('prometheus_rule_group_duration_seconds_count').range('5m'))),
  );
  // How long scrapes take it counts with a feature flag alone; late ones show in the time between them.
  const between = max(series('prometheus_target_interval_length_seconds', { quantile: '0.99' }));
  return {
    title: `Prometheus ${job}`,
    panels: [
      { title: 'Series in memory', unit: PanelUnit.NUMBER, queries: [{ expr: sum(series('prometheus_tsdb_head_series')).toString(), legend: 'series' }] },
      {
        title: 'Samples taken in',
        unit: PanelUnit.OPERATIONS_PER_SECOND,
        queries: [{ expr: sum(rate(series('prometheus_tsdb_head_samples_appended_total').range('5m'))).toString(), legend: 'samples' }],
      },
      {
        title: 'Duration',
        unit: PanelUnit.SECONDS,
        queries: [
          { expr: between.toString(), legend: '99 % at most between two scrapes' }, { expr: group.toString(), legend: 'group of rules, on average' },
        ],
      },
      {
        title: 'Space',
        unit: PanelUnit.BYTES,
        queries: [
          { expr: sum(series('prometheus_tsdb_storage_blocks_bytes')).toString(), legend: 'blocks on disk' },
          { expr: sum(series('process_resident_memory_bytes')).toString(), legend: 'memory' },
        ],
      },
    ],
  };
}

/** What is worth seeing of an Alertmanager. */
export function alertmanagerDashboard(job: string): Dashboard {
  const series = seriesOf<AlertmanagerMetric>(job);
  const inLastHour = (metric: AlertmanagerMetric) => sum(increase(series(metric).range('1h'))).by(['integration']).toString();
  return {
    title: `Alertmanager ${job}`,
    panels: [
      { title: 'Alerts', unit: PanelUnit.NUMBER, queries: [{ expr: sum(series('alertmanager_alerts')).by(['state']).toString(), legend: '{{state}}' }] },
      {
        title: 'Notifications in an hour',
        unit: PanelUnit.NUMBER,
        queries: [
          { expr: inLastHour('alertmanager_notifications_total'), legend: '{{integration}}' },
          { expr: inLastHour('alertmanager_notifications_failed_total'), legend: '{{integration}} failed' },
        ],
      },
    ],
  };
}

/** What is worth seeing of a Pushgateway. */
export function pushgatewayDashboard(job: string): Dashboard {
  const series = seriesOf<PushgatewayMetric>(job);
  return {
    title: `Pushgateway ${job}`,
    panels: [
      {
        title: 'Requests',
        unit: PanelUnit.REQUESTS_PER_SECOND,
        queries: [{ expr: sum(rate(series('pushgateway_http_requests_total').range('5m'))).by(['handler', 'code']).toString(), legend: '{{handler}} {{code}}' }],
      },
      { title: 'Memory', unit: PanelUnit.BYTES, queries: [{ expr: sum(series('process_resident_memory_bytes')).toString(), legend: 'memory' }] },
    ],
  };
}
