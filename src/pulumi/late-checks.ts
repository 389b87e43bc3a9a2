import * as pulumi from '@pulumi/pulumi';
import { IConstruct } from 'constructs';
import { detokenise } from './detokenise';
import { LateText, LateTexts } from './late-texts';
import { isOf } from '../core/brand';
import { check, Check, ConstructError, isAwaited, lateChecksOf, named, refused, valuesOf } from '../core/construct-error';

/**
 * Evaluates the checks that wait for values, as soon as these are known; undefined when there are none. What a preview does not
 * know is not evaluated. A value that turns out to be none, undefined or null, is refused wherever it was given.
 *
 * @param texts what else comes later, by the construct that says so
 * @throws RunError with the text that the construct would have thrown, parents first
 */
export function lateChecks(
  constructs: readonly IConstruct[], texts: ReadonlyMap<IConstruct, readonly LateText[]> = new Map(),
): Promise<void> | undefined {
  const waiting = constructs.map(scope => ({ scope, checks: lateChecksOf(scope), texts: texts.get(scope) ?? [] }))
    .filter(({ checks, texts: own }) => checks.length + own.length > 0);
  if (waiting.length === 0) return undefined;
  return checkAll(waiting).catch((error: unknown) => {
    // Of any other error Pulumi prints all that hangs on it, which is the whole program.
    throw isOf(ConstructError, error) ? new pulumi.RunError(error.message) : error;
  });
}

interface Waiting {
  readonly scope: IConstruct;
  readonly checks: readonly Check[];
  readonly texts: readonly LateText[];
}

async function checkAll(waiting: readonly Waiting[]): Promise<void> {
  const late = new LateTexts();
  for (const { scope, checks, texts } of waiting) {
    const found: Check[] = [];
    const add = (finding: Check | undefined) => { if (finding) found.push(finding); };
    for (const text of checks.filter(isAwaited).flatMap(textsOf)) add(await late.finding(text));
    for (const text of [...checks.flatMap(textsOf), ...texts]) add(await late.another(text));
    const broken = await Promise.all(checks.map(row => late.breaks(textsOf(row))));
    check(scope, [...found, ...await failing(checks.filter((_, index) => !broken[index]))]);
  }
}

/** What stands in the check of a construct. */
function textsOf([, prop, value]: Check): LateText[] {
  return Object.entries(valuesOf(value)).map(([name, text]) => ({ at: `${prop}${name}`, text, simple: typeof text === 'string' }));
}

async function failing(checks: readonly Check[]): Promise<Check[]> {
  const known = await Promise.all(checks.map(onceKnown));
  // What a construct says of its own prop comes first, and needs no second word about the object that holds the value.
  const said = new Set<unknown>();
  return known.filter((row, index): row is Check => {
    if (row?.[0] !== true) return false;
    const [, , token] = checks[index];
    const first = !said.has(token);
    said.add(token);
    return first;
  });
}

/** The check with its values, or with tokens in the place of those that are secret; undefined while one is unknown. */
async function onceKnown([failed, prop, value, reason, remedy]: Check): Promise<Check | undefined> {
  const given = valuesOf(value);
  const names = Object.keys(given);
  const outputs = names.map(name => pulumi.output(detokenise(given[name])));
  let known: readonly unknown[] | undefined;
  const all = pulumi.all(outputs).apply(values => { known = values; });
  // Settles after the function has run, and also where it does not because a value is unknown.
  await pulumi.isSecret(all);
  if (known === undefined) return undefined;
  const values = known;
  const secret = await Promise.all(outputs.map(output => pulumi.isSecret(output)));
  const valued = (of: (index: number) => unknown) => (names.length === 1 && names[0] === '' ? of(0)
    : named(Object.fromEntries(names.map((name, index) => [name, of(index)]))));
  const bad = refused([failed, prop, valued(index => values[index]), reason, remedy]);
  return [bad, prop, valued(index => secret[index] ? given[names[index]] : values[index]), reason, remedy];
}
