import { and, eq, gt, gte, increase, lt, max, maxOverTime, n, or, sub, sum, time } from '@grafana/promql-builder';
import { AlertRule, noneUp, seriesOf, Severity } from '../core';

/** What kube-state-metrics 2.20 exposes of the kinds that it watches, as a server showed it. */
export const KUBE_STATE_METRICS = [
  'kube_cronjob_annotations', 'kube_cronjob_created', 'kube_cronjob_info', 'kube_cronjob_labels',
  'kube_cronjob_metadata_resource_version', 'kube_cronjob_next_schedule_time', 'kube_cronjob_schedule_invalid',
  'kube_cronjob_spec_failed_job_history_limit', 'kube_cronjob_spec_starting_deadline_seconds',
  'kube_cronjob_spec_successful_job_history_limit', 'kube_cronjob_spec_suspend', 'kube_cronjob_status_active',
  'kube_cronjob_status_last_schedule_time', 'kube_cronjob_status_last_successful_time', 'kube_daemonset_annotations',
  'kube_daemonset_created', 'kube_daemonset_deletion_timestamp', 'kube_daemonset_labels', 'kube_daemonset_metadata_generation',
  'kube_daemonset_status_current_number_scheduled', 'kube_daemonset_status_desired_number_scheduled',
  'kube_daemonset_status_number_available', 'kube_daemonset_status_number_misscheduled', 'kube_daemonset_status_number_ready',
  'kube_daemonset_status_number_unavailable', 'kube_daemonset_status_observed_generation',
  'kube_daemonset_status_updated_number_scheduled', 'kube_deployment_annotations', 'kube_deployment_created',
  'kube_deployment_deletion_timestamp', 'kube_deployment_labels', 'kube_deployment_metadata_generation', 'kube_deployment_owner',
  'kube_deployment_spec_paused', 'kube_deployment_spec_replicas', 'kube_deployment_spec_strategy_rollingupdate_max_surge',
  'kube_deployment_spec_strategy_rollingupdate_max_unavailable', 'kube_deployment_status_condition',
  'kube_deployment_status_observed_generation', 'kube_deployment_status_replicas', 'kube_deployment_status_replicas_available',
  'kube_deployment_status_replicas_ready', 'kube_deployment_status_replicas_unavailable', 'kube_deployment_status_replicas_updated',
  'kube_deployment_status_terminating_replicas', 'kube_horizontalpodautoscaler_annotations', 'kube_horizontalpodautoscaler_created',
  'kube_horizontalpodautoscaler_deletion_timestamp', 'kube_horizontalpodautoscaler_info', 'kube_horizontalpodautoscaler_labels',
  'kube_horizontalpodautoscaler_metadata_generation', 'kube_horizontalpodautoscaler_spec_behavior_scale_down_tolerance',
  'kube_horizontalpodautoscaler_spec_behavior_scale_up_tolerance', 'kube_horizontalpodautoscaler_spec_max_replicas',
  'kube_horizontalpodautoscaler_spec_min_replicas', 'kube_horizontalpodautoscaler_spec_target_metric',
  'kube_horizontalpodautoscaler_status_condition', 'kube_horizontalpodautoscaler_status_current_replicas',
  'kube_horizontalpodautoscaler_status_desired_replicas', 'kube_horizontalpodautoscaler_status_target_metric', 'kube_job_annotations',
  'kube_job_complete', 'kube_job_created', 'kube_job_failed', 'kube_job_info', 'kube_job_labels', 'kube_job_owner',
  'kube_job_spec_active_deadline_seconds', 'kube_job_spec_completions', 'kube_job_spec_parallelism', 'kube_job_status_active',
  'kube_job_status_completion_time', 'kube_job_status_failed', 'kube_job_status_ready', 'kube_job_status_start_time',
  'kube_job_status_succeeded', 'kube_job_status_suspended', 'kube_node_annotations', 'kube_node_created', 'kube_node_deletion_timestamp',
  'kube_node_info', 'kube_node_labels', 'kube_node_role', 'kube_node_spec_pod_cidrs', 'kube_node_spec_taint',
  'kube_node_spec_unschedulable', 'kube_node_status_addresses', 'kube_node_status_allocatable', 'kube_node_status_capacity',
  'kube_node_status_condition', 'kube_persistentvolumeclaim_access_mode', 'kube_persistentvolumeclaim_annotations',
  'kube_persistentvolumeclaim_created', 'kube_persistentvolumeclaim_deletion_timestamp', 'kube_persistentvolumeclaim_info',
  'kube_persistentvolumeclaim_labels', 'kube_persistentvolumeclaim_resource_requests_storage_bytes',
  'kube_persistentvolumeclaim_status_condition', 'kube_persistentvolumeclaim_status_phase', 'kube_pod_annotations',
  'kube_pod_completion_time', 'kube_pod_container_info', 'kube_pod_container_resource_limits', 'kube_pod_container_resource_requests',
  'kube_pod_container_state_started', 'kube_pod_container_status_last_terminated_exitcode',
  'kube_pod_container_status_last_terminated_reason', 'kube_pod_container_status_last_terminated_timestamp',
  'kube_pod_container_status_ready', 'kube_pod_container_status_restarts_total', 'kube_pod_container_status_running',
  'kube_pod_container_status_terminated', 'kube_pod_container_status_terminated_reason', 'kube_pod_container_status_waiting',
  'kube_pod_container_status_waiting_reason', 'kube_pod_created', 'kube_pod_deletion_timestamp', 'kube_pod_info',
  'kube_pod_init_container_info', 'kube_pod_init_container_resource_limits', 'kube_pod_init_container_resource_requests',
  'kube_pod_init_container_state_started', 'kube_pod_init_container_status_last_terminated_exitcode',
  'kube_pod_init_container_status_last_terminated_reason', 'kube_pod_init_container_status_last_terminated_timestamp',
  'kube_pod_init_container_status_ready', 'kube_pod_init_container_status_restarts_total', 'kube_pod_init_container_status_running',
  'kube_pod_init_container_status_terminated', 'kube_pod_init_container_status_terminated_reason',
  'kube_pod_init_container_status_waiting', 'kube_pod_init_container_status_waiting_reason', 'kube_pod_ips', 'kube_pod_labels',
  'kube_pod_overhead_cpu_cores', 'kube_pod_overhead_memory_bytes', 'kube_pod_owner', 'kube_pod_resourceclaim_info',
  'kube_pod_restart_policy', 'kube_pod_runtimeclass_name_info', 'kube_pod_scheduler', 'kube_pod_service_account',
  'kube_pod_spec_volumes_persistentvolumeclaims_info', 'kube_pod_spec_volumes_persistentvolumeclaims_readonly', 'kube_pod_start_time',
  'kube_pod_status_container_ready_time', 'kube_pod_status_disruption_reason', 'kube_pod_status_initialized_time',
  'kube_pod_status_phase', 'kube_pod_status_qos_class', 'kube_pod_status_ready', 'kube_pod_status_ready_time', 'kube_pod_status_reason',
  'kube_pod_status_scheduled', 'kube_pod_status_scheduled_time', 'kube_pod_status_unschedulable', 'kube_pod_status_unscheduled_time',
  'kube_pod_tolerations', 'kube_statefulset_annotations', 'kube_statefulset_created', 'kube_statefulset_deletion_timestamp',
  'kube_statefulset_labels', 'kube_statefulset_metadata_generation', 'kube_statefulset_ordinals_start',
  'kube_statefulset_persistentvolumeclaim_retention_policy', 'kube_statefulset_replicas', 'kube_statefulset_status_current_revision',
  'kube_statefulset_status_observed_generation', 'kube_statefulset_status_replicas', 'kube_statefulset_status_replicas_available',
  'kube_statefulset_status_replicas_current', 'kube_statefulset_status_replicas_ready', 'kube_statefulset_status_replicas_updated',
  'kube_statefulset_status_update_revision',
] as const;

/** A name in that list. */
export type KubeStateMetric = typeof KUBE_STATE_METRICS[number];

const CONTAINER = ['namespace', 'pod', 'container'];

/** What someone should be told of the objects of a cluster. */
export function kubeStateRules(job: string, nodes: boolean): AlertRule[] {
  const series = seriesOf<KubeStateMetric>(job);
  const runs = eq(series('kube_pod_status_phase', { phase: 'Running' }), n(1));
  const restarted = gt(sum(increase(series('kube_pod_container_status_restarts_total').range('15m'))).by(CONTAINER), n(0));
  const killed = (metric: KubeStateMetric) => eq(max(series(metric, { reason: 'OOMKilled' })).by(CONTAINER), n(1));
  const about = '{{ $labels.namespace }}/';
  return [
    {
      name: 'ClusterMetricsDown',
      expr: noneUp(series('up')),
      for: '15m',
      severity: Severity.WARNING,
      summary: `Nothing tells of the state of pods and workloads: no pod of ${job} answers`,
      runbook: 'Look at the events and the log of its pods; a namespace that it may not list stands in the log',
    },
    {
      name: 'PodCrashLooping',
      expr: gte(max(maxOverTime(series('kube_pod_container_status_waiting_reason', { reason: 'CrashLoopBackOff' }).range('5m'))).by(CONTAINER), n(1)).toString(),
      for: '15m',
      severity: Severity.WARNING,
      summary: `The container {{ $labels.container }} of ${about}{{ $labels.pod }} ends again and again`,
      runbook: 'kubectl logs --previous shows why it ended, kubectl describe pod its exit code and whether it ran out of memory',
    },
    {
      name: 'PodNotReady',
      expr: and(eq(series('kube_pod_status_ready', { condition: 'false' }), n(1)), runs).on(['namespace', 'pod']).toString(),
      for: '15m',
      severity: Severity.WARNING,
      summary: `${about}{{ $labels.pod }} has run for 15 minutes without being ready`,
      runbook: 'kubectl describe pod shows which probe fails and what it answered; the log of the container mostly says what it waits for',
    },
    {
      name: 'PodPending',
      expr: eq(series('kube_pod_status_phase', { phase: 'Pending' }), n(1)).toString(),
      for: '15m',
      severity: Severity.WARNING,
      summary: `${about}{{ $labels.pod }} has not started for 15 minutes`,
      runbook: 'Its events say whether no node has room for it, an image cannot be pulled, a volume or a Secret is missing, or an init container waits',
    },
    {
      name: 'PodOutOfMemory',
      expr: or(
        and(restarted, killed('kube_pod_container_status_last_terminated_reason')).on(CONTAINER),
        killed('kube_pod_container_status_terminated_reason'),
      ).toString(),
      severity: Severity.WARNING,
      summary: `The container {{ $labels.container }} of ${about}{{ $labels.pod }} was ended because it used all of its memory`,
      runbook: 'Raise the memory of its resources, or let it work on less at a time',
    },
    missing('Deployment', 'deployment', series, 'kube_deployment_spec_replicas', 'kube_deployment_status_replicas_available'),
    missing('StatefulSet', 'statefulset', series, 'kube_statefulset_replicas', 'kube_statefulset_status_replicas_ready'),
    missing('DaemonSet', 'daemonset', series, 'kube_daemonset_status_desired_number_scheduled', 'kube_daemonset_status_number_ready'),
    {
      name: 'JobFailed',
      expr: eq(series('kube_job_failed', { condition: 'true' }), n(1)).toString(),
      severity: Severity.WARNING,
      summary: `The Job ${about}{{ $labels.job_name }} has failed`,
      runbook: 'kubectl logs job/NAME shows why; the alert ends when the Job is deleted',
    },
    {
      name: 'CronJobLate',
      expr: gt(sub(time(), series('kube_cronjob_next_schedule_time')), n(1800)).toString(),
      for: '5m',
      severity: Severity.WARNING,
      summary: `The CronJob ${about}{{ $labels.cronjob }} should have started half an hour ago`,
      runbook: 'Its last Job may still run, which keeps the next away; the events of the CronJob tell, and of more than 100 missed starts',
    },
    {
      name: 'PersistentVolumeClaimPending',
      expr: eq(series('kube_persistentvolumeclaim_status_phase', { phase: 'Pending' }), n(1)).toString(),
      for: '15m',
      severity: Severity.WARNING,
      summary: `The claim ${about}{{ $labels.persistentvolumeclaim }} has no volume`,
      runbook: 'Its events tell: the StorageClass is missing or can give none, or no pod that uses the claim could be placed yet',
    },
    {
      name: 'PersistentVolumeClaimLost',
      expr: eq(series('kube_persistentvolumeclaim_status_phase', { phase: 'Lost' }), n(1)).toString(),
      severity: Severity.CRITICAL,
      summary: `The volume of the claim ${about}{{ $labels.persistentvolumeclaim }} is gone`,
      runbook: 'Look for the PersistentVolume that the claim names: whoever deleted it knows whether the data can be had back; else restore a backup',
    },
    {
      name: 'AutoscalerAtLimit',
      expr: gte(
        series('kube_horizontalpodautoscaler_status_desired_replicas'), series('kube_horizontalpodautoscaler_spec_max_replicas'),
      ).toString(),
      for: '1h',
      severity: Severity.WARNING,
      summary: `The autoscaler ${about}{{ $labels.horizontalpodautoscaler }} has wanted as many pods as it may have for an hour`,
      runbook: 'Raise its maxReplicas if the load is real; one that never goes down may aim at a value that cannot be reached',
    },
    ...nodes ? [{
      name: 'NodeNotReady',
      expr: lt(series('kube_node_status_condition', { condition: 'Ready', status: 'true' }), n(1)).toString(),
      for: '5m',
      severity: Severity.CRITICAL,
      summary: 'The node {{ $labels.node }} is not ready: its pods are moved, where their volumes let them',
      runbook: 'kubectl describe node names the condition; look at its kubelet, disk and memory',
    }] : [],
  ];
}

function missing(
  kind: string, label: string, series: ReturnType<typeof seriesOf<KubeStateMetric>>, wanted: KubeStateMetric, there: KubeStateMetric,
): AlertRule {
  return {
    name: kind === 'DaemonSet' ? 'DaemonSetPodsMissing' : `${kind}ReplicasMissing`,
    expr: gt(series(wanted), series(there)).toString(),
    for: '15m',
    severity: Severity.WARNING,
    summary: `The ${kind} {{ $labels.namespace }}/{{ $labels.${label} }} has had fewer pods that are ready than it wants for 15 minutes`,
    runbook: `kubectl describe on the ${kind} and its pods says what holds them back: room on the nodes, an image, a probe, a volume`,
  };
}
