import { gt, increase, n, sub, sum } from '@grafana/promql-builder';
import { KubeStateMetric } from './kube-state-metrics-rules';
import { Dashboard, PanelUnit, seriesOf } from '../core';

/** What is worth seeing of the objects of a cluster. */
export function kubeStateDashboard(job: string): Dashboard {
  const series = seriesOf<KubeStateMetric>(job);
  const requested = (resource: string) => sum(series('kube_pod_container_resource_requests', { resource })).by(['namespace']).toString();
  const missing = (wanted: KubeStateMetric, there: KubeStateMetric, label: string) => ({
    expr: gt(sum(sub(series(wanted), series(there))).by(['namespace', label]), n(0)).toString(), legend: `{{namespace}}/{{${label}}}`,
  });
  return {
    title: `Cluster objects ${job}`,
    panels: [
      {
        title: 'Pods',
        unit: PanelUnit.NUMBER,
        queries: [{ expr: sum(series('kube_pod_status_phase')).by(['namespace', 'phase']).toString(), legend: '{{namespace}} {{phase}}' }],
      },
      {
        title: 'Restarts in 15 minutes',
        unit: PanelUnit.NUMBER,
        queries: [{
          expr: gt(sum(increase(series('kube_pod_container_status_restarts_total').range('15m'))).by(['namespace', 'pod']), n(0)).toString(),
          legend: '{{namespace}}/{{pod}}',
        }],
      },
      {
        title: 'Pods that workloads miss',
        unit: PanelUnit.NUMBER,
        queries: [
          missing('kube_deployment_spec_replicas', 'kube_deployment_status_replicas_available', 'deployment'),
          missing('kube_statefulset_replicas', 'kube_statefulset_status_replicas_ready', 'statefulset'),
          missing('kube_daemonset_status_desired_number_scheduled', 'kube_daemonset_status_number_ready', 'daemonset'),
        ],
      },
      {
        title: 'Containers that wait',
        unit: PanelUnit.NUMBER,
        queries: [{ expr: sum(series('kube_pod_container_status_waiting_reason')).by(['namespace', 'reason']).toString(), legend: '{{namespace}} {{reason}}' }],
      },
      { title: 'Memory set aside', unit: PanelUnit.BYTES, queries: [{ expr: requested('memory'), legend: '{{namespace}}' }] },
      { title: 'CPUs set aside', unit: PanelUnit.NUMBER, queries: [{ expr: requested('cpu'), legend: '{{namespace}}' }] },
      {
        title: 'Jobs',
        unit: PanelUnit.NUMBER,
        queries: [
          { expr: sum(series('kube_job_status_active')).by(['namespace']).toString(), legend: '{{namespace}} run' },
          { expr: sum(series('kube_job_failed', { condition: 'true' })).by(['namespace']).toString(), legend: '{{namespace}} failed' },
        ],
      },
      {
        title: 'Claims',
        unit: PanelUnit.NUMBER,
        queries: [{ expr: sum(series('kube_persistentvolumeclaim_status_phase')).by(['namespace', 'phase']).toString(), legend: '{{namespace}} {{phase}}' }],
      },
    ],
  };
}
