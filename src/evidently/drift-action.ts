import { Construct } from 'constructs';
import { Check, Endpoint, EnvValue, IAirflowApi, IConnectable, knownSecret, notBlank, required, SecretValue } from '../core';
import { valueClass } from '../core/value-class';
import { Credentials } from '../kubernetes';

/** What an action means for the program that takes it. */
export interface DriftActionConfig {
  /** What the program is told; no secrets. */
  readonly settings: Record<string, unknown>;
  /** Environment of the program. */
  readonly env: Record<string, EnvValue>;
  /** What the program uses. */
  readonly uses: readonly IConnectable[];
  /** What it must reach besides. */
  readonly reaches: readonly IConnectable[];
}

/** Options for `DriftAction.webhook`. */
export interface DriftWebhookOptions {
  /**
   * What the address leads to, for the network path.
   *
   * @default any address outside, at port 443
   */
  readonly endpoint?: Endpoint;
}

/** What a monitor does in each run that finds drift. */
export abstract class DriftAction {
  static { valueClass(this, 'DriftAction'); }

  /**
   * Starts a run of an Airflow DAG, at most one for each run of the monitor. The DAG gets `conf`, and besides what the monitor found:
   * `monitor`, `model`, `drift_share`, `drift_threshold` and `drifted_columns`.
   */
  public static airflowDagRun(airflow: IAirflowApi, dagId: string, conf: Record<string, unknown> = {}): DriftAction {
    return new AirflowAction(airflow, dagId, conf);
  }

  /** Sends what the monitor found to an HTTP address, as a JSON object with POST; the whole address is the secret. */
  public static webhook(url: SecretValue, options: DriftWebhookOptions = {}): DriftAction {
    return new WebhookAction(url, options);
  }

  /** What it means for the program. Makes what it needs below a scope. */
  public abstract create(scope: Construct): DriftActionConfig;
  /** What must hold for it. */
  public abstract checks(): Check[];
}

class AirflowAction extends DriftAction {
  constructor(private readonly airflow: IAirflowApi, private readonly dagId: string, private readonly conf: Record<string, unknown>) {
    super();
  }

  public create(): DriftActionConfig {
    return { settings: { type: 'airflow', dag: this.dagId, conf: this.conf }, env: {}, uses: [this.airflow], reaches: [] };
  }

  public checks(): Check[] {
    return [required('onDrift.airflow', this.airflow), notBlank('onDrift.dagId', this.dagId)];
  }
}

class WebhookAction extends DriftAction {
  constructor(private readonly url: SecretValue, private readonly options: DriftWebhookOptions) { super(); }

  public create(scope: Construct): DriftActionConfig {
    const { endpoint = { scheme: 'https', host: '', port: 443 } } = this.options;
    const url = new Credentials(scope, 'Webhook', { values: { url: this.url } }).ref('url');
    const reaches = [{ connection: { endpoints: [endpoint] } }];
    return { settings: { type: 'webhook' }, env: { WEBHOOK_URL: url }, uses: [], reaches };
  }

  public checks(): Check[] {
    return knownSecret('onDrift.url', this.url);
  }
}
