import { Construct } from 'constructs';
import {
  check, Connection, host as isHost, IRedis, port as isPort, redisEnv, required, SecretRef, SecretValue, unbracketed, VALIDATORS,
  validEach,
} from '../core';
import { propChecks } from '../core/prop-checks';
import { Credentials } from '../kubernetes';

const PORT = 6379;

/** A Redis server, or one that speaks its protocol, that exists already. */
export interface ExistingRedisProps {
  /** Host name or address of the server. */
  readonly host: string;
  /**
   * Port of the server.
   *
   * @default 6379
   */
  readonly port?: number;
  /**
   * Whether clients must use TLS.
   *
   * @default false
   */
  readonly tls?: boolean;
  /**
   * Password of the default user, by reference.
   *
   * @default the server asks for none
   */
  readonly password?: SecretValue;
  /**
   * Addresses of the server, as CIDR blocks, to which clients are limited.
   *
   * @default any address but the link-local ones, on this port
   */
  readonly cidrs?: readonly string[];
}

/** A Redis server that exists already; made by `Valkey.fromRedis`. */
export class ExistingRedis extends Construct implements IRedis {
  public readonly host: string;
  public readonly port: number;
  public readonly tls: boolean;
  public readonly password?: SecretRef;
  public readonly connection: Connection;

  constructor(scope: Construct, id: string, props: ExistingRedisProps) {
    super(scope, id);
    const shape = propChecks(this, 'ExistingRedisProps', props);
    const { host, port = PORT, tls = false, password, cidrs } = props;
    check(this, [...shape, required('host', host), isHost('host', host), isPort('port', port), ...validEach(VALIDATORS.cidr, 'cidrs', cidrs)]);
    this.host = unbracketed(host);
    this.port = port;
    this.tls = tls;
    if (password) this.password = new Credentials(this, 'Credentials', { values: { password } }).ref('password');
    this.connection = { env: redisEnv(this), endpoints: [{ scheme: tls ? 'rediss' : 'redis', host: this.host, port, ...cidrs && { cidrs } }] };
  }
}
