import * as pulumi from '@pulumi/pulumi';
import { IConstruct } from 'constructs';

const NOWHERE = {};
/** By the run of a program, which is known by its connection to the engine. */
const runs = new WeakMap<object, Set<IConstruct>>();

/** Notes that a program holds the construct of a component, and may build on it wherever constructs are made. */
export function handOut(construct: IConstruct): void {
  handedOut().add(construct);
}

/** The constructs of components that the program holds. */
export function handedOut(): Set<IConstruct> {
  const run: object = pulumi.runtime.getMonitor() ?? NOWHERE;
  const known = runs.get(run) ?? new Set<IConstruct>();
  runs.set(run, known);
  return known;
}
