export * from '..';
// By name, so that it stands before that of constructs.
export { alias } from './alias';
export { asConstruct, asNumber, asString } from './tokenise';
export { component } from './component';
export type { ConstructClass, PropsOf } from './component';
export type { ComponentOptions } from './component-options';
// By name, so that they stand before the constructs of the same names.
export {
  AirflowCluster, Bucket, Credentials, Database, EvidentlyMonitor, EvidentlyService, ExistingAzureBucket, ExistingBucket,
  ExistingGcsBucket, ExistingGitServer, ExistingMonitoringStack, ExistingRedis, ExistingTrackingServer, GitRepository, GitServer,
  IndexedJob, Job, KubeStateMetrics, MercurialRepository, MercurialServer, MlflowServer, MonitoringStack, Namespace, NodeExporter,
  PgBouncer, Platform, PodTemplate, Postgres, PostgresDatabase, Pushgateway, Route, SeaweedFs, SecretCopy, Server, Valkey,
  VersityGateway, VolumeClaim,
} from './components';
export { fromConstructs } from './from-constructs';
export type { ComponentOf, InputOf, Inputs } from './inputs';
export type { Component, ComponentClass, Deployed, Factories, Outputs } from './outputs';
