import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { written } from './compact';
import { nameOf, WORKLOAD_NAME } from './names';
import { podTemplateChecks } from './object-checks';
import { createPods, toolOf, WorkloadProps } from './workload';
import { workloadChecks } from './workload-checks';
import { check, propChecks, valid, VALIDATORS } from '../core';

/** Properties for `PodTemplate`. */
export interface PodTemplateProps extends WorkloadProps {
  /**
   * Name of the main container, where the tool asks for one.
   *
   * @default 'main'
   */
  readonly container?: string;
}

/**
 * Hardened pods that a tool starts by itself, from a template that it reads: this makes the template, and the ServiceAccount and
 * network policies of the pods.
 *
 * @throws ConstructError when a prop cannot work
 */
export class PodTemplate extends Construct {
  /** Name of the pods' ServiceAccount, and value of the label that selects them. */
  public readonly name: string;
  /** The template as a Pod, in JSON. */
  public readonly json: string;
  /** What must exist before the first pod. */
  public readonly prerequisites: readonly ApiObject[];

  constructor(scope: Construct, id: string, props: PodTemplateProps) {
    super(scope, id);
    check(this, [
      ...propChecks(this, 'PodTemplateProps', props), ...workloadChecks(props), valid(VALIDATORS.dnsLabel, 'container', props.container),
    ]);
    this.name = nameOf(this, WORKLOAD_NAME);
    const { template, prerequisites } = createPods(this, props, {
      name: this.name, tool: toolOf(this), container: props.container, restartPolicy: 'Never',
    });
    const pod = written(this, { apiVersion: 'v1', kind: 'Pod', ...template });
    check(this, podTemplateChecks(this.name, pod));
    this.json = JSON.stringify(pod);
    this.prerequisites = prerequisites;
  }
}
