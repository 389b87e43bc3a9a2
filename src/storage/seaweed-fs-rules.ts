import { div, histogramQuantile, lt, max, min, n, rate, sum } from '@grafana/promql-builder';
import { AlertRule, Dashboard, errorBudget, Metrics, noneUp, PanelUnit, seriesOf, Severity } from '../core';

/** What is watched of SeaweedFS 4, as its servers showed it. */
export const SEAWEED_FS_METRICS = [
  'SeaweedFS_s3_bucket_size_bytes', 'SeaweedFS_s3_bucket_traffic_received_bytes_total', 'SeaweedFS_s3_bucket_traffic_sent_bytes_total',
  'SeaweedFS_s3_request_seconds_bucket', 'SeaweedFS_s3_request_total', 'SeaweedFS_volumeServer_resource',
] as const;

type SeaweedFsMetric = typeof SEAWEED_FS_METRICS[number];

/** What someone should be told of the gateways. */
export function gatewayRules(job: string): Pick<Metrics, 'recordings' | 'rules'> {
  const series = seriesOf<SeaweedFsMetric>(job);
  const { recordings, rules } = errorBudget({
    name: 'SeaweedFsErrors',
    job,
    series: 'seaweedfs_errors',
    objective: 0.99,
    failed: range => sum(rate(series('SeaweedFS_s3_request_total').labelMatchRegexp('code', '5..').range(range))),
    all: range => sum(rate(series('SeaweedFS_s3_request_total').range(range))),
    summary: `{{ $value | humanizePercentage }} of the requests to the S3 gateways ${job} fail`,
    runbook: 'The log of the gateways names the filer that does not answer, that of the filer its store; volume servers that are full refuse writes',
  });
  const down: AlertRule = {
    name: 'SeaweedFsGatewaysDown',
    expr: noneUp(series('up')),
    for: '5m',
    severity: Severity.CRITICAL,
    summary: `No S3 gateway of ${job} answers: artifacts and logs can be neither written nor read`,
    runbook: 'Look at the events and the log of the gateway pods, then of the filers, without which they do not become ready',
  };
  return { recordings, rules: [down, ...rules] };
}

/** What someone should be told of a volume server. */
export function volumeServerRules(job: string): AlertRule[] {
  const series = seriesOf<SeaweedFsMetric>(job);
  const bytes = (type: string) => series('SeaweedFS_volumeServer_resource', { type });
  return [
    {
      name: 'SeaweedFsVolumeServerDown',
      expr: noneUp(series('up')),
      for: '10m',
      severity: Severity.CRITICAL,
      summary: `The volume server ${job} does not answer: what lies on it alone cannot be read, and one copy of the rest is missing`,
      runbook: 'Look at the events and the log of its pod: mostly its volume is full, or its node is gone',
    },
    {
      name: 'SeaweedFsVolumeServerFull',
      expr: lt(div(min(bytes('avail')).by(['name']), max(bytes('all')).by(['name'])), n(0.1)).toString(),
      for: '15m',
      severity: Severity.CRITICAL,
      summary: `The volume server ${job} has {{ $value | humanizePercentage }} of its disk left: it soon takes no more writes`,
      runbook: 'Raise volumeServers by one, or volumeSize where the StorageClass lets volumes grow; remove what is no longer needed',
    },
  ];
}

/** What is worth seeing of the gateways. */
export function gatewayDashboard(job: string): Dashboard {
  const series = seriesOf<SeaweedFsMetric>(job);
  const slowest = (share: number) => histogramQuantile(share, sum(rate(series('SeaweedFS_s3_request_seconds_bucket').range('5m'))).by(['le'])).toString();
  return {
    title: `SeaweedFS ${job}`,
    panels: [
      {
        title: 'Requests',
        unit: PanelUnit.REQUESTS_PER_SECOND,
        queries: [{ expr: sum(rate(series('SeaweedFS_s3_request_total').range('5m'))).by(['type', 'code']).toString(), legend: '{{type}} {{code}}' }],
      },
      {
        title: 'Duration',
        unit: PanelUnit.SECONDS,
        queries: [{ expr: slowest(0.5), legend: 'half take at most' }, { expr: slowest(0.95), legend: '95 % take at most' }],
      },
      {
        title: 'Traffic',
        unit: PanelUnit.BYTES_PER_SECOND,
        queries: [
          { expr: sum(rate(series('SeaweedFS_s3_bucket_traffic_sent_bytes_total').range('5m'))).toString(), legend: 'read' },
          { expr: sum(rate(series('SeaweedFS_s3_bucket_traffic_received_bytes_total').range('5m'))).toString(), legend: 'written' },
        ],
      },
      {
        title: 'Size',
        unit: PanelUnit.BYTES,
        queries: [{ expr: max(series('SeaweedFS_s3_bucket_size_bytes')).by(['bucket']).toString(), legend: '{{bucket}}' }],
      },
    ],
  };
}
