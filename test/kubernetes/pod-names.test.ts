import { lateChecksOf, Refuses, Server, ServerProps, Settings, Job, JobProps, token, Volume, CaBundle, GitRepository, Connection } from '../../src';
import { configFiles } from '../../src/kubernetes';
import { find, synth } from '../../src/testing';
import { chart } from '../chart';

const IMAGE = 'example.org/team/image:1';
const mount = (volume: Volume, path = '/d') => ({ volume, path });
const job = (props: Partial<JobProps>, scope = chart()) => new Job(scope, 'T', { image: IMAGE, ...props });
const sidecar = (...mounts: ReturnType<typeof mount>[]) => ({ name: 'x', image: IMAGE, mounts });

describe('volumes', () => {
  test.each([
    ['two Secrets', Volume.secret('a', 's1'), Volume.secret('a', 's2'), '[{"secret":{"secretName":"s1"}},{"secret":{"secretName":"s2"}}]'],
    ['scratch and a claim', Volume.empty('a', '1Gi'), Volume.claim('a', 'c'), '[{"emptyDir":{"sizeLimit":"1Gi"}},{"persistentVolumeClaim":{"claimName":"c"}}]'],
    ['two sizes', Volume.memory('a', '1Gi'), Volume.memory('a', '2Gi'),
      '[{"emptyDir":{"medium":"Memory","sizeLimit":"1Gi"}},{"emptyDir":{"medium":"Memory","sizeLimit":"2Gi"}}]'],
  ])('%s of one name are refused', (_what, one, other, both) => {
    expect(() => job({ mounts: [mount(one)], sidecars: [sidecar(mount(other))] })).toThrow(
      `ml/T: volume 'a' '${both}': container 'main' and sidecar 'x' mean different things by it: give one of them another name, as volume.named('other')`);
  });

  test('one that several containers mount is there once', () => {
    const scope = chart();
    job({ mounts: [mount(Volume.secret('a', 's'))], sidecars: [sidecar(mount(Volume.secret('a', 's')))] }, scope);
    expect(find(synth(scope), 'Job').spec.template.spec.volumes.map(({ name }: { name: string }) => name)).toEqual(['a', 'own-tmp']);
  });

  test('the remedy works', () => {
    expect(() => job({ mounts: [mount(Volume.secret('a', 's1'))], sidecars: [sidecar(mount(Volume.secret('a', 's2').named('other')))] })).not.toThrow();
  });

  test('files of one name with different contents are refused', () => {
    const scope = chart();
    const volume = configFiles(scope, 'Files', { a: '1' });
    expect(() => job({ mounts: [mount(volume)], sidecars: [sidecar(mount(Volume.configMap('files', 'ml-files', 'other')))] }, scope))
      .toThrow(/content of volume 'files' .*: container 'main' and sidecar 'x' mean different things by it/);
  });

  const files: Connection = { endpoints: [], files: { '/key': { namespace: 'ml', secret: 's', key: 'k' } } };
  test.each<[string, string, Partial<JobProps>]>([
    ['api-token', 'the token of the ServiceAccount', { apiAccess: true }],
    ['ca-bundle', 'the CA bundle of the settings', {}],
    ['file-0', 'the file /key of what it uses', { uses: [{ connection: files }] }],
    ['own-tmp', "container 'main'", {}],
  ])('%s is a name that this library gives', (name, maker, props) => {
    const scope = chart({ caBundle: CaBundle.fromConfigMap('company-ca') });
    expect(() => job({ ...props, sidecars: [{ ...sidecar(mount(Volume.secret(name, 'mine'))) }] }, scope)).toThrow(
      new RegExp(`volume '${name}' .*: ${maker} and sidecar 'x' mean different things by it`));
  });

  test('the volume of a source is one too', () => {
    const scope = chart();
    const sources = [{ source: new GitRepository(scope, 'Git', { url: 'https://git.example.org/a' }), path: '/code' }];
    expect(() => job({ sources, mounts: [mount(Volume.secret('source-0', 's'))] }, scope)).toThrow(
      /volume 'source-0' .*: the source at \/code and container 'main' mean different things by it/);
  });

  test('whether two that come later are one is asked later', () => {
    const scope = chart();
    job({ mounts: [mount(Volume.secret('a', token({})))], sidecars: [sidecar(mount(Volume.secret('a', token({}))))] }, scope);
    const [refuses, prop] = lateChecksOf(scope.node.findChild('T')).find(([, name]) => name === "volume 'a'")!;
    expect(prop).toBe("volume 'a'");
    expect([(refuses as Refuses)('[{"secret":"s"},{"secret":"s"}]'), (refuses as Refuses)('[{"secret":"s"},{"secret":"t"}]')]).toEqual([false, true]);
  });
});

test('two volumes at one path are refused', () => {
  expect(() => job({ mounts: [mount(Volume.secret('a', 's')), mount(Volume.secret('b', 't'), '/d/')] })).toThrow(
    "ml/T: mounts of container 'main' '/d': volume 'a' and volume 'b' are both mounted there: give one of them another path");
});

test("a volume at the path of this library's own mounts is refused", () => {
  const path = '/var/run/secrets/kubernetes.io/serviceaccount';
  expect(() => job({ apiAccess: true, mounts: [mount(Volume.secret('a', 's'), path)] })).toThrow(
    "the token of the ServiceAccount and volume 'a' are both mounted there");
});

test.each<[string, Partial<ServerProps>, string]>([
  ['two sidecars', { sidecars: [sidecar(), sidecar()] }, "'x': sidecar 'x' and sidecar 'x' share a pod"],
  ['a sidecar and the main container', { sidecars: [{ name: 'main', image: IMAGE }] }, "'main': container 'main' and sidecar 'main' share a pod"],
  ['an init container and a sidecar', { initContainers: [sidecar()], sidecars: [sidecar()] }, "'x': init container 'x' and sidecar 'x' share a pod"],
])('%s of one name are refused', (_what, props, reason) => {
  expect(() => new Server(chart(), 'S', { image: IMAGE, ...props })).toThrow(`ml/S: name ${reason}: give one of them another name`);
});

test('two containers that listen on one port are refused', () => {
  expect(() => new Server(chart(), 'S', { image: IMAGE, ports: { http: 80 }, sidecars: [{ ...sidecar(), ports: { web: 80 } }] })).toThrow(
    "ml/S: ports '80': container 'main' and sidecar 'x' both listen on it, and a pod has one address: give one of them another port");
});

test('an init container may listen on the port of another, which starts later', () => {
  expect(() => new Server(chart(), 'S', { image: IMAGE, ports: { http: 80 }, initContainers: [{ ...sidecar(), ports: { web: 80 } }] })).not.toThrow();
});

describe('what a pod uses', () => {
  const using = (...connections: Partial<Connection>[]) => (
    job({ uses: connections.map(one => ({ connection: { endpoints: [], ...one } })) }));
  const file = (secret: string) => ({ files: { '/key': { namespace: 'ml', secret, key: 'k' } } });

  test('two files at one path are refused', () => {
    expect(() => using(file('a'), file('b'))).toThrow(
      /file '\/key' .*: what it uses as number 1 and what it uses as number 2 mean different things by it: put one of them at another path/);
  });

  test('one file that comes twice is one', () => {
    expect(() => using(file('a'), file('a'))).not.toThrow();
  });

  test.each([
    ['serviceAccountAnnotations', 'annotation of its ServiceAccount'], ['podLabels', 'label of its pods'],
  ])('two identities are refused by their %s', (field, what) => {
    expect(() => using({ identity: { [field]: { role: 'a' } } }, { identity: { [field]: { role: 'b' } } })).toThrow(
      new RegExp(`${what} 'role' .*: a pod has one identity: use the same for both, or keys for one of them`));
  });
});

test('annotations of this library are its own', () => {
  expect(() => job({ podAnnotations: { 'mlops-constructs/digest-files': '1' } })).toThrow(
    "ml/T: podAnnotations 'mlops-constructs/digest-files': this library sets that annotation itself: choose another key");
});

test.each(['app.kubernetes.io/name', 'app.kubernetes.io/instance', 'app.kubernetes.io/managed-by', 'mlops-constructs/peers'])(
  'the label %s is this library\'s own', key => {
    expect(() => Settings.set(chart().node.scope!, { labels: { [key]: 'mine' } })).toThrow(
      `labels '${key}': this library sets that label itself: choose another key`);
  });

test.each([['env', { env: { A: 'x'.repeat(131_069) } }, { env: { A: 'x'.repeat(131_070) } }], ['args', { args: ['x'.repeat(131_071)] }, { args: ['x'.repeat(131_072)] }]])(
  '%s of 128 KiB are refused, which Linux would not take', (_field, fits, tooLong) => {
    expect(() => job(fits)).not.toThrow();
    expect(() => job(tooLong)).toThrow('Linux takes no variable or argument of 128 KiB: put it into a file');
  });
