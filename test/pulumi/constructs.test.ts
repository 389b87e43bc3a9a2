import { CASES, componentOf, constructOf, facades } from './cases';
import { expectChildrenEqualManifests, expectSameWithOutputs, synthesized } from './properties';
import * as core from '../../src';
import { check, hardenedPack, podSpecs } from '../../src/testing';

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

/** What holds for every container, whoever describes it: probes and policies depend on the props. */
const EVERY_CONTAINER = ['resources', 'person', 'distinctNames', 'probePorts', 'readOnlyRootFilesystem', 'imagePullPolicy'];

test.each(Object.entries(CASES))('every container of %s has requests, a home, a user and names of its own', (name, { props }) => {
  const settings = { namespace: 'ml', profile: core.Profile.production(), caBundle: core.CaBundle.fromConfigMap('company-ca') };
  const pack = { ...hardenedPack, rules: hardenedPack.rules.filter(rule => EVERY_CONTAINER.includes(rule.name)) };
  expect(pack.rules).toHaveLength(EVERY_CONTAINER.length);
  expect(check(synthesized(constructOf(name), props, { settings }), pack)).toEqual([]);
});
