import { and, div, gt, lt, min, n, predictLinear, sub } from '@grafana/promql-builder';
import { Construct } from 'constructs';
import { NamedContainerProps } from './container';
import { metricsOf } from './metrics';
import { Server } from './server';
import { imageOf } from './settings';
import { Volume } from './volume';
import { Dashboard, jobOf, Metrics, noneUp, PanelUnit, seriesOf, Severity } from '../core';

const PORT = 9105;
const PATH = '/volume';

/** What node-exporter 1.11 shows of a volume, as a server showed it. */
export const VOLUME_METRICS = ['node_filesystem_avail_bytes', 'node_filesystem_size_bytes', 'node_filesystem_files', 'node_filesystem_files_free'] as const;

/**
 * A sidecar that shows how full a volume is, without any right beyond reading it: node-exporter with its collector of file systems
 * alone. The kubelet knows the same, and shows it to who may read the nodes.
 */
export function volumeExporter(scope: Construct, volume: Volume): NamedContainerProps {
  return {
    name: 'volume-metrics',
    image: imageOf(scope, 'nodeExporter'),
    args: [
      '--collector.disable-defaults', '--collector.filesystem', '--collector.filesystem.mount-points-include=^/volume$',
      '--collector.filesystem.fs-types-exclude=^$', '--web.disable-exporter-metrics', `--web.listen-address=:${PORT}`, '--log.level=warn',
    ],
    ports: { 'volume-metrics': PORT },
    mounts: [{ volume, path: PATH, readOnly: true }],
    resources: { cpu: '10m', memory: '32Mi' },
    readiness: { httpGet: { path: '/', port: PORT }, periodSeconds: 10 },
    liveness: { httpGet: { path: '/', port: PORT }, periodSeconds: 30 },
  };
}

/** What the sidecar of a server shows of its volume; `what` it holds, for texts. */
export function metricsOfVolume(scope: Construct, server: Server, what: string): Metrics {
  const endpoint = server.podEndpoint(PORT);
  const owner = jobOf(endpoint);
  const job = `${owner}/volume`;
  const series = seriesOf<typeof VOLUME_METRICS[number]>(job);
  const free = (bytes: typeof VOLUME_METRICS[number], all: typeof VOLUME_METRICS[number]) => div(series(bytes), series(all));
  const share = free('node_filesystem_avail_bytes', 'node_filesystem_size_bytes');
  const filling = lt(predictLinear(series('node_filesystem_avail_bytes').range('6h'), 4 * 86_400), n(0));
  const runbook = `Remove what is no longer needed of ${what}, or raise volumeSize where the StorageClass lets volumes grow`;
  const dashboard: Dashboard = {
    title: `Volume ${owner}`,
    panels: [
      { title: 'In use', unit: PanelUnit.SHARE, queries: [{ expr: sub(n(1), min(share).by(['instance'])).toString(), legend: '{{instance}}' }] },
      {
        title: 'Free', unit: PanelUnit.BYTES, queries: [{ expr: min(series('node_filesystem_avail_bytes')).by(['instance']).toString(), legend: '{{instance}}' }],
      },
      {
        title: 'Inodes in use',
        unit: PanelUnit.SHARE,
        queries: [{ expr: sub(n(1), min(free('node_filesystem_files_free', 'node_filesystem_files')).by(['instance'])).toString(), legend: '{{instance}}' }],
      },
    ],
  };
  return metricsOf(scope, {
    tool: 'volume',
    endpoint,
    job,
    rules: [
      {
        name: 'VolumeMetricsDown',
        expr: noneUp(series('up')),
        for: '15m',
        severity: Severity.WARNING,
        summary: `Nothing tells how full the volume of ${owner} is`,
        runbook: "Look at the events of its pods and the log of the container 'volume-metrics'",
      },
      {
        name: 'VolumeFilling',
        expr: and(filling, lt(share, n(0.4))).toString(),
        for: '1h',
        severity: Severity.WARNING,
        summary: `The volume with ${what} of ${owner} will be full within four days if it goes on like this`,
        runbook,
      },
      {
        name: 'VolumeFull',
        expr: lt(share, n(0.05)).toString(),
        for: '5m',
        severity: Severity.CRITICAL,
        summary: `The volume with ${what} of ${owner} has {{ $value | humanizePercentage }} left`,
        runbook,
      },
      {
        name: 'VolumeOutOfInodes',
        // Some file systems count none.
        expr: and(lt(free('node_filesystem_files_free', 'node_filesystem_files'), n(0.05)), gt(series('node_filesystem_files'), n(0))).toString(),
        for: '5m',
        severity: Severity.CRITICAL,
        summary: `The volume with ${what} of ${owner} can hold hardly any more files`,
        runbook,
      },
    ],
    dashboard,
  });
}
