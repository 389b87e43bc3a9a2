import { Chart } from 'cdk8s';
import { Bucket, DataSource, EvidentlyMonitor, EvidentlyService, IMetricsTarget, Pushgateway, VersityGateway } from '../../../src';
import { EVIDENTLY_METRICS } from '../../../src/evidently/evidently-rules';
import { crosses, Tool } from '../tool';

const JOB = 'ml/ml-drift';
const series = (metric: string) => `evidently_${metric}{job="${JOB}"}`;

/** A monitor of drift whose gauges come through a Pushgateway. */
export const evidently: Tool = {
  targets: (scope: Chart): IMetricsTarget[] => {
    const bucket = new Bucket(scope, 'Data', { store: new VersityGateway(scope, 'Objects') });
    return [new EvidentlyMonitor(scope, 'Drift', {
      reference: DataSource.object(bucket, 'reference.csv'),
      current: DataSource.object(bucket, 'current.csv'),
      service: new EvidentlyService(scope, 'Evidently'),
      pushgateway: new Pushgateway(scope, 'Push'),
    })];
  },
  metrics: EVIDENTLY_METRICS,
  cases: {
    DriftDetected: crosses(series('dataset_drift'), 1, 0),
    DriftTestsFailed: crosses(series('tests_failed'), 2, 0),
    DriftCurrentDataMissing: crosses(series('current_rows'), 0, 500),
    DriftMonitorFailed: crosses(series('last_run_failed'), 1, 0),
    // The clock starts at 0: the last success was then, or is always now.
    DriftMonitorLate: [
      { series: { [series('last_success_timestamp_seconds')]: '0x300' }, at: '200m', alerts: [{}] },
      { series: { [series('last_success_timestamp_seconds')]: '0x300' }, at: '170m', alerts: [] },
      { series: { [series('last_success_timestamp_seconds')]: '0+60x300' }, at: '250m', alerts: [] },
    ],
    DriftMonitorSilent: [
      { series: {}, at: '190m', alerts: [{}] },
      { series: {}, at: '170m', alerts: [] },
      { series: { [series('last_success_timestamp_seconds')]: '0x300' }, at: '190m', alerts: [] },
    ],
  },
};
