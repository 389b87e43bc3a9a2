import { Construct } from 'constructs';
import { airflowDashboard } from './airflow-dashboard';
import { airflowRules } from './airflow-rules';
import { check, duration, Endpoint, EnvValue, hostAndPort, isToken, jobOf, Metrics, secondsOf } from '../core';
import { valueClass } from '../core/value-class';
import { metricsOf, Server, statsdExporter } from '../kubernetes';

/** What metrics mean for the components. */
export interface MetricsConfig {
  /** Their environment. */
  readonly env: Record<string, EnvValue>;
  /** Where they send them. */
  readonly endpoints: readonly Endpoint[];
  /** Where Prometheus finds them. */
  readonly metrics: readonly Metrics[];
}

/** Options for `AirflowMetrics.statsd`. */
export interface StatsdOptions {
  /**
   * Time after which a scheduled run that has not begun counts as late, such as '15m'.
   *
   * @default '15m'
   */
  readonly lateAfter?: string;
}

/** How metrics leave Airflow, which sends them and cannot be scraped itself. */
export abstract class AirflowMetrics {
  static { valueClass(this, 'AirflowMetrics'); }

  /** Through a StatsD exporter of this cluster, which Prometheus scrapes. */
  public static statsd(options: StatsdOptions = {}): AirflowMetrics {
    return new StatsdMetrics(options);
  }

  /** To a collector of OpenTelemetry, by OTLP over HTTP. */
  public static openTelemetry(collector: Endpoint): AirflowMetrics {
    return new OpenTelemetryMetrics(collector);
  }

  /** Makes what it needs below a scope. */
  public abstract create(scope: Construct): MetricsConfig;
}

/** Tags in InfluxDB's form become labels without a mapping file; names with the id of a DAG in them are switched off. */
class StatsdMetrics extends AirflowMetrics {
  constructor(private readonly options: StatsdOptions) { super(); }

  public create(scope: Construct): MetricsConfig {
    const { lateAfter = '15m' } = this.options;
    check(scope, [
      [isToken(lateAfter), 'metrics.lateAfter', lateAfter, 'the alert is written before anything is deployed', "write it as plain text, such as '15m'"],
      duration('metrics.lateAfter', lateAfter),
    ]);
    const exporter = new Server(scope, 'Statsd', statsdExporter(scope, { memory: '128Mi' }));
    const statsd = exporter.endpoint('statsd', 'statsd');
    const endpoint = exporter.endpoint('metrics');
    const job = jobOf(endpoint);
    return {
      env: {
        AIRFLOW__METRICS__STATSD_ON: 'True',
        AIRFLOW__METRICS__STATSD_HOST: statsd.host,
        AIRFLOW__METRICS__STATSD_PORT: String(statsd.port),
        AIRFLOW__METRICS__STATSD_INFLUXDB_ENABLED: 'True',
        AIRFLOW__METRICS__LEGACY_NAMES_ON: 'False',
      },
      endpoints: [statsd],
      metrics: [metricsOf(scope, { tool: 'airflow', endpoint, rules: airflowRules(job, secondsOf(lateAfter)!), dashboard: airflowDashboard(job) })],
    };
  }
}

class OpenTelemetryMetrics extends AirflowMetrics {
  constructor(private readonly collector: Endpoint) { super(); }

  public create(): MetricsConfig {
    const { scheme, host, port } = this.collector;
    return {
      env: {
        AIRFLOW__METRICS__OTEL_ON: 'True',
        AIRFLOW__METRICS__LEGACY_NAMES_ON: 'False',
        OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: `${scheme}://${hostAndPort(host, port)}/v1/metrics`,
        OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
        OTEL_SERVICE_NAME: 'airflow',
      },
      endpoints: [this.collector],
      metrics: [],
    };
  }
}
