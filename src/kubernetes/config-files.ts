import { Construct } from 'constructs';
import { nameOf, shortHash } from './names';
import { createObject } from './object';
import { partsOf } from './parts';
import { Volume } from './volume';
import { check, digestString } from '../core';

/** The most bytes that a ConfigMap holds, less what surrounds the files. */
const LIMIT = 1024 * 1024 - 4096;
/** The most that `kubectl apply` can take of one: it keeps the whole object, as JSON, in an annotation of 256 KiB. */
const APPLIED = 256 * 1024 - 4096;

/**
 * Files as a volume: in a ConfigMap, or in as many as they need, each small enough for `kubectl apply`. Pods that mount it carry a digest
 * of the files, and are replaced when they change. A single file of more than 256 KiB has a ConfigMap for itself, which is applied with
 * `--server-side`, as Pulumi does.
 *
 * @param files file name -> content; no secrets: whoever may read ConfigMaps sees them
 * @throws ConstructError when a single file is larger than a ConfigMap can be
 */
export function configFiles(scope: Construct, id: string, files: Record<string, string>): Volume {
  check(scope, Object.entries(files).map(([file, text]) => [Buffer.byteLength(text) > LIMIT, file, `${Buffer.byteLength(text)} bytes`,
    'a ConfigMap holds 1 MiB', 'spread what is in it over several files']));
  const parts = partsOf(Object.entries(files), APPLIED, ([file, text]) => annotated(file) + annotated(text));
  const names = parts.map((part, index) => {
    const own = index === 0 ? id : `${id}-${index + 1}`;
    const name = nameOf(scope, undefined, own);
    createObject(scope, own, { apiVersion: 'v1', kind: 'ConfigMap', name, body: { data: Object.fromEntries(part) } });
    return name;
  });
  const volume = id.toLowerCase();
  const digest = digestString(JSON.stringify(files), shortHash);
  return names.length === 1 ? Volume.configMap(volume, names[0], digest) : Volume.configMaps(volume, names, digest);
}

/** Bytes of a text in the annotation: kubectl writes JSON as Go does, which spells `<`, `>` and `&` by their numbers. */
function annotated(text: string): number {
  return Buffer.byteLength(JSON.stringify(text)) + 5 * (text.match(/[<>&]/g)?.length ?? 0);
}
