import { Construct } from 'constructs';
import { configFiles, Volume } from '../kubernetes';

/** Characters from which on another file is begun: several fit into a ConfigMap. */
const ENOUGH = 64 * 1024;

/** Files of JSON, which is YAML too and stays whole where values are filled in later; entries of lists have lines of their own. */
export function jsonFiles(scope: Construct, id: string, files: Record<string, object>): Volume {
  return configFiles(scope, id, Object.fromEntries(Object.entries(files).map(([name, content]) => [name, textOf(content)])));
}

/** Entries in order, as many together as a file should hold; the first part is there even without any. */
export function partsOf<T>(entries: readonly T[]): T[][] {
  const parts: T[][] = [[]];
  let size = 0;
  for (const entry of entries) {
    const own = JSON.stringify(entry).length;
    size += own;
    if (size > ENOUGH && parts[parts.length - 1].length > 0) {
      parts.push([]);
      size = own;
    }
    parts[parts.length - 1].push(entry);
  }
  return parts;
}

function textOf(content: object): string {
  const lines = Object.entries(content).map(([key, value]) => `"${key}": ${Array.isArray(value)
    ? `[\n${value.map(item => JSON.stringify(item)).join(',\n')}\n]` : JSON.stringify(value)}`);
  return `{\n${lines.join(',\n')}\n}\n`;
}
