import { Chart } from 'cdk8s';
import { IMetricsTarget, jobOf, MonitoringStack, Pushgateway } from '../../../src';
import { ALERTMANAGER_METRICS, alertmanagerRules, PROMETHEUS_METRICS } from '../../../src/monitoring/own-rules';
import { down, grows, Tool } from '../tool';

const PROMETHEUS = 'ml/ml-monitoring-prometheus';
const ALERTMANAGER = 'ml/ml-monitoring-alertmanager';

/** What watches everything else. */
export const monitoring: Tool = {
  targets: (scope: Chart): IMetricsTarget[] => {
    const stack = new MonitoringStack(scope, 'Monitoring', { targets: [] });
    const endpoint = stack.alertmanager.endpoint('http');
    const alertmanager = { metrics: [{ tool: 'alertmanager', endpoint, rules: alertmanagerRules(jobOf(endpoint)) }] };
    return [stack, alertmanager, new Pushgateway(scope, 'Push')];
  },
  metrics: [...PROMETHEUS_METRICS, ...ALERTMANAGER_METRICS],
  cases: {
    PrometheusRulesFail: grows(`prometheus_rule_evaluation_failures_total{job="${PROMETHEUS}",rule_group="a"}`),
    PrometheusDiskCorrupted: grows(`prometheus_tsdb_wal_corruptions_total{job="${PROMETHEUS}"}`),
    AlertmanagerDown: down(ALERTMANAGER),
    AlertsNotDelivered: grows(`alertmanager_notifications_failed_total{job="${ALERTMANAGER}",integration="slack"}`, { integration: 'slack' }),
    PushgatewayDown: down('ml/ml-push-server'),
  },
};
