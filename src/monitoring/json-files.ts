import { Construct } from 'constructs';
import { check } from '../core';
import { configFiles, Volume } from '../kubernetes';

/** The most that a ConfigMap holds, less what surrounds the text. */
const LIMIT = 1024 * 1024 - 4096;

/** A ConfigMap of JSON, which is YAML too and stays whole where values are filled in later; entries of lists have lines of their own. */
export function jsonFiles(scope: Construct, id: string, files: Record<string, Record<string, unknown>>): Volume {
  const texts = Object.fromEntries(Object.entries(files).map(([name, content]) => [name, textOf(content)]));
  const size = Object.values(texts).join('').length;
  check(scope, [[size > LIMIT, Object.keys(files)[0], `${size} characters`, 'a ConfigMap holds 1 MiB', 'spread the targets over two stacks']]);
  return configFiles(scope, id, texts);
}

function textOf(content: Record<string, unknown>): string {
  const lines = Object.entries(content).map(([key, value]) => `"${key}": ${Array.isArray(value)
    ? `[\n${value.map(item => JSON.stringify(item)).join(',\n')}\n]` : JSON.stringify(value)}`);
  return `{\n${lines.join(',\n')}\n}\n`;
}
