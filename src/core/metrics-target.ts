import { Endpoint } from './endpoint';
import { SecretRef } from './secret';

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
}

/** Anything that Prometheus can scrape. */
export interface IMetricsTarget {
  /** Where the metrics are; undefined while they are switched off. */
  readonly metrics?: MetricsEndpoint;
}
