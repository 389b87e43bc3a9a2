import * as pulumi from '@pulumi/pulumi';
import { ApiObject } from 'cdk8s';
import { IConstruct } from 'constructs';
import { ComponentOptions } from './component-options';
import { ComponentOf, InputOf, Inputs } from './inputs';
import { IConnectable } from '../core';

type Plain = string | number | boolean;
type PlainKeys<C> = { [K in keyof C]-?: NonNullable<C[K]> extends Plain ? K : never }[keyof C];
type ConstructKeys<C> = { [K in keyof C]-?: NonNullable<C[K]> extends IConstruct | IConnectable ? K : never }[keyof C];

/**
 * What a construct becomes: objects are typed resources of `@pulumi/kubernetes`, all else is a component. Behind a contract may
 * also stand what exists already, which is no resource.
 */
export type Deployed<V> =
  V extends ApiObject ? pulumi.CustomResource :
    V extends IConstruct ? Component<V> :
      V extends IConnectable ? Outputs<V> & ComponentOf<V> : V;

/**
 * The public attributes of a construct: text, numbers and booleans are Outputs that wait for what the construct deploys, and
 * constructs are components.
 */
export type Outputs<C> =
  { readonly [K in keyof C as K extends PlainKeys<C> ? K : never]: pulumi.Output<Exclude<C[K], undefined>> } &
  { readonly [K in keyof C as K extends ConstructKeys<C> ? K : never]: Deployed<C[K]> };

/** A deployed construct: may be passed wherever the construct, or a contract that it implements, is wanted. */
export type Component<C> = pulumi.ComponentResource & Outputs<C> & ComponentOf<C>;

type InputsOf<A extends readonly unknown[]> = { [I in keyof A]: InputOf<A[I]> };

/** The static factories of a construct, which take what a Pulumi program has. */
export type Factories<K> = {
  readonly [N in Exclude<keyof K, 'prototype' | 'isConstruct'>]:
  K[N] extends (...args: infer A) => infer R ? (...args: InputsOf<A>) => R : K[N];
};

/** The class of components made from constructs of type `C` with props of type `P`. */
export interface ComponentClass<P, C> {
  /**
   * Deploys the construct.
   *
   * @param name the component's name in Pulumi, and the first part of its objects' names in Kubernetes
   * @param args the construct's props
   * @param opts options of the component
   * @throws ConstructError when the construct cannot work; nothing is registered then
   */
  new (
    name: string,
    ...rest: {} extends P ? [args?: Inputs<P>, opts?: ComponentOptions] : [args: Inputs<P>, opts?: ComponentOptions]
  ): Component<C>;
}
