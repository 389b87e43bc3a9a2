import { Chart } from 'cdk8s';
import { IMetricsTarget, Job, Pushgateway } from '../../../src';
import { JOB_METRICS } from '../../../src/kubernetes/job-metrics';
import { Tool } from '../tool';

const JOB = 'ml/ml-nightly';

const pushed = (values: string, failed = '0x120'): Record<string, string> => (
  { [`push_time_seconds{job="${JOB}"}`]: values, [`push_failure_time_seconds{job="${JOB}"}`]: failed });

/** Jobs that push what they have done; the clock of these cases begins at 0. */
export const kubernetesJob: Tool = {
  targets: (scope: Chart): IMetricsTarget[] => [new Job(scope, 'Nightly', {
    image: 'example.org/team/nightly:1', schedule: '0 * * * *', pushgateway: new Pushgateway(scope, 'Push'), lateAfter: '1h',
  })],
  metrics: JOB_METRICS,
  cases: {
    JobLate: [
      { series: pushed('60x120'), at: '70m', alerts: [{}] },
      { series: pushed('60x30 1800x90'), at: '70m', alerts: [] },
      { series: {}, at: '70m', alerts: [] },
    ],
    JobSilent: [
      { series: {}, at: '65m', alerts: [{}] },
      { series: {}, at: '30m', alerts: [] },
      { series: pushed('60x120'), at: '65m', alerts: [] },
    ],
    JobPushRefused: [
      { series: pushed('60x120', '300x120'), at: '20m', alerts: [{}] },
      { series: pushed('60x6 400x120', '300x120'), at: '20m', alerts: [] },
    ],
  },
};
