import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { EnvVar, renderEnv } from './container';
import { ownSecret, sameNamespace } from './files';
import { agreeChecks, Given, meetChecks } from './meet';
import { shortHash } from './names';
import { connectionChecks, makerOf } from './pod-names';
import { Fields } from './rewrite';
import { check, Check, ConstructError, EnvValue, IConnectable, isSecretRef, SecretRef } from '../core';

/** The label by which network policies find pods that are not this library's. */
export const CLIENT = 'mlops-constructs/client';

/** What a container of pods is connected with. */
export interface Grant {
  /** All that it talks to. */
  readonly uses: readonly IConnectable[];
  /** Name of the container; the first where there is none. */
  readonly container?: string;
}

/** What is added to the pods of a manifest. */
export interface PodChanges {
  /** The manifest as it is written without them. */
  readonly manifest: Fields;
  /** Namespace of the pods. */
  readonly namespace: string;
  /** Labels for the policies. */
  readonly labels: Record<string, string>;
  /** What containers are connected with, in the order of the calls. */
  readonly grants: readonly Grant[];
}

interface Container {
  readonly name: string;
  readonly env?: readonly EnvVar[];
  readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string }[];
}
interface PodSpec extends Fields {
  readonly containers: readonly Container[];
  readonly initContainers?: readonly Container[];
  readonly volumes?: readonly object[];
}
interface Pod {
  readonly metadata?: { readonly labels?: Record<string, string> };
  readonly spec: PodSpec;
}
/** A connectable, and what it is called in messages. */
interface Used { readonly maker: string; readonly use: IConnectable }

const PLACES = [['spec', 'jobTemplate', 'spec', 'template'], ['spec', 'template'], []];
const LISTS = ['containers', 'initContainers'] as const;

/**
 * The manifest with pods that hold what they are connected with, and the labels that policies look for.
 *
 * @throws ConstructError when it has no pods, not that container, or the pods hold something else in the same place
 */
export function addTo(scope: Construct, object: ApiObject, changes: PodChanges): Fields {
  const { manifest, namespace, labels, grants } = changes;
  const place = PLACES.find(path => podAt(manifest, path) && (path.length > 0 || manifest.kind === 'Pod'));
  if (!place) {
    throw new ConstructError(object, [`it is a ${object.kind}, which holds no pods: `
      + 'connect a Deployment, StatefulSet, DaemonSet, Job, CronJob or Pod, or what has a template of pods as they have it']);
  }
  const pod = podAt(manifest, place)!;
  const used = grants.flatMap(({ uses }) => uses).map((use, index) => ({ use, maker: makerOf(use, index) }));
  const byContainer = new Map<Container, Used[]>();
  for (const { container, uses } of grants) {
    const found = containerOf(object, pod, container);
    byContainer.set(found, [...byContainer.get(found) ?? [], ...used.filter(({ use }) => uses.includes(use))]);
  }
  check(scope, [
    ...connectionChecks(used.map(({ use }) => use)),
    ...identityChecks(scope, pod, namespace, used),
    ...[...byContainer].flatMap(([container, mine]) => containerChecks(container, mine, namespace)),
  ]);
  const volumes = [...byContainer].flatMap(([container, mine]) => filesOf(mine).map(([path, ref]) => {
    const { secret, key } = ownSecret(scope, ref, namespace, path);
    return { name: volumeName(container, path), secret: { secretName: secret, items: [{ key, path: 'file' }] } };
  }));
  const list = (name: typeof LISTS[number]) => pod.spec[name] && {
    [name]: pod.spec[name].map(container => withConnections(container, byContainer.get(container) ?? [])),
  };
  const podLabels = Object.assign({}, ...used.map(({ use }) => use.connection.identity?.podLabels)) as Record<string, string>;
  return replaced(manifest, place, {
    ...pod,
    metadata: { ...pod.metadata, labels: { ...pod.metadata?.labels, ...podLabels, ...labels } },
    spec: {
      ...pod.spec,
      ...list('initContainers'),
      ...list('containers'),
      ...volumes.length > 0 && { volumes: [...pod.spec.volumes ?? [], ...volumes] },
    },
  });
}

function podAt(manifest: Fields, path: readonly string[]): Pod | undefined {
  const found = path.reduce<Fields | undefined>((at, key) => at?.[key] as Fields | undefined, manifest) as Partial<Pod> | undefined;
  return Array.isArray(found?.spec?.containers) ? found as Pod : undefined;
}

function replaced(at: Fields, [key, ...path]: readonly string[], pod: Pod): Fields {
  return key === undefined ? { ...at, ...pod } : { ...at, [key]: replaced(at[key] as Fields, path, pod) };
}

function containerOf(object: ApiObject, { spec }: Pod, name: string | undefined): Container {
  const all = LISTS.flatMap(list => spec[list] ?? []);
  const found = name === undefined ? spec.containers[0] : all.find(container => container.name === name);
  if (found) return found;
  const names = all.map(each => each.name).join(', ');
  throw new ConstructError(object, [`container '${name}': there is no such container: use one of ${names}`]);
}

/** What of the environment and files of a container must be one thing, whoever gives it. */
function containerChecks({ name, env = [], volumeMounts = [] }: Container, used: readonly Used[], namespace: string): Check[] {
  const maker = `container '${name}'`;
  const given = used.flatMap(({ use: { connection: { env: set = {} } }, maker: by }) => (
    Object.entries(set).map(([key, value]) => ({ key, value, by }))));
  return [
    ...agreeChecks('variable', [
      // Of one that stands there twice, the last counts.
      ...new Map(env.map(each => [each.name, { name: each.name, maker, value: valueOf(each) }])).values(),
      ...given.map(({ key, value, by }) => ({ name: key, maker: by, value: valueOf(renderEnv(key, value)) })),
    ], "leave the variable out of the container, or wrap what sets it in alias(…, 'PREFIX')"),
    ...given.flatMap(({ key, value }) => isSecretRef(value) ? [sameNamespace(`env.${key}`, value, namespace)] : []),
    ...meetChecks('file', [
      ...volumeMounts.map(mount => ({ name: mount.mountPath, maker: `volume '${mount.name}'` })),
      ...filesOf(used).map(([path]) => ({ name: path, maker: 'what it is connected with' })),
    ], `are both mounted there in ${maker}`, 'mount the volume at another path'),
  ];
}

/** Who the pods are for a cloud: labels of their own, and annotations of their ServiceAccount. */
function identityChecks(scope: Construct, { metadata, spec }: Pod, namespace: string, used: readonly Used[]): Check[] {
  const of = (maker: string, map: Record<string, string> = {}): Given[] => (
    Object.entries(map).map(([name, value]) => ({ name, maker, value })));
  const needed = used.flatMap(({ use, maker }) => of(maker, use.connection.identity?.serviceAccountAnnotations));
  const account = String(spec.serviceAccountName ?? 'default');
  const has = needed.length > 0 ? annotationsOf(scope, account, namespace) : {};
  const lacking = Object.fromEntries(needed.filter(({ name }) => !(name in has)).map(({ name, value }) => [name, value]));
  return [
    [Object.keys(lacking).length > 0, 'serviceAccountName', account,
      'what it is connected with needs annotations of that ServiceAccount, and this program sets none',
      `make the ServiceAccount here, with the annotations ${JSON.stringify(lacking)}, or use keys in place of an identity`],
    ...agreeChecks('annotation', [...of(`ServiceAccount '${account}'`, has), ...needed], 'write the same for both'),
    ...agreeChecks('label', [
      ...of('the template of the pods', metadata?.labels), ...used.flatMap(({ use, maker }) => of(maker, use.connection.identity?.podLabels)),
    ], 'leave the label out of the template'),
  ];
}

/** The annotations of a ServiceAccount that the program makes. */
function annotationsOf(scope: Construct, name: string, namespace: string): Record<string, string> {
  const objects = scope.node.root.node.findAll().filter(ApiObject.isApiObject).map(each => ApiObject.of(each));
  const accounts = objects.filter(({ kind, metadata: { namespace: home } }) => kind === 'ServiceAccount' && home === namespace);
  const account = accounts.find(object => object.name === name);
  const { metadata } = (account?.toJson() ?? {}) as { readonly metadata?: { readonly annotations?: Record<string, string> } };
  return metadata?.annotations ?? {};
}

/** What it is connected with comes first, so that the container's own variables can refer to it. */
function withConnections(container: Container, used: readonly Used[]): Container {
  const env = Object.assign({}, ...used.map(({ use }) => use.connection.env)) as Record<string, EnvValue>;
  const own = (container.env ?? []).map(({ name }) => name);
  const added = Object.entries(env).filter(([name]) => !own.includes(name)).map(([name, value]) => renderEnv(name, value));
  const mounts = filesOf(used).map(([mountPath]) => (
    { name: volumeName(container, mountPath), mountPath, subPath: 'file', readOnly: true }));
  return {
    ...container,
    ...added.length > 0 && { env: [...added, ...container.env ?? []] },
    ...mounts.length > 0 && { volumeMounts: [...container.volumeMounts ?? [], ...mounts] },
  };
}

function filesOf(used: readonly Used[]): [path: string, ref: SecretRef][] {
  return Object.entries(Object.assign({}, ...used.map(({ use }) => use.connection.files)) as Record<string, SecretRef>);
}

function volumeName({ name }: Container, path: string): string {
  return `connected-${shortHash(`${name} ${path}`)}`;
}

/** A variable's value in one form, whoever wrote it. */
function valueOf({ value = '', valueFrom }: Partial<EnvVar>): unknown {
  return valueFrom === undefined ? value : sorted(valueFrom);
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => a < b ? -1 : 1).map(([key, item]) => [key, sorted(item)]));
}
