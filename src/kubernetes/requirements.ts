import { ApiObject } from 'cdk8s';
import { IConstruct } from 'constructs';

/** What a program needs in the cluster beyond Kubernetes, by API group. */
const REQUIREMENTS: Record<string, string> = {
  'external-secrets.io': 'External Secrets operator',
  'gateway.networking.k8s.io': 'Gateway API',
  'keda.sh': 'KEDA',
  'postgresql.cnpg.io': 'CloudNativePG',
};

/** What the objects below a scope need in the cluster beyond Kubernetes, by name, in alphabetical order. */
export function requirementsOf(scope: IConstruct): string[] {
  const objects = scope.node.findAll().filter(ApiObject.isApiObject).map(construct => ApiObject.of(construct));
  const groups = objects.map(object => object.apiVersion.split('/')[0]);
  return [...new Set(groups.map(group => REQUIREMENTS[group]).filter(name => name !== undefined))].sort();
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
