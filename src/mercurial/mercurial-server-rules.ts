import { div, rate, sum } from '@grafana/promql-builder';
import { Dashboard, errorBudget, Metrics, noneUp, PanelUnit, seriesOf, Severity } from '../core';

/** What the program in front of hgweb exposes. */
export const MERCURIAL_SERVER_METRICS = ['hg_request_seconds_total', 'hg_requests_total'] as const;

/** A name in that list. */
export type MercurialServerMetric = typeof MERCURIAL_SERVER_METRICS[number];

/** What someone should be told of a Mercurial server. */
export function mercurialServerRules(job: string): Pick<Metrics, 'recordings' | 'rules'> {
  const series = seriesOf<MercurialServerMetric>(job);
  const { recordings, rules } = errorBudget({
    name: 'MercurialErrors',
    job,
    series: 'mercurial_errors',
    objective: 0.99,
    failed: range => sum(rate(series('hg_requests_total').labelMatchRegexp('status', '5..').range(range))),
    all: range => sum(rate(series('hg_requests_total').range(range))),
    summary: `{{ $value | humanizePercentage }} of the requests to the Mercurial server ${job} fail`,
    runbook: 'Its log has the traceback of each: mostly the volume is full, or a repository is damaged, which hg verify tells',
  });
  return {
    recordings,
    rules: [
      {
        name: 'MercurialDown',
        expr: noneUp(series('up')),
        for: '5m',
        severity: Severity.CRITICAL,
        summary: `The Mercurial server ${job} does not answer: nobody can push, and sources keep the files that they have`,
        runbook: "Look at the events and the log of its pod; the container 'repositories' tells of the volume",
      },
      ...rules,
    ],
  };
}

/** What is worth seeing of a Mercurial server. */
export function mercurialServerDashboard(job: string): Dashboard {
  const series = seriesOf<MercurialServerMetric>(job);
  const rateOf = (metric: MercurialServerMetric) => sum(rate(series(metric).range('5m')));
  return {
    title: `Mercurial server ${job}`,
    panels: [
      {
        title: 'Requests',
        unit: PanelUnit.REQUESTS_PER_SECOND,
        queries: [{ expr: rateOf('hg_requests_total').by(['status']).toString(), legend: '{{status}}' }],
      },
      {
        title: 'Time until an answer begins, on average',
        unit: PanelUnit.SECONDS,
        queries: [{ expr: div(rateOf('hg_request_seconds_total'), rateOf('hg_requests_total')).toString(), legend: 'average' }],
      },
      { title: 'Pods that answer', unit: PanelUnit.NUMBER, queries: [{ expr: sum(series('up')).toString(), legend: 'pods' }] },
    ],
  };
}
