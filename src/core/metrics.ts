import { AlertRule, RecordingRule } from './alert-rule';
import { Dashboard } from './dashboard';
import { Endpoint } from './endpoint';
import { hostAndPort } from './ip-address';
import { SecretRef } from './secret';

/** A user of a tool, with its password by reference. */
export interface MetricsLogin {
  /** Name of the user. */
  readonly username: string;
  /** Its password. */
  readonly password: SecretRef;
}

/** How a scraper checks who answers, where the endpoint's scheme is `https`. */
export interface MetricsTls {
  /**
   * Certificates of the authority, in PEM form.
   *
   * @default those that the scraper's image trusts
   */
  readonly ca?: SecretRef;
  /**
   * Name in the certificate: pods are scraped by their address, which stands in none.
   *
   * @default host of the endpoint
   */
  readonly serverName?: string;
}

/** Series of something, where Prometheus finds them, and what is worth knowing of them. Plain data. */
export interface Metrics {
  /** Name of the tool, such as `mlflow`; the label `tool` of all series. */
  readonly tool: string;
  /**
   * Where it listens.
   *
   * @default nowhere: its series come with those of another target, under `job`
   */
  readonly endpoint?: Endpoint;
  /**
   * The value of the label `job` on all series.
   *
   * @default that of the endpoint, see `jobOf`
   */
  readonly job?: string;
  /**
   * Path of the metrics.
   *
   * @default '/metrics'
   */
  readonly path?: string;
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
   * How a scraper checks who answers.
   *
   * @default by the authorities that its image trusts
   */
  readonly tls?: MetricsTls;
  /**
   * Whether labels such as `job` that the series bring with them stay, as those of other systems that are only passed on.
   *
   * @default false
   */
  readonly honorLabels?: boolean;
  /**
   * Who is responsible; the label `team` of all series and alerts, by which receivers are chosen.
   *
   * @default nobody in particular
   */
  readonly team?: string;
  /**
   * The model that the series are about; the label `model` of all series and alerts.
   *
   * @default none
   */
  readonly model?: string;
  /**
   * Series that are computed from others, for rules and dashboards.
   *
   * @default none
   */
  readonly recordings?: readonly RecordingRule[];
  /**
   * What someone should be told of; each looks only at series of this job.
   *
   * @default only that nothing answers at the endpoint
   */
  readonly rules?: readonly AlertRule[];
  /**
   * What is worth seeing of it, of series of this job.
   *
   * @default nothing
   */
  readonly dashboard?: Dashboard;
}

/** Anything that Prometheus can watch. */
export interface IMetricsTarget {
  /** Its series; an empty list while they are switched off. */
  readonly metrics: readonly Metrics[];
}

/** The value of the label `job` on all series from an endpoint: namespace and name of its workload, or host and port. */
export function jobOf({ pods, host, port }: Endpoint): string {
  return pods ? `${pods.namespace}/${pods.name}` : hostAndPort(host, port);
}

/** The value of the label `job` on all series of a target; empty when it names neither job nor endpoint. */
export function jobOfMetrics({ job, endpoint }: Metrics): string {
  return job ?? (endpoint ? jobOf(endpoint) : '');
}
