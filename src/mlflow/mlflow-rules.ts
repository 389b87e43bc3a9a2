import { rate, sum } from '@grafana/promql-builder';
import { errorBudget, Metrics, noneUp, seriesOf, Severity } from '../core';

/** What MLflow 3.18 exposes, as a server showed it. */
export const MLFLOW_METRICS = [
  'mlflow_exporter_info', 'mlflow_http_request_duration_seconds_bucket', 'mlflow_http_request_duration_seconds_count',
  'mlflow_http_request_duration_seconds_sum', 'mlflow_http_request_total', 'mlflow_otlp_request_duration_seconds_bucket',
  'mlflow_otlp_request_duration_seconds_count', 'mlflow_otlp_request_duration_seconds_sum', 'mlflow_otlp_request_payload_bytes_bucket',
  'mlflow_otlp_request_payload_bytes_count', 'mlflow_otlp_request_payload_bytes_sum', 'mlflow_otlp_spans_per_request_bucket',
  'mlflow_otlp_spans_per_request_count', 'mlflow_otlp_spans_per_request_sum',
] as const;

/** A name in that list. */
export type MlflowMetric = typeof MLFLOW_METRICS[number];

/** What someone should be told of a tracking server. */
export function mlflowRules(job: string): Pick<Metrics, 'recordings' | 'rules'> {
  const series = seriesOf<MlflowMetric>(job);
  const { recordings, rules } = errorBudget({
    name: 'MlflowErrors',
    job,
    series: 'mlflow_errors',
    objective: 0.99,
    failed: range => sum(rate(series('mlflow_http_request_total').labelMatchRegexp('status', '5..').range(range))),
    all: range => sum(rate(series('mlflow_http_request_total').range(range))),
    summary: `{{ $value | humanizePercentage }} of the requests to the tracking server ${job} fail`,
    runbook: 'Its log names the cause of each: mostly the database or the bucket does not answer, or its volume is full',
  });
  return {
    recordings,
    rules: [
      {
        name: 'MlflowDown',
        expr: noneUp(series('up')),
        for: '5m',
        severity: Severity.CRITICAL,
        summary: `No pod of the tracking server ${job} answers: runs cannot be logged and models cannot be loaded`,
        runbook: "Look at the events and the log of its pods, with --previous where they restart; the container 'migrate' tells of the "
          + 'database. Out of memory: raise memory in its resources, which follows from workers',
      },
      ...rules,
    ],
  };
}
