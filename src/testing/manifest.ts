/** The metadata of a manifest. */
export interface ManifestMetadata {
  /** Name of the object. */
  readonly name: string;
  /** Namespace of the object; absent for cluster-wide objects and where nothing set it. */
  readonly namespace?: string;
  /** Labels of the object. */
  readonly labels?: Record<string, string>;
  /** Annotations of the object. */
  readonly annotations?: Record<string, string>;
  /** Everything else that Kubernetes allows here. */
  readonly [field: string]: any;
}

/** One Kubernetes object as plain data, as it would be written to YAML. */
export interface Manifest {
  /** Group and version, for example `apps/v1`. */
  readonly apiVersion: string;
  /** Kind, for example `Deployment`. */
  readonly kind: string;
  /** Name, namespace, labels and annotations. */
  readonly metadata: ManifestMetadata;
  /** `spec`, `data`, `rules` and whatever else the kind has. Untyped, so that tests can look anywhere. */
  readonly [field: string]: any;
}

/** How messages call a manifest: `Deployment ml/mlflow`, or `Namespace ml` without a namespace. */
export function nameOf(manifest: Manifest): string {
  const { name, namespace } = manifest.metadata ?? {};
  return `${manifest.kind} ${namespace ? `${namespace}/` : ''}${name ?? '<no name>'}`;
}
