import { Server, ServerKind } from '../../src';
import { expectHardened, expectRestricted, find, findAll, synth } from '../../src/testing';
import { chart } from '../chart';

const IMAGE = 'example.org/team/agent:1';
const probe = { tcpSocket: { port: 8080 } };
const agent = { image: IMAGE, ports: { http: 8080 }, kind: ServerKind.DAEMON_SET, liveness: probe, readiness: probe };

test('a DaemonSet has no number of pods, and replaces a tenth of them at a time', () => {
  const scope = chart();
  new Server(scope, 'Agent', agent);
  const manifests = synth(scope);
  const { template, ...spec } = find(manifests, 'DaemonSet', 'ml-agent').spec;
  expect(spec).toEqual({
    selector: { matchLabels: { 'app.kubernetes.io/instance': 'ml-agent' } },
    updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 0, maxUnavailable: '10%' } },
  });
  expect(findAll(manifests, 'PodDisruptionBudget')).toEqual([]);
  expectRestricted(manifests);
  expectHardened(manifests);
});

test('a DaemonSet takes no number of pods', () => {
  expect(() => new Server(chart(), 'Agent', { ...agent, replicas: 1 })).toThrow(
    'ml/Agent: replicas 1: a DaemonSet has a pod on each node: leave it out');
  expect(() => new Server(chart(), 'Agent', { ...agent, autoscaling: { minReplicas: 1, maxReplicas: 2, cpuUtilization: 80 } })).toThrow(
    'ml/Agent: autoscaling: a DaemonSet has a pod on each node: leave it out');
});

test('the pods put up with the taints that are named, and with none otherwise', () => {
  const tolerations = (props: object) => {
    const scope = chart();
    new Server(scope, 'Web', { image: IMAGE, ports: { http: 8080 }, ...props });
    return find(synth(scope), 'Deployment').spec.template.spec.tolerations;
  };
  const given = [{ key: 'gpu', operator: 'Equal', value: 'yes', effect: 'NoSchedule' }];
  expect([tolerations({}), tolerations({ tolerations: given })]).toEqual([undefined, given]);
});
