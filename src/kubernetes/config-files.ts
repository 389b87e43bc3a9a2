import { Construct } from 'constructs';
import { nameOf, shortHash } from './names';
import { createObject } from './object';
import { partsOf } from './parts';
import { Volume } from './volume';
import { check, Check, digestString, hasToken } from '../core';

/** The most that `kubectl apply` can take of a ConfigMap: it keeps the whole object, as JSON, in an annotation of 256 KiB. */
const LIMIT = 256 * 1024 - 4096;
const REMEDY = 'spread what is in it over several files';

/**
 * Files as a volume: in a ConfigMap, or in as many as they need, each small enough for `kubectl apply`. Pods that mount it carry a digest
 * of the files, and are replaced when they change.
 *
 * @param files file name -> content; no secrets: whoever may read ConfigMaps sees them
 * @param remedy what to do about a file that is too large
 * @throws ConstructError when `kubectl apply` could not take a single file
 */
export function configFiles(scope: Construct, id: string, files: Record<string, string>, remedy = REMEDY): Volume {
  check(scope, Object.entries(files).map(([file, text]) => fileSize(file, text, remedy)));
  const parts = partsOf(Object.entries(files), LIMIT, ([file, text]) => annotated(file) + annotated(text));
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

/** A file must fit into a ConfigMap that `kubectl apply` can take, also when its text comes later. */
export function fileSize(file: string, text: string, remedy = REMEDY): Check {
  const tooLarge = (content: unknown) => annotated(file) + annotated(String(content)) > LIMIT;
  const reason = 'kubectl apply takes no object of more than 256 KiB';
  return hasToken(text) ? [tooLarge, file, text, reason, remedy] : [tooLarge(text), file, `${annotated(text)} bytes`, reason, remedy];
}

/** Bytes of a text in the annotation: kubectl writes JSON as Go does, which spells `<`, `>` and `&` by their numbers. */
function annotated(text: string): number {
  return Buffer.byteLength(JSON.stringify(text)) + 5 * (text.match(/[<>&]/g)?.length ?? 0);
}
