import { Endpoint, EnvValue, IConnectable } from '../core';
import { Mount, Permission, PodTemplateProps, Server } from '../kubernetes';

/** What an executor is told of its cluster. */
export interface ExecutorContext {
  /** Pods in which task code may run: image, environment, files and what they reach, without command. */
  readonly taskPods: PodTemplateProps;
  /** Environment of what serves the logs of tasks. */
  readonly sessionEnv: Record<string, EnvValue>;
  /** Whether logs of tasks go to a bucket. */
  readonly remoteLogs: boolean;
  /** Whether the metadata database is SQLite on the cluster's volume. */
  readonly sqlite: boolean;
}

/** What an executor means for the rest of the cluster. */
export interface ExecutorConfig {
  /** Environment of all components. */
  readonly env?: Record<string, EnvValue>;
  /** Environment of the scheduler alone. */
  readonly schedulerEnv?: Record<string, EnvValue>;
  /** Files of the scheduler. */
  readonly schedulerMounts?: readonly Mount[];
  /** What the scheduler may do in its namespace. */
  readonly schedulerPermissions?: readonly Permission[];
  /** What the scheduler must reach. */
  readonly schedulerReaches?: readonly IConnectable[];
  /** What the API server may do in its namespace, to show the logs of running tasks. */
  readonly apiServerPermissions?: readonly Permission[];
  /** Where the API server fetches logs of running tasks. */
  readonly logServers?: readonly Endpoint[];
  /** What runs tasks and stays. */
  readonly workers?: readonly Server[];
}
