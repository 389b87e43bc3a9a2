import { Rule, Violation } from '../rule';
import { inContainers, inSecurityContexts, inUserNamespace, unless } from './places';

/** Capabilities that container runtimes grant by default. */
const DEFAULT_CAPABILITIES = [
  'AUDIT_WRITE', 'CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'FSETID', 'KILL', 'MKNOD', 'NET_BIND_SERVICE', 'SETFCAP', 'SETGID', 'SETPCAP',
  'SETUID', 'SYS_CHROOT',
];
const SELINUX_TYPES = ['', 'container_t', 'container_init_t', 'container_kvm_t', 'container_engine_t'];
const CONFINED = ['RuntimeDefault', 'Localhost'];
const SAFE_SYSCTLS = [
  'kernel.shm_rmid_forced', 'net.ipv4.ip_local_port_range', 'net.ipv4.tcp_syncookies', 'net.ipv4.ping_group_range',
  'net.ipv4.ip_unprivileged_port_start', 'net.ipv4.ip_local_reserved_ports', 'net.ipv4.tcp_keepalive_time', 'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_keepalive_intvl', 'net.ipv4.tcp_keepalive_probes', 'net.ipv4.tcp_rmem', 'net.ipv4.tcp_wmem',
];
const APPARMOR_ANNOTATION = 'container.apparmor.security.beta.kubernetes.io/';

/** AppArmor profiles are the runtime's default or a local one. */
export const appArmorProfile: Rule = (pod) => [
  ...inSecurityContexts(pod, ({ appArmorProfile: profile }) => unless(
    !profile || CONFINED.includes(profile.type),
    'securityContext.appArmorProfile.type', profile?.type, 'must be RuntimeDefault or Localhost',
  )),
  ...Object.entries(pod.annotations).flatMap(([key, value]) => unless(
    !key.startsWith(APPARMOR_ANNOTATION) || value === '' || value === 'runtime/default' || value.startsWith('localhost/'),
    `metadata.annotations[${key}]`, value, 'must be runtime/default or localhost/…',
  )),
];

/** No capability beyond the default set. */
export const capabilities_baseline: Rule = (pod) => inContainers(pod, ({ securityContext }) => {
  const add: string[] = securityContext?.capabilities?.add ?? [];
  return unless(add.every((each) => DEFAULT_CAPABILITIES.includes(each)),
    'securityContext.capabilities.add', add, `must hold nothing but ${DEFAULT_CAPABILITIES.join(', ')}`);
});

/** The pod shares no namespace with its node. */
export const hostNamespaces: Rule = (pod) => ['hostNetwork', 'hostPID', 'hostIPC'].flatMap(
  (field) => unless(!pod.spec[field], field, pod.spec[field], 'must be false or not set'),
);

/** No volume is a directory of the node. */
export const hostPathVolumes: Rule = (pod) => (pod.spec.volumes ?? []).flatMap((volume: Record<string, any>) => unless(
  !volume.hostPath, `volumes[${volume.name}].hostPath`, volume.hostPath, 'must not be set',
));

/** No container claims a port of the node. */
export const hostPorts: Rule = (pod) => inContainers(pod, ({ ports }) => (ports ?? []).flatMap((port: Record<string, any>) => unless(
  !port.hostPort, `ports[${port.containerPort}].hostPort`, port.hostPort, 'must not be set',
)));

/** Probes and lifecycle handlers name no other host. */
export const hostProbesAndHostLifecycle: Rule = (pod) => inContainers(pod, (container) => {
  const handlers: Record<string, any> = {
    'livenessProbe': container.livenessProbe,
    'readinessProbe': container.readinessProbe,
    'startupProbe': container.startupProbe,
    'lifecycle.postStart': container.lifecycle?.postStart,
    'lifecycle.preStop': container.lifecycle?.preStop,
  };
  return Object.entries(handlers).flatMap(([place, handler]) => ['httpGet', 'tcpSocket'].flatMap((action) => unless(
    !handler?.[action]?.host, `${place}.${action}.host`, handler?.[action]?.host, 'must not be set',
  )));
});

/** No privileged container. */
export const privileged: Rule = (pod) => inContainers(pod, ({ securityContext }) => unless(
  !securityContext?.privileged, 'securityContext.privileged', securityContext?.privileged, 'must be false or not set',
));

/** The /proc mount is masked, unless the pod has a user namespace of its own. */
export const procMount: Rule = (pod) => inUserNamespace(pod) ? [] : maskedProcMount(pod);

/** SELinux: a container type, no user and no role. */
export const seLinuxOptions: Rule = (pod) => inSecurityContexts(pod, ({ seLinuxOptions: options }) => [
  ...unless(SELINUX_TYPES.includes(options?.type ?? ''), 'securityContext.seLinuxOptions.type', options?.type,
    `must be one of ${SELINUX_TYPES.slice(1).join(', ')}, or not set`),
  ...unless(!options?.user, 'securityContext.seLinuxOptions.user', options?.user, 'must not be set'),
  ...unless(!options?.role, 'securityContext.seLinuxOptions.role', options?.role, 'must not be set'),
]);

/** Seccomp, where set, is the runtime's default or a local profile. */
export const seccompProfile_baseline: Rule = (pod) => inSecurityContexts(pod, ({ seccompProfile: profile }) => unless(
  !profile || CONFINED.includes(profile.type),
  'securityContext.seccompProfile.type', profile?.type, 'must be RuntimeDefault or Localhost',
));

/** Only sysctls that are safe and belong to the pod's namespaces. */
export const sysctls: Rule = (pod) => (pod.spec.securityContext?.sysctls ?? []).flatMap((sysctl: Record<string, any>) => unless(
  SAFE_SYSCTLS.includes(sysctl.name), `securityContext.sysctls[${sysctl.name}]`, sysctl.value, 'must not be set, it is not a safe sysctl',
));

/** No Windows container runs as a process of the host. */
export const windowsHostProcess: Rule = (pod) => inSecurityContexts(pod, ({ windowsOptions }) => unless(
  !windowsOptions?.hostProcess, 'securityContext.windowsOptions.hostProcess', windowsOptions?.hostProcess, 'must be false or not set',
));

/** The condition that `procMount` and `procMount_restricted` share. */
export function maskedProcMount(pod: Parameters<Rule>[0]): Violation[] {
  return inContainers(pod, ({ securityContext }) => unless(
    (securityContext?.procMount ?? 'Default') === 'Default',
    'securityContext.procMount', securityContext?.procMount, 'must be Default or not set',
  ));
}
