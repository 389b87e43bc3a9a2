import { SecretValue } from '../core';
import { valueClass } from '../core/value-class';

/** Options for `PrometheusAuth.basic`. */
export interface PrometheusBasicOptions {
  /**
   * Password of the user `admin`, of at most 72 bytes. A changed one holds when the pods of Prometheus and its clients start anew.
   *
   * @default SecretValue.generated()
   */
  readonly password?: SecretValue;
}

/** Who may ask Prometheus. */
export class PrometheusAuth {
  static { valueClass(this, 'PrometheusAuth'); }

  /** Whoever has a network path, which is whoever was wired. */
  public static none(): PrometheusAuth {
    return new PrometheusAuth(false);
  }

  /** Whoever the sign-on in front of the route lets through, and whoever was wired. */
  public static proxied(): PrometheusAuth {
    return new PrometheusAuth(true);
  }

  /** The user `admin` with a password. Clients that use the stack get it. */
  public static basic({ password = SecretValue.generated() }: PrometheusBasicOptions = {}): PrometheusAuth {
    return new PrometheusAuth(true, password);
  }

  private constructor(
    /** Whether Prometheus may have a route. */
    public readonly guardsRoutes: boolean,
    /** The password, where there is one. */
    public readonly password?: SecretValue,
  ) {}
}
