import { mapString } from './tokens';

/**
 * How text is written into another text whose grammar would take it for something else: one for each grammar. `RENDER` in
 * `kubernetes/render-script.ts` has the same, for what is known in the pod alone.
 */
export enum Encoder {
  /** A string of JSON with its quotes; also one of YAML. */
  JSON = 'json',
  /** A part of a URL: user, password, segment of the path, or value of the query. */
  URL = 'url',
  /** What Python's configparser reads: without its interpolation. */
  INI = 'ini',
  /** A basic string of TOML with its quotes. */
  TOML = 'toml',
  /** A value of libpq's `name=value` form with its quotes. */
  LIBPQ = 'libpq',
  /** An argument in the configuration of Redis with its quotes. */
  REDIS = 'redis',
  /** A name or password in PgBouncer's list of users with its quotes. */
  PGBOUNCER_USER = 'pgbouncer-user',
  /** A value in PgBouncer's list of databases with its quotes. */
  PGBOUNCER_VALUE = 'pgbouncer-value',
}

const FUNCTIONS: Record<Encoder, (text: string) => string> = {
  [Encoder.JSON]: text => JSON.stringify(text),
  [Encoder.URL]: text => encodeURIComponent(text).replace(/[!'()*]/g, character => `%${character.charCodeAt(0).toString(16).toUpperCase()}`),
  [Encoder.INI]: text => text.replaceAll('%', '%%'),
  [Encoder.TOML]: text => JSON.stringify(text).replaceAll('\x7f', '\\u007f'),
  [Encoder.LIBPQ]: text => `'${text.replace(/[\\']/g, '\\$&')}'`,
  [Encoder.REDIS]: text => `"${text.replace(/["\\]/g, '\\$&').replaceAll('\n', '\\n').replaceAll('\r', '\\r')}"`,
  [Encoder.PGBOUNCER_USER]: text => `"${text.replaceAll('"', '""')}"`,
  [Encoder.PGBOUNCER_VALUE]: text => `'${text.replaceAll("'", "''")}'`,
};

/** The text as encoders write it, the first of them first; at once, or when a value that comes later is known. */
export function encode(text: string, ...encoders: readonly Encoder[]): string {
  return mapString(text, known => encoders.reduce((written, encoder) => FUNCTIONS[encoder](written), known));
}

/** A value as a literal of Python. */
export function pythonLiteral(value: unknown): string {
  if (typeof value === 'string') return encode(value, Encoder.JSON);
  if (Array.isArray(value)) return `[${value.map(pythonLiteral).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    return `{${Object.entries(value).map(([key, item]) => `${pythonLiteral(key)}: ${pythonLiteral(item)}`).join(', ')}}`;
  }
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return value === undefined || value === null ? 'None' : String(value);
}

/** A word of a POSIX shell. */
export function shellWord(text: string): string {
  return mapString(text, known => `'${known.replaceAll("'", "'\\''")}'`);
}

/** Text in which the kubelet, in the value of a variable or in an argument, puts no variable in the place of `$(NAME)`. */
export function withoutReferences(text: string): string {
  return mapString(text, known => known.replaceAll('$', '$$$$'));
}
