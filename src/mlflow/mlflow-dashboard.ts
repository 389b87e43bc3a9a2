import { Dashboard, PanelUnit } from '../core';

/** What is worth seeing of a tracking server. */
export function mlflowDashboard(job: string): Dashboard {
  const requests = (status = '') => `mlflow_http_request_total{job="${job}"${status}}[5m]`;
  const slowest = (share: number) => `histogram_quantile(${share}, sum by (le) (rate(mlflow_http_request_duration_seconds_bucket{job="${job}"}[5m])))`;
  return {
    title: `MLflow ${job}`,
    panels: [
      {
        title: 'Requests', unit: PanelUnit.REQUESTS_PER_SECOND, queries: [{ expr: `sum by (status) (rate(${requests()}))`, legend: '{{status}}' }],
      },
      {
        title: 'Requests that fail',
        unit: PanelUnit.SHARE,
        queries: [{ expr: `sum(rate(${requests(',status=~"5.."')})) / sum(rate(${requests()}))`, legend: 'share' }],
      },
      {
        title: 'Duration',
        unit: PanelUnit.SECONDS,
        queries: [{ expr: slowest(0.5), legend: 'half take at most' }, { expr: slowest(0.95), legend: '95 % take at most' }],
      },
      { title: 'Pods that answer', unit: PanelUnit.NUMBER, queries: [{ expr: `sum(up{job="${job}"})`, legend: 'pods' }] },
    ],
  };
}
