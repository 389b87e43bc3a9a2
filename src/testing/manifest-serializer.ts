import { Yaml } from 'cdk8s';
import { Manifest } from './manifest';

const VERSION_LABEL = 'app.kubernetes.io/version';
/** A generated name, as a whole string. */
const GENERATED = /^([a-z0-9][-a-z0-9.]*)-[0-9a-f]{8}$/;
/** An image in a field's text, such as a pod template inside a ConfigMap. */
const IMAGE_LINE = /^(\s*(?:- )?image: *["']?)([^\s"']+)/gm;
/** Keys of annotations whose value is a hash of something else. */
const CHECKSUM = /(^checksum\/|(checksum|hash)$)/;

/**
 * A snapshot serializer that prints manifests as YAML documents, without what a new release of an image changes.
 *
 * Tags and digests of images, `app.kubernetes.io/version` labels, and the hash at the end of generated names come out as
 * `<version>` and `<hash>`, so that an update of this library's image catalog changes none of your snapshots.
 *
 * ```ts
 * expect.addSnapshotSerializer(manifestSerializer);        // jest, vitest
 * expect(synth(platform)).toMatchSnapshot();
 * ```
 *
 * In node:test, compare `manifestSerializer.print(manifests)`.
 */
export const manifestSerializer = {
  /** Whether the value is a manifest or a list of manifests. */
  test(value: unknown): boolean {
    return Array.isArray(value) ? value.length > 0 && value.every(isManifest) : isManifest(value);
  },
  /** The manifests as YAML; jest and vitest call this. */
  serialize(value: Manifest | readonly Manifest[]): string {
    return manifestSerializer.print(value).trimEnd();
  },
  /** The manifests as YAML. */
  print(value: Manifest | readonly Manifest[]): string {
    const manifests = [value].flat() as Manifest[];
    const names = replacements(manifests);
    return Yaml.stringify(...manifests.map((manifest) => normalize(manifest, [], names)));
  },
};

function isManifest(value: unknown): value is Manifest {
  const { apiVersion, kind } = (value ?? {}) as Partial<Manifest>;
  return typeof apiVersion === 'string' && typeof kind === 'string';
}

/** Generated names and images that occur inside longer texts, too: addresses, arguments, files. */
function replacements(manifests: readonly Manifest[]): [string, string][] {
  const found = new Map<string, string>();
  const walk = (value: unknown, path: readonly string[]): void => {
    if (typeof value === 'string') {
      if (isImage(path)) found.set(value, withoutVersion(value));
      if (path.at(-1) === 'name' && GENERATED.test(value)) found.set(value, withoutHash(value));
    } else if (value && typeof value === 'object') {
      for (const [key, each] of Object.entries(value)) walk(each, [...path, key]);
    }
  };
  manifests.forEach((manifest) => walk(manifest, []));
  // The longest first: one may be the beginning of another.
  return [...found].filter(([from, to]) => from !== to).sort(([a], [b]) => b.length - a.length);
}

function normalize(value: unknown, path: readonly string[], names: readonly [string, string][]): unknown {
  if (typeof value === 'string') return normalizeText(value, path, names);
  if (Array.isArray(value)) return value.map((each, index) => normalize(each, [...path, String(index)], names));
  if (!value || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, normalize(each, [...path, key], names)]));
}

function normalizeText(text: string, path: readonly string[], names: readonly [string, string][]): string {
  const [parent, key] = path.slice(-2);
  if (key === VERSION_LABEL) return '<version>';
  if (parent === 'annotations' && CHECKSUM.test(key)) return '<hash>';
  if (isImage(path)) return withoutVersion(text);
  if (GENERATED.test(text)) return withoutHash(text);
  return names.reduce((result, [from, to]) => result.replaceAll(from, to), text)
    .replace(IMAGE_LINE, (_, before: string, image: string) => before + withoutVersion(image));
}

/** Whether this is where a container, an image volume or a custom resource names its image. */
function isImage(path: readonly string[]): boolean {
  const [parent, key] = path.slice(-2);
  return key === 'image' || key === 'imageName' || (key === 'reference' && parent === 'image');
}

function withoutHash(name: string): string {
  return name.replace(GENERATED, '$1-<hash>');
}

function withoutVersion(image: string): string {
  const [, name, tag, digest] = /^([^@]*?)(:[^:/@]*)?(@.*)?$/s.exec(image)!;
  return tag || digest ? `${name}:<version>` : image;
}
