import { div, gt, and, n, vector } from '@grafana/promql-builder';
import { AlertRule, RecordingRule, Severity } from './alert-rule';

/** A builder of PromQL. */
export type PromExpr = Parameters<typeof div>[0];

/** A promise about requests, and what to do when it is being broken. */
export interface ErrorBudgetProps {
  /** Start of the names of the alerts, such as `MlflowErrors`. */
  readonly name: string;
  /** The job whose requests are counted. */
  readonly job: string;
  /** Word for the computed series: lower-case letters, digits and `_`, such as `mlflow_errors`. */
  readonly series: string;
  /** Share of requests that must succeed, such as 0.99. */
  readonly objective: number;
  /** Rate of the requests that failed, over a range such as `5m`. */
  readonly failed: (range: string) => PromExpr;
  /** Rate of all requests, over a range. */
  readonly all: (range: string) => PromExpr;
  /** What has happened. */
  readonly summary: string;
  /** What to do about it. */
  readonly runbook: string;
}

/** Computed series and alerts of an error budget. */
export interface ErrorBudget {
  /** The share of requests that failed, over each range. */
  readonly recordings: readonly RecordingRule[];
  /** The alerts on them. */
  readonly rules: readonly AlertRule[];
}

/**
 * How fast the budget of a month is used up, in the long range and still in the short one: at 14.4 times the even pace two per cent of
 * it are gone within an hour, at 6 times five per cent within six (Google's SRE workbook, chapter 5).
 */
const PACES = [
  { severity: Severity.CRITICAL, suffix: 'Fast', long: '1h', short: '5m', factor: 14.4, lasting: '2m' },
  { severity: Severity.WARNING, suffix: 'Slow', long: '6h', short: '30m', factor: 6, lasting: '15m' },
];

/** Alerts that compare the share of failed requests with what a promise leaves over, instead of with a number of no meaning. */
export function errorBudget({ name, job, series, objective, failed, all, summary, runbook }: ErrorBudgetProps): ErrorBudget {
  const record = (range: string) => `job:${series}:ratio_rate${range}`;
  const ratio = (range: string) => vector(record(range)).label('job', job);
  const ranges = PACES.flatMap(({ long, short }) => [short, long]);
  return {
    recordings: ranges.map(range => ({ name: record(range), expr: div(failed(range), all(range)).toString() })),
    rules: PACES.map(({ severity, suffix, long, short, factor, lasting }) => {
      const most = n(Number((factor * (1 - objective)).toPrecision(6)));
      return {
        name: `${name}${suffix}`, expr: and(gt(ratio(long), most), gt(ratio(short), most)).toString(), for: lasting, severity, summary, runbook,
      };
    }),
  };
}
