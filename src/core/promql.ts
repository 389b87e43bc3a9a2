import { absent, eq, n, vector, VectorExprBuilder } from '@grafana/promql-builder';

/** A selector of one metric of a job; the labels further limit it. */
export type Series<Metric extends string> = (metric: Metric | 'up', labels?: Readonly<Record<string, string>>) => VectorExprBuilder;

/** Names the series of one job, and no metric but those of the tool: `seriesOf<typeof METRICS[number]>(job)('requests_total')`. */
export function seriesOf<Metric extends string>(job: string): Series<Metric> {
  return (metric, labels = {}) => Object.entries(labels).reduce(
    (selector, [label, value]) => selector.label(label, value), vector(metric).label('job', job));
}

/** The condition that nothing of a selection is up, whether there is none of it or none that answers: `absent(up == 1)`. */
export function noneUp(up: VectorExprBuilder): string {
  return absent(eq(up, n(1))).toString();
}
