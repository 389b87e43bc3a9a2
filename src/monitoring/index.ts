export * from './alert-receiver';
export * from './monitoring-stack';
export * from './pushgateway';
