import { Construct } from 'constructs';
import { check } from '../core';
import { configFiles, Volume } from '../kubernetes';

/** The most that a ConfigMap holds, less what surrounds the text. */
const LIMIT = 1024 * 1024 - 4096;

/**
 * Files of JSON, which is YAML too and stays whole where values are filled in later; entries of lists have lines of their own.
 *
 * @throws ConstructError when a single file, which grows with the targets, is larger than a ConfigMap can be
 */
export function jsonFiles(scope: Construct, id: string, files: Record<string, object>): Volume {
  const texts = Object.entries(files).map(([name, content]): [string, string] => [name, textOf(content)]);
  check(scope, texts.map(([name, text]) => (
    [text.length > LIMIT, name, `${text.length} characters`, 'a ConfigMap holds 1 MiB', 'spread the targets over two stacks'])));
  return configFiles(scope, id, Object.fromEntries(texts));
}

function textOf(content: object): string {
  const lines = Object.entries(content).map(([key, value]) => `"${key}": ${Array.isArray(value)
    ? `[\n${value.map(item => JSON.stringify(item)).join(',\n')}\n]` : JSON.stringify(value)}`);
  return `{\n${lines.join(',\n')}\n}\n`;
}
