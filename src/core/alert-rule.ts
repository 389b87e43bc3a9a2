/** How urgent an alert is; receivers are chosen by it. */
export enum Severity {
  /** Someone must act now. */
  CRITICAL = 'critical',
  /** Someone must act within days. */
  WARNING = 'warning',
  /** Good to know. */
  INFO = 'info',
}

/** A condition on metrics that someone is told of. Plain data: whoever evaluates it writes it in its own form. */
export interface AlertRule {
  /** Name of the alert, such as `MlflowDown`. */
  readonly name: string;
  /** The condition in PromQL: it holds for each series that comes out. */
  readonly expr: string;
  /**
   * How long it must hold, in Prometheus' notation, such as `5m`.
   *
   * @default it need not hold for any time
   */
  readonly for?: string;
  /** How urgent it is. */
  readonly severity: Severity;
  /** What has happened, in a sentence; `{{ $labels.x }}` stands for a label of the series. */
  readonly summary: string;
  /** What to do about it. */
  readonly runbook: string;
}

/** A series that is computed from others. Plain data, as an alert rule is. */
export interface RecordingRule {
  /** Name of the series, in Prometheus' form `level:metric:operations`, such as `job:mlflow_errors:ratio_rate5m`. */
  readonly name: string;
  /** PromQL that gives its values. */
  readonly expr: string;
}
