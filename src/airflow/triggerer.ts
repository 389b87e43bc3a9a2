import { Construct } from 'constructs';
import { AirflowComponentOptions, ClusterParts, RESOURCES } from './cluster-parts';
import { codeComponent } from './code-component';
import { withDefaults } from '../core';
import { Server } from '../kubernetes';

const LOG_PORT = 8794;

/** The triggerer, which waits for deferred tasks. */
export function createTriggerer(scope: Construct, parts: ClusterParts, options: AirflowComponentOptions = {}): Server {
  return new Server(scope, 'Triggerer', {
    ...codeComponent(parts, options.replicas ?? parts.replicas, 'TriggererJob', parts.session),
    args: ['triggerer'],
    ports: { logs: LOG_PORT },
    readiness: { tcpSocket: { port: LOG_PORT }, periodSeconds: 10 },
    resources: withDefaults(options.resources, RESOURCES),
  });
}
