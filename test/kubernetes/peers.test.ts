import { Server } from '../../src';
import { find, synth } from '../../src/testing';
import { chart } from '../chart';

test('peers reach each other on their ports, and carry the label of their group', () => {
  const scope = chart();
  const peers = { name: 'ring', ports: [7000] };
  new Server(scope, 'A', { image: 'example.org/a:1', ports: { http: 80 }, peers });
  const manifests = synth(scope);
  const to = [{ podSelector: { matchLabels: { 'mlops-constructs/peers': 'ring' } } }];
  const ports = [{ protocol: 'TCP', port: 7000 }];
  const { spec } = find(manifests, 'NetworkPolicy');
  expect(spec.ingress).toEqual([{ from: to, ports }]);
  expect(spec.egress[1]).toEqual({ to, ports });
  expect(find(manifests, 'Deployment').spec.template.metadata.labels['mlops-constructs/peers']).toBe('ring');
});

test('a workload without peers lets nobody in', () => {
  const scope = chart();
  new Server(scope, 'A', { image: 'example.org/a:1', ports: { http: 80 } });
  expect(find(synth(scope), 'NetworkPolicy').spec.ingress).toBeUndefined();
  expect(find(synth(scope), 'Deployment').spec.template.metadata.labels['mlops-constructs/peers']).toBeUndefined();
});
