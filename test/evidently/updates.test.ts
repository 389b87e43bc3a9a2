import { EvidentlyService, EvidentlyWorkspace, Postgres, PostgresDatabase } from '../../src';
import { find, synth } from '../../src/testing';
import { chart } from '../chart';

function strategy(sql: boolean): string {
  const scope = chart();
  const database = () => new PostgresDatabase(scope, 'Db', { server: new Postgres(scope, 'Postgres') });
  new EvidentlyService(scope, 'Evidently', sql ? { workspace: EvidentlyWorkspace.sql(database()) } : {});
  return find(synth(scope), 'Deployment').spec.strategy.type;
}

test('pods with a volume of their own are replaced after they are gone, and those on tables one by one', () => {
  expect([strategy(false), strategy(true)]).toEqual(['Recreate', 'RollingUpdate']);
});
