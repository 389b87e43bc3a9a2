import { sub, time } from '@grafana/promql-builder';
import { EvidentlyMetric } from './evidently-rules';
import { Dashboard, DashboardPanel, PanelUnit, seriesOf } from '../core';

/** What is worth seeing of a monitor. */
export function evidentlyDashboard(job: string, drift: boolean): Dashboard {
  const series = seriesOf<EvidentlyMetric>(job);
  const share = { expr: series('evidently_drift_share').toString(), legend: 'drifted' };
  const threshold = { expr: series('evidently_drift_threshold').toString(), legend: 'counts as drift' };
  const columns: DashboardPanel[] = [
    { title: 'Columns that have drifted', unit: PanelUnit.SHARE, queries: [share, threshold] },
    {
      title: 'Drift of each column',
      unit: PanelUnit.NUMBER,
      queries: [{ expr: series('evidently_column_drifted').toString(), legend: '{{column}}' }],
    },
    {
      title: 'Score of each column',
      unit: PanelUnit.NUMBER,
      queries: [{ expr: series('evidently_column_drift_score').toString(), legend: '{{column}}' }],
    },
  ];
  return {
    title: `Data ${job}`,
    panels: [
      ...drift ? columns : [],
      {
        title: 'Rows',
        unit: PanelUnit.NUMBER,
        queries: [
          { expr: series('evidently_current_rows').toString(), legend: 'current' }, { expr: series('evidently_reference_rows').toString(), legend: 'reference' },
        ],
      },
      { title: 'Tests that fail', unit: PanelUnit.NUMBER, queries: [{ expr: series('evidently_tests_failed').toString(), legend: 'tests' }] },
      {
        title: 'Since the last success',
        unit: PanelUnit.SECONDS,
        queries: [{ expr: sub(time(), series('evidently_last_success_timestamp_seconds')).toString(), legend: 'seconds' }],
      },
    ],
  };
}
