export { component } from './component';
export type { ConstructClass, PropsOf } from './component';
export type { ComponentOptions } from './component-options';
export { fromConstructs } from './from-constructs';
export type { ComponentOf, InputOf, Inputs } from './inputs';
export type { Component, ComponentClass, Deployed, Factories, Outputs } from './outputs';
export { asNumber, asString } from './tokenise';
