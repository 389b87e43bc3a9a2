import { BAD, GOOD, deployment, object, service } from './cases';
import { expectValid, validate } from './validator';
import { Manifest } from '../../src/testing';

const errors = (...manifests: Manifest[]) => validate(manifests).errors;

test.each(Object.entries(GOOD))('accepts %s', (_, manifest) => {
  expect(errors(manifest)).toEqual([]);
});

test.each(Object.entries(BAD))('refuses %s', (_, [manifest, message]) => {
  expect(errors(JSON.parse(JSON.stringify(manifest)))).toEqual([message]);
});

test('lists kinds that the schema does not hold as unchecked', () => {
  const thing: Manifest = { apiVersion: 'example.org/v1', kind: 'Thing', metadata: { name: 'it', namespace: 'ml' }, spec: { any: 1 } };
  expect(validate([thing])).toEqual({ errors: [], unchecked: ['Thing ml/it (example.org/v1)'] });
});

test('does not know a kind under a version that the server does not serve', () => {
  expect(validate([object('batch/v1beta1', 'CronJob', {})]).unchecked).toEqual(['CronJob it (batch/v1beta1)']);
});

test('expectValid throws with every error of every manifest', () => {
  expect(() => expectValid([deployment({ replicas: '2', extra: 1 }), service({ targetPort: true })])).toThrow(
    /^3 schema errors:\n {2}Deployment ml\/web: spec\.extra .*\n {2}Deployment ml\/web: spec\.replicas .*\n {2}Service ml\/web: /,
  );
});

test('expectValid returns what it could not check', () => {
  expect(expectValid([deployment(), object('example.org/v1', 'Thing', {})])).toEqual(['Thing it (example.org/v1)']);
});

test('validates 50 manifests of 10 kinds within 2 s, compilation included', async () => {
  await jest.isolateModulesAsync(async () => {
    const fresh = await import('./validator');
    const kinds = Object.values(GOOD).concat(
      object('batch/v1', 'CronJob', { spec: { schedule: '* * * * *', jobTemplate: { spec: { template: deployment().spec.template } } } }),
      object('apps/v1', 'StatefulSet', { spec: deployment().spec }),
      object('v1', 'Pod', { spec: deployment().spec.template.spec }),
      object('v1', 'ServiceAccount', { automountServiceAccountToken: false }),
    );
    const manifests = Array.from({ length: 50 }, (_, index) => kinds[index % kinds.length]);
    const began = process.hrtime.bigint();
    expect(fresh.validate(manifests)).toEqual({ errors: [], unchecked: [] });
    expect(Number(process.hrtime.bigint() - began) / 1e6).toBeLessThan(2000);
  });
});
