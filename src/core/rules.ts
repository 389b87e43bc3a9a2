import { Rule } from './construct-error';
import { isToken } from './tokens';

const QUANTITY = /^[+]?(\d+(\.\d*)?|\.\d+)([KMGTPE]i|[numkMGTPE]|[eE][+-]?\d+)?$/;

/** The prop must be given; plain JavaScript can leave it out. */
export function required(prop: string, value: unknown): Rule {
  return [value === undefined || value === null, prop, undefined, 'it is required', `pass ${prop}`];
}

/** The prop, when given, must hold some text. */
export function notBlank(prop: string, value: string | undefined): Rule {
  return [value !== undefined && !isToken(value) && String(value).trim() === '', prop, value, 'it is blank', `give ${prop} a value or leave it out`];
}

/** The prop, when given, must be a Kubernetes quantity. */
export function quantity(prop: string, value: string | undefined): Rule {
  const bad = value !== undefined && !isToken(value) && !QUANTITY.test(String(value));
  return [bad, prop, value, 'it is not a Kubernetes quantity', "write it as '10Gi' (powers of two), '10G' (powers of ten) or '500m' (thousandths)"];
}

/** The prop, when given, must be a port number. */
export function port(prop: string, value: number | undefined): Rule {
  const bad = value !== undefined && !isToken(value) && !(Number.isInteger(value) && value >= 1 && value <= 65535);
  return [bad, prop, value, 'it is not a port', 'use a whole number from 1 to 65535'];
}

/** The prop, when given, must be a whole number of at least `least`. */
export function atLeast(prop: string, value: number | undefined, least: number): Rule {
  const bad = value !== undefined && !isToken(value) && !(Number.isInteger(value) && value >= least);
  return [bad, prop, value, `it must be a whole number of at least ${least}`, `use ${least} or more`];
}

/** The prop, when given, must be an absolute URL of one of these schemes. */
export function url(prop: string, value: string | undefined, schemes: readonly string[] = ['http', 'https']): Rule {
  const remedy = `write it as ${schemes.map(s => `'${s}://host'`).join(' or ')}`;
  return [value !== undefined && !isToken(value) && !isUrl(String(value), schemes), prop, value, 'it is not a URL of a kind that works here', remedy];
}

/** The prop, when given, must be a host name or address without scheme, port or path. */
export function host(prop: string, value: string | undefined): Rule {
  const bad = value !== undefined && !isToken(value) && !/^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$|^\[?[0-9A-Fa-f]*(:[0-9A-Fa-f]*){2,}\]?$/.test(String(value));
  return [bad, prop, value, 'it is not a host name', "write the bare name, such as 'db.example.org', without scheme, port or path"];
}

function isUrl(text: string, schemes: readonly string[]): boolean {
  try {
    const parsed = new URL(text);
    return schemes.includes(parsed.protocol.slice(0, -1)) && parsed.hostname !== '' && text.trim() === text;
  } catch {
    return false;
  }
}
