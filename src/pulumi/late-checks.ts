import * as pulumi from '@pulumi/pulumi';
import { IConstruct } from 'constructs';
import { outputOf } from './detokenise';
import { isOf } from '../core/brand';
import { check, ConstructError, lateRules, Rule } from '../core/construct-error';

/**
 * Evaluates the rules that wait for values, as soon as these are known; undefined when there are none. What a preview does not
 * know is not evaluated.
 *
 * @throws RunError with the text that the construct would have thrown, parents first
 */
export function lateChecks(constructs: readonly IConstruct[]): Promise<void> | undefined {
  const waiting = constructs.map(scope => ({ scope, rules: lateRules(scope) })).filter(({ rules }) => rules.length > 0);
  if (waiting.length === 0) return undefined;
  return checkAll(waiting).catch((error: unknown) => {
    // Of any other error Pulumi prints all that hangs on it, which is the whole program.
    throw isOf(ConstructError, error) ? new pulumi.RunError(error.message) : error;
  });
}

async function checkAll(waiting: readonly { scope: IConstruct; rules: readonly Rule[] }[]): Promise<void> {
  for (const { scope, rules } of waiting) {
    const known = await Promise.all(rules.map(ruleOnceKnown));
    check(scope, known.filter(rule => rule !== undefined));
  }
}

/** The rule with its value, or with the token in its place where that is secret; undefined while the value is unknown. */
async function ruleOnceKnown([failed, prop, token, reason, remedy]: Rule): Promise<Rule | undefined> {
  let rule: Rule | undefined;
  const evaluated = outputOf(String(token)).apply(value => {
    rule = [value !== undefined && typeof failed === 'function' && failed(value), prop, value, reason, remedy];
  });
  // Settles after the function has run, and also where it does not because the value is unknown.
  const secret = await pulumi.isSecret(evaluated);
  return rule && secret ? [rule[0], prop, token, reason, remedy] : rule;
}
