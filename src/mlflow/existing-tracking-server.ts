import { Construct } from 'constructs';
import {
  check, Connection, isToken, ITrackingServer, noCredentials, notBlank, outsideEndpoint, required, url as isUrl, VALIDATORS, validEach,
} from '../core';
import { propChecks } from '../core/prop-checks';

/** An MLflow server that exists already. */
export interface ExistingTrackingServerProps {
  /** Address of the server. */
  readonly trackingUri: string;
  /**
   * Addresses of the server, as CIDR blocks, to which clients are limited.
   *
   * @default any address but the link-local ones, on the server's port
   */
  readonly cidrs?: readonly string[];
}

/** An MLflow server that exists already; made by `MlflowServer.fromTrackingUri`. */
export class ExistingTrackingServer extends Construct implements ITrackingServer {
  public readonly trackingUri: string;
  public readonly connection: Connection;

  constructor(scope: Construct, id: string, props: ExistingTrackingServerProps) {
    super(scope, id);
    const shape = propChecks(this, 'ExistingTrackingServerProps', props);
    const { trackingUri, cidrs } = props;
    check(this, [
      ...shape,
      required('trackingUri', trackingUri), notBlank('trackingUri', trackingUri), isUrl('trackingUri', trackingUri),
      ...validEach(VALIDATORS.cidr, 'cidrs', cidrs),
      noCredentials('trackingUri', trackingUri, 'leave them out, and give clients MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD from a Secret in their env'),
      [isToken(trackingUri), 'trackingUri', trackingUri, 'its host and port decide what network policies open', 'write it as plain text'],
    ]);
    this.trackingUri = trackingUri;
    this.connection = {
      env: { MLFLOW_TRACKING_URI: trackingUri },
      endpoints: [outsideEndpoint(trackingUri, cidrs)],
    };
  }
}
