import { encode, Encoder } from './encoders';
import { EnvValue, isSecretRef, SecretRef } from './secret';
import { asJson } from './tokens';

/** The place of a secret in a template, and how it is written there. */
export interface Slot {
  /** The secret. */
  readonly secret: SecretRef;
  /** How it is written, in order. */
  readonly encoders: readonly Encoder[];
}

/** Text with places for secrets, which are known in the pod alone: there it is put together. */
export type Template = readonly (string | Slot)[];

/** A value in a template: at once where it is text, else in the pod. */
export function slot(value: EnvValue, ...encoders: readonly Encoder[]): string | Slot {
  return isSecretRef(value) ? { secret: value, encoders } : encode(value, ...encoders);
}

/** A template from its text and the values in it, as `template\`redis://:${slot(password, Encoder.URL)}@host\``. */
export function template(texts: TemplateStringsArray, ...values: readonly (string | Slot)[]): Template {
  return joined(texts.flatMap((text, index) => index < values.length ? [text, values[index]] : [text]).filter(part => part !== ''));
}

/** A template that is a JSON object or list: each secret in it is a string. */
export function jsonTemplate(value: unknown): Template {
  const parts: (string | Slot)[] = [];
  const write = (item: unknown): void => {
    if (isReference(item)) {parts.push(slot(item, Encoder.JSON));} else if (Array.isArray(item)) {list('[', item, ']', write);} else if (typeof item === 'object' && item !== null) {
      const entries = Object.entries(item).filter(([, field]) => field !== undefined);
      list('{', entries, '}', ([key, field]) => {
        parts.push(`${JSON.stringify(key)}:`);
        write(field);
      });
    } else {parts.push(typeof item === 'string' ? asJson(item) : JSON.stringify(item) ?? 'null');}
  };
  function list<T>(open: string, items: readonly T[], close: string, each: (item: T) => void): void {
    parts.push(open);
    items.forEach((item, index) => {
      if (index > 0) parts.push(',');
      each(item);
    });
    parts.push(close);
  }
  write(value);
  return joined(parts);
}

/** Several templates one after the other, neighbouring pieces of text as one. */
export function joined(parts: Template): Template {
  return parts.reduce<(string | Slot)[]>((made, part) => {
    const last = made[made.length - 1];
    if (typeof part === 'string' && typeof last === 'string') made[made.length - 1] = last + part;
    else made.push(part);
    return made;
  }, []);
}

function isReference(value: unknown): value is SecretRef {
  return typeof value === 'object' && value !== null && 'secret' in value && 'key' in value && 'namespace' in value;
}
