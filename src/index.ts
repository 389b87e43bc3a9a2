export * from './core';
export {
  CaBundle, ContainerProps, Credentials, CredentialsProps, DnsSettings, FieldRef, GatewayOptions, imagesOf, ImagePullPolicy,
  IngressOptions, ISource, Mount, Namespace, NamedContainerProps, NamespaceProps, Permission, PodTemplate, PodTemplateProps, Probe,
  Provision, RepositorySourceProps, requirementsOf, Resources, Route, RouteClass, RouteObject, RouteOptions, RouteProps, Server,
  ServerKind, ServerProps, Settings, SettingsProps, SourceContainer, SourceMount, SyncOptions, Task, TaskProps, Tls, Volume,
  VolumeClaim, VolumeClaimProps, WorkloadProps,
} from './kubernetes';
export * from './airflow';
export * from './evidently';
export * from './git';
export * from './mercurial';
export * from './mlflow';
export * from './monitoring';
export * from './platform';
export * from './storage';
