import { Server, ServerKind, ServerProps, Volume, VolumeClaim } from '../../src';
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

describe('a server on a VolumeClaim', () => {
  const make = (props: Partial<ServerProps>) => {
    const scope = chart();
    const { volume } = new VolumeClaim(scope, 'Data', { size: '1Gi' });
    new Server(scope, 'Web', { image: 'example.org/team/web:1', mounts: [{ volume: volume.named('files'), path: '/data' }], ...props });
    return find(synth(scope), 'Deployment').spec;
  };

  test('is replaced after its end, since no other node could mount the volume before', () => {
    expect(make({}).strategy).toEqual({ type: 'Recreate' });
    expect(make({ recreate: false }).strategy).toMatchObject({ type: 'RollingUpdate' });
    expect(make({ mounts: [{ volume: Volume.claim('files', 'shared'), path: '/data' }], replicas: 2 }).strategy).toMatchObject({ type: 'RollingUpdate' });
  });

  const says = 'it mounts a VolumeClaim, and that takes the pods of one node: '
    + 'keep one replica, or share files by a bucket or an existing claim that many nodes mount: Volume.claim(…)';
  test.each<[Partial<ServerProps>, string]>([
    [{ replicas: 2 }, 'replicas 2'], [{ autoscaling: { maxReplicas: 3 } }, 'autoscaling.maxReplicas 3'],
  ])('has one pod: %j is refused', (props, prop) => {
    expect(() => make(props)).toThrow(`ml/Web: ${prop}: ${says}`);
  });

  test('may have none', () => {
    expect(make({ replicas: 0 }).replicas).toBe(0);
  });
});

test.each(['liveness', 'readiness', 'startup'])('an init container has no %s probe', name => {
  const initContainers = [{ name: 'init', image: IMAGE, ports: { http: 8080 }, [name]: probe }];
  expect(() => new Server(chart(), 'Web', { image: IMAGE, initContainers }))
    .toThrow(`ml/Web: initContainers[0].${name}: it ends before anybody could ask: leave it out, or make it one of the sidecars`);
});
