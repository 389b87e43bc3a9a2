import { Metrics } from 'mlops-constructs';

/** For `prometheus.py`: asks the queries of every panel until each has found a number, and prints the names of those that have not. */
export function panelsOf(metrics: readonly Metrics[]): Record<string, string> {
  const queries = metrics.flatMap(({ dashboard }) => dashboard?.panels ?? []).flatMap(({ title, queries: all }) => (
    all.map(({ expr, legend }) => ({ name: `${title}: ${legend}`, expr }))));
  if (queries.length === 0) throw new Error('there is no panel to ask for');
  return { MODE: 'panels', QUERIES: JSON.stringify(queries) };
}
