import { IConstruct } from 'constructs';
import { brand } from './brand';
import { deferred } from './deferred';
import { hasToken, holdsToken } from './tokens';
import { withoutCredentials } from './url-credentials';

/** Whether a value cannot work. It is asked once the value is known, and not where none was given. */
export type Refuses = (value: unknown) => boolean;

/** Why a value cannot work; as a function where that is known only once it was asked. */
export type Reason = string | (() => string);

/**
 * One condition of a construct: when the first entry is true, or says so of the value, the prop with that value cannot work, for
 * that reason, and the last entry says what to write instead. A value that may come later is compared in a function alone.
 */
export type Check = readonly [failed: boolean | Refuses, prop: string, value: unknown, reason: Reason, remedy: string];

const NAMED = Symbol.for('mlops-constructs.named-values');

/** Several values of a check, by the names that they have in its message. */
export interface NamedValues {
  readonly [NAMED]: Readonly<Record<string, unknown>>;
}

/** Values that are all there. */
export type Given<V> = { readonly [K in keyof V]-?: NonNullable<V[K]> };

const LATE = 'mlops-constructs.late-checks';

/** Thrown when a construct is given something that cannot work: where, what was given, why not, and what to write instead. */
export class ConstructError extends Error {
  static { brand(this, 'ConstructError'); }

  /** `scope` is the construct, or the name of what has none; a finding is a check that failed, or its text. */
  constructor(scope: IConstruct | string, findings: readonly (string | Check)[]) {
    const where = typeof scope === 'string' ? scope : scope.node.path || 'App';
    super([...new Set(findings.map(finding => typeof finding === 'string' ? finding : told(finding)))].map(finding => `${where}: ${finding}`).join('\n'));
    this.name = 'ConstructError';
  }
}

/**
 * A check about several values. It is asked once all of them are known, and not where one was not given; its message shows them all.
 *
 * @param values the values, by the names of their props
 * @param prefix comes before each name, such as 'autoscaling.'
 */
export function together<V extends object>(values: V, refuses: (values: Given<V>) => boolean, reason: Reason, remedy: string, prefix = ''): Check {
  return [refuses as Refuses, prefix, named(values), reason, remedy];
}

/** Several values as one. */
export function named(values: object): NamedValues {
  return { [NAMED]: values as Record<string, unknown> };
}

/** Keeps a prop whose value comes later, in case that turns out to be none: such a check refuses nothing else. */
export function awaited(prop: string, value: unknown): Check {
  return [refusesNothing, prop, value, '', ''];
}

/** Whether a check was made by `awaited`. */
export function isAwaited([failed]: Check): boolean {
  return failed === refusesNothing;
}

/** The values of a check by their names; a single one has none. */
export function valuesOf(value: unknown): Readonly<Record<string, unknown>> {
  return isNamed(value) ? value[NAMED] : { '': value };
}

/** Whether a check refuses what was given. */
export function refused([failed, , value]: Check): boolean {
  if (typeof failed !== 'function') return failed;
  return Object.values(valuesOf(value)).every(given => given !== undefined) && failed(isNamed(value) ? value[NAMED] : value);
}

/**
 * Evaluates all checks of a construct at once. Those that ask about a value that comes later are kept for `lateChecksOf`.
 *
 * @throws ConstructError with every check that failed, one per line
 */
export function check(scope: IConstruct, checks: readonly Check[]): void {
  const unresolved = new Set(checks.flatMap(([, prop, value]) => Object.entries(valuesOf(value)).flatMap(([name, given]) => {
    const finding = deferred(given);
    return finding === undefined ? [] : [`${prop}${name}: ${finding}`];
  })));
  if (unresolved.size > 0) throw new ConstructError(scope, [...unresolved]);
  const findings = checks.filter(row => !isLate(row) && refused(row));
  if (findings.length > 0) throw new ConstructError(scope, findings);
  for (const row of checks) if (isLate(row)) scope.node.addMetadata(LATE, row);
}

/**
 * Evaluates checks of what a function was given that makes no construct.
 *
 * @param name name of the function, such as `Volume.secret`
 * @throws Error with every check that failed, one per line
 */
export function checkCall(name: string, checks: readonly Check[]): void {
  const findings = checks.filter(refused);
  if (findings.length > 0) throw new Error(new ConstructError(name, findings).message);
}

/** The checks of a construct that could not be evaluated, because their values come later. */
export function lateChecksOf(scope: IConstruct): Check[] {
  return scope.node.metadata.filter(({ type }) => type === LATE).map(({ data }) => data as Check);
}

function refusesNothing(): boolean {
  return false;
}

function isNamed(value: unknown): value is NamedValues {
  return typeof value === 'object' && value !== null && NAMED in value;
}

function isLate([failed, , value]: Check): boolean {
  return typeof failed === 'function' && Object.values(valuesOf(value)).some(holdsToken);
}

function told([, prop, value, reason, remedy]: Check): string {
  const subject = Object.entries(valuesOf(value)).map(([name, given]) => `${prop}${name}${shown(given)}`).join(', ');
  return `${subject}: ${typeof reason === 'function' ? reason() : reason}: ${remedy}`;
}

/** What was given, short enough for a message; the value behind an Output is not known, or not to be shown. */
function shown(value: unknown): string {
  if (value === undefined) return '';
  // JSON has no NaN.
  if (typeof value === 'number') return ` ${value}`;
  const text = withoutCredentials(typeof value === 'string' ? `'${value}'` : JSON.stringify(value) ?? String(value));
  if (hasToken(text)) return ' (an Output)';
  return ` ${text.length > 120 ? `${text.slice(0, 117)}...` : text}`;
}
