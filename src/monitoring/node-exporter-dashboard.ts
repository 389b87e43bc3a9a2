import { avg, div, max, rate, sub, sum, n } from '@grafana/promql-builder';
import { NodeMetric } from './node-exporter-rules';
import { Dashboard, PanelUnit, seriesOf } from '../core';

/** What is worth seeing of the nodes of a cluster. */
export function nodeDashboard(job: string): Dashboard {
  const series = seriesOf<NodeMetric>(job);
  const used = (free: NodeMetric, all: NodeMetric) => sub(n(1), div(series(free), series(all)));
  const perSecond = (metric: NodeMetric) => sum(rate(series(metric).range('5m'))).by(['instance']).toString();
  return {
    title: `Nodes ${job}`,
    panels: [
      {
        title: 'CPUs in use',
        unit: PanelUnit.SHARE,
        queries: [{
          expr: sub(n(1), avg(rate(series('node_cpu_seconds_total', { mode: 'idle' }).range('5m'))).by(['instance'])).toString(), legend: '{{instance}}',
        }],
      },
      {
        title: 'Memory in use',
        unit: PanelUnit.SHARE,
        queries: [{ expr: max(used('node_memory_MemAvailable_bytes', 'node_memory_MemTotal_bytes')).by(['instance']).toString(), legend: '{{instance}}' }],
      },
      {
        title: 'Disks in use',
        unit: PanelUnit.SHARE,
        queries: [{
          expr: max(used('node_filesystem_avail_bytes', 'node_filesystem_size_bytes')).by(['instance', 'mountpoint']).toString(),
          legend: '{{instance}} {{mountpoint}}',
        }],
      },
      {
        title: 'Load',
        unit: PanelUnit.NUMBER,
        queries: [{ expr: max(series('node_load5')).by(['instance']).toString(), legend: '{{instance}}' }],
      },
      {
        title: 'Disk traffic',
        unit: PanelUnit.BYTES_PER_SECOND,
        queries: [
          { expr: perSecond('node_disk_read_bytes_total'), legend: '{{instance}} read' },
          { expr: perSecond('node_disk_written_bytes_total'), legend: '{{instance}} written' },
        ],
      },
      {
        title: 'Nodes that answer', unit: PanelUnit.NUMBER, queries: [{ expr: sum(series('up')).toString(), legend: 'nodes' }],
      },
    ],
  };
}
