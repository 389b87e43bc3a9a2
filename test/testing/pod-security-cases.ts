import { Manifest } from '../../src/testing';

/** A pod, the rule that it is about, and what that rule should say. */
export interface PodCase {
  /** Name of the rule. */
  readonly rule: string;
  /** What the pod does. */
  readonly what: string;
  /** The pod. */
  readonly pod: Manifest;
  /** The places that the rule objects to, as `field` or `container: field`; none when it lets the pod pass. */
  readonly places: string[];
}

/** Overrides for a pod that is restricted: its spec, its one container, that container's security context, its annotations. */
export interface Overrides {
  readonly spec?: Record<string, any>;
  readonly pod?: Record<string, any>;
  readonly container?: Record<string, any>;
  readonly context?: Record<string, any>;
  readonly annotations?: Record<string, string>;
}

/** A pod that keeps every rule of level restricted, but for what is overridden; `undefined` takes a field away. */
export function pod({ spec, pod: podContext, container, context, annotations }: Overrides = {}): Manifest {
  return JSON.parse(JSON.stringify({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'it', namespace: 'ml', annotations },
    spec: {
      securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' }, ...podContext },
      containers: [{
        name: 'main',
        image: 'registry.k8s.io/pause:3.10',
        securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] }, ...context },
        ...container,
      }],
      ...spec,
    },
  }));
}

/** The restricted container under another name, as init or ephemeral container. */
export function other(name: string, context: Record<string, any> = {}): Record<string, any> {
  return {
    name,
    image: 'registry.k8s.io/pause:3.10',
    securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] }, ...context },
  };
}

const passes = (rule: string, what: string, overrides: Overrides = {}): PodCase => ({ rule, what, pod: pod(overrides), places: [] });
const fails = (rule: string, what: string, overrides: Overrides, ...places: string[]): PodCase => (
  { rule, what, pod: pod(overrides), places });
const volume = (source: Record<string, any>): Overrides => ({ spec: { volumes: [{ name: 'v', ...source }] } });
const sysctl = (name: string, value: string): Overrides => ({ pod: { sysctls: [{ name, value }] } });
const probe = { httpGet: { port: 80, host: '10.0.0.1' } };
const windows: Overrides = {
  spec: { os: { name: 'windows' }, securityContext: { runAsNonRoot: true } },
  container: { securityContext: { runAsNonRoot: true } },
};

/** Both sides of all 19 rules, after the manner of the fixtures of kubernetes/pod-security-admission. */
export const POD_CASES: PodCase[] = [
  passes('appArmorProfile', 'sets none'),
  passes('appArmorProfile', 'sets the runtime default', { pod: { appArmorProfile: { type: 'RuntimeDefault' } } }),
  passes('appArmorProfile', 'sets a local profile', { context: { appArmorProfile: { type: 'Localhost', localhostProfile: 'p' } } }),
  passes('appArmorProfile', 'is annotated with a local profile', { annotations: { 'container.apparmor.security.beta.kubernetes.io/main': 'localhost/p' } }),
  fails('appArmorProfile', 'is unconfined', { pod: { appArmorProfile: { type: 'Unconfined' } } }, 'securityContext.appArmorProfile.type'),
  fails('appArmorProfile', 'has an unconfined container', { context: { appArmorProfile: { type: 'Unconfined' } } },
    'main: securityContext.appArmorProfile.type'),
  fails('appArmorProfile', 'is annotated as unconfined', { annotations: { 'container.apparmor.security.beta.kubernetes.io/main': 'unconfined' } },
    'metadata.annotations[container.apparmor.security.beta.kubernetes.io/main]'),

  passes('capabilities_baseline', 'adds a default capability', { context: { capabilities: { drop: ['ALL'], add: ['CHOWN'] } } }),
  fails('capabilities_baseline', 'adds NET_RAW', { context: { capabilities: { drop: ['ALL'], add: ['NET_RAW'] } } },
    'main: securityContext.capabilities.add'),
  fails('capabilities_baseline', 'adds a capability in lower case', { context: { capabilities: { add: ['chown'] } } },
    'main: securityContext.capabilities.add'),
  fails('capabilities_baseline', 'adds SYS_ADMIN in an init container', {
    spec: { initContainers: [other('setup', { capabilities: { drop: ['ALL'], add: ['SYS_ADMIN'] } })] },
  }, 'setup: securityContext.capabilities.add'),

  passes('hostNamespaces', 'says false', { spec: { hostNetwork: false, hostPID: false, hostIPC: false } }),
  fails('hostNamespaces', 'uses the network of the node', { spec: { hostNetwork: true } }, 'hostNetwork'),
  fails('hostNamespaces', 'uses the processes of the node', { spec: { hostPID: true } }, 'hostPID'),
  fails('hostNamespaces', 'uses the IPC of the node', { spec: { hostIPC: true } }, 'hostIPC'),

  passes('hostPathVolumes', 'has an emptyDir', volume({ emptyDir: {} })),
  fails('hostPathVolumes', 'mounts a directory of the node', volume({ hostPath: { path: '/etc' } }), 'volumes[v].hostPath'),

  passes('hostPorts', 'has a container port', { container: { ports: [{ containerPort: 80 }] } }),
  passes('hostPorts', 'has host port 0', { container: { ports: [{ containerPort: 80, hostPort: 0 }] } }),
  fails('hostPorts', 'claims a port of the node', { container: { ports: [{ containerPort: 80, hostPort: 80 }] } }, 'main: ports[80].hostPort'),
  fails('hostPorts', 'claims one in an init container', {
    spec: { initContainers: [{ ...other('setup'), ports: [{ containerPort: 81, hostPort: 81 }] }] },
  }, 'setup: ports[81].hostPort'),

  passes('hostProbesAndHostLifecycle', 'probes itself', { container: { livenessProbe: { httpGet: { port: 80 } }, readinessProbe: { tcpSocket: { port: 80 } } } }),
  fails('hostProbesAndHostLifecycle', 'has a liveness probe elsewhere', { container: { livenessProbe: probe } }, 'main: livenessProbe.httpGet.host'),
  fails('hostProbesAndHostLifecycle', 'has a readiness probe elsewhere', { container: { readinessProbe: { tcpSocket: { port: 80, host: 'h' } } } },
    'main: readinessProbe.tcpSocket.host'),
  fails('hostProbesAndHostLifecycle', 'has a startup probe elsewhere', { container: { startupProbe: probe } }, 'main: startupProbe.httpGet.host'),
  fails('hostProbesAndHostLifecycle', 'calls another host after its start', { container: { lifecycle: { postStart: probe } } },
    'main: lifecycle.postStart.httpGet.host'),
  fails('hostProbesAndHostLifecycle', 'calls another host before its stop', { container: { lifecycle: { preStop: probe } } },
    'main: lifecycle.preStop.httpGet.host'),

  passes('privileged', 'says false', { context: { privileged: false } }),
  fails('privileged', 'is privileged', { context: { privileged: true, allowPrivilegeEscalation: undefined } }, 'main: securityContext.privileged'),
  fails('privileged', 'has a privileged init container', {
    spec: { initContainers: [other('setup', { privileged: true, allowPrivilegeEscalation: undefined })] },
  }, 'setup: securityContext.privileged'),

  passes('procMount', 'says Default', { context: { procMount: 'Default' } }),
  passes('procMount', 'is unmasked in a user namespace', { spec: { hostUsers: false }, context: { procMount: 'Unmasked' } }),
  fails('procMount', 'is unmasked', { context: { procMount: 'Unmasked' } }, 'main: securityContext.procMount'),

  passes('seLinuxOptions', 'sets a container type', { pod: { seLinuxOptions: { type: 'container_engine_t' } } }),
  passes('seLinuxOptions', 'sets a level', { context: { seLinuxOptions: { level: 's0:c1,c2' } } }),
  fails('seLinuxOptions', 'sets another type', { pod: { seLinuxOptions: { type: 'spc_t' } } }, 'securityContext.seLinuxOptions.type'),
  fails('seLinuxOptions', 'sets another type in a container', { context: { seLinuxOptions: { type: 'spc_t' } } },
    'main: securityContext.seLinuxOptions.type'),
  fails('seLinuxOptions', 'sets a user', { pod: { seLinuxOptions: { user: 'u' } } }, 'securityContext.seLinuxOptions.user'),
  fails('seLinuxOptions', 'sets a role', { context: { seLinuxOptions: { role: 'r' } } }, 'main: securityContext.seLinuxOptions.role'),

  passes('seccompProfile_baseline', 'sets none', { pod: { seccompProfile: undefined } }),
  passes('seccompProfile_baseline', 'sets a local profile', { context: { seccompProfile: { type: 'Localhost', localhostProfile: 'p' } } }),
  fails('seccompProfile_baseline', 'is unconfined', { pod: { seccompProfile: { type: 'Unconfined' } } }, 'securityContext.seccompProfile.type'),
  fails('seccompProfile_baseline', 'has an unconfined container', { context: { seccompProfile: { type: 'Unconfined' } } },
    'main: securityContext.seccompProfile.type'),

  passes('sysctls', 'sets safe ones', { pod: { sysctls: [{ name: 'net.ipv4.tcp_rmem', value: '4096 87380 6291456' }, { name: 'net.ipv4.ip_unprivileged_port_start', value: '0' }] } }),
  fails('sysctls', 'sets an unsafe one', sysctl('kernel.msgmax', '65536'), 'securityContext.sysctls[kernel.msgmax]'),
  fails('sysctls', 'sets one that becomes safe in 1.37', sysctl('net.ipv4.tcp_notsent_lowat', '1'), 'securityContext.sysctls[net.ipv4.tcp_notsent_lowat]'),

  passes('windowsHostProcess', 'says false', { ...windows, container: { securityContext: { windowsOptions: { hostProcess: false } } } }),
  fails('windowsHostProcess', 'is a process of the host', {
    spec: { os: { name: 'windows' }, hostNetwork: true, securityContext: { runAsNonRoot: true, windowsOptions: { hostProcess: true } } },
    container: { securityContext: {} },
  }, 'securityContext.windowsOptions.hostProcess'),
  fails('windowsHostProcess', 'has a container that is a process of the host', {
    spec: { os: { name: 'windows' }, hostNetwork: true, securityContext: { runAsNonRoot: true } },
    container: { securityContext: { windowsOptions: { hostProcess: true } } },
  }, 'main: securityContext.windowsOptions.hostProcess'),

  passes('allowPrivilegeEscalation', 'says false'),
  passes('allowPrivilegeEscalation', 'runs on Windows', windows),
  fails('allowPrivilegeEscalation', 'does not say', { context: { allowPrivilegeEscalation: undefined } },
    'main: securityContext.allowPrivilegeEscalation'),
  fails('allowPrivilegeEscalation', 'says true', { context: { allowPrivilegeEscalation: true } }, 'main: securityContext.allowPrivilegeEscalation'),
  fails('allowPrivilegeEscalation', 'has no security context at all', { container: { securityContext: undefined } },
    'main: securityContext.allowPrivilegeEscalation'),
  fails('allowPrivilegeEscalation', 'does not say so in an init container', {
    spec: { initContainers: [other('setup', { allowPrivilegeEscalation: undefined })] },
  }, 'setup: securityContext.allowPrivilegeEscalation'),
  fails('allowPrivilegeEscalation', 'does not say so in an ephemeral container', {
    spec: { ephemeralContainers: [other('debug', { allowPrivilegeEscalation: undefined })] },
  }, 'debug: securityContext.allowPrivilegeEscalation'),

  passes('capabilities_restricted', 'adds NET_BIND_SERVICE', { context: { capabilities: { drop: ['ALL'], add: ['NET_BIND_SERVICE'] } } }),
  passes('capabilities_restricted', 'runs on Windows', windows),
  fails('capabilities_restricted', 'drops nothing', { context: { capabilities: undefined } }, 'main: securityContext.capabilities.drop'),
  fails('capabilities_restricted', 'drops only some', { context: { capabilities: { drop: ['NET_RAW'] } } }, 'main: securityContext.capabilities.drop'),
  fails('capabilities_restricted', 'drops all in lower case', { context: { capabilities: { drop: ['all'] } } },
    'main: securityContext.capabilities.drop'),
  fails('capabilities_restricted', 'adds a default capability', { context: { capabilities: { drop: ['ALL'], add: ['CHOWN'] } } },
    'main: securityContext.capabilities.add'),

  passes('procMount_restricted', 'says Default', { spec: { hostUsers: false }, context: { procMount: 'Default' } }),
  fails('procMount_restricted', 'is unmasked even in a user namespace', { spec: { hostUsers: false }, context: { procMount: 'Unmasked' } },
    'main: securityContext.procMount'),

  passes('restrictedVolumes', 'has a volume of no type', volume({})),
  ...[
    { configMap: { name: 'c' } }, { csi: { driver: 'd' } }, { downwardAPI: { items: [] } }, { emptyDir: {} },
    { ephemeral: { volumeClaimTemplate: { spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } } } },
    { image: { reference: 'registry.k8s.io/pause:3.10' } }, { persistentVolumeClaim: { claimName: 'p' } },
    { projected: { sources: [] } }, { secret: { secretName: 's' } },
  ].map((source) => passes('restrictedVolumes', `has a volume of type ${Object.keys(source)[0]}`, volume(source))),
  ...Object.entries({
    hostPath: { path: '/etc' },
    nfs: { server: 's', path: '/p' },
    iscsi: { targetPortal: '10.0.0.1:3260', iqn: 'iqn.2001-04.com.example:storage', lun: 0 },
    gitRepo: { repository: 'https://example.org/r.git' },
    cephfs: { monitors: ['m'] },
    rbd: { monitors: ['m'], image: 'i' },
    glusterfs: { endpoints: 'e', path: 'p' },
    fc: { wwids: ['w'] },
    azureFile: { secretName: 's', shareName: 's' },
    awsElasticBlockStore: { volumeID: 'v' },
    flexVolume: { driver: 'a/b' },
  }).map(([type, source]) => fails('restrictedVolumes', `has a volume of type ${type}`, volume({ [type]: source }), `volumes[v].${type}`)),

  passes('runAsNonRoot', 'says so in the pod'),
  passes('runAsNonRoot', 'says so in the container', { pod: { runAsNonRoot: undefined }, context: { runAsNonRoot: true } }),
  passes('runAsNonRoot', 'is in a user namespace', { spec: { hostUsers: false }, pod: { runAsNonRoot: undefined } }),
  fails('runAsNonRoot', 'says it nowhere', { pod: { runAsNonRoot: undefined } }, 'main: securityContext.runAsNonRoot'),
  fails('runAsNonRoot', 'denies it in the pod', { pod: { runAsNonRoot: false }, context: { runAsNonRoot: true } }, 'securityContext.runAsNonRoot'),
  fails('runAsNonRoot', 'denies it in the container', { context: { runAsNonRoot: false } }, 'main: securityContext.runAsNonRoot'),
  fails('runAsNonRoot', 'leaves it out in one of two', {
    spec: { initContainers: [other('setup')] }, pod: { runAsNonRoot: undefined }, context: { runAsNonRoot: true },
  }, 'setup: securityContext.runAsNonRoot'),
  fails('runAsNonRoot', 'denies it in both places', { pod: { runAsNonRoot: false }, context: { runAsNonRoot: false } },
    'securityContext.runAsNonRoot', 'main: securityContext.runAsNonRoot'),

  passes('runAsUser', 'sets a user id', { pod: { runAsUser: 10001 } }),
  passes('runAsUser', 'is root in a user namespace', { spec: { hostUsers: false }, pod: { runAsUser: 0, runAsNonRoot: undefined } }),
  fails('runAsUser', 'is root', { pod: { runAsUser: 0 } }, 'securityContext.runAsUser'),
  fails('runAsUser', 'has a container that is root', { context: { runAsUser: 0 } }, 'main: securityContext.runAsUser'),
  fails('runAsUser', 'has an init container that is root', { spec: { initContainers: [other('setup', { runAsUser: 0 })] } },
    'setup: securityContext.runAsUser'),

  passes('seccompProfile_restricted', 'says so in the pod'),
  passes('seccompProfile_restricted', 'says so in the container', {
    pod: { seccompProfile: undefined }, context: { seccompProfile: { type: 'RuntimeDefault' } },
  }),
  passes('seccompProfile_restricted', 'runs on Windows', windows),
  fails('seccompProfile_restricted', 'says it nowhere', { pod: { seccompProfile: undefined } }, 'main: securityContext.seccompProfile.type'),
  fails('seccompProfile_restricted', 'is unconfined', { pod: { seccompProfile: { type: 'Unconfined' } } }, 'securityContext.seccompProfile.type'),
  fails('seccompProfile_restricted', 'is unconfined, but its container is not', {
    pod: { seccompProfile: { type: 'Unconfined' } }, context: { seccompProfile: { type: 'RuntimeDefault' } },
  }, 'securityContext.seccompProfile.type'),
  fails('seccompProfile_restricted', 'leaves it out in an init container', {
    spec: { initContainers: [other('setup')] }, pod: { seccompProfile: undefined }, context: { seccompProfile: { type: 'RuntimeDefault' } },
  }, 'setup: securityContext.seccompProfile.type'),
];
