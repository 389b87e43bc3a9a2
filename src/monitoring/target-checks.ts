import { Construct } from 'constructs';
import { promql } from './promql-syntax';
import { Check, IMetricsTarget, jobOfMetrics } from '../core';

/** What must hold of the targets. */
export function targetChecks(targets: readonly IMetricsTarget[]): Check[] {
  const jobs = targets.flatMap(({ metrics }) => metrics.map(jobOfMetrics));
  return [
    ...targets.map((target, index): Check => [target.metrics.length === 0, `targets[${index}]`, nameOf(target), 'its metrics are switched off, or leave by another way',
      'switch them on with its metricsEnabled or metrics prop, or take it from the targets']),
    ...targets.flatMap(({ metrics }, index) => metrics.map((given): Check => [jobOfMetrics(given) === '', `targets[${index}].metrics`, given.tool,
      'it has neither an endpoint nor a job', 'pass endpoint, or the job under which its series come with those of another target'])),
    ...targets.flatMap(({ metrics }) => metrics).flatMap(({ dashboard }) => (dashboard?.panels ?? []).flatMap(({ title, queries }) => (
      queries.map(({ expr }) => promql(`dashboard: query of ${title}`, expr))))),
    ...jobs.filter((job, index) => jobs.indexOf(job) < index).map((job): Check => [true, 'targets', job, 'two targets have this name', 'pass each once']),
  ];
}

function nameOf(target: IMetricsTarget): string | undefined {
  return Construct.isConstruct(target) ? target.node.path : undefined;
}
