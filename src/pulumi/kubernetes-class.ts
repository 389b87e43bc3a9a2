import * as pulumi from '@pulumi/pulumi';

/** A class of `@pulumi/kubernetes`. */
export type KubernetesClass = new (name: string, args: object, opts: pulumi.CustomResourceOptions) => pulumi.CustomResource;

/**
 * The class of `@pulumi/kubernetes` for a kind of object; `CustomResource` where the package has none of its own.
 */
export function kubernetesClass(apiVersion: string, kind: string): KubernetesClass {
  return typedClass(apiVersion, kind) ?? load('apiextensions').CustomResource;
}

function typedClass(apiVersion: string, kind: string): KubernetesClass | undefined {
  const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['core', apiVersion];
  if (group.includes('.') && !group.endsWith('.k8s.io')) return undefined;
  try {
    const found = load(`${group.split('.')[0]}/${version}`)[kind];
    // Two groups can share a first label, and then only the type tells them apart.
    return found?.__pulumiType === `kubernetes:${group}/${version}:${kind}` ? found : undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}

/** Loads one module of the package: the whole of it takes 30 ms longer. */
function load(path: string): Record<string, KubernetesClass & { readonly __pulumiType?: string }> {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- which module it is, is known only from the manifest
  return require(`@pulumi/kubernetes/${path}`);
}
