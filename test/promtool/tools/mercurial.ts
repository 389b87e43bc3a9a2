import { Chart } from 'cdk8s';
import { IMetricsTarget, MercurialRepository, Server } from '../../../src';
import { MERCURIAL_SYNC_METRICS } from '../../../src/mercurial/mercurial-sync-metrics';
import { down, Tool } from '../tool';

const JOB = 'ml/ml-reader/source-0';

/** How often the attempts of a pod that is up ended in each way; with a period of five minutes. */
const attempts = (values: Record<string, string>): Record<string, string> => ({
  [`up{job="${JOB}",instance="a"}`]: '1x90',
  ...Object.fromEntries(Object.entries(values).map(([status, numbers]) => [`hg_sync_count_total{job="${JOB}",instance="a",status="${status}"}`, numbers])),
});

/** One attempt in five minutes. */
const FIVE = '0x4 1x4 2x4 3x4 4x4 5x4 6x4 7x4 8x4 9x4 10x4 11x4';

/** A Mercurial repository that a server's pods keep current. */
export const mercurial: Tool = {
  targets: (scope: Chart): IMetricsTarget[] => [new Server(scope, 'Reader', {
    image: 'example.org/team/reader:1',
    sources: [{ source: new MercurialRepository(scope, 'Models', { url: 'https://hg.example.org/models', period: '5m' }), path: '/models' }],
  })],
  metrics: MERCURIAL_SYNC_METRICS,
  cases: {
    MercurialSyncDown: down(JOB),
    MercurialSyncLate: [
      { series: attempts({ success: '1x90', noop: '0x90', error: FIVE }), at: '40m', alerts: [{ instance: 'a' }] },
      // Two attempts that failed are not enough.
      { series: attempts({ success: '1x90', noop: '0x4 1x4 1x4 1x4 2x4 3x4 4x4', error: '0x9 1x4 2x40' }), at: '22m', alerts: [] },
      { series: attempts({ success: '1x90', noop: FIVE, error: '0x90' }), at: '40m', alerts: [] },
    ],
    MercurialSyncFails: [
      { series: attempts({ success: '1x90', noop: '0x90', error: FIVE }), at: '40m', alerts: [{ instance: 'a' }] },
      { series: attempts({ success: '1x90', noop: FIVE, error: '0x90' }), at: '40m', alerts: [] },
    ],
  },
};
