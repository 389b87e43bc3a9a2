import * as pulumi from '@pulumi/pulumi';
import { IConstruct } from 'constructs';

/** Key under which a component keeps the construct that it was made from. */
export const construct: unique symbol = Symbol.for('mlops-constructs.construct') as never;

/** A component made from a construct of type `C`; also satisfies every contract that `C` implements. */
export interface ComponentOf<C> {
  /** The construct that the component was made from; its strings may be placeholders. */
  readonly [construct]: C;
}

type AnyFunction = (...args: never[]) => unknown;

/** Text and numbers, but not the members of an enum: those decide what is built, as booleans do. */
type Late<V> = string extends V ? true : number extends V ? true : false;

/**
 * What may be given where a construct's prop wants a `V`: text and numbers may come later, components stand for constructs
 * and contracts, and what decides what is built (booleans, enums) is plain.
 */
export type InputOf<V> =
  [V] extends [boolean] ? V :
    [V] extends [string | number] ? (Late<V> extends false ? V : pulumi.Input<V>) :
      V extends string | number ? InputOf<V> :
        V extends AnyFunction ? V :
          V extends IConstruct ? V | ComponentOf<V> :
            V extends readonly (infer E)[] ? readonly InputOf<E>[] :
              V extends object ? Inputs<V> | ComponentOf<V> : V;

/** The props of a construct as a Pulumi program gives them. */
export type Inputs<T> = { readonly [K in keyof T]: InputOf<Exclude<T[K], undefined>> };
