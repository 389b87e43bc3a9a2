import { EvidentlyService, EvidentlyServiceProps, EvidentlyWorkspace, Postgres, PostgresDatabase } from '../../src';
import { find, synth } from '../../src/testing';
import { chart } from '../chart';

function strategy(sql: boolean): string {
  const scope = chart();
  const database = () => new PostgresDatabase(scope, 'Db', { server: new Postgres(scope, 'Postgres') });
  new EvidentlyService(scope, 'Evidently', sql ? { workspace: EvidentlyWorkspace.sql(database()) } : {});
  return find(synth(scope), 'Deployment').spec.strategy.type;
}

test('how full the volume of the workspace is shows when it is asked for', () => {
  const jobs = (props: EvidentlyServiceProps) => new EvidentlyService(chart(), 'Evidently', props).metrics.map(({ job }) => job);
  expect([jobs({}), jobs({ volumeMetrics: true })]).toEqual([[], ['ml/ml-evidently-server/volume']]);
});

test('a workspace without a volume cannot show how full it is', () => {
  const scope = chart();
  const database = new PostgresDatabase(scope, 'Db', { server: new Postgres(scope, 'Postgres') });
  expect(() => new EvidentlyService(scope, 'Evidently', { workspace: EvidentlyWorkspace.sql(database), volumeMetrics: true })).toThrow(
    'ml/Evidently: volumeMetrics true: the workspace has no volume: leave it out, and switch on the metrics of its store');
});

test('pods with a volume of their own are replaced after they are gone, and those on tables one by one', () => {
  expect([strategy(false), strategy(true)]).toEqual(['Recreate', 'RollingUpdate']);
});
