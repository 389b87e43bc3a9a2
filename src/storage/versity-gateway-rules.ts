import { add, gt, n, rate, sum, unless } from '@grafana/promql-builder';
import { Dashboard, errorBudget, Metrics, noneUp, PanelUnit, seriesOf, Severity } from '../core';

/** What VersityGW 1.8 sends and a StatsD exporter shows of it, as a server showed it. */
export const VERSITY_GATEWAY_METRICS = [
  'versitygw_bytes_read', 'versitygw_bytes_written', 'versitygw_failed_count', 'versitygw_object_created_count',
  'versitygw_object_removed_count', 'versitygw_success_count',
] as const;

type VersityGatewayMetric = typeof VERSITY_GATEWAY_METRICS[number];

/** What someone should be told of an S3 server. */
export function versityGatewayRules(job: string): Pick<Metrics, 'recordings' | 'rules'> {
  const series = seriesOf<VersityGatewayMetric>(job);
  const perSecond = (metric: VersityGatewayMetric, range: string) => sum(rate(series(metric).range(range)));
  const { recordings, rules } = errorBudget({
    name: 'ObjectStoreErrors',
    job,
    series: 's3_errors',
    objective: 0.99,
    // What is asked for and not there, or not allowed, is no failure of the server.
    failed: range => sum(rate(series('versitygw_failed_count').labelMatchRegexp('status', '5..').range(range))),
    all: range => add(perSecond('versitygw_success_count', range), perSecond('versitygw_failed_count', range)),
    summary: `{{ $value | humanizePercentage }} of the requests to the S3 server ${job} fail`,
    runbook: 'Its log and its clients name the reason: mostly a full volume, or one whose file system has no extended attributes',
  });
  const own = [
    {
      name: 'ObjectStoreDown',
      expr: noneUp(series('up')),
      for: '5m',
      severity: Severity.CRITICAL,
      summary: `The S3 server ${job} does not answer: artifacts and logs can be neither written nor read`,
      runbook: 'Look at the events and the log of its pod, with --previous where it restarts; a full volume keeps it from writing',
    },
    {
      name: 'ObjectStoreOnlyFails',
      expr: unless(gt(perSecond('versitygw_failed_count', '10m'), n(0.05)), gt(perSecond('versitygw_success_count', '10m'), n(0))).toString(),
      for: '10m',
      severity: Severity.CRITICAL,
      summary: `The S3 server ${job} has refused every request of the last ten minutes`,
      runbook: 'Its clients tell the reason: access denied where the Secrets and the accounts differ (run the Jobs of its Buckets again), else a full volume',
    },
  ];
  return { recordings, rules: [...own, ...rules] };
}

/** What is worth seeing of an S3 server. */
export function versityGatewayDashboard(job: string): Dashboard {
  const series = seriesOf<VersityGatewayMetric>(job);
  const perSecond = (metric: VersityGatewayMetric, label: string) => sum(rate(series(metric).range('5m'))).by([label]).toString();
  return {
    title: `S3 ${job}`,
    panels: [
      {
        title: 'Requests', unit: PanelUnit.REQUESTS_PER_SECOND, queries: [{ expr: perSecond('versitygw_success_count', 'action'), legend: '{{action}}' }],
      },
      {
        title: 'Requests that fail, with those for what is not there',
        unit: PanelUnit.REQUESTS_PER_SECOND,
        queries: [{ expr: perSecond('versitygw_failed_count', 'action'), legend: '{{action}}' }],
      },
      {
        title: 'Traffic',
        unit: PanelUnit.BYTES_PER_SECOND,
        queries: [
          { expr: sum(rate(series('versitygw_bytes_read').range('5m'))).toString(), legend: 'read' },
          { expr: sum(rate(series('versitygw_bytes_written').range('5m'))).toString(), legend: 'written' },
        ],
      },
      {
        title: 'Objects',
        unit: PanelUnit.OPERATIONS_PER_SECOND,
        queries: [
          { expr: sum(rate(series('versitygw_object_created_count').labelMatchRegexp('status', '2..').range('5m'))).toString(), legend: 'made' },
          { expr: sum(rate(series('versitygw_object_removed_count').range('5m'))).toString(), legend: 'removed' },
        ],
      },
    ],
  };
}
