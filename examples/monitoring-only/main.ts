import { App, Chart } from 'cdk8s';
import { AlertReceiver, IMetricsTarget, MonitoringStack, Namespace, Profile, Pushgateway, SecretValue, Settings, Severity } from 'mlops-constructs';

/** A server that runs elsewhere and shows metrics: nothing but plain data. */
const SCORING: IMetricsTarget = {
  metrics: [{
    tool: 'scoring',
    endpoint: { scheme: 'https', host: 'scoring.example.org', port: 443 },
    team: 'churn',
    model: 'churn',
    token: { namespace: 'monitoring', secret: 'scoring', key: 'token' },
  }],
};

/** Prometheus, Alertmanager and Grafana for what is there already, and a Pushgateway for programs that end. */
export function app(outdir: string): App {
  const program = new App({ outdir });
  const chart = new Chart(program, 'watch', { namespace: 'monitoring' });
  Settings.set(chart, { profile: Profile.local({ volumeSize: '20Gi' }) });
  new Namespace(chart, 'Namespace');
  new MonitoringStack(chart, 'Monitoring', {
    targets: [SCORING, new Pushgateway(chart, 'Pushgateway')],
    retention: '30d',
    rules: [{
      name: 'ScoringSlow',
      expr: 'histogram_quantile(0.95, sum by (le) (rate(scoring_seconds_bucket{job="scoring.example.org:443"}[5m]))) > 0.5',
      for: '10m',
      severity: Severity.WARNING,
      summary: 'Every twentieth request takes more than half a second',
      runbook: 'Add a replica, or look for a feature that is slow to fetch',
    }],
    receivers: {
      everybody: AlertReceiver.email(SecretValue.fromSecret('mail', 'password'), {
        to: 'ml@example.org', from: 'alerts@example.org', smtpHost: 'mail.example.org', severities: [Severity.CRITICAL],
      }),
      churn: AlertReceiver.slack(SecretValue.fromSecret('slack', 'url'), { teams: ['churn'] }),
    },
    grafana: { volumeSize: '1Gi' },
  });
  return program;
}
