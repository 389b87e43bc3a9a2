import { asText, Check, valid, VALIDATORS } from '../core';
import { valueClass } from '../core/value-class';

/** What a queue writes on a Job and its pods. */
export interface QueueMarks {
  /**
   * Labels of the Job.
   *
   * @default none
   */
  readonly labels?: Record<string, string>;
  /**
   * Annotations of the Job.
   *
   * @default none
   */
  readonly annotations?: Record<string, string>;
  /**
   * Annotations of its pods.
   *
   * @default none
   */
  readonly podAnnotations?: Record<string, string>;
  /**
   * The scheduler of its pods.
   *
   * @default the cluster's own
   */
  readonly schedulerName?: string;
}

/** Options of a queue of Kueue. */
export interface KueueOptions {
  /**
   * Name of the WorkloadPriorityClass.
   *
   * @default that of the pods, or none
   */
  readonly priorityClass?: string;
}

/** Where Jobs wait until there is room for all of their pods at once. */
export abstract class Queue {
  static { valueClass(this, 'Queue'); }

  /**
   * A LocalQueue of Kueue, in the namespace of the Job. Kueue itself suspends the Job when it is made, and lets it go on when there is
   * quota for all of its pods; it is not written as suspended, since that would stop a running Job with the next apply.
   */
  public static kueue(name: string, options: KueueOptions = {}): Queue {
    return new KueueQueue(name, options);
  }

  /** A Queue of Volcano, whose scheduler places all pods of the Job or none. */
  public static volcano(name: string): Queue {
    return new VolcanoQueue(name);
  }

  /** Whether it suspends the Jobs that wait. */
  public abstract readonly suspends: boolean;
  /** What must hold for it; `prop` is the prop that it came in as. */
  public abstract checks(prop: string): readonly Check[];
  /** What it writes on a Job of so many pods. */
  public abstract marks(pods: number): QueueMarks;
}

class KueueQueue extends Queue {
  public readonly suspends = true;

  constructor(private readonly name: string, private readonly options: KueueOptions) {
    super();
  }

  public checks(prop: string): readonly Check[] {
    const { dnsLabel } = VALIDATORS;
    return [valid(dnsLabel, `${prop}.name`, this.name), valid(dnsLabel, `${prop}.priorityClass`, this.options.priorityClass)];
  }

  public marks(): QueueMarks {
    const { priorityClass } = this.options;
    const priority = priorityClass !== undefined && { 'kueue.x-k8s.io/priority-class': priorityClass };
    return { labels: { 'kueue.x-k8s.io/queue-name': this.name, ...priority } };
  }
}

class VolcanoQueue extends Queue {
  public readonly suspends = false;

  constructor(private readonly name: string) {
    super();
  }

  public checks(prop: string): readonly Check[] {
    return [valid(VALIDATORS.dnsSubdomain, `${prop}.name`, this.name)];
  }

  public marks(pods: number): QueueMarks {
    return {
      annotations: { 'scheduling.volcano.sh/group-min-member': asText(pods) },
      podAnnotations: { 'scheduling.volcano.sh/queue-name': this.name },
      schedulerName: 'volcano',
    };
  }
}
