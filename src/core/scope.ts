import { isConstruct, shownPart, what } from './what';

/**
 * Checks the scope of a factory that makes a construct.
 *
 * @param factory name of the factory, such as `Database.fromPostgres`
 * @param component name of the component that a Pulumi program makes instead
 * @throws Error when the scope is none
 */
export function checkScope(factory: string, scope: unknown, component: string): void {
  if (isConstruct(scope)) return;
  const shown = typeof shownPart('string', scope) === 'string' ? ` '${String(scope)}'` : '';
  throw new Error(`${factory}: scope${shown}: it is ${what(scope)}: pass the construct or chart that it is to be made in; `
    + `a component of Pulumi is made by new ${component}('name', { … })`);
}
