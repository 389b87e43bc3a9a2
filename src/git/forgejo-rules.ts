import { div, gt, max, n, sum } from '@grafana/promql-builder';
import { AlertRule, Dashboard, noneUp, PanelUnit, seriesOf, Severity } from '../core';

/**
 * What Forgejo 15 exposes, from its collector of statistics and that of Go's client library: it counts what is in its database, and no
 * requests.
 */
export const FORGEJO_METRICS = [
  'gitea_accesses', 'gitea_attachments', 'gitea_build_info', 'gitea_comments', 'gitea_follows', 'gitea_hooktasks', 'gitea_issues',
  'gitea_issues_closed', 'gitea_issues_open', 'gitea_labels', 'gitea_loginsources', 'gitea_milestones', 'gitea_mirrors', 'gitea_oauths',
  'gitea_organizations', 'gitea_projects', 'gitea_publickeys', 'gitea_releases', 'gitea_repositories', 'gitea_stars', 'gitea_teams',
  'gitea_updatetasks', 'gitea_users', 'gitea_watches', 'gitea_webhooks', 'process_max_fds', 'process_open_fds', 'process_resident_memory_bytes',
] as const;

/** A name in that list. */
export type ForgejoMetric = typeof FORGEJO_METRICS[number];

/** What someone should be told of a Git server. */
export function forgejoRules(job: string): AlertRule[] {
  const series = seriesOf<ForgejoMetric>(job);
  return [
    {
      name: 'ForgejoDown',
      expr: noneUp(series('up')),
      for: '5m',
      severity: Severity.CRITICAL,
      summary: `The Git server ${job} does not answer: nobody can push, and sources keep the files that they have`,
      runbook: "Look at the events and the log of its pod: the container 'prepare' tells of the database and the volume",
    },
    {
      name: 'ForgejoFilesNearLimit',
      expr: gt(max(div(series('process_open_fds'), series('process_max_fds'))), n(0.8)).toString(),
      for: '15m',
      severity: Severity.WARNING,
      summary: `The Git server ${job} has {{ $value | humanizePercentage }} of the files and connections open that it may have`,
      runbook: 'Look who holds so many connections; a restart of its pod closes them',
    },
  ];
}

/** What is worth seeing of a Git server. */
export function forgejoDashboard(job: string): Dashboard {
  const series = seriesOf<ForgejoMetric>(job);
  const panel = (title: string, unit: PanelUnit, ...metrics: [ForgejoMetric, string][]) => (
    { title, unit, queries: metrics.map(([metric, legend]) => ({ expr: max(series(metric)).toString(), legend })) });
  return {
    title: `Git server ${job}`,
    panels: [
      panel('What is there', PanelUnit.NUMBER, ['gitea_repositories', 'repositories'], ['gitea_users', 'users'], ['gitea_mirrors', 'mirrors']),
      panel('Issues', PanelUnit.NUMBER, ['gitea_issues_open', 'open'], ['gitea_issues_closed', 'closed']),
      panel('Memory', PanelUnit.BYTES, ['process_resident_memory_bytes', 'resident']),
      panel('Open files and connections', PanelUnit.NUMBER, ['process_open_fds', 'open'], ['process_max_fds', 'limit']),
      { title: 'Pods that answer', unit: PanelUnit.NUMBER, queries: [{ expr: sum(series('up')).toString(), legend: 'pods' }] },
    ],
  };
}
