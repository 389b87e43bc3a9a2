import { CASES, componentOf, constructOf, facades } from './cases';
import { expectChildrenEqualManifests, expectSameWithOutputs, synthesized } from './properties';
import * as core from '../../src';
import { podSpecs } from '../../src/testing';

test('every component has a case here', () => {
  expect(Object.keys(CASES).sort()).toEqual(facades.sort());
});

test.each(Object.entries(CASES))('%s writes the same with plain props and with Outputs', async (name, { props, except }) => {
  await expectSameWithOutputs(constructOf(name), props, { except });
});

test.each(Object.entries(CASES))('the children of %s are its manifests', async (name, { props }) => {
  await expectChildrenEqualManifests(componentOf(name), constructOf(name), props);
});

test.each(Object.entries(CASES))('every container of %s trusts the certificates of the settings', (name, { props }) => {
  const settings = { namespace: 'ml', caBundle: core.CaBundle.fromConfigMap('company-ca') };
  for (const { owner, spec } of podSpecs(synthesized(constructOf(name), props, { settings }))) {
    expect(spec.volumes).toContainEqual(expect.objectContaining({ name: 'ca-bundle' }));
    const without = [...spec.initContainers ?? [], ...spec.containers]
      .filter(({ env = [], volumeMounts = [] }) => !JSON.stringify(volumeMounts).includes('"ca-bundle"') || !JSON.stringify(env).includes('SSL_CERT_FILE'));
    expect([owner.kind, without.map(container => container.name)]).toEqual([owner.kind, []]);
  }
});
