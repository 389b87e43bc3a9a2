import { Metrics } from 'mlops-constructs';

/** The queries of all panels, as `prometheus.py` takes them. */
export function queriesOf(metrics: readonly Metrics[]): { name: string; expr: string }[] {
  return metrics.flatMap(({ dashboard }) => dashboard?.panels ?? []).flatMap(({ title, queries }) => (
    queries.map(({ expr, legend }) => ({ name: `${title}: ${legend}`, expr }))));
}
