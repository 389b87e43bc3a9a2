export * from './core';
export {
  CaBundle, ContainerProps, Credentials, CredentialsProps, DnsSettings, FieldRef, GatewayOptions, imagesOf, ImagePullPolicy, IngressOptions,
  Mount, Namespace, NamedContainerProps, NamespaceProps, Permission, PodTemplate, PodTemplateProps, Probe, Provision, requirementsOf, Resources, Route, RouteClass, RouteObject,
  RouteOptions, RouteProps, Server, ServerKind, ServerProps, Settings, SettingsProps, Task, TaskProps, Tls, Volume, VolumeClaim,
  VolumeClaimProps, WorkloadProps,
} from './kubernetes';
export * from './mlflow';
export * from './platform';
export * from './storage';
