import { POD_CASES, other, pod } from './pod-security-cases';
import { Manifest, Violation, baselinePack, expectRestricted, podSpecs, readsNode, restrictedPack } from '../../src/testing';

const places = (violations: Violation[]) => violations.map(({ container, field }) => (container === undefined ? field : `${container}: ${field}`));
const ruleOf = (name: string) => restrictedPack.rules.find((each) => each.name === name)!;
const deployment = (template: Manifest): Manifest => ({
  apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web', namespace: 'ml' }, spec: { template: { spec: template.spec } },
});

test('the pack holds 12 checks of baseline and 7 of restricted, each with a name of its own', () => {
  const names = new Set(restrictedPack.rules.map((rule) => rule.name));
  expect([baselinePack.rules.length, restrictedPack.rules.length, names.size]).toEqual([12, 19, 19]);
});

test.each(restrictedPack.rules.map((each) => each.name))('%s is tested both ways', (name) => {
  const cases = POD_CASES.filter((each) => each.rule === name);
  expect([cases.some((each) => each.places.length === 0), cases.some((each) => each.places.length > 0)]).toEqual([true, true]);
});

test.each(POD_CASES.filter((each) => each.places.length === 0))('$rule lets pass a pod that $what', ({ rule, pod: manifest }) => {
  expect(ruleOf(rule)(podSpecs([manifest])[0], [])).toEqual([]);
});

test.each(POD_CASES.filter((each) => each.places.length > 0))('$rule objects to a pod that $what', ({ rule, pod: manifest, places: expected }) => {
  expect(places(ruleOf(rule)(podSpecs([manifest])[0], []))).toEqual(expected);
});

describe('expectRestricted', () => {
  test('accepts a pod that keeps every rule', () => {
    expect(() => expectRestricted([pod()])).not.toThrow();
  });

  test.each(POD_CASES.filter((each) => each.places.length > 0))('refuses a pod that $what ($rule)', ({ pod: manifest }) => {
    expect(() => expectRestricted([manifest])).toThrow('against Pod Security restricted');
  });

  test('names object, container, field, value, requirement and rule', () => {
    expect(() => expectRestricted([deployment(pod({ context: { allowPrivilegeEscalation: true } }))])).toThrow(new Error([
      '1 finding against Pod Security restricted (1.35):',
      '  Deployment ml/web, container "main": securityContext.allowPrivilegeEscalation is true, must be false (allowPrivilegeEscalation)',
    ].join('\n')));
  });

  test('says "not set" of a field that is missing', () => {
    expect(() => expectRestricted([pod({ pod: { runAsNonRoot: undefined } })])).toThrow(
      'Pod ml/it, container "main": securityContext.runAsNonRoot is not set, must be true, here or in the pod (runAsNonRoot)',
    );
  });

  test('lists the findings of all containers of all objects', () => {
    const manifests = [
      pod({ spec: { hostPID: true, initContainers: [other('setup', { privileged: true })] } }),
      deployment(pod({ context: { capabilities: {} } })),
    ];
    expect(() => expectRestricted(manifests)).toThrow(/^3 findings .*\n.*Pod ml\/it, pod: hostPID.*\n.*container "setup".*privileged.*\n.*Deployment ml\/web/);
  });

  test('reports a field that a baseline and a restricted rule refuse once, by the stricter', () => {
    expect(() => expectRestricted([pod({ spec: { volumes: [{ name: 'v', hostPath: { path: '/' } }] } })])).toThrow(
      /^1 finding [^\n]*\n[^\n]*volumes\[v\]\.hostPath is \{"path":"\/"\}[^\n]*\(restrictedVolumes\)$/,
    );
  });

  test('looks at nothing but pods', () => {
    expect(() => expectRestricted([{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' }, data: { hostNetwork: 'true' } }])).not.toThrow();
  });

  describe('directories of the node', () => {
    const reader = (readOnly?: boolean, spec: object = {}) => {
      const made: Manifest = { ...pod({ spec: { volumes: [{ name: 'v', hostPath: { path: '/proc' } }], ...spec } }), metadata: { name: 'it', namespace: 'nodes' } };
      made.spec.containers[0].volumeMounts = [{ name: 'v', mountPath: '/host', readOnly }];
      return made;
    };
    const namespace = (name: string, level: string): Manifest => (
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: { 'pod-security.kubernetes.io/enforce': level } } });
    const refused = /^1 finding [^\n]*\n[^\n]*volumes\[v\]\.hostPath/;

    test('are refused, unless a waiver says otherwise', () => {
      expect(() => expectRestricted([namespace('nodes', 'privileged'), reader(true)])).toThrow(refused);
    });

    test('may be read in a namespace that the manifests make privileged', () => {
      expect(() => expectRestricted([namespace('nodes', 'privileged'), reader(true)], readsNode)).not.toThrow();
    });

    test.each(['restricted', 'baseline'])('may not be read in one that they make %s', (level) => {
      expect(() => expectRestricted([namespace('nodes', level), reader(true)], readsNode)).toThrow(refused);
    });

    test('may not be read in one that they do not make', () => {
      expect(() => expectRestricted([namespace('others', 'privileged'), reader(true)], readsNode)).toThrow(refused);
    });

    test.each([undefined, false])('may not be written (readOnly: %p)', (readOnly) => {
      expect(() => expectRestricted([namespace('nodes', 'privileged'), reader(readOnly)], readsNode)).toThrow(refused);
    });

    test('are all that such a namespace is good for', () => {
      expect(() => expectRestricted([namespace('nodes', 'privileged'), reader(true, { hostNetwork: true })], readsNode)).toThrow(/^1 finding [^\n]*\n[^\n]*hostNetwork/);
      const nfs = { volumes: [{ name: 'v', nfs: { server: 'a', path: '/' } }] };
      expect(() => expectRestricted([namespace('nodes', 'privileged'), reader(true, nfs)], readsNode)).toThrow(/^1 finding [^\n]*\n[^\n]*volumes\[v\]\.nfs/);
    });
  });
});
