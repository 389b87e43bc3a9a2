import { Chart } from 'cdk8s';
import { IMetricsTarget, MlflowServer } from '../../../src';
import { MLFLOW_METRICS } from '../../../src/mlflow/mlflow-rules';
import { down, Tool } from '../tool';

const JOB = 'ml/ml-mlflow-server';

const requests = (failed: string): Record<string, string> => ({
  [`mlflow_http_request_total{job="${JOB}",status="200"}`]: '0+95x500', [`mlflow_http_request_total{job="${JOB}",status="500"}`]: failed,
});

/** MLflow's tracking server. */
export const mlflow: Tool = {
  targets: (scope: Chart): IMetricsTarget[] => [new MlflowServer(scope, 'Mlflow')],
  metrics: MLFLOW_METRICS,
  cases: {
    MlflowDown: down(JOB),
    // The share of failed requests over the two ranges of each alert, computed from requests: 17 % all the time, 17 % for a while, 1 %.
    MlflowErrorsFast: [
      { series: requests('0+20x90'), at: '80m', alerts: [{}] },
      { series: requests('0+20x90 1800x60'), at: '110m', alerts: [] },
      { series: requests('0+1x90'), at: '80m', alerts: [] },
    ],
    MlflowErrorsSlow: [
      { series: requests('0+10x500'), at: '400m', alerts: [{}] },
      { series: requests('0+1x500'), at: '400m', alerts: [] },
    ],
  },
};
