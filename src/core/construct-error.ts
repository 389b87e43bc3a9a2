import { IConstruct } from 'constructs';
import { hasToken } from './tokens';

/**
 * One condition of a construct: when the first entry is true, the prop with that value cannot work, for that reason, and
 * the last entry says what to write instead.
 */
export type Rule = readonly [failed: boolean, prop: string, value: unknown, reason: string, remedy: string];

/** Thrown when a construct is given something that cannot work: where, what was given, why not, and what to write instead. */
export class ConstructError extends Error {
  constructor(scope: IConstruct, findings: readonly string[]) {
    super(findings.map(finding => `${scope.node.path || 'App'}: ${finding}`).join('\n'));
    this.name = 'ConstructError';
  }
}

/**
 * Evaluates all rules of a construct at once.
 *
 * @throws ConstructError with every rule that failed, one per line
 */
export function check(scope: IConstruct, rules: readonly Rule[]): void {
  const findings = rules.filter(([failed]) => failed)
    .map(([, prop, value, reason, remedy]) => `${prop}${shown(value)}: ${reason}: ${remedy}`);
  if (findings.length > 0) throw new ConstructError(scope, findings);
}

/** What was given, short enough for a message; the value behind an Output is not known, or not to be shown. */
function shown(value: unknown): string {
  if (value === undefined) return '';
  const text = typeof value === 'string' ? `'${value}'` : JSON.stringify(value) ?? String(value);
  if (hasToken(text)) return ' (an Output)';
  return ` ${text.length > 120 ? `${text.slice(0, 117)}...` : text}`;
}
