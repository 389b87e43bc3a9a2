import { ApiObject, App, Chart, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { CaBundle, Credentials, Job, Namespace, SecretValue, Server, Settings, Volume } from '../../src';
import { find, synth } from '../../src/testing';
import { chart } from '../chart';

const IMAGE = 'example.org/team/a:1';
const scope = () => Testing.chart();
const secret = (name = 's') => kplus.Secret.fromSecretName(scope(), 'S', name);
const configMap = (name = 'm') => kplus.ConfigMap.fromConfigMapName(scope(), 'M', name);

describe('objects of cdk8s-plus are taken by their names', () => {
  test('a Secret as a value', () => {
    const credentials = new Credentials(chart(), 'C', { values: { key: SecretValue.fromSecret(secret(), 'k') } });
    expect(credentials.ref('key')).toEqual({ namespace: 'ml', secret: 's', key: 'k' });
  });

  test('a Secret, a ConfigMap, several and a claim as volumes', () => {
    const claim = kplus.PersistentVolumeClaim.fromClaimName(scope(), 'P', 'p');
    const maps = Volume.configMaps('v', [configMap(), 'n']);
    const volumes = [Volume.secret('v', secret()), Volume.configMap('v', configMap()), maps, Volume.claim('v', claim)];
    expect(volumes.map(({ source }) => source)).toEqual([
      { secret: { secretName: 's' } },
      { configMap: { name: 'm' } },
      { projected: { sources: [{ configMap: { name: 'm' } }, { configMap: { name: 'n' } }] } },
      { persistentVolumeClaim: { claimName: 'p' } },
    ]);
  });

  test('a ServiceAccount that the program makes comes before the pods', () => {
    const made = chart();
    new Job(made, 'Job', { image: IMAGE, existingServiceAccount: new kplus.ServiceAccount(made, 'own', { metadata: { name: 'own' } }) });
    const manifests = synth(made);
    expect(find(manifests, 'Job').spec.template.spec.serviceAccountName).toBe('own');
    const kinds = manifests.map(({ kind }) => kind).filter(kind => ['ServiceAccount', 'Job'].includes(kind));
    expect(kinds).toEqual(['ServiceAccount', 'Job']);
  });

  test('a ServiceAccount that exists', () => {
    const made = chart();
    new Job(made, 'Job', { image: IMAGE, existingServiceAccount: kplus.ServiceAccount.fromServiceAccountName(made, 'own', 'theirs') });
    expect(find(synth(made), 'Job').spec.template.spec.serviceAccountName).toBe('theirs');
  });

  test.each<[string, (at: Chart) => { readonly name: string }]>([
    ['made', at => new kplus.Namespace(at, 'home', { metadata: { name: 'team' } })],
    ['of this package', at => new Namespace(at, 'home', { name: 'team' })],
  ])('a Namespace %s', (_what, make) => {
    const app = new App();
    const [made, others] = ['made', 'others'].map(id => new Chart(app, id));
    Settings.set(made, { namespace: make(others) });
    expect(new Server(made, 'S', { image: IMAGE }).namespace).toBe('team');
  });

  test('Secrets with which images are pulled', () => {
    const made = chart({ imagePullSecrets: [secret('a'), 'b'] });
    new Job(made, 'Job', { image: IMAGE });
    expect(find(synth(made), 'Job').spec.template.spec.imagePullSecrets).toEqual([{ name: 'a' }, { name: 'b' }]);
  });
});

describe('one of another kind is refused', () => {
  test.each<[string, () => unknown]>([
    ["SecretValue.fromSecret: secret 'm': it is of kind ConfigMap: pass a Secret, or its name", () => SecretValue.fromSecret(configMap(), 'k')],
    ["Volume.secret: secretName 'm': it is of kind ConfigMap: pass a Secret, or its name", () => Volume.secret('v', configMap())],
    ["Volume.configMap: configMapName 's': it is of kind Secret: pass a ConfigMap, or its name", () => Volume.configMap('v', secret())],
    ["Volume.configMaps: configMapNames[1] 's': it is of kind Secret: pass a ConfigMap", () => Volume.configMaps('v', ['m', secret()])],
    ["Volume.claim: claimName 's': it is of kind Secret: pass a PersistentVolumeClaim, or its name", () => Volume.claim('v', secret())],
    ["CaBundle.fromConfigMap: configMap 's': it is of kind Secret: pass a ConfigMap", () => CaBundle.fromConfigMap(secret())],
    ["CaBundle.fromSecret: secret 'm': it is of kind ConfigMap: pass a Secret", () => CaBundle.fromSecret(configMap())],
    ["ml/Job: existingServiceAccount 's': it is of kind Secret: pass a ServiceAccount", () => (
      new Job(chart(), 'Job', { image: IMAGE, existingServiceAccount: secret() }))],
    ["ml: namespace 's': it is of kind Secret: pass a Namespace", () => chart({ namespace: secret() })],
    ["ml: imagePullSecrets[1] 'm': it is of kind ConfigMap: pass a Secret", () => chart({ imagePullSecrets: ['a', configMap()] })],
  ])('%s', (message, make) => expect(make).toThrow(message));

  test('but not one of whose kind nothing is known', () => {
    expect(Volume.secret('v', { name: 's' }).source).toEqual({ secret: { secretName: 's' } });
    const object = new ApiObject(scope(), 'o', { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'o' } });
    expect(Volume.secret('v', object).source).toEqual({ secret: { secretName: 'o' } });
  });
});
