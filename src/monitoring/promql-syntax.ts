import { Check, hasToken } from '../core';

/** What an expression is made of, as far as it is checked. */
export interface PromqlSyntax {
  /** Where it stops being PromQL, in characters from its start; undefined while it is PromQL. */
  readonly error?: number;
  /** The ranges that it looks at, as they are written. */
  readonly ranges: readonly string[];
  /** How far it looks back by `offset`, as it is written. */
  readonly offsets: readonly string[];
}

/** Expressions differ mostly in the job that they name: parsed once, whatever stands in their texts. */
const KNOWN = new Map<string, PromqlSyntax>();
const TEXT = /"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`[^`]*`/g;

/** Parses an expression by Prometheus' own grammar. */
export function promqlSyntax(expr: string): PromqlSyntax {
  const key = expr.replace(TEXT, '""');
  const known = KNOWN.get(key) ?? parse(key);
  KNOWN.set(key, known);
  return known.error === undefined ? known : parse(expr);
}

/** Whether something in an expression, other than its texts, is known only later. */
export function isPromqlLate(expr: string): boolean {
  return hasToken(expr.replace(TEXT, '""'));
}

/** That an expression is PromQL. */
export function promql(prop: string, expr: string): Check {
  let found = '';
  const refuses = (text: unknown) => {
    const known = String(text);
    const at = promqlSyntax(known).error;
    if (at !== undefined) found = at >= known.length ? ': it ends too early' : ` at '${known.slice(at, at + 20)}'`;
    return at !== undefined;
  };
  return [refuses, prop, expr, () => `it is not PromQL${found}`, 'write it as Prometheus takes it'];
}

function parse(expr: string): PromqlSyntax {
  const ranges: string[] = [];
  const offsets: string[] = [];
  let error: number | undefined;
  parser().parse(expr).iterate({
    enter: ({ name, type, from, node }) => {
      if (type.isError) error ??= from;
      const child = (wanted: string) => {
        const found = node.getChild(wanted);
        return found ? [expr.slice(found.from, found.to)] : [];
      };
      if (name === 'MatrixSelector' || name === 'SubqueryExpr') ranges.push(...child('DurationExpr'));
      if (name === 'OffsetExpr') offsets.push(...child('OffsetDurationExpr'));
    },
  });
  return { error, ranges, offsets };
}

/** Its tables take a while to read, and most programs have no rules. */
function parser() {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return (require('@prometheus-io/lezer-promql') as typeof import('@prometheus-io/lezer-promql')).parser;
}
