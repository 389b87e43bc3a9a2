import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { API_TOKEN, API_TOKEN_PATH, ContainerProps, lengthChecks, FieldRef, NamedContainerProps, renderContainer } from './container';
import { withEphemeralStorage } from './ephemeral-storage';
import { fileVolumes, withFiles } from './files';
import { withTmp } from './home';
import { createPolicies, INSTANCE, PeerGroup, PEERS } from './network';
import { ANOTHER_ID, createObject } from './object';
import { ownAnnotationChecks } from './own-keys';
import { connectionChecks, ContainerRole, OwnVolume, podNameChecks } from './pod-names';
import { createRole, Permission } from './role';
import { namespaceOf, Settings } from './settings';
import { createSources, SOURCE_FILES, sourceChecks, SourceMount } from './source';
import { spreadConstraints } from './spread';
import { claim } from './unique';
import { check, Check, Connection, EnvValue, IConnectable } from '../core';

/** What every workload takes: its main container, what stands beside it, and what it talks to. */
export interface WorkloadProps extends ContainerProps {
  /**
   * All that the main container talks to: it gets their environment, files, identity and the network path.
   *
   * @default nothing
   */
  readonly uses?: readonly IConnectable[];
  /**
   * All that the pods must reach without getting its environment, because the tool wants it written in its own way.
   *
   * @default nothing
   */
  readonly reaches?: readonly IConnectable[];
  /**
   * The group of workloads whose pods reach each other; with high availability, those of one tool are spread over the nodes.
   *
   * @default none
   */
  readonly peers?: PeerGroup;
  /**
   * Repositories and the like whose files all containers of the pods see. They are fetched before any other container starts; in
   * pods that stay, a container of their own keeps them current.
   *
   * @default none
   */
  readonly sources?: readonly SourceMount[];
  /**
   * Containers that run to their end before the main one starts, in order.
   *
   * @default none
   */
  readonly initContainers?: readonly NamedContainerProps[];
  /**
   * Containers beside the main one.
   *
   * @default none
   */
  readonly sidecars?: readonly NamedContainerProps[];
  /**
   * User and group id of all processes, and group of the volumes; not 0.
   *
   * @default 10001
   */
  readonly user?: number;
  /**
   * Group id of all processes, where it is not that of the user; images whose files belong to group 0 need 0.
   *
   * @default that of the user
   */
  readonly group?: number;
  /**
   * What the containers with `apiAccess` may do in their namespace, as Kubernetes' policy rules.
   *
   * @default nothing
   */
  readonly permissions?: readonly Permission[];
  /**
   * Taints of nodes on which the pods may run all the same.
   *
   * @default none
   */
  readonly tolerations?: readonly Toleration[];
  /**
   * Annotations of the pods.
   *
   * @default none
   */
  readonly podAnnotations?: Record<string, string>;
  /**
   * Seconds that the pods have to end by themselves.
   *
   * @default 30
   */
  readonly terminationGracePeriodSeconds?: number;
  /**
   * What the pods call themselves. The name of their Service leads to a single pod over every restart.
   *
   * @default the name of each pod
   */
  readonly hostname?: string;
  /**
   * Name of the ServiceAccount that the workload makes.
   *
   * @default that of the workload
   */
  readonly serviceAccountName?: string;
  /**
   * Name of a ServiceAccount that exists, which the pods take in place of one that the workload makes. What gives pods an identity of a
   * cloud by annotations of their ServiceAccount must be done there.
   *
   * @default none: the workload makes one
   */
  readonly existingServiceAccount?: string;
}

/** A taint of nodes that pods put up with, in Kubernetes' own form. */
export interface Toleration {
  /**
   * Key of the taint.
   *
   * @default any, with the operator `Exists`
   */
  readonly key?: string;
  /** `Exists`, or `Equal` to compare the value. */
  readonly operator: string;
  /**
   * Value of the taint.
   *
   * @default none
   */
  readonly value?: string;
  /**
   * `NoSchedule`, `PreferNoSchedule` or `NoExecute`.
   *
   * @default any
   */
  readonly effect?: string;
}

/** What the parts of a workload are called and where they live. */
export interface WorkloadNames {
  /** Name of the workload, its ServiceAccount and its policy. */
  readonly name: string;
  /** Name of the tool, for labels. */
  readonly tool: string;
  /** Name of the main container; `main` unless the tool asks for another. */
  readonly container?: string;
  /** Spreads the pods over the nodes. */
  readonly spread?: boolean;
  /** Seconds that containers go on after a pod has begun to end, while clients learn that it is gone. */
  readonly drainSeconds?: number;
  /** `Always`, or `OnFailure` or `Never` for pods that end. */
  readonly restartPolicy: string;
}

/** A pod template, and the objects that must exist before its pods. */
export interface PodParts {
  /** The template in Kubernetes' words. */
  readonly template: Record<string, unknown>;
  /** ServiceAccount and network policies. */
  readonly prerequisites: readonly ApiObject[];
}

/** The name of the tool that a workload belongs to: the id of the construct that made it. */
export function toolOf(scope: Construct): string {
  return (scope.node.scope?.node.id ?? scope.node.id).toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '').slice(0, 63) || 'workload';
}

/** Makes the hardened pod template of a workload with its ServiceAccount and network policies. */
export function createPods(scope: Construct, props: WorkloadProps, names: WorkloadNames): PodParts {
  const { uses = [], reaches = [], sources = [], sidecars = [], user = 10001, group = user } = props;
  const namespace = namespaceOf(scope);
  const used = uses.map(connectable => connectable.connection);
  check(scope, sourceChecks(sources, props.mounts));
  const synced = createSources(scope, sources, namespace, names.restartPolicy !== 'Always');
  const connections = [...used, ...[...reaches, ...sources.map(({ source }) => source)].map(connectable => connectable.connection)];
  const seeing = <T extends ContainerProps>(container: T): T => (
    withTmp({ ...container, mounts: [...container.mounts ?? [], ...synced.mounts] }));
  const main: NamedContainerProps = { ...props, name: names.container ?? 'main', env: mergeEnv(scope, used, props.env) };
  const containers = [main, ...sidecars].map(seeing);
  const initContainers = (props.initContainers ?? []).map(seeing);
  const all = [...containers, ...initContainers, ...synced.described];
  const apiAccess = all.some(container => container.apiAccess);
  const { caBundle } = Settings.of(scope);
  const files = merge(used.map(connection => connection.files));
  const secrets = fileVolumes(scope, files, namespace);
  const own: OwnVolume[] = [
    ...apiAccess ? [ownVolume(API_TOKEN, 'the token of the ServiceAccount')] : [],
    ...caBundle ? [ownVolume(caBundle.volume, 'the CA bundle of the settings')] : [],
    ...Object.keys(files).map((path, index) => ownVolume(secrets[index], `the file ${path} of what it uses`)),
    ...synced.volumes.map(volume => ownVolume(volume, 'the credentials of a source')),
    ...synced.mounts.map(({ volume, path }) => ({ name: volume.name, maker: `the source at ${path}`, value: volume.source })),
  ];
  const roleOf = (container: NamedContainerProps, role: string, stays: boolean, mounted: Record<string, string> = {}): ContainerRole => ({
    container,
    role,
    stays,
    ownMounts: {
      ...caBundle && { [caBundle.directory]: 'the CA bundle of the settings' },
      ...container.apiAccess && { [API_TOKEN_PATH]: 'the token of the ServiceAccount' },
      ...mounted,
    },
  });
  const staying = names.restartPolicy === 'Always';
  const readFiles = Object.fromEntries(Object.keys(files).map(path => [path, 'a file of what it uses']));
  check(scope, [
    // Deployments, Jobs and all others share the label by which policies select pods.
    claim(scope, 'workload', `${namespace}/${names.name}`, scope.node.root, 'workload', 'makes it already', ANOTHER_ID),
    ...all.flatMap(lengthChecks),
    ...podNameChecks([
      ...synced.described.map(each => roleOf(each, 'source', staying, each.files && { [SOURCE_FILES]: 'its credentials' })),
      ...initContainers.map(each => roleOf(each, 'init container', false)),
      ...containers.map((each, index) => roleOf(each, index === 0 ? 'container' : 'sidecar', true, index === 0 ? readFiles : {})),
    ], own),
    ...connectionChecks([...uses, ...reaches, ...sources.map(({ source }) => source)]),
    ...ownAnnotationChecks('podAnnotations', props.podAnnotations),
  ]);

  const labels = { 'app.kubernetes.io/name': names.tool, [INSTANCE]: names.name };
  const holder = props.existingServiceAccount ?? props.serviceAccountName ?? names.name;
  const annotations = merge(connections.map(c => c.identity?.serviceAccountAnnotations));
  check(scope, [[
    props.existingServiceAccount !== undefined && Object.keys(annotations).length > 0, 'existingServiceAccount', props.existingServiceAccount,
    'what it uses needs annotations of the ServiceAccount, and none is made', 'leave it out, or use keys in place of an identity',
  ]]);
  const accounts = props.existingServiceAccount !== undefined ? [] : [createObject(scope, 'ServiceAccount', {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    name: holder,
    namespace,
    labels,
    annotations,
    body: { automountServiceAccountToken: false },
  })];
  const { peers } = props;
  const policies = createPolicies(scope, { name: names.name, namespace, connections, apiAccess, peers });
  const volumes = [
    ...volumesOf(all),
    ...secrets,
    ...synced.volumes,
    ...caBundle ? [caBundle.volume] : [],
    ...apiAccess ? [API_TOKEN] : [],
  ];
  const { drainSeconds } = names;

  const template = {
    metadata: {
      labels: {
        ...Settings.of(scope).labels,
        ...merge(connections.map(c => c.identity?.podLabels)),
        ...labels,
        ...peers && { [PEERS]: peers.name },
        'app.kubernetes.io/managed-by': 'mlops-constructs',
      },
      annotations: { ...props.podAnnotations, ...digestsOf(all) },
    },
    spec: {
      serviceAccountName: holder,
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      restartPolicy: names.restartPolicy,
      terminationGracePeriodSeconds: props.terminationGracePeriodSeconds,
      hostname: props.hostname,
      tolerations: props.tolerations,
      imagePullSecrets: Settings.of(scope).imagePullSecrets?.map(name => ({ name })),
      securityContext: {
        runAsNonRoot: true,
        runAsUser: user,
        runAsGroup: group,
        fsGroup: user,
        fsGroupChangePolicy: 'OnRootMismatch',
        seccompProfile: { type: 'RuntimeDefault' },
      },
      topologySpreadConstraints: spreadConstraints(scope, { name: names.name, tool: names.tool, several: names.spread ?? false, peers }),
      ...withEphemeralStorage(
        [...synced.initContainers, ...initContainers.map(container => renderContainer(scope, container, namespace))],
        containers.map((container, index) => ({
          ...withFiles(renderContainer(scope, container, namespace), index === 0 ? files : {}),
          lifecycle: drainSeconds === undefined ? undefined : { preStop: { sleep: { seconds: drainSeconds } } },
        })),
        volumes,
      ),
      volumes,
    },
  };
  const { permissions = [] } = props;
  const roles = permissions.length > 0 ? createRole(scope, { name: holder, account: { name: holder, namespace }, permissions }) : [];
  return { template, prerequisites: [...accounts, ...policies, ...roles] };
}

/** What a construct writes itself wins over what it uses; two that it uses must not disagree. */
function mergeEnv(scope: Construct, used: readonly Connection[], own: ContainerProps['env'] = {}): Record<string, EnvValue | FieldRef> {
  const given = used.flatMap(({ env = {} }) => Object.entries(env));
  const names = [...new Set(given.map(([name]) => name))].filter(name => !(name in own));
  check(scope, names.map((name): Check => {
    const values = distinct(given.filter(([other]) => other === name).map(([, value]) => value));
    return [all => distinct(all as EnvValue[]).length > 1, `env.${name}`, values, 'two of its uses set it to different values', "wrap one of them in alias(…, 'PREFIX')"];
  }));
  return { ...Object.fromEntries(given), ...own };
}

function distinct<T>(values: readonly T[]): T[] {
  return [...new Map(values.map(value => [JSON.stringify(value), value])).values()];
}

function merge<T>(maps: readonly (Record<string, T> | undefined)[]): Record<string, T> {
  return Object.assign({}, ...maps.filter(map => map !== undefined));
}

function ownVolume({ name, ...value }: { readonly name?: unknown }, maker: string): OwnVolume {
  return { name: String(name), maker, value };
}

function digestsOf(containers: readonly ContainerProps[]): Record<string, string> {
  const volumes = containers.flatMap(container => container.mounts ?? []).map(mount => mount.volume);
  return Object.fromEntries(volumes.flatMap(({ name, digest }) => digest === undefined ? [] : [[`mlops-constructs/digest-${name}`, digest]]));
}

function volumesOf(containers: readonly ContainerProps[]): Record<string, unknown>[] {
  const volumes = containers.flatMap(container => container.mounts ?? []).map(mount => mount.volume);
  return [...new Map(volumes.map(({ name, source }) => [name, { name, ...source }])).values()];
}
