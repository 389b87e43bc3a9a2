import { AlertRule } from './alert-rule';
import { Dashboard } from './dashboard';
import { Endpoint } from './endpoint';
import { SecretRef } from './secret';

/** A user of a tool, with its password by reference. */
export interface MetricsLogin {
  /** Name of the user. */
  readonly username: string;
  /** Its password. */
  readonly password: SecretRef;
}

/** Where Prometheus finds the metrics of something. */
export interface MetricsEndpoint {
  /** Name of the tool, such as `mlflow`. */
  readonly tool: string;
  /** Where it listens. */
  readonly endpoint: Endpoint;
  /** Path of the metrics, such as `/metrics`. */
  readonly path: string;
  /**
   * What a scraper must present as bearer token.
   *
   * @default none
   */
  readonly token?: SecretRef;
  /**
   * Who a scraper must sign in as, where that is not done with a token.
   *
   * @default nobody
   */
  readonly login?: MetricsLogin;
  /**
   * Whether labels such as `job` that the series bring with them stay, as those of other systems that are only passed on.
   *
   * @default false
   */
  readonly honorLabels?: boolean;
  /**
   * What someone should be told of; each looks only at series whose label `job` is the endpoint's, see `jobOf`.
   *
   * @default only that nothing answers there
   */
  readonly rules?: readonly AlertRule[];
  /**
   * What is worth seeing of it, of series with that label `job`.
   *
   * @default nothing
   */
  readonly dashboard?: Dashboard;
}

/** Anything that Prometheus can scrape. */
export interface IMetricsTarget {
  /** Where the metrics are; undefined while they are switched off. */
  readonly metrics?: MetricsEndpoint;
}

/** The value of the label `job` on all series from an endpoint: namespace and name of its workload, or host and port. */
export function jobOf({ pods, host, port }: Endpoint): string {
  return pods ? `${pods.namespace}/${pods.name}` : `${host}:${port}`;
}
