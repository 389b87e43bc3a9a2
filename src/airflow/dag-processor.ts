import { Construct } from 'constructs';
import { AirflowComponentOptions, ClusterParts, RESOURCES } from './cluster-parts';
import { codeComponent } from './code-component';
import { withDefaults } from '../core';
import { Server } from '../kubernetes';

/** The DAG processor, which reads the files of DAGs. */
export function createDagProcessor(scope: Construct, parts: ClusterParts, options: AirflowComponentOptions = {}): Server {
  return new Server(scope, 'DagProcessor', {
    ...codeComponent(parts, options.replicas ?? parts.replicas, 'DagProcessorJob'),
    args: ['dag-processor'],
    resources: withDefaults(options.resources, RESOURCES),
  });
}
