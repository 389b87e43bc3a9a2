import { Manifest, find, findAll } from '../../src/testing';

const manifest = (kind: string, name: string, namespace?: string): Manifest => ({ apiVersion: 'v1', kind, metadata: { name, namespace } });
const manifests = [
  manifest('Namespace', 'ml'), manifest('Service', 'web', 'ml'), manifest('Service', 'db', 'ml'), manifest('Secret', 'twin', 'a'), manifest('Secret', 'twin', 'b'),
];

describe('find', () => {
  test('gives the one of a kind', () => expect(find(manifests, 'Namespace')).toBe(manifests[0]));

  test('gives the one of a kind and name', () => expect(find(manifests, 'Service', 'db')).toBe(manifests[2]));

  test('lists what else is of that kind when the name is not there', () => {
    expect(() => find(manifests, 'Service', 'api')).toThrow('no Service "api" among 5 manifests; there are: Service ml/web, Service ml/db');
  });

  test('lists everything when the kind is not there', () => {
    expect(() => find(manifests.slice(0, 2), 'Deployment')).toThrow('no Deployment among 2 manifests; there are: Namespace ml, Service ml/web');
  });

  test('says so when there is nothing at all', () => {
    expect(() => find([], 'Service')).toThrow('no Service among 0 manifests; there are: none at all');
  });

  test('asks for a name when there are several', () => {
    expect(() => find(manifests, 'Service')).toThrow('expected one Service, found 2: Service ml/web, Service ml/db; pass a name, or use findAll');
  });

  test('refuses to choose between two of the same name', () => {
    expect(() => find(manifests, 'Secret', 'twin')).toThrow('expected one Secret "twin", found 2: Secret a/twin, Secret b/twin');
  });
});

describe('findAll', () => {
  test('gives all of a kind in order', () => expect(findAll(manifests, 'Service')).toEqual([manifests[1], manifests[2]]));

  test('gives none of a kind that is not there', () => expect(findAll(manifests, 'Job')).toEqual([]));

  test('gives those that the predicate chooses', () => {
    expect(findAll(manifests, 'Secret', ({ metadata }) => metadata.namespace === 'b')).toEqual([manifests[4]]);
  });
});
