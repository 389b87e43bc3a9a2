export * from './core';
export {
  ApiServerSettings, CaBundle, ContainerProps, Credentials, CredentialsProps, DnsSettings, FieldRef, GatewayOptions, ImagePullPolicy,
  imagesOf, IngressOptions, ISource, Job, JobProps, Mount, MountPropagation, NamedContainerProps, Namespace, NamespaceProps,
  Permission, PodSecurity, PodTemplate, PodTemplateProps, Probe, Provision, RepositorySourceProps, requirementsOf, Resources, Route,
  RouteClass, RouteObject, RouteOptions, RouteProps, SecretCopy, SecretCopyProps, Server, ServerKind, ServerProps, Settings,
  SettingsProps, SourceContainer, SourceMount, SyncMetricsOptions, SyncOptions, Tls, Toleration, Volume, VolumeClaim, VolumeClaimProps, WorkloadProps,
} from './kubernetes';
export * from './airflow';
export * from './evidently';
export * from './git';
export * from './mercurial';
export * from './mlflow';
export * from './monitoring';
export * from './platform';
export * from './storage';
