import { ApiObject } from 'cdk8s';
import { IConstruct } from 'constructs';

/** What a program needs in the cluster beyond Kubernetes, by API group. */
const REQUIREMENTS: Record<string, string> = {
  'cert-manager.io': 'cert-manager',
  'external-secrets.io': 'External Secrets operator',
  'gateway.networking.k8s.io': 'Gateway API',
  'grafana.integreatly.org': 'Grafana operator',
  'keda.sh': 'KEDA',
  'kueue.x-k8s.io': 'Kueue',
  'monitoring.coreos.com': 'Prometheus operator',
  'postgresql.cnpg.io': 'CloudNativePG',
  'scheduling.volcano.sh': 'Volcano',
};

/** Kubernetes' own groups with a dot in them. */
const KUBERNETES = [
  'admissionregistration.k8s.io', 'apiextensions.k8s.io', 'apiregistration.k8s.io', 'authentication.k8s.io', 'authorization.k8s.io',
  'certificates.k8s.io', 'coordination.k8s.io', 'discovery.k8s.io', 'events.k8s.io', 'flowcontrol.apiserver.k8s.io',
  'internal.apiserver.k8s.io', 'networking.k8s.io', 'node.k8s.io', 'rbac.authorization.k8s.io', 'resource.k8s.io', 'scheduling.k8s.io',
  'storage.k8s.io', 'storagemigration.k8s.io',
];

interface Marked {
  readonly labels?: Record<string, string>;
  readonly annotations?: Record<string, string>;
}

interface MarkedObject {
  readonly metadata?: Marked;
  readonly spec?: { readonly jobTemplate?: { readonly metadata?: Marked } };
}

/** What the objects below a scope need in the cluster beyond Kubernetes, by name or else by API group, in alphabetical order. */
export function requirementsOf(scope: IConstruct): string[] {
  const objects = scope.node.findAll().filter(ApiObject.isApiObject).map(construct => ApiObject.of(construct));
  const groups = objects.flatMap(object => [
    ...object.apiVersion.includes('/') ? [object.apiVersion.split('/')[0]] : [],
    // A label or annotation alone asks for what nobody but its owner knows.
    ...marksOf(object.toJson()).map(key => key.split('/')[0]).filter(group => group in REQUIREMENTS),
  ]);
  return [...new Set(groups.filter(group => !isKubernetes(group)).map(group => REQUIREMENTS[group] ?? group))].sort();
}

/** The keys of all labels and annotations of an object, and of the Jobs that it makes. */
function marksOf({ metadata, spec }: MarkedObject): string[] {
  return [metadata, spec?.jobTemplate?.metadata].flatMap(marked => Object.keys({ ...marked?.labels, ...marked?.annotations }));
}

/** That a group ends in k8s.io is not enough: so do those of projects that are installed apart. */
function isKubernetes(group: string): boolean {
  return !group.includes('.') || KUBERNETES.includes(group);
}

/**
 * Every image that the objects below a scope start, in alphabetical order, as it is pulled: without `imageRegistry` the list of what to
 * copy for a cluster without internet, with it the list of what the copy must hold. Images of pods that operators and tools make are
 * among them where this library names them.
 */
export function imagesOf(scope: IConstruct): string[] {
  const images = new Set<string>();
  for (const construct of scope.node.findAll()) if (ApiObject.isApiObject(construct)) collect(ApiObject.of(construct).toJson(), images);
  return [...images].sort();
}

function collect(value: unknown, images: Set<string>): void {
  if (typeof value !== 'object' || value === null) return;
  const { kind, data, spec } = value as Record<string, any>;
  // Templates of pods that a tool makes by itself lie in files.
  if (kind === 'ConfigMap') Object.values<string>(data ?? {}).filter(isPod).forEach(text => collect(JSON.parse(text), images));
  // CloudNativePG and the Prometheus operator have words of their own.
  for (const image of [spec?.imageName, kind === 'Prometheus' && spec?.image]) if (image) images.add(image);
  for (const [key, item] of Object.entries(value)) {
    if (/^(initC|c)ontainers$/.test(key) && Array.isArray(item)) item.forEach(({ image }) => images.add(image));
    else collect(item, images);
  }
}

function isPod(text: string): boolean {
  return /^\{"apiVersion":"v1","kind":"Pod",/.test(text);
}
