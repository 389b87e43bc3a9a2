export * from './alert-receiver';
export { GrafanaOptions } from './grafana';
export * from './monitoring-stack';
export * from './pushgateway';
