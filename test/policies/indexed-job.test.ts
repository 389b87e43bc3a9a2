import { Pod, Policies } from './evaluator';
import { IndexedJob, Job } from '../../src';
import { synth } from '../../src/testing';
import { chart } from '../chart';

const IMAGE = 'example.org/team/train:1';
const pod = (name: string, namespace = 'ml'): Pod => ({ name, namespace, labels: { 'app.kubernetes.io/instance': name } });
const [ring, other, stranger, elsewhere] = [pod('ml-ring'), pod('ml-other'), pod('stranger'), pod('ml-ring', 'elsewhere')];

const scope = chart();
new IndexedJob(scope, 'Ring', { image: IMAGE, replicas: 3 });
new IndexedJob(scope, 'Other', { image: IMAGE, replicas: 3 });
new Job(scope, 'Job', { image: IMAGE });
const policies = new Policies(synth(scope));

const targets = [1, 8080, 29500, 65535].flatMap(port => ['TCP', 'UDP'].map(protocol => ({ port, protocol })));
const reached = (from: Pod, to: Pod) => targets.filter(target => policies.reaches(from, to, target));

test('pods of one Job reach each other on every port', () => {
  expect(reached(ring, ring)).toEqual(targets);
});

test.each([[other, ring], [pod('ml-task'), ring], [stranger, ring], [elsewhere, ring], [ring, other], [ring, stranger], [ring, elsewhere]])(
  'pods of different ones reach none', (from, to) => {
    expect(reached(from, to)).toEqual([]);
  });
