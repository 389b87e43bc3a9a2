import { IConnectable } from './connection';
import { SecretRef } from './secret';

/** A server that speaks the Redis protocol. Its connection gives `REDIS_HOST`, `REDIS_PORT`, `REDIS_TLS` and `REDIS_PASSWORD`. */
export interface IRedis extends IConnectable {
  /** Host name of the server. */
  readonly host: string;
  /** Port of the server. */
  readonly port: number;
  /** Whether clients must use TLS. */
  readonly tls: boolean;
  /** Password of the default user; absent when the server asks for none. */
  readonly password?: SecretRef;
}
