import { Chart } from 'cdk8s';
import { GitRepository, IMetricsTarget, Server } from '../../../src';
import { GIT_SYNC_METRICS } from '../../../src/git/git-sync-metrics';
import { down, Tool } from '../tool';

const JOB = 'ml/ml-runner/source-0';
const UP = { [`up{job="${JOB}",instance="a"}`]: '1x60' };

const attempts = (status: string, values: string) => ({ [`git_sync_count_total{job="${JOB}",instance="a",status="${status}"}`]: values });

/** A Git repository that a server's pods keep current. */
export const git: Tool = {
  targets: (scope: Chart): IMetricsTarget[] => [new Server(scope, 'Runner', {
    image: 'example.org/team/runner:1', sources: [{ source: new GitRepository(scope, 'Dags', { url: 'https://git.example.org/dags.git' }), path: '/dags' }],
  })],
  metrics: GIT_SYNC_METRICS,
  cases: {
    GitSyncDown: down(JOB),
    GitSyncLate: [
      { series: { ...UP, ...attempts('noop', '0+1x10 10x50') }, at: '30m', alerts: [{ instance: 'a' }] },
      { series: { ...UP, ...attempts('noop', '0+1x10 10x50'), ...attempts('success', '1x20 2+1x40') }, at: '30m', alerts: [] },
      // Its first attempt has not succeeded: there is no series yet.
      { series: { ...UP, ...attempts('error', '0+1x60') }, at: '8m', alerts: [{ instance: 'a' }] },
      { series: { ...UP, ...attempts('noop', '0+1x60') }, at: '30m', alerts: [] },
      { series: { [`up{job="${JOB}",instance="a"}`]: '0x60' }, at: '30m', alerts: [] },
    ],
    GitSyncFails: [
      { series: { ...UP, ...attempts('noop', '0+1x60'), ...attempts('error', '0+2x60') }, at: '30m', alerts: [{ instance: 'a' }] },
      { series: { ...UP, ...attempts('noop', '0+2x60'), ...attempts('error', '0+1x60') }, at: '30m', alerts: [] },
      { series: { ...UP, ...attempts('noop', '0+1x60') }, at: '30m', alerts: [] },
    ],
  },
};
