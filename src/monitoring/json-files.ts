import { Construct } from 'constructs';
import { configFiles, partsOf, Volume } from '../kubernetes';

/** Characters from which on another file is begun: several fit into a ConfigMap. */
const ENOUGH = 64 * 1024;

/**
 * Files of JSON, which is YAML too and stays whole where values are filled in later; entries of lists have lines of their own.
 *
 * @param tooLarge what to do about a file that is too large
 */
export function jsonFiles(scope: Construct, id: string, files: Record<string, object>, tooLarge?: string): Volume {
  return configFiles(scope, id, Object.fromEntries(Object.entries(files).map(([name, content]) => [name, textOf(content)])), tooLarge);
}

/** Entries of a list that grows with the targets, spread over files. */
export function perFile<T>(entries: readonly T[]): T[][] {
  return partsOf(entries, ENOUGH, entry => JSON.stringify(entry).length);
}

function textOf(content: object): string {
  const lines = Object.entries(content).map(([key, value]) => `"${key}": ${Array.isArray(value)
    ? `[\n${value.map(item => JSON.stringify(item)).join(',\n')}\n]` : JSON.stringify(value)}`);
  return `{\n${lines.join(',\n')}\n}\n`;
}
