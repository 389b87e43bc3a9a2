import { Chart } from 'cdk8s';
import { IMetricsTarget, MonitoringStack, Pushgateway } from '../../../src';
import { ALERTMANAGER_METRICS, PROMETHEUS_METRICS, PUSHGATEWAY_METRICS } from '../../../src/monitoring/own-rules';
import { crosses, down, grows, Tool } from '../tool';

const PROMETHEUS = 'ml/ml-monitoring-prometheus';
const ALERTMANAGER = 'ml/ml-monitoring-alertmanager';

/** What watches everything else. */
export const monitoring: Tool = {
  targets: (scope: Chart): IMetricsTarget[] => {
    const stack = new MonitoringStack(scope, 'Monitoring', { targets: [], remoteWrite: [{ url: 'https://store.example.org/push' }] });
    return [stack, new Pushgateway(scope, 'Push')];
  },
  metrics: [...PROMETHEUS_METRICS, ...ALERTMANAGER_METRICS, ...PUSHGATEWAY_METRICS],
  cases: {
    PrometheusRulesFail: grows(`prometheus_rule_evaluation_failures_total{job="${PROMETHEUS}",rule_group="a"}`),
    PrometheusRulesLate: [
      { series: { [`prometheus_rule_group_iterations_missed_total{job="${PROMETHEUS}",rule_group="a"}`]: '0+1x60' }, at: '40m', alerts: [{}] },
      { series: { [`prometheus_rule_group_iterations_missed_total{job="${PROMETHEUS}",rule_group="a"}`]: '7x60' }, at: '40m', alerts: [] },
    ],
    PrometheusAlertsDropped: grows(`prometheus_notifications_dropped_total{job="${PROMETHEUS}"}`),
    PrometheusRemoteWriteFails: [
      { series: { [`prometheus_remote_storage_samples_failed_total{job="${PROMETHEUS}",url="u"}`]: '0+1x60' }, at: '40m', alerts: [{ url: 'u' }] },
      { series: { [`prometheus_remote_storage_samples_failed_total{job="${PROMETHEUS}",url="u"}`]: '7x60' }, at: '40m', alerts: [] },
      ...crosses(`prometheus_remote_storage_samples_pending{job="${PROMETHEUS}",url="u"}`, 20_000, 100, { url: 'u' }),
    ],
    PrometheusDiskCorrupted: grows(`prometheus_tsdb_wal_corruptions_total{job="${PROMETHEUS}"}`),
    AlertmanagerDown: down(ALERTMANAGER),
    AlertsNotDelivered: grows(`alertmanager_notifications_failed_total{job="${ALERTMANAGER}",integration="slack"}`, { integration: 'slack' }),
    PushgatewayDown: down('ml/ml-push-server'),
  },
};
