import { Dashboard, DashboardPanel, digestString, jobOf, MetricsEndpoint } from '../core';
import { shortHash } from '../kubernetes';

/** Id of the data source that panels ask. */
export const DATA_SOURCE = { type: 'prometheus', uid: 'prometheus' };

/** The dashboards of targets as files of Grafana: name -> classic JSON, the only form that it reads from files. */
export function dashboardFiles(targets: readonly MetricsEndpoint[]): Record<string, Record<string, unknown>> {
  return Object.fromEntries(targets.flatMap(({ tool, endpoint, dashboard }, index) => dashboard
    ? [[`${tool}-${index}.json`, render(dashboard, `mlops-${digestString(jobOf(endpoint), shortHash)}`, tool)]] : []));
}

function render({ title, panels }: Dashboard, uid: string, tool: string): Record<string, unknown> {
  return {
    uid,
    title,
    tags: ['mlops-constructs', tool],
    schemaVersion: 42,
    editable: false,
    refresh: '1m',
    time: { from: 'now-6h', to: 'now' },
    panels: panels.map(renderPanel),
  };
}

/** Two panels in a row of 24 columns. */
function renderPanel({ title, unit, queries }: DashboardPanel, index: number): Record<string, unknown> {
  return {
    id: index + 1,
    type: 'timeseries',
    title,
    datasource: DATA_SOURCE,
    gridPos: { x: 12 * (index % 2), y: 8 * Math.floor(index / 2), w: 12, h: 8 },
    fieldConfig: { defaults: { unit, min: 0 }, overrides: [] },
    options: { legend: { displayMode: 'list', placement: 'bottom', showLegend: true }, tooltip: { mode: 'multi', sort: 'desc' } },
    targets: queries.map(({ expr, legend }, query) => (
      { refId: String.fromCharCode(65 + query), datasource: DATA_SOURCE, expr, legendFormat: legend, range: true })),
  };
}
