export * from './airflow-auth';
export * from './airflow-cluster';
export { AirflowConfig } from './airflow-config';
export { AirflowConnectable } from './airflow-connection';
export * from './airflow-metrics';
export { AirflowComponentOptions } from './components';
export * from './dag-source';
export * from './executor';
export { KubernetesExecutorOptions } from './kubernetes-executor';
