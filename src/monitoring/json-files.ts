import { Construct } from 'constructs';
import { configFiles, Volume } from '../kubernetes';

/** Files of JSON, which is YAML too and stays whole where values are filled in later; entries of lists have lines of their own. */
export function jsonFiles(scope: Construct, id: string, files: Record<string, object>): Volume {
  return configFiles(scope, id, Object.fromEntries(Object.entries(files).map(([name, content]) => [name, textOf(content)])));
}

function textOf(content: object): string {
  const lines = Object.entries(content).map(([key, value]) => `"${key}": ${Array.isArray(value)
    ? `[\n${value.map(item => JSON.stringify(item)).join(',\n')}\n]` : JSON.stringify(value)}`);
  return `{\n${lines.join(',\n')}\n}\n`;
}
