import { PodTemplateProps, Volume } from '../../src';
import { mergePods } from '../../src/kubernetes';
import { chart } from '../chart';

const IMAGE = 'example.org/team/image:1';
const used = (name: string) => ({ connection: { env: { [name]: '1' }, endpoints: [] } });
const beside = (name: string) => ({ name, image: IMAGE });
const mounted = (path: string) => ({ path, volume: Volume.empty(path.slice(1), '1Mi') });
const rule = (resource: string) => ({ apiGroups: [''], resources: [resource], verbs: ['get'] });

const merge = (own: Partial<PodTemplateProps>, added: Partial<PodTemplateProps>) => mergePods(chart(), { image: IMAGE, ...own }, added, 'pods');

test.each<[keyof PodTemplateProps, unknown, unknown]>([
  ['uses', used('A'), used('B')],
  ['reaches', used('A'), used('B')],
  ['sources', { path: '/a' }, { path: '/b' }],
  ['mounts', mounted('/a'), mounted('/b')],
  ['initContainers', beside('a'), beside('b')],
  ['sidecars', beside('a'), beside('b')],
  ['permissions', rule('pods'), rule('secrets')],
  ['tolerations', { key: 'a', operator: 'Exists' }, { key: 'b', operator: 'Exists' }],
])('%s are joined', (prop, own, added) => {
  expect(merge({ [prop]: [own] }, { [prop]: [added] })[prop]).toEqual([own, added]);
  expect(merge({}, { [prop]: [added] })[prop]).toEqual([added]);
  expect(merge({ [prop]: [own] }, {})[prop]).toEqual([own]);
});

test.each<[keyof PodTemplateProps, object, object, object]>([
  ['env', { A: '1', B: '1' }, { B: '2' }, { A: '1', B: '2' }],
  ['podAnnotations', { a: '1', b: '1' }, { b: '2' }, { a: '1', b: '2' }],
  ['ports', { http: 80 }, { more: 81 }, { http: 80, more: 81 }],
  ['udpPorts', { dns: 53 }, { more: 54 }, { dns: 53, more: 54 }],
  ['resources', { cpu: '1', memory: '1Gi' }, { memory: '2Gi' }, { cpu: '1', memory: '2Gi' }],
])('%s are laid over each other', (prop, own, added, both) => {
  expect(merge({ [prop]: own }, { [prop]: added })[prop]).toEqual(both);
});

test.each<[keyof PodTemplateProps, unknown, unknown]>([
  ['image', IMAGE, 'example.org/other:1'], ['user', 1000, 2000], ['args', ['a'], ['b']], ['apiAccess', false, true], ['hostname', 'a', 'b'],
])('there is one %s, and what is added wins', (prop, own, added) => {
  expect(merge({ [prop]: own }, { [prop]: added })[prop]).toEqual(added);
  expect(merge({ [prop]: own }, { [prop]: undefined })[prop]).toEqual(own);
});

test.each<[Partial<PodTemplateProps>, Partial<PodTemplateProps>, string]>([
  [{ mounts: [mounted('/a')] }, { mounts: [{ ...mounted('/b'), path: '/a' }] }, "pods.mounts '/a'"],
  [{ sidecars: [beside('a')] }, { initContainers: [beside('a')] }, "pods.containers 'a'"],
  [{ ports: { http: 80 } }, { ports: { http: 81 } }, "pods.ports 'http' '[80,81]'"],
])('what meets is refused', (own, added, subject) => {
  expect(() => merge(own, added)).toThrow(`ml: ${subject}`);
  expect(() => merge(own, added)).toThrow('the construct and pods mean different things by it: ');
});

test('what both say alike is no contradiction', () => {
  expect(merge({ ports: { http: 80 } }, { ports: { http: 80 } }).ports).toEqual({ http: 80 });
  expect(merge({ mounts: [mounted('/a')] }, { mounts: [mounted('/a')] }).mounts).toEqual([mounted('/a')]);
});
