import { IConstruct } from 'constructs';
import { brand } from './brand';
import { hasToken } from './tokens';

/** Whether a value cannot work. It is asked once the value is known, and not where none was given. */
export type Refuses = (value: unknown) => boolean;

/**
 * One condition of a construct: when the first entry is true, or says so of the value, the prop with that value cannot work, for
 * that reason, and the last entry says what to write instead.
 */
export type Rule = readonly [failed: boolean | Refuses, prop: string, value: unknown, reason: string, remedy: string];

const LATE = 'mlops-constructs.late-rules';

/** Thrown when a construct is given something that cannot work: where, what was given, why not, and what to write instead. */
export class ConstructError extends Error {
  static { brand(this, 'ConstructError'); }

  /** `scope` is the construct, or the name of what has none; a finding is a rule that failed, or its text. */
  constructor(scope: IConstruct | string, findings: readonly (string | Rule)[]) {
    const where = typeof scope === 'string' ? scope : scope.node.path || 'App';
    super([...new Set(findings.map(textOf))].map(finding => `${where}: ${finding}`).join('\n'));
    this.name = 'ConstructError';
  }
}

/**
 * Evaluates all rules of a construct at once. Those that ask about a value that comes later are kept for `lateRules`.
 *
 * @throws ConstructError with every rule that failed, one per line
 */
export function check(scope: IConstruct, rules: readonly Rule[]): void {
  const findings = rules.filter(fails);
  if (findings.length > 0) throw new ConstructError(scope, findings);
  for (const rule of rules.filter(isLate)) scope.node.addMetadata(LATE, rule);
}

/** The rules of a construct that could not be evaluated, because their values come later. */
export function lateRules(scope: IConstruct): Rule[] {
  return scope.node.metadata.filter(({ type }) => type === LATE).map(({ data }) => data as Rule);
}

function textOf(finding: string | Rule): string {
  if (typeof finding === 'string') return finding;
  const [, prop, value, reason, remedy] = finding;
  return `${prop}${shown(value)}: ${reason}: ${remedy}`;
}

function fails(rule: Rule): boolean {
  const [failed, , value] = rule;
  return typeof failed === 'function' ? value !== undefined && !isLate(rule) && failed(value) : failed;
}

function isLate([failed, , value]: Rule): boolean {
  return typeof failed === 'function' && hasToken(String(value));
}

/** What was given, short enough for a message; the value behind an Output is not known, or not to be shown. */
function shown(value: unknown): string {
  if (value === undefined) return '';
  const text = typeof value === 'string' ? `'${value}'` : JSON.stringify(value) ?? String(value);
  if (hasToken(text)) return ' (an Output)';
  return ` ${text.length > 120 ? `${text.slice(0, 117)}...` : text}`;
}
