import { Job, MonitoringStack, Pushgateway } from '../../src';
import { container, expectHardened, expectRestricted, find, manifestSerializer, synth } from '../../src/testing';
import { chart } from '../chart';

expect.addSnapshotSerializer(manifestSerializer);

test('by default', () => {
  const manifests = synth(new Pushgateway(chart(), 'Push'));
  expectRestricted(manifests);
  expectHardened(manifests);
  expect(manifests).toMatchSnapshot();
});

test('a job that uses it knows its address and has a path to it', () => {
  const scope = chart();
  new Job(scope, 'Train', { image: 'example.org/team/train:1', uses: [new Pushgateway(scope, 'Push')] });
  const manifests = synth(scope);
  expect(container(find(manifests, 'Job'), 'main').env).toContainEqual({ name: 'PUSHGATEWAY_URL', value: 'http://ml-push-server.ml.svc:9091' });
  expect(find(manifests, 'NetworkPolicy', 'ml-train-to-ml-push-server').spec.ingress[0].ports).toEqual([{ protocol: 'TCP', port: 9091 }]);
});

test('what was pushed keeps the job that pushed it, and nothing else does', () => {
  const scope = chart();
  new MonitoringStack(scope, 'Monitoring', { targets: [new Pushgateway(scope, 'Push')], kubeStateMetrics: false, nodeExporter: false });
  const { data } = find(synth(scope), 'ConfigMap', 'ml-monitoring-config') as any;
  const jobs = JSON.parse(data['prometheus.json']).scrape_configs.map((job: any) => [job.job_name, job.honor_labels]);
  expect(jobs).toEqual([['ml/ml-push-server', true], ['ml/ml-monitoring-alertmanager', undefined], ['ml/ml-monitoring-prometheus', undefined]]);
});

test('it is missed when it is down', () => {
  const { metrics } = new Pushgateway(chart(), 'Push');
  expect(metrics[0].rules!.map(({ name, expr }) => [name, expr])).toEqual([['PushgatewayDown', 'absent((up{job="ml/ml-push-server"}) == (1))']]);
});

test('volume, class, memory and image are those that are given', () => {
  const manifests = synth(new Pushgateway(chart(), 'Push', { volumeSize: '2Gi', storageClass: 'fast', resources: { memory: '1Gi' }, image: 'example.org/push:v1' }));
  const { spec } = find(manifests, 'PersistentVolumeClaim');
  const { image, resources } = container(find(manifests, 'StatefulSet'), 'main');
  expect([spec.resources.requests.storage, spec.storageClassName, image, resources.limits.memory]).toEqual(['2Gi', 'fast', 'example.org/push:v1', '1Gi']);
});

test('text in place of a size is refused', () => {
  expect(() => new Pushgateway(chart(), 'Push', { volumeSize: 'big' })).toThrow(
    "ml/Push: volumeSize 'big': it is not a Kubernetes quantity: write it as '10Gi' (powers of two), '10G' (powers of ten) or '500m' (thousandths)");
});
