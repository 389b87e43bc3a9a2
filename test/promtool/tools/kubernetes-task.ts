import { Chart } from 'cdk8s';
import { IMetricsTarget, Pushgateway, Task } from '../../../src';
import { TASK_METRICS } from '../../../src/kubernetes/task-metrics';
import { Tool } from '../tool';

const JOB = 'ml/ml-nightly';

const pushed = (values: string, failed = '0x120'): Record<string, string> => (
  { [`push_time_seconds{job="${JOB}"}`]: values, [`push_failure_time_seconds{job="${JOB}"}`]: failed });

/** Tasks that push what they have done; the clock of these cases begins at 0. */
export const kubernetesTask: Tool = {
  targets: (scope: Chart): IMetricsTarget[] => [new Task(scope, 'Nightly', {
    image: 'example.org/team/nightly:1', schedule: '0 * * * *', pushgateway: new Pushgateway(scope, 'Push'), lateAfter: '1h',
  })],
  metrics: TASK_METRICS,
  cases: {
    TaskLate: [
      { series: pushed('60x120'), at: '70m', alerts: [{}] },
      { series: pushed('60x30 1800x90'), at: '70m', alerts: [] },
      { series: {}, at: '70m', alerts: [] },
    ],
    TaskSilent: [
      { series: {}, at: '65m', alerts: [{}] },
      { series: {}, at: '30m', alerts: [] },
      { series: pushed('60x120'), at: '65m', alerts: [] },
    ],
    TaskPushRefused: [
      { series: pushed('60x120', '300x120'), at: '20m', alerts: [{}] },
      { series: pushed('60x6 400x120', '300x120'), at: '20m', alerts: [] },
    ],
  },
};
