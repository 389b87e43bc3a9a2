import { Chart } from 'cdk8s';
import { GitServer, IMetricsTarget, MercurialServer } from '../../../src';
import { FORGEJO_METRICS } from '../../../src/git/forgejo-rules';
import { MERCURIAL_SERVER_METRICS } from '../../../src/mercurial/mercurial-server-rules';
import { down, Tool } from '../tool';

const FORGEJO = 'ml/ml-git-server';
const HG = 'ml/ml-hg-server';

const requests = (failed: string): Record<string, string> => ({
  [`hg_requests_total{job="${HG}",instance="a",status="200"}`]: '0+95x500', [`hg_requests_total{job="${HG}",instance="a",status="500"}`]: failed,
});

const open = (values: string): Record<string, string> => (
  { [`process_open_fds{job="${FORGEJO}",instance="a"}`]: values, [`process_max_fds{job="${FORGEJO}",instance="a"}`]: '1000x60' });

/** Forgejo and hgweb. */
export const repositoryServers: Tool = {
  targets: (scope: Chart): IMetricsTarget[] => [
    new GitServer(scope, 'Git'), new MercurialServer(scope, 'Hg', { image: 'example.org/team/mercurial:7', repositories: ['dags'] }),
  ],
  metrics: [...FORGEJO_METRICS, ...MERCURIAL_SERVER_METRICS],
  cases: {
    ForgejoDown: down(FORGEJO),
    ForgejoFilesNearLimit: [{ series: open('900x60'), at: '30m', alerts: [{}] }, { series: open('700x60'), at: '30m', alerts: [] }],
    MercurialDown: down(HG),
    MercurialErrorsFast: [
      { series: requests('0+20x90'), at: '80m', alerts: [{}] },
      { series: requests('0+20x90 1800x60'), at: '110m', alerts: [] },
      { series: requests('0+1x90'), at: '80m', alerts: [] },
    ],
    MercurialErrorsSlow: [
      { series: requests('0+10x500'), at: '400m', alerts: [{}] },
      { series: requests('0+1x500'), at: '400m', alerts: [] },
    ],
  },
};
