import { Contribution, Job, lateChecksOf, PodTemplate, Refuses, Server, ServerProps, token, Volume } from '../../src';
import { find, synth } from '../../src/testing';
import { chart } from '../chart';

const IMAGE = 'example.org/team/image:1';
const SECRET = { namespace: 'ml', secret: 's', key: 'k' };
const reached = (host: string, port: number) => ({ connection: { env: { HOST: host }, endpoints: [{ scheme: 'http', host, port }] } });
const beside = (name: string, image = IMAGE) => ({ name, image });
const at = (path: string, volume = 'v') => ({ path, volume: Volume.empty(volume, '1Mi') });

function pods(props: Partial<ServerProps>, scope = chart()) {
  new Server(scope, 'S', { image: IMAGE, ...props });
  return find(synth(scope), 'Deployment').spec.template;
}
const main = (props: Partial<ServerProps>) => pods(props).spec.containers[0];
const names = (list: readonly { name: string }[]) => list.map(({ name }) => name);
const variables = (props: Partial<ServerProps>) => names(main(props).env).filter(name => /^[A-D]$/.test(name));

describe('what parts add', () => {
  test('variables stand before those of the workload, which may refer to them', () => {
    expect(variables({ env: { C: '$(A)' }, parts: [{ env: { B: '1' } }, { env: { A: '1' } }] })).toEqual(['B', 'A', 'C']);
  });

  test('a variable that the workload sets too is its own', () => {
    expect(main({ env: { A: 'own' }, parts: [{ env: { A: 'part' } }] }).env).toContainEqual({ name: 'A', value: 'own' });
  });

  test.each<[string, Partial<ServerProps>, unknown, unknown]>([
    ['args of the workload', { command: ['c'], args: ['a'] }, ['c'], ['a', 'x', 'y']],
    ['a command that is the whole command line', { command: ['c', 'a'] }, ['c', 'a', 'x', 'y'], undefined],
    ['the entrypoint of the image', {}, undefined, ['x', 'y']],
  ])('arguments go after %s', (_what, own, command, args) => {
    const container = main({ ...own, parts: [{ args: ['x'] }, { args: ['y'] }] });
    expect([container.command, container.args]).toEqual([command, args]);
  });

  test('containers stand after those of the workload', () => {
    const { spec } = pods({
      initContainers: [beside('a')], sidecars: [beside('b')], parts: [{ initContainers: [beside('c')], sidecars: [beside('d')] }],
    });
    expect([names(spec.initContainers), names(spec.containers)]).toEqual([['a', 'c'], ['main', 'b', 'd']]);
  });

  test('a port leads through the Service', () => {
    const scope = chart();
    pods({ ports: { http: 80 }, parts: [{ ports: { grpc: 81 }, udpPorts: { dns: 53 } }] }, scope);
    expect(names(find(synth(scope), 'Service').spec.ports)).toEqual(['http', 'grpc', 'dns']);
  });

  test('what it uses gives variables and a path, what it reaches a path alone', () => {
    const scope = chart();
    const { spec } = pods({ parts: [{ uses: [reached('used.example.org', 80)] }, { reaches: [reached('other.example.org', 81)] }] }, scope);
    expect(spec.containers[0].env).toContainEqual({ name: 'HOST', value: 'used.example.org' });
    const { egress } = find(synth(scope), 'NetworkPolicy', 'ml-s').spec;
    expect(egress.slice(1).map(({ ports }: { ports: { port: number }[] }) => ports[0].port)).toEqual([80, 81]);
  });

  test('permissions bring a role, and the token that they need', () => {
    const scope = chart();
    const rule = { apiGroups: [''], resources: ['pods'], verbs: ['get'] };
    const { spec } = pods({ parts: [{ permissions: [rule] }] }, scope);
    expect(find(synth(scope), 'Role').rules).toEqual([rule]);
    expect(names(spec.volumes)).toContain('api-token');
  });

  test('parts without permissions bring no token', () => {
    expect(names(pods({ parts: [{ env: { A: '1' } }] }).spec.volumes)).not.toContain('api-token');
  });

  test('a key of a Secret is a file', () => {
    const { spec } = pods({ parts: [{ files: { '/etc/key': SECRET } }] });
    expect(spec.containers[0].volumeMounts).toContainEqual({ name: 'file-0', mountPath: '/etc/key', subPath: 'file', readOnly: true });
    expect(spec.volumes).toContainEqual({ name: 'file-0', secret: { secretName: 's', items: [{ key: 'k', path: 'file' }] } });
  });

  test('text is a file of a ConfigMap, of whose change the pods hear', () => {
    const scope = chart();
    const { spec, metadata } = pods({ files: { '/etc/a.conf': 'own' }, parts: [{ files: { '/etc/b.conf': 'text' } }] }, scope);
    expect(find(synth(scope), 'ConfigMap').data).toEqual({ 'etc-b.conf': 'text', 'etc-a.conf': 'own' });
    expect(spec.containers[0].volumeMounts).toContainEqual(
      { name: 'files', mountPath: '/etc/b.conf', subPath: 'etc-b.conf', readOnly: true });
    expect(metadata.annotations).toHaveProperty('mlops-constructs/digest-files');
  });

  test('annotations of the pods', () => {
    expect(pods({ parts: [{ podAnnotations: { a: '1' } }] }).metadata.annotations).toEqual({ a: '1' });
  });

  test('jobs and templates of pods take parts too', () => {
    const scope = chart();
    new Job(scope, 'T', { image: IMAGE, parts: [{ env: { A: '1' } }] });
    const { json } = new PodTemplate(scope, 'P', { image: IMAGE, parts: [{ env: { A: '1' } }] });
    const variable = { name: 'A', value: '1' };
    expect(find(synth(scope), 'Job').spec.template.spec.containers[0].env).toContainEqual(variable);
    expect(JSON.parse(json).spec.containers[0].env).toContainEqual(variable);
  });
});

describe('what two parts give', () => {
  test.each<[string, Contribution, Contribution, string]>([
    ['variable', { env: { A: '1' } }, { env: { A: '2' } },
      'env \'A\' \'["1","2"]\': the store and the login mean different things by it: let one of the two say it'],
    ['file', { files: { '/a': '1' } }, { files: { '/a': '2' } },
      'files \'/a\' \'["1","2"]\': the store and the login mean different things by it: put one of them at another path'],
    ['annotation', { podAnnotations: { a: '1' } }, { podAnnotations: { a: '2' } },
      'podAnnotations \'a\' \'["1","2"]\': the store and the login mean different things by it: let one of the two say it'],
    ['mount path', { mounts: [at('/a', 'v')] }, { mounts: [at('/a/', 'w')] }, "mounts '/a' "],
    ['container', { sidecars: [beside('a')] }, { sidecars: [beside('a', 'example.org/other:1')] }, "containers 'a' "],
    ['container before and beside', { initContainers: [beside('a')] }, { sidecars: [beside('a')] }, "containers 'a' "],
    ['port', { ports: { a: 1 } }, { ports: { a: 2 } },
      "ports 'a' '[1,2]': the store and the login mean different things by it: give one of them another name"],
    ['port of both protocols', { ports: { a: 1 } }, { udpPorts: { a: 2 } }, "ports 'a' '[1,2]': the store and the login "],
    ['number of a port', { ports: { a: 1 } }, { ports: { b: 1 } },
      'number of ports \'1\' \'["a","b"]\': the store and the login mean different things by it: give one of them another port'],
  ])('of one %s must be the same', (_what, one, other, message) => {
    const make = () => pods({ parts: [{ of: 'the store', ...one }, { of: 'the login', ...other }] });
    expect(make).toThrow(`ml/S: ${message}`);
    expect(make).toThrow('the store and the login mean different things by it');
  });

  test.each<[string, Contribution]>([
    ['variable', { env: { A: '1' } }], ['file', { files: { '/a': SECRET } }], ['mount', { mounts: [at('/a')] }],
    ['port', { ports: { a: 1 } }],
    ['container', { sidecars: [beside('a')] }], ['annotation', { podAnnotations: { a: '1' } }],
  ])('alike, of one %s, is there once', (_what, part) => {
    expect(pods({ parts: [part, { ...part }] })).toEqual(pods({ parts: [part] }));
  });

  test('parts without a name are told by their number', () => {
    expect(() => pods({ parts: [{ env: { A: '1' } }, { env: { A: '2' } }] })).toThrow(
      'part number 1 and part number 2 mean different things by it');
  });

  test('a place of the workload itself is taken', () => {
    expect(() => pods({ mounts: [at('/a', 'v')], parts: [{ of: 'the store', mounts: [at('/a', 'w')] }] })).toThrow(
      'the workload itself and the store mean different things by it');
  });

  test('all contradictions are told at once', () => {
    expect(() => pods({ parts: [{ env: { A: '1' }, ports: { a: 1 } }, { env: { A: '2' }, ports: { a: 2 } }] })).toThrow(
      /env 'A' .*\n.*ports 'a' /);
  });

  test('a value that comes later is compared when it is known', () => {
    const scope = chart();
    const late = token({});
    const server = new Server(scope, 'S', { image: IMAGE, parts: [{ env: { A: late } }, { env: { A: '2' } }] });
    const [refuses, prop] = lateChecksOf(server).find(([, name]) => name === "env 'A'")!;
    expect([prop, (refuses as Refuses)('["1","2"]'), (refuses as Refuses)('["2","2"]')]).toEqual(["env 'A'", true, false]);
  });
});
