import { gt, increase, n, sum } from '@grafana/promql-builder';
import { downRule } from './alert-rules';
import { AlertRule, seriesOf, Severity } from '../core';

/** What is watched of Prometheus 3.16 and Alertmanager 0.33 themselves, seen on servers. */
export const PROMETHEUS_METRICS = ['prometheus_rule_evaluation_failures_total', 'prometheus_tsdb_wal_corruptions_total'] as const;
/** The same of Alertmanager. */
export const ALERTMANAGER_METRICS = ['alertmanager_notifications_failed_total'] as const;

/** What someone should be told of a Prometheus, as far as it can tell that itself. */
export function prometheusRules(job: string): AlertRule[] {
  const series = seriesOf<typeof PROMETHEUS_METRICS[number]>(job);
  return [
    {
      name: 'PrometheusRulesFail',
      expr: gt(sum(increase(series('prometheus_rule_evaluation_failures_total').range('15m'))), n(0)).toString(),
      severity: Severity.CRITICAL,
      summary: `{{ $value | humanize }} evaluations of rules have failed in ${job}: their alerts stay away`,
      runbook: "Prometheus' log names the rule and the reason",
    },
    {
      name: 'PrometheusDiskCorrupted',
      expr: gt(sum(increase(series('prometheus_tsdb_wal_corruptions_total').range('15m'))), n(0)).toString(),
      severity: Severity.WARNING,
      summary: `${job} has found damage in its write-ahead log: samples are lost`,
      runbook: "Prometheus repairs the log by itself; look for errors of the node's disk and for a full volume",
    },
  ];
}

/** What someone should be told of an Alertmanager; while none goes out, Prometheus still shows it. */
export function alertmanagerRules(job: string): AlertRule[] {
  const series = seriesOf<typeof ALERTMANAGER_METRICS[number]>(job);
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
