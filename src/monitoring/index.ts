export * from './alert-receiver';
export { GrafanaOptions } from './grafana';
export * from './grafana-auth';
export { KubeStateMetrics, KubeStateMetricsProps } from './kube-state-metrics';
export * from './monitoring-stack';
export { NodeExporter, NodeExporterProps } from './node-exporter';
export * from './pushgateway';
