import { Construct } from 'constructs';
import { IMetricsTarget, jobOf, Rule } from '../core';

/** What must hold of the targets. */
export function targetRules(targets: readonly IMetricsTarget[]): Rule[] {
  const jobs = targets.flatMap(({ metrics }) => metrics ? [jobOf(metrics.endpoint)] : []);
  return [
    ...targets.map((target, index): Rule => [!target.metrics, `targets[${index}]`, nameOf(target), 'its metrics are switched off, or leave by another way',
      'leave its metricsEnabled or metrics prop out, or take it from the targets']),
    ...jobs.filter((job, index) => jobs.indexOf(job) < index).map((job): Rule => [true, 'targets', job, 'two targets have this name', 'pass each once']),
  ];
}

function nameOf(target: IMetricsTarget): string | undefined {
  return Construct.isConstruct(target) ? target.node.path : undefined;
}
