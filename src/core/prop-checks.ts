import { IConstruct } from 'constructs';
import { Check, checkCall, ConstructError } from './construct-error';
import { Examination } from './examine';
import { shapeNamed } from './shape';

/**
 * What is wrong with the shape of a construct's props, by the type of that name: props that there are not, other types, null,
 * missing ones, values that an enum does not have, things that do not keep a contract. To be called before the props are read; the
 * checks go to `check`, together with the construct's own.
 *
 * A class that extends a construct may pass props of its own along with those of the construct: at the top level, and there alone,
 * what is not known is taken for one of them, unless it is a known prop with one letter wrong, missing or too many.
 *
 * @param at path of what is examined, where it is no construct's props
 * @throws ConstructError with all of them when the props cannot be read as what they should be
 */
export function propChecks(scope: IConstruct, type: string, props: unknown, at = ''): Check[] {
  const examination = new Examination(at || 'props', isExtended(scope));
  examination.examine(type, props === undefined ? {} : props, at);
  if (examination.unusable || (props === undefined && examination.failed.length > 0)) throw new ConstructError(scope, examination.failed);
  return [...examination.failed, ...examination.late];
}

/**
 * Holds the arguments of a factory, or another function without a construct, against their types.
 *
 * @param name name of the function, such as `RouteClass.ingress`
 * @throws Error that names the function, with all that is wrong
 */
export function checkArguments(name: string, given: readonly unknown[]): void {
  const examination = new Examination('options', false, true);
  shapeNamed(name)?.args!.forEach(({ name: argument, optional, shape }, index) => {
    examination.examineField({ name: argument, optional, shape }, given[index], /^(options|overrides)$/.test(argument) ? '' : argument);
  });
  checkCall(name, examination.failed);
}

/** Whether a construct's class extends one that makes something, rather than `Construct` itself. */
function isExtended(scope: IConstruct): boolean {
  const above: unknown = Object.getPrototypeOf(Object.getPrototypeOf(scope.constructor));
  return above !== Function.prototype;
}
