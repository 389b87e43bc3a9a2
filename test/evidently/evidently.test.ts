import { Bucket, DataSource, DriftAction, EvidentlyMonitor, EvidentlyReport, EvidentlyService, Pushgateway, SecretValue, VersityGateway } from '../../src';
import { expectHardened, expectRestricted, find, manifestSerializer, synth } from '../../src/testing';
import { chart } from '../chart';

expect.addSnapshotSerializer(manifestSerializer);

function monitor(props: object = {}, scope = chart()): EvidentlyMonitor {
  const bucket = new Bucket(scope, 'Data', { store: new VersityGateway(scope, 'Objects') });
  return new EvidentlyMonitor(scope, 'Drift', {
    reference: DataSource.object(bucket, 'reference.csv'),
    current: DataSource.object(bucket, 'current.csv'),
    pushgateway: new Pushgateway(scope, 'Push'),
    ...props,
  });
}

test('the service by default', () => {
  const manifests = synth(new EvidentlyService(chart(), 'Evidently'));
  expectRestricted(manifests);
  expectHardened(manifests);
  expect(manifests).toMatchSnapshot();
});

test('the monitor by default', () => {
  const manifests = synth(monitor());
  expectRestricted(manifests);
  expectHardened(manifests);
  expect(manifests).toMatchSnapshot();
});

test('clients of the service get its address and its secret', () => {
  const { connection } = new EvidentlyService(chart(), 'Evidently');
  expect(connection.env).toMatchObject({ EVIDENTLY_URL: 'http://ml-evidently-server.ml.svc:8000', EVIDENTLY_SECRET: { namespace: 'ml' } });
});

test('the service tells nobody of its use', () => {
  const { spec } = find(synth(new EvidentlyService(chart(), 'Evidently')), 'Deployment') as any;
  expect(spec.template.spec.containers[0].env).toContainEqual(expect.objectContaining({ name: 'DO_NOT_TRACK' }));
});

test('the monitor runs every hour, or as is said', () => {
  const schedule = (props: object) => find(synth(monitor(props)), 'CronJob').spec.schedule;
  expect([schedule({}), schedule({ schedule: '0 6 * * *' })]).toEqual(['0 * * * *', '0 6 * * *']);
});

test('its series bear its own job, and the model', () => {
  expect(monitor().metrics).toMatchObject([{ tool: 'evidently', job: 'ml/ml-drift' }]);
  expect(monitor({ model: 'churn' }).metrics[0].model).toBe('churn');
});

test('without a Pushgateway there are no series', () => {
  expect(monitor({ pushgateway: undefined, service: new EvidentlyService(chart(), 'Evidently') }).metrics).toEqual([]);
});

test('a share of the columns lies above 0 and not above 1', () => {
  expect(() => monitor({ driftThreshold: 1 })).not.toThrow();
  expect(() => monitor({ driftThreshold: 0 })).toThrow('ml/Drift: driftThreshold 0: it is not a share of the columns: use more than 0 and at most 1');
});

test('a result that nobody would hear of is refused', () => {
  expect(() => monitor({ pushgateway: undefined })).toThrow('ml/Drift: pushgateway: nobody would hear of the result: pass pushgateway, service or onDrift');
});

test('an action needs a report that tells of drift', () => {
  const onDrift = DriftAction.webhook(SecretValue.fromSecret('hook', 'url'));
  expect(() => monitor({ onDrift })).not.toThrow();
  expect(() => monitor({ onDrift, report: EvidentlyReport.dataSummary() })).toThrow(
    'ml/Drift: onDrift: a summary tells of no drift: use EvidentlyReport.dataDrift(), or leave onDrift out');
});
