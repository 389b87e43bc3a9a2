/**
 * Placeholders for values that are not known yet.
 *
 * A construct sees only strings. Where a program of another engine, such as Pulumi, has a value that comes later, the
 * bridge puts a placeholder in its place before the construct is made, and the value in the placeholder's place after the
 * manifests are made. A placeholder has a fixed width and only lower-case letters and digits, so that it passes through
 * labels, hosts, URLs, image names and JSON. A construct may pass it on or put it into text; a computation goes through
 * `mapString`.
 */
const PATTERN = /plt[0-9a-z]{8}zq/;

/** A value computed from text with tokens, once those are known. */
export interface DerivedSource {
  /** The text, with tokens in it. */
  readonly text: string;
  /** What is done with the text once its tokens have values. */
  readonly fn: (text: string) => string;
  /** Whether the result may be shown even when the text is secret. */
  readonly digest: boolean;
  /** Whether `fn` takes the value itself, where the text is one token: a number stays one. */
  readonly typed?: boolean;
}

/** A piece of text between tokens, or what a token stands for. */
export type TokenPart = { readonly text: string } | { readonly token: string; readonly source: unknown };

interface Table {
  readonly sources: Map<string, unknown>;
  readonly tokens: WeakMap<object, string>;
  readonly derived: WeakSet<object>;
}

/** One table for the process: npm may install this package twice, and a token made by one copy has to mean something to the other. */
const TABLE = Symbol.for('mlops-constructs.tokens');

function table(): Table {
  const global = globalThis as { [TABLE]?: Table };
  return global[TABLE] ??= { sources: new Map(), tokens: new WeakMap(), derived: new WeakSet() };
}

/** The token that stands for `source`; the same object always gives the same token. */
export function token(source: unknown): string {
  const { sources, tokens } = table();
  const known = isObject(source) ? tokens.get(source) : undefined;
  if (known !== undefined) return known;
  const made = `plt${sources.size.toString(36).padStart(8, '0')}zq`;
  sources.set(made, source);
  if (isObject(source)) tokens.set(source, made);
  return made;
}

/** Whether there is a token somewhere in the text. */
export function hasToken(text: string): boolean {
  return typeof text === 'string' && PATTERN.test(text) && splitTokens(text).some(part => 'token' in part);
}

/** Whether the value is exactly one token; to be asked before any comparison or arithmetic, whatever the declared type. */
export function isToken(value: unknown): boolean {
  return typeof value === 'string' && table().sources.has(value);
}

/** Whether there is a token anywhere in a value: in text, or in the lists and plain objects around it. */
export function holdsToken(value: unknown): boolean {
  if (typeof value === 'string') return hasToken(value);
  if (Array.isArray(value)) return value.some(holdsToken);
  return isObject(value) && Object.getPrototypeOf(value) === Object.prototype && Object.values(value).some(holdsToken);
}

/** The text as a list of plain pieces and tokens, in order. */
export function splitTokens(text: string): TokenPart[] {
  const { sources } = table();
  const parts: TokenPart[] = [];
  let plain = '';
  for (const piece of text.split(/(plt[0-9a-z]{8}zq)/)) {
    if (!sources.has(piece)) {
      plain += piece;
      continue;
    }
    if (plain !== '') parts.push({ text: plain });
    plain = '';
    parts.push({ token: piece, source: sources.get(piece) });
  }
  if (plain !== '') parts.push({ text: plain });
  return parts;
}

/** Whether what a token stands for was made by `mapString` or `digestString`. */
export function isDerived(source: unknown): source is DerivedSource {
  return isObject(source) && table().derived.has(source);
}

/** What a derived source comes to, given what its text has become; of nothing comes nothing. */
export function derivedValue({ fn, typed }: DerivedSource, value: unknown): string | undefined {
  return isNothing(value) ? undefined : fn(typed ? value as string : String(value));
}

/** What the tokens in the text stand for, each once. */
export function sourcesOf(text: string): unknown[] {
  return [...new Set(splitTokens(text).flatMap(part => 'token' in part ? [part.source] : []))];
}

/** What the tokens in the text come from: of a derived one, what the tokens in its text stand for. Each once. */
export function originsOf(text: string): unknown[] {
  return [...new Set(sourcesOf(text).flatMap(source => isDerived(source) ? originsOf(source.text) : [source]))];
}

/** Whether a value that came late is none. */
export function isNothing(value: unknown): value is null | undefined {
  return value === undefined || value === null;
}

/**
 * The text with values in the place of its tokens. A text that is one token becomes the value itself, of whatever type. In
 * JSON the values are written as JSON: text is escaped, and a number that was the whole of a JSON string is a number again.
 * A text with a token that comes to nothing is undefined as a whole, so that nothing is ever written with a hole in it.
 */
export function fillTokens(text: string, valueOf: (source: unknown) => unknown): unknown {
  const parts = splitTokens(text);
  if (parts.some(part => 'token' in part && isNothing(valueOf(part.source)))) return undefined;
  if (parts.length === 1 && 'token' in parts[0]) return valueOf(parts[0].source);
  if (parts.every(part => 'text' in part)) return text;
  if (isJson(text)) {
    return text.replace(/"[^"\\]*(?:\\.[^"\\]*)*"|plt[0-9a-z]{8}zq/g, piece => {
      if (!piece.startsWith('"')) return textOf(fillTokens(piece, valueOf));
      return hasToken(piece) ? JSON.stringify(fillTokens(JSON.parse(piece) as string, valueOf)) ?? 'null' : piece;
    });
  }
  return parts.map(part => 'text' in part ? part.text : textOf(valueOf(part.source))).join('');
}

/**
 * Computes something from a string: at once when the string is plain, and later, behind a new token, when there are tokens
 * in it. Every function of a prop's text (encoding, hashing, changing case) goes through here.
 */
export function mapString(value: string, fn: (value: string) => string): string {
  return hasToken(value) ? derive(value, fn, false) : fn(value);
}

/**
 * Like `mapString`, for functions that cannot be reversed, such as a hash: what they give is not secret, even where the
 * string is.
 */
export function digestString(value: string, fn: (value: string) => string): string {
  return hasToken(value) ? derive(value, fn, true) : fn(value);
}

/** A string, or what the one token in it stands for, as JSON. */
export function asJson(value: string): string {
  return hasToken(value) ? derive(value, known => JSON.stringify(known) ?? 'null', false, true) : JSON.stringify(value);
}

/** A number, or a string, as text: what `String(value)` is for plain values, and still text when the value comes later. */
export function asText(value: string | number): string {
  return isToken(value) ? derive(String(value), text => text, false) : String(value);
}

/**
 * Gives the text back when there is no token in it.
 *
 * @param what names the text in the message, such as 'the id of a construct'
 * @throws Error when there is one: ids and map keys become names and are sorted, so they must be known from the start
 */
export function noToken(text: string, what: string): string {
  if (hasToken(text)) throw new Error(`${what} cannot be an Output, because it must be known before anything is deployed: write it as plain text`);
  return text;
}

function derive(text: string, fn: (text: string) => string, digest: boolean, typed = false): string {
  const source: DerivedSource = { text, fn, digest, ...typed && { typed } };
  table().derived.add(source);
  return token(source);
}

/** Whether the text is a JSON object or list, given that any token in it stands for something that JSON allows there. */
function isJson(text: string): boolean {
  if (!/^\s*[[{]/.test(text)) return false;
  try {
    // A digit is fine both inside a JSON string and as a value.
    JSON.parse(text.replace(/plt[0-9a-z]{8}zq/g, '0'));
    return true;
  } catch {
    return false;
  }
}

function textOf(value: unknown): string {
  return isObject(value) ? JSON.stringify(value) : String(value);
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}
