import { Profile, Server, ServerKind, ServerProps } from '../../src';
import { find, findAll, Manifest, synth } from '../../src/testing';
import { chart } from '../chart';

const props = { image: 'example.org/web:1', ports: { http: 8080 } };

function build(more: Partial<ServerProps>): Manifest[] {
  const scope = chart({ profile: Profile.production() });
  new Server(scope, 'Web', { ...props, ...more });
  return synth(scope);
}

test('without it the server says how many pods it has', () => {
  const manifests = build({});
  expect(find(manifests, 'Deployment').spec.replicas).toBe(1);
  expect(findAll(manifests, 'HorizontalPodAutoscaler')).toEqual([]);
});

test('with it the autoscaler alone says so', () => {
  const manifests = build({ kind: ServerKind.STATEFUL_SET, autoscaling: { maxReplicas: 3, cpuUtilization: 50 } });
  expect(find(manifests, 'StatefulSet').spec).not.toHaveProperty('replicas');
  const { scaleTargetRef, minReplicas, metrics } = find(manifests, 'HorizontalPodAutoscaler', 'ml-web').spec;
  expect([scaleTargetRef.kind, minReplicas, metrics[0].resource.target.averageUtilization]).toEqual(['StatefulSet', 1, 50]);
});

test('what is scaled is spread over the nodes and has a budget, whatever its limits are', () => {
  const budgets = (maxReplicas: number) => findAll(build({ autoscaling: { maxReplicas } }), 'PodDisruptionBudget').length;
  expect([budgets(1), budgets(2)]).toEqual([1, 1]);
  expect(find(build({ autoscaling: { maxReplicas: 2 } }), 'Deployment').spec.template.spec).toHaveProperty('topologySpreadConstraints');
});

test('KEDA adds its triggers up', () => {
  const trigger = (name: string) => ({ name, type: 'prometheus', metadata: { query: name } });
  const manifests = build({ autoscaling: { minReplicas: 0, maxReplicas: 3, keda: { triggers: [trigger('a'), trigger('b')], target: 5 } } });
  expect(find(manifests, 'ScaledObject', 'ml-web').spec).toMatchObject({
    minReplicaCount: 0,
    maxReplicaCount: 3,
    advanced: { scalingModifiers: { formula: 'a + b', target: '5', metricType: 'AverageValue' } },
    triggers: [trigger('a'), trigger('b')],
  });
  expect([...findAll(manifests, 'HorizontalPodAutoscaler'), ...findAll(manifests, 'TriggerAuthentication')]).toEqual([]);
});

test.each<[Partial<ServerProps>, string]>([
  [{ replicas: 2, autoscaling: { maxReplicas: 3 } }, 'replicas 2: the autoscaler sets the number of pods: leave it out'],
  [{ autoscaling: { minReplicas: 4, maxReplicas: 3 } }, 'autoscaling.minReplicas 4, autoscaling.maxReplicas 3: there are to be more at least than at most: swap them'],
  [{ autoscaling: { minReplicas: 0, maxReplicas: 3 } }, 'autoscaling.minReplicas 0: it must be a whole number of at least 1: use 1 or more'],
  [{ autoscaling: { maxReplicas: 0 } }, 'autoscaling.maxReplicas 0: it must be a whole number of at least 1: use 1 or more'],
  [{ autoscaling: { maxReplicas: 2, cpuUtilization: 0 } }, 'autoscaling.cpuUtilization 0: it must be a whole number of at least 1: use 1 or more'],
  [{ autoscaling: {} as never }, 'autoscaling.maxReplicas: it is required: pass autoscaling.maxReplicas'],
])('%j is refused', (more, text) => {
  expect(() => build(more)).toThrow(`ml/Web: ${text}`);
});
