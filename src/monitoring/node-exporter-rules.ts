import { abs, and, avg, div, eq, gt, lt, n, predictLinear, rate, sub } from '@grafana/promql-builder';
import { AlertRule, noneUp, seriesOf, Severity } from '../core';

/** What node-exporter 1.11 exposes with the collectors that are switched on, as a server showed it. */
export const NODE_METRICS = [
  'node_boot_time_seconds', 'node_context_switches_total', 'node_cpu_guest_seconds_total', 'node_cpu_seconds_total',
  'node_disk_discard_time_seconds_total', 'node_disk_discarded_sectors_total', 'node_disk_discards_completed_total',
  'node_disk_discards_merged_total', 'node_disk_flush_requests_time_seconds_total', 'node_disk_flush_requests_total', 'node_disk_info',
  'node_disk_io_now', 'node_disk_io_time_seconds_total', 'node_disk_io_time_weighted_seconds_total', 'node_disk_read_bytes_total',
  'node_disk_read_time_seconds_total', 'node_disk_reads_completed_total', 'node_disk_reads_merged_total',
  'node_disk_write_time_seconds_total', 'node_disk_writes_completed_total', 'node_disk_writes_merged_total',
  'node_disk_written_bytes_total', 'node_exporter_build_info', 'node_filefd_allocated', 'node_filefd_maximum',
  'node_filesystem_avail_bytes', 'node_filesystem_device_error', 'node_filesystem_files', 'node_filesystem_files_free',
  'node_filesystem_free_bytes', 'node_filesystem_mount_info', 'node_filesystem_purgeable_bytes', 'node_filesystem_readonly',
  'node_filesystem_size_bytes', 'node_forks_total', 'node_intr_total', 'node_load1', 'node_load15', 'node_load5',
  'node_memory_Active_anon_bytes', 'node_memory_Active_bytes', 'node_memory_Active_file_bytes', 'node_memory_AnonHugePages_bytes',
  'node_memory_AnonPages_bytes', 'node_memory_Bounce_bytes', 'node_memory_Buffers_bytes', 'node_memory_Cached_bytes',
  'node_memory_CommitLimit_bytes', 'node_memory_Committed_AS_bytes', 'node_memory_DirectMap1G_bytes', 'node_memory_DirectMap2M_bytes',
  'node_memory_DirectMap4k_bytes', 'node_memory_Dirty_bytes', 'node_memory_HugePages_Free', 'node_memory_HugePages_Rsvd',
  'node_memory_HugePages_Surp', 'node_memory_HugePages_Total', 'node_memory_Hugepagesize_bytes', 'node_memory_Inactive_anon_bytes',
  'node_memory_Inactive_bytes', 'node_memory_Inactive_file_bytes', 'node_memory_KernelStack_bytes', 'node_memory_Mapped_bytes',
  'node_memory_MemAvailable_bytes', 'node_memory_MemFree_bytes', 'node_memory_MemTotal_bytes', 'node_memory_Mlocked_bytes',
  'node_memory_NFS_Unstable_bytes', 'node_memory_PageTables_bytes', 'node_memory_Percpu_bytes', 'node_memory_SReclaimable_bytes',
  'node_memory_SUnreclaim_bytes', 'node_memory_ShmemHugePages_bytes', 'node_memory_ShmemPmdMapped_bytes', 'node_memory_Shmem_bytes',
  'node_memory_Slab_bytes', 'node_memory_SwapCached_bytes', 'node_memory_SwapFree_bytes', 'node_memory_SwapTotal_bytes',
  'node_memory_Unevictable_bytes', 'node_memory_VmallocChunk_bytes', 'node_memory_VmallocTotal_bytes', 'node_memory_VmallocUsed_bytes',
  'node_memory_WritebackTmp_bytes', 'node_memory_Writeback_bytes', 'node_memory_Zswap_bytes', 'node_memory_Zswapped_bytes',
  'node_pressure_cpu_waiting_seconds_total', 'node_pressure_io_stalled_seconds_total', 'node_pressure_io_waiting_seconds_total',
  'node_pressure_memory_stalled_seconds_total', 'node_pressure_memory_waiting_seconds_total', 'node_procs_blocked', 'node_procs_running',
  'node_scrape_collector_duration_seconds', 'node_scrape_collector_success', 'node_timex_estimated_error_seconds',
  'node_timex_frequency_adjustment_ratio', 'node_timex_loop_time_constant', 'node_timex_maxerror_seconds', 'node_timex_offset_seconds',
  'node_timex_pps_calibration_total', 'node_timex_pps_error_total', 'node_timex_pps_frequency_hertz', 'node_timex_pps_jitter_seconds',
  'node_timex_pps_jitter_total', 'node_timex_pps_shift_seconds', 'node_timex_pps_stability_exceeded_total',
  'node_timex_pps_stability_hertz', 'node_timex_status', 'node_timex_sync_status', 'node_timex_tai_offset_seconds',
  'node_timex_tick_seconds', 'node_vmstat_oom_kill', 'node_vmstat_pgfault', 'node_vmstat_pgmajfault', 'node_vmstat_pgpgin',
  'node_vmstat_pgpgout', 'node_vmstat_pswpin', 'node_vmstat_pswpout',
] as const;

/** A name in that list. */
export type NodeMetric = typeof NODE_METRICS[number];

/** What someone should be told of the nodes of a cluster. */
export function nodeRules(job: string): AlertRule[] {
  const series = seriesOf<NodeMetric>(job);
  const free = div(series('node_filesystem_avail_bytes'), series('node_filesystem_size_bytes'));
  const writable = eq(series('node_filesystem_readonly'), n(0));
  const memory = div(series('node_memory_MemAvailable_bytes'), series('node_memory_MemTotal_bytes'));
  const node = 'the node on which {{ $labels.instance }} runs';
  const disk = `{{ $labels.mountpoint }} of ${node}`;
  const room = 'Look for large images, logs and emptyDirs on the node; the kubelet evicts pods when a disk is full';
  return [
    {
      name: 'NodeMetricsDown',
      expr: noneUp(series('up')),
      for: '15m',
      severity: Severity.WARNING,
      summary: `Nothing tells of disks and memory of the nodes: no pod of ${job} answers`,
      runbook: 'Look at the events of its DaemonSet and the log of its pods',
    },
    {
      name: 'NodeDown',
      expr: eq(series('up'), n(0)).toString(),
      for: '5m',
      severity: Severity.CRITICAL,
      summary: 'The exporter {{ $labels.instance }} does not answer: its node may be down',
      runbook: 'kubectl get nodes shows whether the node is ready, kubectl get pods -o wide on which node the exporter runs',
    },
    {
      name: 'NodeDiskFull',
      expr: and(lt(free, n(0.1)), writable).toString(),
      for: '5m',
      severity: Severity.CRITICAL,
      summary: `${disk} has {{ $value | humanizePercentage }} left`,
      runbook: room,
    },
    {
      name: 'NodeDiskFilling',
      expr: and(and(lt(predictLinear(series('node_filesystem_avail_bytes').range('6h'), 86_400), n(0)), lt(free, n(0.4))), writable).toString(),
      for: '1h',
      severity: Severity.WARNING,
      summary: `${disk} will be full within a day if it goes on like this`,
      runbook: room,
    },
    {
      name: 'NodeOutOfInodes',
      // Some file systems count none.
      expr: and(
        lt(div(series('node_filesystem_files_free'), series('node_filesystem_files')), n(0.05)), gt(series('node_filesystem_files'), n(0)),
      ).toString(),
      for: '5m',
      severity: Severity.CRITICAL,
      summary: `${disk} can hold hardly any more files`,
      runbook: 'Find the directory with very many small files, mostly a cache or a queue, and clear it',
    },
    {
      name: 'NodeMemoryLow',
      expr: lt(memory, n(0.05)).toString(),
      for: '15m',
      severity: Severity.CRITICAL,
      summary: `The memory of ${node} is used up but for {{ $value | humanizePercentage }}`,
      runbook: 'kubectl top pods shows who uses it; pods whose limits are above their requests can fill a node that looks free',
    },
    {
      name: 'NodeCpuBusy',
      expr: gt(sub(n(1), avg(rate(series('node_cpu_seconds_total', { mode: 'idle' }).range('5m'))).by(['instance'])), n(0.95)).toString(),
      for: '1h',
      severity: Severity.WARNING,
      summary: `All CPUs of ${node} have been busy for an hour`,
      runbook: 'Training may well do that; if servers on the node become slow, give them higher requests, or a node of their own',
    },
    {
      name: 'NodeClockOff',
      expr: gt(abs(series('node_timex_offset_seconds')), n(0.5)).toString(),
      for: '10m',
      severity: Severity.WARNING,
      summary: `The clock of ${node} is off by {{ $value | humanizeDuration }}`,
      runbook: 'See whether chrony or systemd-timesyncd runs on the node and reaches its time server; tokens and signatures expire by the clock',
    },
  ];
}
