import { isOf } from './brand';
import { Rule } from './construct-error';
import { FORMATS } from './formats';
import { GeneratedSecret, SecretValue } from './secret';

const HOST = /^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$|^\[?[0-9A-Fa-f]*(:[0-9A-Fa-f]*){2,}\]?$/;

/** The prop must be given; plain JavaScript can leave it out. */
export function required(prop: string, value: unknown): Rule {
  return [value === undefined || value === null, prop, undefined, 'it is required', `pass ${prop}`];
}

/** The prop must be a secret by reference, and one that the other side knows already. */
export function knownSecret(prop: string, value: SecretValue | undefined): Rule[] {
  const remedy = "pass SecretValue.fromSecret('name', 'key') or .external(…)";
  return [
    [!isOf(SecretValue, value), prop, undefined, 'it has no secret', remedy],
    [isOf(GeneratedSecret, value), prop, undefined, 'the other side would not know a generated value', remedy],
  ];
}

/** The prop, when given, must hold some text. */
export function notBlank(prop: string, value: string | undefined): Rule {
  return [text => String(text).trim() === '', prop, value, 'it is blank', `give ${prop} a value or leave it out`];
}

/** The prop, when given, must be a Kubernetes quantity. */
export function quantity(prop: string, value: string | undefined): Rule {
  const { fails, reason, remedy } = FORMATS.Quantity;
  return [text => fails(String(text)), prop, value, reason, remedy];
}

/** The prop, when given, must be a port number. */
export function port(prop: string, value: number | undefined): Rule {
  return [number => !isWhole(number, 1, 65535), prop, value, 'it is not a port', 'use a whole number from 1 to 65535'];
}

/** The prop, when given, must be a whole number of at least `least`. */
export function atLeast(prop: string, value: number | undefined, least: number): Rule {
  return [number => !isWhole(number, least), prop, value, `it must be a whole number of at least ${least}`, `use ${least} or more`];
}

/** The prop, when given, must be an absolute URL of one of these schemes. */
export function url(prop: string, value: string | undefined, schemes: readonly string[] = ['http', 'https']): Rule {
  const remedy = `write it as ${schemes.map(s => `'${s}://host'`).join(' or ')}`;
  return [text => !isUrl(String(text), schemes), prop, value, 'it is not a URL of a kind that works here', remedy];
}

/** The prop, when given, must be a host name or address without scheme, port or path. */
export function host(prop: string, value: string | undefined): Rule {
  const remedy = "write the bare name, such as 'db.example.org', without scheme, port or path";
  return [text => !HOST.test(String(text)), prop, value, 'it is not a host name', remedy];
}

function isWhole(value: unknown, least: number, most = Infinity): boolean {
  return Number.isInteger(value) && Number(value) >= least && Number(value) <= most;
}

function isUrl(text: string, schemes: readonly string[]): boolean {
  try {
    const parsed = new URL(text);
    return schemes.includes(parsed.protocol.slice(0, -1)) && parsed.hostname !== '' && text.trim() === text;
  } catch {
    return false;
  }
}
