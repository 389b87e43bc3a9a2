import { Contribution, PodTemplateProps, Server, VolumeClaimProps } from '../kubernetes';

/** What an executor is told of its cluster before anything is made. */
export interface ExecutorFacts {
  /** Whether logs of tasks go to a bucket. */
  readonly remoteLogs: boolean;
  /** Whether the metadata database is SQLite on the cluster's volume. */
  readonly sqlite: boolean;
  /** A volume for logs, where there is no bucket. */
  readonly claim: VolumeClaimProps;
}

/** What an executor is told of its cluster. */
export interface ExecutorContext extends ExecutorFacts {
  /** Pods in which task code may run: image, environment, files and what they reach, without arguments. */
  readonly taskPods: PodTemplateProps;
  /** For what serves the logs of tasks. */
  readonly session: Contribution;
}

/** What an executor means for the rest of the cluster. */
export interface ExecutorConfig {
  /** For all components. */
  readonly everywhere?: Contribution;
  /** For the scheduler. */
  readonly scheduler?: Contribution;
  /** For the API server, which shows the logs of running tasks. */
  readonly apiServer?: Contribution;
  /** What runs tasks and stays. */
  readonly workers?: readonly Server[];
}
