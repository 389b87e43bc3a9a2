import { IConnectable } from './connection';
import { EnvValue, SecretRef } from './secret';
import { asText } from './tokens';

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

/** The environment that clients get. */
export function redisEnv({ host, port, tls, password }: Omit<IRedis, 'connection'>): Record<string, EnvValue> {
  return { REDIS_HOST: host, REDIS_PORT: asText(port), REDIS_TLS: String(tls), ...password && { REDIS_PASSWORD: password } };
}
