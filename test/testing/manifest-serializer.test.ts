import { Manifest, manifestSerializer } from '../../src/testing';

const of = (rest: object, metadata: object = {}): Manifest => ({ apiVersion: 'v1', kind: 'It', metadata: { name: 'it', ...metadata }, ...rest });
const image = (reference: string) => manifestSerializer.print(of({ spec: { containers: [{ image: reference }] } })).match(/image: (.*)/)![1];
const line = (manifest: Manifest, key: string) => new RegExp(`^ *${key}: (.*)$`, 'm').exec(manifestSerializer.print(manifest))![1];

describe('test', () => {
  test.each<[string, unknown, boolean]>([
    ['a list of manifests', [of({}), of({})], true],
    ['one manifest', of({}), true],
    ['an empty list', [], false],
    ['a list of other things', [of({}), { kind: 'It' }], false],
    ['text', 'kind: It', false],
    ['null', null, false],
    ['undefined', undefined, false],
  ])('of %s', (_, value, expected) => expect(manifestSerializer.test(value)).toBe(expected));
});

describe('print', () => {
  test('gives YAML documents', () => {
    expect(manifestSerializer.print([of({ data: { a: '1' } }), of({})]))
      .toBe('apiVersion: v1\nkind: It\nmetadata:\n  name: it\ndata:\n  a: "1"\n---\napiVersion: v1\nkind: It\nmetadata:\n  name: it\n');
  });

  test.each([
    ['mlflow:3.16.1', 'mlflow:<version>'],
    ['ghcr.io/mlflow/mlflow:v3.16.1', 'ghcr.io/mlflow/mlflow:<version>'],
    ['ghcr.io/mlflow/mlflow:v3.16.1@sha256:0a1b', 'ghcr.io/mlflow/mlflow:<version>'],
    ['ghcr.io/mlflow/mlflow@sha256:0a1b', 'ghcr.io/mlflow/mlflow:<version>'],
    ['registry:5000/mlflow:3', 'registry:5000/mlflow:<version>'],
    ['registry:5000/mlflow', 'registry:5000/mlflow'],
  ])('shows image %s as %s', (reference, expected) => expect(image(reference)).toBe(expected));

  test('hides the version of an image volume', () => {
    expect(line(of({ spec: { volumes: [{ name: 'v', image: { reference: 'model:1' } }] } }), 'reference')).toBe('model:<version>');
  });

  test('hides the version of an image that a custom resource names', () => {
    expect(line(of({ spec: { imageName: 'postgresql:17.2' } }), 'imageName')).toBe('postgresql:<version>');
  });

  test('hides the version of a known image in other texts', () => {
    expect(line(of({ spec: { containers: [{ image: 'web:1.2', args: ['x'], note: 'run web:1.2 now' }] } }), 'note')).toBe('run web:<version> now');
  });

  test('hides the version of an image in a file', () => {
    expect(manifestSerializer.print(of({ data: { 'pod.yaml': 'spec:\n  - image: web:1.2\n    args: []\n' } }))).toContain('- image: web:<version>\n');
  });

  test('hides the version label', () => {
    expect(line(of({}, { labels: { 'app.kubernetes.io/version': '3.16.1' } }), 'app.kubernetes.io/version')).toBe('<version>');
  });

  test('hides checksums of configuration', () => {
    expect(line(of({}, { annotations: { 'checksum/config': '0a1b2c3d4e' } }), 'checksum/config')).toBe('<hash>');
  });

  test('keeps other annotations', () => expect(line(of({}, { annotations: { note: '1.2.3' } }), 'note')).toBe('1.2.3'));

  test('hides the hash of a generated name', () => expect(line(of({}, { name: 'ml-mlflow-0a1b2c3d' }), 'name')).toBe('ml-mlflow-<hash>'));

  test('hides the hash of a name where it is referred to', () => {
    expect(line(of({ spec: { secretName: 'ml-db-0a1b2c3d' } }), 'secretName')).toBe('ml-db-<hash>');
  });

  test('hides the hash of a name inside an address', () => {
    const manifests = [of({}, { name: 'ml-db-0a1b2c3d' }), of({ data: { url: 'http://ml-db-0a1b2c3d.ml.svc:5000' } })];
    expect(manifestSerializer.print(manifests)).toContain('url: http://ml-db-<hash>.ml.svc:5000');
  });

  test.each(['ml-mlflow-0a1b2c3', 'ml-mlflow-0a1b2c3d4', 'ml-mlflow-server', '0a1b2c3d'])('keeps the name %s', (name) => {
    expect(line(of({}, { name }), 'name')).toBe(name);
  });

  test('is the same before and after an update of images', () => {
    const at = (version: string, hash: string) => [
      of({ spec: { containers: [{ image: `web:${version}` }] } }, { name: `ml-setup-${hash}`, labels: { 'app.kubernetes.io/version': version } }),
    ];
    expect(manifestSerializer.print(at('1.0', 'aaaaaaaa'))).toBe(manifestSerializer.print(at('2.0', 'bbbbbbbb')));
  });

  test('does not change the manifests', () => {
    const manifest = of({ spec: { containers: [{ image: 'web:1' }] } });
    manifestSerializer.print(manifest);
    expect(manifest.spec.containers[0].image).toBe('web:1');
  });
});

describe('in jest', () => {
  beforeAll(() => expect.addSnapshotSerializer(manifestSerializer));

  test('prints snapshots', () => {
    expect([of({ spec: { image: 'web:1' } })]).toMatchInlineSnapshot(`
apiVersion: v1
kind: It
metadata:
  name: it
spec:
  image: web:<version>
`);
  });
});
