import { isOf } from './brand';
import { Check } from './construct-error';
import { numberOf } from './quantity';
import { GeneratedSecret, SecretValue } from './secret';
import { hasToken } from './tokens';
import { valid } from './validator';
import { VALIDATORS } from './validators';

/** The prop must be given; plain JavaScript can leave it out. */
export function required(prop: string, value: unknown): Check {
  return [value === undefined || value === null, prop, undefined, 'it is required', `pass ${prop}`];
}

/** The prop must be a secret by reference, and one that the other side knows already. */
export function knownSecret(prop: string, value: SecretValue | undefined): Check[] {
  const remedy = "pass SecretValue.fromSecret('name', 'key') or .external(…)";
  return [
    [!isOf(SecretValue, value), prop, undefined, 'it has no secret', remedy],
    [isOf(GeneratedSecret, value), prop, undefined, 'the other side would not know a generated value', remedy],
  ];
}

/** The prop, when given, must hold some text. */
export function notBlank(prop: string, value: string | undefined): Check {
  return [text => String(text).trim() === '', prop, value, 'it is blank', `give ${prop} a value or leave it out`];
}

/** The prop, when given, must be a Kubernetes quantity. */
export function quantity(prop: string, value: string | undefined): Check {
  return valid(VALIDATORS.quantity, prop, value);
}

/** The prop, when given, must be a number of bytes: a Kubernetes quantity that is not in thousandths. */
export function byteSize(prop: string, value: string | undefined): Check[] {
  const { accepts, reason, remedy } = VALIDATORS.bytes;
  const [, digits] = /^([1-9]\d*)m?$/.exec(String(value)) ?? [];
  return [
    quantity(prop, value),
    [given => VALIDATORS.quantity.accepts(given) && !accepts(given), prop, value, reason, digits === undefined ? remedy : `write '${digits}Mi'`],
  ];
}

/** The prop, when given, must be a cron schedule that Kubernetes takes, and that comes round. */
export function cron(prop: string, value: string | undefined): Check[] {
  const { cronForm, cronZone } = VALIDATORS;
  const { accepts, reason, remedy } = VALIDATORS.cron;
  return [
    valid(cronForm, prop, value), valid(cronZone, prop, value),
    [given => cronForm.accepts(given) && cronZone.accepts(given) && !accepts(given), prop, value, reason, remedy],
  ];
}

/** The prop, when given, must be a number of CPUs. */
export function cpu(prop: string, value: string | undefined): Check[] {
  const { accepts, reason, remedy } = VALIDATORS.cpu;
  return [quantity(prop, value), [given => VALIDATORS.quantity.accepts(given) && !accepts(given), prop, value, reason, remedy]];
}

/**
 * The prop, a quantity, must not be more than another one, which `what` names with its article. Either may come later, and nothing is said
 * of what is no quantity.
 */
export function atMost(prop: string, value: string | undefined, what: string, most: string | undefined, remedy: string): Check {
  if (value === undefined || most === undefined) return [false, prop, value, '', remedy];
  const isMore = (one: unknown, other: unknown) => numberOf(String(one)) > numberOf(String(other));
  if (!hasToken(value) && !hasToken(most)) return [isMore(value, most), prop, value, `it is more than ${what}, ${most}`, remedy];
  return [both => isMore(...String(both).split(' of ') as [string, string]), prop, `${value} of ${most}`, `it is more than ${what}`, remedy];
}

/** The prop, when given, must be a port number. */
export function port(prop: string, value: number | undefined): Check {
  return valid(VALIDATORS.port, prop, value);
}

/** The prop, when given, must be a whole number of at least `least`. */
export function atLeast(prop: string, value: number | undefined, least: number): Check {
  return [number => !isWhole(number, least), prop, value, `it must be a whole number of at least ${least}`, `use ${least} or more`];
}

/** The prop, when given, must be an absolute URL of one of these schemes. */
export function url(prop: string, value: string | undefined, schemes: readonly string[] = ['http', 'https']): Check {
  const remedy = `write it as ${schemes.map(s => `'${s}://host'`).join(' or ')}`;
  return [text => !isUrl(String(text), schemes), prop, value, 'it is not a URL of a kind that works here', remedy];
}

/** The prop, when given, must be a host name or address without scheme, port or path. */
export function host(prop: string, value: string | undefined): Check {
  return valid(VALIDATORS.host, prop, value);
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
