import { InputOf } from './inputs';
import * as core from '../core';

/**
 * The same connection with every variable renamed to `<prefix>_<name>`, for a client that uses two things which set the same
 * variables. Takes components, and constructs.
 */
export const alias: (connectable: InputOf<core.IConnectable>, prefix: string) => core.IConnectable = core.alias as never;
