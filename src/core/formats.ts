import { Validator } from './validator';
import { VALIDATORS } from './validators';

/** An amount in Kubernetes' notation, such as `10Gi` or `500m`. */
export type Quantity = string;

/**
 * The kinds of text and numbers, by the names of the types that stand for them: a prop of type `Quantity` is held against `Quantity`
 * wherever it comes in.
 */
export const FORMATS: Readonly<Record<string, Validator>> = { Quantity: VALIDATORS.quantity };
