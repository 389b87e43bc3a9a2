import * as pulumi from '@pulumi/pulumi';
import { DerivedSource, derivedValue, fillTokens, isDerived, sourcesOf } from '../core/tokens';

/** Maps and lists that hold only text in every kind of Kubernetes; a number that comes late must not turn up there as a number. */
const TEXT_FIELDS = new Set(['labels', 'annotations', 'matchLabels', 'nodeSelector', 'stringData', 'command', 'args']);

const derived = new WeakMap<DerivedSource, pulumi.Output<unknown>>();

/**
 * Puts Outputs in the place of tokens, anywhere in a manifest. A string that is one token becomes the Output itself, of its
 * own type; a string with tokens in it becomes an Output that joins them. Secretness and dependencies are kept.
 */
export function detokenise(value: unknown, path: readonly string[] = []): unknown {
  if (typeof value === 'string') return textOrOutput(value, path);
  if (Array.isArray(value)) return value.map((item, i) => detokenise(item, [...path, String(i)]));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, detokenise(field, [...path, key])]));
}

/** The Output that a text with tokens stands for; known at once where there are none. */
export function outputOf(text: string): pulumi.Output<unknown> {
  const sources = sourcesOf(text);
  const values = sources.map(valueOf);
  // Alone, the Output needs no join, and keeps its own type.
  if (sources.length === 1 && fillTokens(text, () => values[0]) === values[0]) return values[0];
  return pulumi.all(values).apply(known => fillTokens(text, source => known[sources.indexOf(source)]));
}

function textOrOutput(text: string, path: readonly string[]): unknown {
  if (sourcesOf(text).length === 0) return text;
  const output = outputOf(text);
  return isText(path) ? output.apply(value => typeof value === 'number' || typeof value === 'boolean' ? String(value) : value) : output;
}

function valueOf(source: unknown): pulumi.Output<unknown> {
  if (!isDerived(source)) return pulumi.output(source);
  let made = derived.get(source);
  if (made === undefined) {
    const result = outputOf(source.text).apply(value => derivedValue(source, value));
    made = source.digest ? pulumi.unsecret(result) : result;
    derived.set(source, made);
  }
  return made;
}

/** Whether Kubernetes takes only text at this place. */
export function isText(path: readonly string[]): boolean {
  const [above, field] = path.slice(-2);
  if (path.length === 2 && above === 'data') return true;
  return TEXT_FIELDS.has(above) || (field === 'value' && path.at(-3) === 'env');
}
