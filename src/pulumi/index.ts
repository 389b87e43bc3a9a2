export * from '..';
export { asConstruct, asNumber, asString } from './tokenise';
export { component } from './component';
export type { ConstructClass, PropsOf } from './component';
export type { ComponentOptions } from './component-options';
// By name, so that they stand before the constructs of the same names.
export {
  AirflowCluster, AzureBucket, Bucket, Credentials, Database, EvidentlyMonitor, EvidentlyService, ExistingBucket, ExistingGitServer,
  ExistingMonitoringStack, ExistingRedis, ExistingTrackingServer, GcsBucket, GitRepository, GitServer, Job,
  KubeStateMetrics, MercurialRepository, MercurialServer, MlflowServer, MonitoringStack, Namespace, NodeExporter, PgBouncer, Platform,
  PodTemplate, Postgres, PostgresDatabase, Pushgateway, Route, SeaweedFs, SecretCopy, Server, Valkey, VersityGateway, VolumeClaim,
} from './components';
export { fromConstructs } from './from-constructs';
export type { ComponentOf, InputOf, Inputs } from './inputs';
export type { Component, ComponentClass, Deployed, Factories, Outputs } from './outputs';
