import { div, histogramQuantile, rate, sum } from '@grafana/promql-builder';
import { MlflowMetric } from './mlflow-rules';
import { Dashboard, PanelUnit, seriesOf } from '../core';

/** What is worth seeing of a tracking server. */
export function mlflowDashboard(job: string): Dashboard {
  const series = seriesOf<MlflowMetric>(job);
  const requests = () => series('mlflow_http_request_total');
  const slowest = (share: number) => (
    histogramQuantile(share, sum(rate(series('mlflow_http_request_duration_seconds_bucket').range('5m'))).by(['le'])).toString());
  const failed = div(sum(rate(requests().labelMatchRegexp('status', '5..').range('5m'))), sum(rate(requests().range('5m'))));
  return {
    title: `MLflow ${job}`,
    panels: [
      {
        title: 'Requests',
        unit: PanelUnit.REQUESTS_PER_SECOND,
        queries: [{ expr: sum(rate(requests().range('5m'))).by(['status']).toString(), legend: '{{status}}' }],
      },
      { title: 'Requests that fail', unit: PanelUnit.SHARE, queries: [{ expr: failed.toString(), legend: 'share' }] },
      {
        title: 'Duration',
        unit: PanelUnit.SECONDS,
        queries: [{ expr: slowest(0.5), legend: 'half take at most' }, { expr: slowest(0.95), legend: '95 % take at most' }],
      },
      { title: 'Pods that answer', unit: PanelUnit.NUMBER, queries: [{ expr: sum(series('up')).toString(), legend: 'pods' }] },
    ],
  };
}
