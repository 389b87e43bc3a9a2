import { IConnectable } from './connection';
import { SecretRef } from './secret';

/**
 * An Airflow whose REST API starts DAG runs. Its connection gives `AIRFLOW_API_URL`, `AIRFLOW_API_USERNAME` and
 * `AIRFLOW_API_PASSWORD`.
 */
export interface IAirflowApi extends IConnectable {
  /** Address of the API. */
  readonly url: string;
  /** User who may start runs. */
  readonly adminUsername: string;
  /** Password of that user. */
  readonly adminPassword: SecretRef;
}
