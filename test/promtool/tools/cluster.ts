import { Chart } from 'cdk8s';
import { IMetricsTarget, KubeStateMetrics, NodeExporter } from '../../../src';
import { KUBE_STATE_METRICS } from '../../../src/monitoring/kube-state-metrics-rules';
import { NODE_METRICS } from '../../../src/monitoring/node-exporter-rules';
import { Case, crosses, down, Tool } from '../tool';

const OBJECTS = 'ml/ml-objects-server';
const NODES = 'ml-nodes/ml-nodes-server';

const object = (metric: string, labels: string) => `${metric}{job="${OBJECTS}",namespace="ml",${labels}}`;
const node = (metric: string, labels = '') => `${metric}{job="${NODES}",instance="a"${labels && `,${labels}`}}`;
const CONTAINER = 'pod="p",container="c"';

/** Cases of fewer pods than are wanted: three wanted; two, then all of them there. */
const missing = (label: string, wanted: string, there: string): Case[] => [
  { series: { [object(wanted, `${label}="w"`)]: '3x60', [object(there, `${label}="w"`)]: '2x60' }, at: '30m', alerts: [{ namespace: 'ml', [label]: 'w' }] },
  { series: { [object(wanted, `${label}="w"`)]: '3x60', [object(there, `${label}="w"`)]: '2x60' }, at: '10m', alerts: [] },
  { series: { [object(wanted, `${label}="w"`)]: '3x60', [object(there, `${label}="w"`)]: '3x60' }, at: '30m', alerts: [] },
  { series: { [object(wanted, `${label}="w"`)]: '0x60', [object(there, `${label}="w"`)]: '0x60' }, at: '30m', alerts: [] },
];

const restarts = (values: string, reason: string): Record<string, string> => ({
  [object('kube_pod_container_status_restarts_total', CONTAINER)]: values,
  [object('kube_pod_container_status_last_terminated_reason', `${CONTAINER},reason="${reason}"`)]: '1x60',
});
const ready = (phase: string): Record<string, string> => ({
  [object('kube_pod_status_ready', 'pod="p",condition="false"')]: '1x60',
  [object('kube_pod_status_phase', `pod="p",phase="${phase}"`)]: '1x60',
});
const disk = (avail: string, readonly = 0, mount = 'mountpoint="/"'): Record<string, string> => ({
  [node('node_filesystem_avail_bytes', mount)]: avail,
  [node('node_filesystem_size_bytes', mount)]: '1000x600',
  [node('node_filesystem_readonly', mount)]: `${readonly}x600`,
});
const inodes = (free: number, all: number): Record<string, string> => ({
  [node('node_filesystem_files_free', 'mountpoint="/"')]: `${free}x60`, [node('node_filesystem_files', 'mountpoint="/"')]: `${all}x60`,
});
const memory = (available: number): Record<string, string> => ({
  [node('node_memory_MemAvailable_bytes')]: `${available}x60`, [node('node_memory_MemTotal_bytes')]: '1000x60',
});
const AT_ROOT = { instance: 'a', mountpoint: '/' };
const POD = { namespace: 'ml', pod: 'p' };
const IN_CONTAINER = { ...POD, container: 'c' };

/** What watches the cluster itself. */
export const cluster: Tool = {
  targets: (scope: Chart): IMetricsTarget[] => [new KubeStateMetrics(scope, 'Objects', { clusterWide: true }), new NodeExporter(scope, 'Nodes')],
  metrics: [...KUBE_STATE_METRICS, ...NODE_METRICS],
  cases: {
    ClusterMetricsDown: down(OBJECTS),
    PodCrashLooping: [
      // The container runs for some of the time in between.
      {
        series: { [object('kube_pod_container_status_waiting_reason', `${CONTAINER},reason="CrashLoopBackOff"`)]: '1x3 _x2 1x3 _x2 1x3 _x2 1x3 _x2 1x20' },
        at: '25m',
        alerts: [IN_CONTAINER],
      },
      { series: { [object('kube_pod_container_status_waiting_reason', `${CONTAINER},reason="CrashLoopBackOff"`)]: '1x5 _x60' }, at: '25m', alerts: [] },
      { series: { [object('kube_pod_container_status_waiting_reason', `${CONTAINER},reason="ContainerCreating"`)]: '1x60' }, at: '25m', alerts: [] },
    ],
    PodNotReady: [
      { series: ready('Running'), at: '20m', alerts: [{ ...POD, condition: 'false' }] },
      { series: ready('Running'), at: '10m', alerts: [] },
      { series: ready('Succeeded'), at: '20m', alerts: [] },
      { series: ready('Pending'), at: '20m', alerts: [] },
    ],
    PodPending: [
      { series: { [object('kube_pod_status_phase', 'pod="p",phase="Pending"')]: '1x60' }, at: '20m', alerts: [{ ...POD, phase: 'Pending' }] },
      { series: { [object('kube_pod_status_phase', 'pod="p",phase="Pending"')]: '1x8 0x60' }, at: '20m', alerts: [] },
      { series: { [object('kube_pod_status_phase', 'pod="p",phase="Running"')]: '1x60' }, at: '20m', alerts: [] },
    ],
    PodOutOfMemory: [
      { series: restarts('0x10 1x60', 'OOMKilled'), at: '15m', alerts: [IN_CONTAINER] },
      { series: restarts('0x10 1x60', 'Error'), at: '15m', alerts: [] },
      { series: restarts('1x60', 'OOMKilled'), at: '40m', alerts: [] },
      {
        series: { [object('kube_pod_container_status_terminated_reason', `${CONTAINER},reason="OOMKilled"`)]: '1x60' }, at: '15m', alerts: [IN_CONTAINER],
      },
      { series: { [object('kube_pod_container_status_terminated_reason', `${CONTAINER},reason="Completed"`)]: '1x60' }, at: '15m', alerts: [] },
    ],
    DeploymentReplicasMissing: missing('deployment', 'kube_deployment_spec_replicas', 'kube_deployment_status_replicas_available'),
    StatefulSetReplicasMissing: missing('statefulset', 'kube_statefulset_replicas', 'kube_statefulset_status_replicas_ready'),
    DaemonSetPodsMissing: missing('daemonset', 'kube_daemonset_status_desired_number_scheduled', 'kube_daemonset_status_number_ready'),
    JobFailed: crosses(object('kube_job_failed', 'job_name="j",condition="true"'), 1, 0, { namespace: 'ml', job_name: 'j', condition: 'true' }),
    CronJobLate: [
      // The clock starts at 0: due after ten minutes, and never started.
      { series: { [object('kube_cronjob_next_schedule_time', 'cronjob="n"')]: '600x120' }, at: '50m', alerts: [{ namespace: 'ml', cronjob: 'n' }] },
      { series: { [object('kube_cronjob_next_schedule_time', 'cronjob="n"')]: '600x120' }, at: '35m', alerts: [] },
      { series: { [object('kube_cronjob_next_schedule_time', 'cronjob="n"')]: '60+60x120' }, at: '90m', alerts: [] },
    ],
    PersistentVolumeClaimPending: crosses(
      object('kube_persistentvolumeclaim_status_phase', 'persistentvolumeclaim="d",phase="Pending"'), 1, 0,
      { namespace: 'ml', persistentvolumeclaim: 'd', phase: 'Pending' },
    ),
    PersistentVolumeClaimLost: crosses(
      object('kube_persistentvolumeclaim_status_phase', 'persistentvolumeclaim="d",phase="Lost"'), 1, 0,
      { namespace: 'ml', persistentvolumeclaim: 'd', phase: 'Lost' },
    ),
    AutoscalerAtLimit: [4, 3].map(wanted => ({
      series: {
        [object('kube_horizontalpodautoscaler_status_desired_replicas', 'horizontalpodautoscaler="h"')]: `${wanted}x120`,
        [object('kube_horizontalpodautoscaler_spec_max_replicas', 'horizontalpodautoscaler="h"')]: '4x120',
      },
      at: '90m',
      alerts: wanted === 4 ? [{ namespace: 'ml', horizontalpodautoscaler: 'h' }] : [],
    })),
    NodeNotReady: crosses(`kube_node_status_condition{job="${OBJECTS}",node="n",condition="Ready",status="true"}`, 0, 1, {
      node: 'n', condition: 'Ready', status: 'true',
    }),
    NodeMetricsDown: down(NODES),
    NodeDown: [
      { series: { [node('up')]: '0x30', [`up{job="${NODES}",instance="b"}`]: '1x30' }, at: '20m', alerts: [{ instance: 'a' }] },
      { series: { [node('up')]: '1x10 0x2 1x30' }, at: '13m', alerts: [] },
      { series: { [node('up')]: '1x30' }, at: '20m', alerts: [] },
    ],
    NodeDiskFull: [
      { series: disk('50x60'), at: '20m', alerts: [AT_ROOT] },
      { series: disk('200x60'), at: '20m', alerts: [] },
      { series: disk('0x60', 1), at: '20m', alerts: [] },
    ],
    NodeDiskFilling: [
      { series: disk('900-1x600'), at: '9h50m', alerts: [AT_ROOT] },
      { series: disk('300x600'), at: '9h50m', alerts: [] },
      // Much is free yet.
      { series: disk('999-0.7x600'), at: '9h50m', alerts: [] },
      { series: disk('900-1x600', 1), at: '9h50m', alerts: [] },
    ],
    NodeOutOfInodes: [
      { series: inodes(10, 1000), at: '20m', alerts: [AT_ROOT] },
      { series: inodes(500, 1000), at: '20m', alerts: [] },
      { series: inodes(0, 0), at: '20m', alerts: [] },
    ],
    NodeMemoryLow: [
      { series: memory(20), at: '30m', alerts: [{ instance: 'a' }] },
      { series: memory(20), at: '10m', alerts: [] },
      { series: memory(200), at: '30m', alerts: [] },
    ],
    NodeCpuBusy: [
      { series: { [node('node_cpu_seconds_total', 'cpu="0",mode="idle"')]: '0+1x120' }, at: '90m', alerts: [{ instance: 'a' }] },
      { series: { [node('node_cpu_seconds_total', 'cpu="0",mode="idle"')]: '0+30x120' }, at: '90m', alerts: [] },
      {
        series: {
          [node('node_cpu_seconds_total', 'cpu="0",mode="idle"')]: '0+1x120', [node('node_cpu_seconds_total', 'cpu="1",mode="idle"')]: '0+50x120',
        },
        at: '90m',
        alerts: [],
      },
    ],
    NodeClockOff: [
      ...crosses(node('node_timex_offset_seconds'), 2, 0.01, { instance: 'a' }),
      { series: { [node('node_timex_offset_seconds')]: '-2x60' }, at: '30m', alerts: [{ instance: 'a' }] },
    ],
  },
};
