import { Construct } from 'constructs';
import { nameOf, shortHash } from './names';
import { createObject } from './object';
import { Volume } from './volume';
import { digestString } from '../core';

/**
 * A ConfigMap of files, as a volume. Pods that mount it carry a digest of the files, and are replaced when they change.
 *
 * @param files file name -> content; no secrets: whoever may read ConfigMaps sees them
 */
export function configFiles(scope: Construct, id: string, files: Record<string, string>): Volume {
  const name = nameOf(scope, undefined, id);
  createObject(scope, id, { apiVersion: 'v1', kind: 'ConfigMap', name, body: { data: files } });
  return Volume.configMap(id.toLowerCase(), name, digestString(JSON.stringify(files), shortHash));
}
