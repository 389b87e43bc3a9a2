import { and, div, eq, gt, increase, n, sum, unless } from '@grafana/promql-builder';
import { SyncMetricsOptions } from './source';
import { asText, Dashboard, DashboardPanel, mapString, Metrics, noneUp, PanelUnit, secondsOf, seriesOf, Severity } from '../core';

/** What is particular about the series of a source that is a repository. */
export interface SyncTraits {
  /** Name of the tool that fetches, such as `git-sync`. */
  readonly tool: string;
  /** Start of the names of its alerts, such as `GitSync`. */
  readonly alerts: string;
  /** The counter of attempts, whose label `status` is `success`, `noop` or `error`. */
  readonly attempts: string;
  /** Address of the repository, without credentials. */
  readonly url: string;
  /** Time between two attempts. */
  readonly period: string | number;
  /** Whether it is fetched once and never again. */
  readonly once: boolean;
  /** What else is worth seeing. */
  readonly panels: readonly DashboardPanel[];
}

/** For a period that comes later: what alerts look back over must be known. */

/** Attempts that brought the newest files, or found that they are there. */
const GOOD = 'success|noop';

/** The series of a repository that a container keeps current. */
export function syncMetrics({ endpoint, job }: SyncMetricsOptions, traits: SyncTraits): Metrics {
  return { tool: traits.tool, endpoint, job, rules: rulesOf(job, traits), dashboard: dashboardOf(job, traits) };
}

function rulesOf(job: string, { alerts, attempts, url, period, once }: SyncTraits): Metrics['rules'] {
  const series = seriesOf<string>(job);
  const container = job.slice(job.lastIndexOf('/') + 1);
  // No fewer than are seen with a scrape a minute; several, since a server may be away for a while.
  const window = periods(period, 3, 600);
  const lasting = periods(period, 2, 300);
  const made = (status: string) => sum(increase(series(attempts).labelMatchRegexp('status', status).range(window))).by(['instance']);
  const runbook = `The log of the container '${container}' of that pod says why: the server is away, refuses the credentials, or has no such revision; `
    + 'or the volume is full. The files stay as they are meanwhile';
  const late = {
    name: `${alerts}Late`,
    expr: and(eq(series('up'), n(1)), unless(series('up'), gt(made(GOOD), n(0))).on(['instance'])).toString(),
    for: lasting,
    severity: Severity.WARNING,
    summary: `{{ $labels.instance }} has not been able to look for new files of ${url} for several periods: it may work with old ones`,
    runbook,
  };
  return [
    {
      name: `${alerts}Down`,
      expr: noneUp(series('up')),
      for: '15m',
      severity: Severity.WARNING,
      summary: `Nothing keeps the files of ${url} current in ${job}`,
      runbook: `Look at the events of its pods and the log of the container '${container}', which must have fetched before any other starts`,
    },
    ...once ? [] : [late],
    {
      name: `${alerts}Fails`,
      expr: gt(div(made('error'), made('.+')), n(0.5)).toString(),
      for: lasting,
      severity: Severity.WARNING,
      summary: `{{ $value | humanizePercentage }} of the attempts of {{ $labels.instance }} to fetch ${url} fail`,
      runbook,
    },
  ];
}

function dashboardOf(job: string, { attempts, url, panels }: SyncTraits): Dashboard {
  const series = seriesOf<string>(job);
  return {
    title: `Source ${job}`,
    panels: [
      {
        title: `Attempts to fetch ${url} in the last hour`,
        unit: PanelUnit.NUMBER,
        queries: [{ expr: sum(increase(series(attempts).range('1h'))).by(['status']).toString(), legend: '{{status}}' }],
      },
      ...panels,
      { title: 'Pods that answer', unit: PanelUnit.NUMBER, queries: [{ expr: sum(series('up')).toString(), legend: 'pods' }] },
    ],
  };
}

/** So many periods, and at least so many seconds, in Prometheus' notation. */
function periods(period: string | number, count: number, least: number): string {
  return mapString(asText(period), text => `${Math.max(count * secondsOf(text)!, least)}s`);
}
