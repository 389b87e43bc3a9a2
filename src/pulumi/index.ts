export { component, ConstructClass, PropsOf } from './component';
export { ComponentOptions } from './component-options';
export { fromConstructs } from './from-constructs';
export { ComponentOf, InputOf, Inputs } from './inputs';
export { Component, ComponentClass, Deployed, Factories, Outputs } from './outputs';
export { asNumber, asString } from './tokenise';
