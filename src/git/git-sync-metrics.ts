import { div, rate, sum } from '@grafana/promql-builder';
import { DashboardPanel, PanelUnit, seriesOf } from '../core';

/** What git-sync 4.7 exposes of a public repository, as it showed it; each `status` from the first attempt on that ended so. */
export const GIT_SYNC_METRICS = [
  'git_fetch_count_total', 'git_sync_count_total', 'git_sync_duration_seconds_count', 'git_sync_duration_seconds_sum',
] as const;

/** A name in that list. */
export type GitSyncMetric = typeof GIT_SYNC_METRICS[number];

/** What git-sync alone can tell. */
export function gitSyncPanels(job: string): DashboardPanel[] {
  const series = seriesOf<GitSyncMetric>(job);
  const speed = (metric: GitSyncMetric) => sum(rate(series(metric).range('15m'))).by(['status']);
  return [{
    title: 'Duration of an attempt',
    unit: PanelUnit.SECONDS,
    queries: [{ expr: div(speed('git_sync_duration_seconds_sum'), speed('git_sync_duration_seconds_count')).toString(), legend: '{{status}}' }],
  }];
}
