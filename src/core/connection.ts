import { checkCall } from './construct-error';
import { Endpoint } from './endpoint';
import { checkArguments } from './prop-checks';
import { EnvValue, SecretRef } from './secret';
import { valid } from './validator';
import { VALIDATORS } from './validators';
import { underlying } from './what';

/** Under which an alias keeps what it stands for. */
export const ALIASED: unique symbol = Symbol.for('mlops-constructs.aliased') as never;

/** Who a pod is for a cloud, when it has no key: what its ServiceAccount and its pods must carry. */
export interface WorkloadIdentity {
  /**
   * Annotations of the ServiceAccount.
   *
   * @default none
   */
  readonly serviceAccountAnnotations?: Record<string, string>;
  /**
   * Labels of the pods.
   *
   * @default none
   */
  readonly podLabels?: Record<string, string>;
}

/** All that a client gets from what it uses: environment, files, identity, and the network path. Plain data. */
export interface Connection {
  /**
   * Environment variables of the client; secrets by reference.
   *
   * @default none
   */
  readonly env?: Record<string, EnvValue>;
  /**
   * Files of the client: absolute path -> a key of a Secret.
   *
   * @default none
   */
  readonly files?: Record<string, SecretRef>;
  /**
   * Who the client is for a cloud that knows its ServiceAccount.
   *
   * @default none
   */
  readonly identity?: WorkloadIdentity;
  /** What the client must reach. */
  readonly endpoints: readonly Endpoint[];
}

/** Anything that a workload can list in its `uses`. */
export interface IConnectable {
  /** What a client of this gets. */
  readonly connection: Connection;
}

/**
 * The same connection with every variable renamed to `<prefix>_<name>`, for a client that uses two things which set the same
 * variables.
 *
 * @throws Error when the prefix cannot begin a variable's name
 */
export function alias(connectable: IConnectable, prefix: string): IConnectable {
  checkArguments('alias', [connectable, prefix]);
  checkCall('alias', [valid(VALIDATORS.envName, 'prefix', prefix)]);
  const { env = {}, ...rest } = (underlying(connectable) as IConnectable).connection;
  const renamed = Object.entries(env).map(([name, value]) => [`${prefix}_${name}`, value]);
  // Not to be seen, since it is no part of the contract: by it another engine knows what the client waits for.
  return Object.defineProperty({ connection: { ...rest, env: Object.fromEntries(renamed) } }, ALIASED, { value: connectable });
}
