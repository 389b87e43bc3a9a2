import { IConnectable } from './connection';

/** A server that speaks MLflow's tracking protocol. Its connection gives `MLFLOW_TRACKING_URI` and credentials. */
export interface ITrackingServer extends IConnectable {
  /** Address for clients. */
  readonly trackingUri: string;
}
