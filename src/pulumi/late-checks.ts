import * as pulumi from '@pulumi/pulumi';
import { IConstruct } from 'constructs';
import { detokenise } from './detokenise';
import { isOf } from '../core/brand';
import { check, Check, ConstructError, lateChecksOf, named, refused, valuesOf } from '../core/construct-error';

/**
 * Evaluates the rules that wait for values, as soon as these are known; undefined when there are none. What a preview does not
 * know is not evaluated.
 *
 * @throws RunError with the text that the construct would have thrown, parents first
 */
export function lateChecks(constructs: readonly IConstruct[]): Promise<void> | undefined {
  const waiting = constructs.map(scope => ({ scope, checks: lateChecksOf(scope) })).filter(({ checks: checks }) => checks.length > 0);
  if (waiting.length === 0) return undefined;
  return checkAll(waiting).catch((error: unknown) => {
    // Of any other error Pulumi prints all that hangs on it, which is the whole program.
    throw isOf(ConstructError, error) ? new pulumi.RunError(error.message) : error;
  });
}

async function checkAll(waiting: readonly { scope: IConstruct; checks: readonly Check[] }[]): Promise<void> {
  for (const { scope, checks: checks } of waiting) {
    const known = await Promise.all(checks.map(ruleOnceKnown));
    // What a construct says of its own prop comes first, and needs no second word about the object that holds the value.
    const said = new Set<unknown>();
    check(scope, known.filter((row, index): row is Check => {
      if (row?.[0] !== true) return false;
      const [, , token] = checks[index];
      const first = !said.has(token);
      said.add(token);
      return first;
    }));
  }
}

/** The rule with its values, or with tokens in the place of those that are secret; undefined while one is unknown. */
async function ruleOnceKnown([failed, prop, value, reason, remedy]: Check): Promise<Check | undefined> {
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
