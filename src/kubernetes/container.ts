import { Construct } from 'constructs';
import { sameNamespace } from './files';
import { PERSON } from './home';
import { ImagePullPolicy, mirrored, Settings } from './settings';
import { Mount } from './volume';
import { check, Check, EnvValue, noToken } from '../core';

/** A field of the pod itself as the value of an environment variable, such as `status.podIP`. */
export interface FieldRef {
  /** Path of the field. */
  readonly fieldPath: string;
}

/** What a container asks for and may use, as Kubernetes quantities. */
export interface Resources {
  /**
   * CPU that is set aside; there is no CPU limit unless `cpuLimit` gives one, since it only slows a container down.
   *
   * @default '100m'
   */
  readonly cpu?: string;
  /**
   * CPU that it may use at most.
   *
   * @default no limit
   */
  readonly cpuLimit?: string;
  /**
   * Memory that is set aside and that it may use at most.
   *
   * @default '256Mi'
   */
  readonly memory?: string;
}

/** A header of a probe's request. */
export interface ProbeHeader {
  /** Name of the header. */
  readonly name: string;
  /** Its value. */
  readonly value: string;
}

/** A request of a probe, in Kubernetes' own form. */
export interface ProbeRequest {
  /** Path of the request. */
  readonly path: string;
  /** Port of the container. */
  readonly port: number;
  /**
   * `HTTP` or `HTTPS`, whose certificate is not checked.
   *
   * @default 'HTTP'
   */
  readonly scheme?: string;
  /**
   * Headers of the request.
   *
   * @default none besides the kubelet's own
   */
  readonly httpHeaders?: readonly ProbeHeader[];
}

/** A check of a container's health; one of `httpGet`, `tcpSocket` and `exec`, in Kubernetes' own form. */
export interface Probe {
  /** A request that must succeed. */
  readonly httpGet?: ProbeRequest;
  /** A port that must accept a connection. */
  readonly tcpSocket?: { readonly port: number };
  /** A command that must exit with 0. */
  readonly exec?: { readonly command: readonly string[] };
  /** Seconds between two checks. */
  readonly periodSeconds?: number;
  /** Seconds until a check counts as failed. */
  readonly timeoutSeconds?: number;
  /** Failed checks in a row until it counts. */
  readonly failureThreshold?: number;
}

/** A container as a tool describes it; the workload adds what makes it safe. */
export interface ContainerProps {
  /** Image reference with a tag or digest. */
  readonly image: string;
  /**
   * Replaces the image's entrypoint.
   *
   * @default the image's own
   */
  readonly command?: readonly string[];
  /**
   * Arguments of the command.
   *
   * @default the image's own
   */
  readonly args?: readonly string[];
  /**
   * Environment variables; secrets by reference. `HOME` is `/tmp`, and `USER` and `LOGNAME` are `mlops`, unless they stand here: name the
   * home directory of an image that keeps something there.
   *
   * @default none but these
   */
  readonly env?: Record<string, EnvValue | FieldRef>;
  /**
   * What it listens on: name of at most 15 characters -> port.
   *
   * @default nothing
   */
  readonly ports?: Record<string, number>;
  /**
   * What it listens on for single packets instead of connections: name of at most 15 characters -> port.
   *
   * @default nothing
   */
  readonly udpPorts?: Record<string, number>;
  /**
   * Directories that it can use; the rest of its file system is read-only.
   *
   * @default none but `/tmp`, with 128Mi
   */
  readonly mounts?: readonly Mount[];
  /**
   * CPU and memory.
   *
   * @default '100m' and '256Mi'
   */
  readonly resources?: Resources;
  /**
   * Restarts the container when it fails.
   *
   * @default none
   */
  readonly liveness?: Probe;
  /**
   * Keeps traffic away while it fails.
   *
   * @default none
   */
  readonly readiness?: Probe;
  /**
   * Holds the other probes back until it first succeeds.
   *
   * @default none
   */
  readonly startup?: Probe;
  /**
   * Whether this container, and it alone, gets the token of its ServiceAccount and a network path to the Kubernetes API.
   *
   * @default false
   */
  readonly apiAccess?: boolean;
}

/** A container beside the main one, by name. */
export interface NamedContainerProps extends ContainerProps {
  /** Name of the container within the pod. */
  readonly name: string;
}

/** The volume that holds the token for containers with `apiAccess`; its defaults are written out, so that a second apply is quiet. */
export const API_TOKEN = {
  name: 'api-token',
  projected: {
    sources: [
      { serviceAccountToken: { path: 'token', expirationSeconds: 3600 } },
      { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
      { downwardAPI: { items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }] } },
    ],
  },
};

/** Where they see it. */
export const API_TOKEN_PATH = '/var/run/secrets/kubernetes.io/serviceaccount';

/** Bytes of one variable or argument that Linux takes, its end included. */
const LONGEST = 128 * 1024 - 1;

/** What must hold for the texts of a container. */
export function lengthChecks({ env = {}, command = [], args = [] }: ContainerProps): Check[] {
  return [
    ...Object.entries(env).flatMap(([name, value]) => typeof value === 'string' ? [length(`env.${name}`, value, name.length + 1)] : []),
    ...[...command, ...args].map(text => length('args', text, 0)),
  ];
}

function length(prop: string, text: string, more: number): Check {
  return [given => Buffer.byteLength(String(given)) + more > LONGEST, prop, text, 'Linux takes no variable or argument of 128 KiB', 'put it into a file'];
}

/** The container in Kubernetes' words: read-only, without privileges or capabilities. */
export function renderContainer(scope: Construct, props: NamedContainerProps, namespace: string): Record<string, unknown> {
  const mounts = (props.mounts ?? []).map(({ volume, path, ...rest }) => ({ name: volume.name, mountPath: path, ...rest }));
  const { caBundle } = Settings.of(scope);
  check(scope, Object.entries(props.env ?? {}).flatMap(([name, value]) => typeof value === 'object' && 'secret' in value
    ? [sameNamespace(`env.${name}`, value, namespace)] : []));
  const token = { name: API_TOKEN.name, mountPath: API_TOKEN_PATH, readOnly: true };
  return {
    name: props.name,
    image: mirrored(scope, props.image),
    imagePullPolicy: Settings.of(scope).imagePullPolicy ?? ImagePullPolicy.IF_NOT_PRESENT,
    command: props.command,
    args: props.args,
    env: Object.entries({ ...PERSON, ...caBundle?.env, ...props.env }).map(([name, value]) => renderEnv(name, value)),
    ports: [
      ...Object.entries(props.ports ?? {}).map(([name, containerPort]) => ({ name, containerPort })),
      ...Object.entries(props.udpPorts ?? {}).map(([name, containerPort]) => ({ name, containerPort, protocol: 'UDP' })),
    ],
    resources: renderResources(props.resources),
    volumeMounts: [...mounts, ...caBundle ? [caBundle.mount] : [], ...props.apiAccess ? [token] : []],
    livenessProbe: props.liveness,
    readinessProbe: props.readiness,
    startupProbe: props.startup,
    securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
  };
}

/** CPU and memory in Kubernetes' words, for containers that something else makes too. */
export function renderResources({ cpu = '100m', cpuLimit, memory = '256Mi' }: Resources = {}): Record<string, unknown> {
  return { requests: { cpu, memory }, limits: { cpu: cpuLimit, memory } };
}

function renderEnv(name: string, value: EnvValue | FieldRef): Record<string, unknown> {
  noToken(name, 'the name of an environment variable');
  if (typeof value !== 'object') return value === '' ? { name } : { name, value };
  if ('fieldPath' in value) return { name, valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: value.fieldPath } } };
  return { name, valueFrom: { secretKeyRef: { name: value.secret, key: value.key } } };
}
