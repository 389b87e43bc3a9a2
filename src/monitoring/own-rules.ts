import { gt, increase, n, or, sum } from '@grafana/promql-builder';
import { downRule } from './alert-rules';
import { AlertRule, seriesOf, Severity } from '../core';

/** What is watched of Prometheus 3.16 itself, as a server showed it. */
export const PROMETHEUS_METRICS = [
  'process_resident_memory_bytes', 'prometheus_notifications_dropped_total', 'prometheus_remote_storage_samples_failed_total',
  'prometheus_remote_storage_samples_pending', 'prometheus_rule_evaluation_failures_total',
  'prometheus_rule_group_duration_seconds_count', 'prometheus_rule_group_duration_seconds_sum', 'prometheus_rule_group_iterations_missed_total',
  'prometheus_target_interval_length_seconds', 'prometheus_tsdb_head_samples_appended_total', 'prometheus_tsdb_head_series',
  'prometheus_tsdb_storage_blocks_bytes', 'prometheus_tsdb_wal_corruptions_total',
] as const;
/** The same of Alertmanager 0.33. */
export const ALERTMANAGER_METRICS = ['alertmanager_alerts', 'alertmanager_notifications_failed_total', 'alertmanager_notifications_total'] as const;
/** The same of Pushgateway 1.11. */
export const PUSHGATEWAY_METRICS = ['process_resident_memory_bytes', 'pushgateway_http_requests_total'] as const;

/** A name in the list of Prometheus. */
export type PrometheusMetric = typeof PROMETHEUS_METRICS[number];
/** A name in the list of Alertmanager. */
export type AlertmanagerMetric = typeof ALERTMANAGER_METRICS[number];
/** A name in the list of Pushgateway. */
export type PushgatewayMetric = typeof PUSHGATEWAY_METRICS[number];

/** What someone should be told of a Prometheus, as far as it can tell that itself. */
export function prometheusRules(job: string, remoteWrite = false): AlertRule[] {
  const series = seriesOf<PrometheusMetric>(job);
  return [
    {
      name: 'PrometheusRulesFail',
      expr: gt(sum(increase(series('prometheus_rule_evaluation_failures_total').range('15m'))), n(0)).toString(),
      severity: Severity.CRITICAL,
      summary: `{{ $value | humanize }} evaluations of rules have failed in ${job}: their alerts stay away`,
      runbook: "Prometheus' log names the rule and the reason",
    },
    {
      name: 'PrometheusRulesLate',
      expr: gt(sum(increase(series('prometheus_rule_group_iterations_missed_total').range('15m'))), n(0)).toString(),
      for: '15m',
      severity: Severity.WARNING,
      summary: `${job} skips evaluations of its rules, since they take longer than the time between them`,
      runbook: 'Give it more CPU in resources, or a longer scrapeInterval; its dashboard shows how long a group of rules takes',
    },
    {
      name: 'PrometheusAlertsDropped',
      expr: gt(sum(increase(series('prometheus_notifications_dropped_total').range('15m'))), n(0)).toString(),
      severity: Severity.CRITICAL,
      summary: `{{ $value | humanize }} alerts of ${job} have not reached Alertmanager`,
      runbook: 'Look at the events and the log of Alertmanager; Prometheus shows the alerts themselves under /alerts',
    },
    {
      name: 'PrometheusDiskCorrupted',
      expr: gt(sum(increase(series('prometheus_tsdb_wal_corruptions_total').range('15m'))), n(0)).toString(),
      severity: Severity.WARNING,
      summary: `${job} has found damage in its write-ahead log: samples are lost`,
      runbook: "Prometheus repairs the log by itself; look for errors of the node's disk and for a full volume",
    },
    ...remoteWrite ? [{
      name: 'PrometheusRemoteWriteFails',
      // One that does not answer is tried again for ever: what waits for it grows.
      expr: or(
        gt(sum(increase(series('prometheus_remote_storage_samples_failed_total').range('15m'))).by(['url']), n(0)),
        gt(sum(series('prometheus_remote_storage_samples_pending')).by(['url']), n(10_000)),
      ).toString(),
      for: '15m',
      severity: Severity.WARNING,
      summary: `${job} cannot hand its samples on to {{ $labels.url }}`,
      runbook: "Prometheus' log names the answer of the store: mostly its credentials or its limits; what it refuses is lost there",
    }] : [],
  ];
}

/** What someone should be told of an Alertmanager; while none goes out, Prometheus still shows it. */
export function alertmanagerRules(job: string): AlertRule[] {
  const series = seriesOf<AlertmanagerMetric>(job);
  return [
    downRule('AlertmanagerDown', job),
    {
      name: 'AlertsNotDelivered',
      expr: gt(sum(increase(series('alertmanager_notifications_failed_total').range('15m'))).by(['integration']), n(0)).toString(),
      for: '5m',
      severity: Severity.CRITICAL,
      summary: 'Alerts do not arrive by {{ $labels.integration }}',
      runbook: "Alertmanager's log names the reason: mostly a Secret that holds no valid address or password, or a network path that is missing",
    },
  ];
}
