import { IConnectable } from './connection';

/** A Pushgateway, where pods that end leave their metrics. Its connection gives `PUSHGATEWAY_URL`. */
export interface IPushgateway extends IConnectable {
  /** Address for clients. */
  readonly url: string;
}
