export * from './core';
export {
  ApiServerSettings, BatchProps, CaBundle, ConcurrencyPolicy, connect, ConnectOptions, ContainerProps, Contribution, Credentials,
  CredentialsProps, DnsSettings, FieldRef, GatewayOptions, ImagePullPolicy, imagesOf, IndexedJob, IndexedJobProps, IngressOptions, ISource,
  Job, JobProps, KueueOptions, Mount, MountPropagation, NamedContainerProps, Namespace, NamespaceProps, Permission, PodFailureAction,
  PodFailureRule, PodReplacementPolicy, PodSecurity, PodTemplate, PodTemplateProps, Probe, Provision, Queue, QueueMarks,
  RepositorySourceProps, requirementsOf, Resources, Route, RouteClass, RouteObject, RouteOptions, RouteProps, SecretCopy, SecretCopyProps,
  Server, ServerKind, ServerProps, Settings, SettingsProps, SourceContainer, SourceMount, SuccessRule, SyncMetricsOptions, SyncOptions, Tls,
  Toleration, Variant, Volume, VolumeClaim, VolumeClaimProps, WorkloadProps,
} from './kubernetes';
export * from './airflow';
export * from './evidently';
export * from './git';
export * from './mercurial';
export * from './mlflow';
export * from './monitoring';
export * from './platform';
export * from './storage';
