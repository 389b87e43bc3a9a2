import * as pulumi from '@pulumi/pulumi';
import { IConstruct } from 'constructs';

/** Makes the component for a construct that is part of another component's tree; that one fills it. */
export type Adopt = (name: string, opts: pulumi.ComponentResourceOptions) => pulumi.ComponentResource;

const facades = new Map<unknown, Adopt>();

/** Says how constructs of a class become components. The first word counts, so that nobody changes another's components. */
export function registerFacade(constructClass: unknown, adopt: Adopt): void {
  if (!facades.has(constructClass)) facades.set(constructClass, adopt);
}

/** How a construct becomes a component: by its class, or the nearest class above it that has a facade. */
export function facadeOf(construct: IConstruct): Adopt | undefined {
  for (let at: unknown = construct.constructor; typeof at === 'function'; at = Object.getPrototypeOf(at)) {
    const found = facades.get(at);
    if (found !== undefined) return found;
  }
  return undefined;
}
