import { Manifest } from './manifest';

/** A mention of another object by its name. */
export interface Reference {
  readonly kind: string;
  readonly name: string;
}

/** Kinds without which an object cannot even be made, and that a pod therefore cannot wait for by itself. */
export const PREREQUISITE_KINDS = new Set([
  'Namespace', 'CustomResourceDefinition', 'StorageClass', 'PriorityClass', 'RuntimeClass', 'IngressClass', 'GatewayClass',
]);

/** Fields that hold the name of another object. */
const NAME_FIELDS: Record<string, string> = {
  serviceAccountName: 'ServiceAccount',
  secretName: 'Secret',
  claimName: 'PersistentVolumeClaim',
  storageClassName: 'StorageClass',
  priorityClassName: 'PriorityClass',
  runtimeClassName: 'RuntimeClass',
  ingressClassName: 'IngressClass',
  gatewayClassName: 'GatewayClass',
};

/** Fields that hold an object, or a list of objects, with the other's `name`. */
const OBJECT_FIELDS: Record<string, string> = {
  configMap: 'ConfigMap',
  configMapRef: 'ConfigMap',
  configMapKeyRef: 'ConfigMap',
  secret: 'Secret',
  secretRef: 'Secret',
  secretKeyRef: 'Secret',
  imagePullSecrets: 'Secret',
};

/** What a manifest mentions by name, in its own namespace or without one. Services are left out: waiting for one can be a deadlock. */
export function referencesOf(manifest: Manifest): Reference[] {
  const found: Reference[] = [];
  const { namespace } = manifest.metadata;
  if (namespace !== undefined) found.push({ kind: 'Namespace', name: namespace });
  const roleRef = manifest.roleRef as Reference | undefined;
  if (roleRef !== undefined) found.push({ kind: roleRef.kind, name: roleRef.name });
  collect(manifest, found);
  return found;
}

function collect(value: unknown, found: Reference[]): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, field] of Object.entries(value)) {
    if (typeof field === 'string') {
      if (key in NAME_FIELDS) found.push({ kind: NAME_FIELDS[key], name: field });
      continue;
    }
    if (key in OBJECT_FIELDS) {
      for (const item of Array.isArray(field) ? field : [field]) {
        const name = (item as { name?: unknown } | null)?.name;
        if (typeof name === 'string') found.push({ kind: OBJECT_FIELDS[key], name });
      }
    }
    collect(field, found);
  }
}

/** The pods that a manifest describes, for the kinds that have a template. */
export interface PodTemplate {
  readonly labels: Record<string, string>;
  readonly serviceAccount: string;
}

/** The pod template of a workload, wherever its kind keeps it; undefined for what is no workload. */
export function podTemplateOf(manifest: Manifest): PodTemplate | undefined {
  const spec = manifest.spec as Fields | undefined;
  const template = manifest.kind === 'Pod' ? manifest as Fields
    : manifest.kind === 'CronJob' ? fieldsAt(spec, 'jobTemplate', 'spec', 'template')
      : fieldsAt(spec, 'template');
  const podSpec = fieldsAt(template, 'spec');
  if (podSpec === undefined || !('containers' in podSpec)) return undefined;
  return {
    labels: (fieldsAt(template, 'metadata', 'labels') ?? {}) as Record<string, string>,
    serviceAccount: (podSpec.serviceAccountName as string | undefined) ?? 'default',
  };
}

type Fields = Record<string, unknown>;

function fieldsAt(from: Fields | undefined, ...path: string[]): Fields | undefined {
  return path.reduce<Fields | undefined>((at, key) => at?.[key] as Fields | undefined, from);
}
