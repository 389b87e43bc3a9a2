import type { Panel } from '@grafana/grafana-foundation-sdk/dist/dashboard';
import { Dashboard, DashboardPanel, digestString, jobOfMetrics, Metrics } from '../core';
import { shortHash } from '../kubernetes';

/** A data source, as panels name it. */
export interface DataSourceRef {
  /** Its type. */
  readonly type: string;
  /** Its id. */
  readonly uid: string;
}

/** The data source that panels ask unless they are told another. */
export const DATA_SOURCE: DataSourceRef = { type: 'prometheus', uid: 'prometheus' };

/** The dashboards of targets as files of Grafana: name -> classic JSON, the only form that it reads from files. */
export function dashboardFiles(targets: readonly Metrics[], dataSource = DATA_SOURCE): Record<string, object> {
  return Object.fromEntries(targets.flatMap((metrics, index) => metrics.dashboard
    ? [[`${metrics.tool}-${index}.json`, renderDashboard(metrics.dashboard, dashboardUid(metrics), metrics.tool, dataSource)]] : []));
}

/** The id of a target's dashboard, which stays while others come and go. */
export function dashboardUid(metrics: Metrics): string {
  return `mlops-${digestString(`${metrics.tool} ${jobOfMetrics(metrics)}`, shortHash)}`;
}

/** A dashboard as Grafana's classic JSON. */
export function renderDashboard({ title, panels }: Dashboard, uid: string, tool: string, dataSource = DATA_SOURCE): object {
  const { DashboardBuilder } = grafana().dashboard;
  const builder = new DashboardBuilder(title).id(null).uid(uid).tags(['mlops-constructs', tool]).readonly().refresh('1m').time({ from: 'now-6h', to: 'now' });
  panels.forEach((panel, index) => builder.withPanel({ build: () => renderPanel(panel, index, dataSource) }));
  return builder.build();
}

/** Two panels in a row of 24 columns. */
function renderPanel({ title, unit, queries }: DashboardPanel, index: number, dataSource: DataSourceRef): Panel {
  const { common, prometheus, timeseries } = grafana();
  const below = new common.VizLegendOptionsBuilder().displayMode(common.LegendDisplayMode.List).placement(common.LegendPlacement.Bottom);
  const panel = new timeseries.PanelBuilder().id(index + 1).title(title).unit(unit).min(0).datasource(dataSource)
    .gridPos({ x: 12 * (index % 2), y: 8 * Math.floor(index / 2), w: 12, h: 8 })
    .legend(below.showLegend(true))
    .tooltip(new common.VizTooltipOptionsBuilder().mode(common.TooltipDisplayMode.Multi).sort(common.SortOrder.Descending));
  queries.forEach(({ expr, legend }, line) => {
    const query = new prometheus.DataqueryBuilder().refId(String.fromCharCode(65 + line)).datasource(dataSource);
    panel.withTarget(query.expr(expr).legendFormat(legend).range());
  });
  return panel.build();
}

/** The builders are large, and most programs show no dashboard: they are read when the first is rendered. */
function grafana() {
  /* eslint-disable @typescript-eslint/no-require-imports */
  return {
    common: require('@grafana/grafana-foundation-sdk/common') as typeof import('@grafana/grafana-foundation-sdk/dist/common'),
    dashboard: require('@grafana/grafana-foundation-sdk/dashboard') as typeof import('@grafana/grafana-foundation-sdk/dist/dashboard'),
    prometheus: require('@grafana/grafana-foundation-sdk/prometheus') as typeof import('@grafana/grafana-foundation-sdk/dist/prometheus'),
    timeseries: require('@grafana/grafana-foundation-sdk/timeseries') as typeof import('@grafana/grafana-foundation-sdk/dist/timeseries'),
  };
  /* eslint-enable @typescript-eslint/no-require-imports */
}
