import { ISource, Job, PodTemplate, Server, SourceMount, SyncMetricsOptions } from '../../src';
import { Volume } from '../../src/kubernetes';
import { expectHardened, expectRestricted, find, synth } from '../../src/testing';
import { chart } from '../chart';

const IMAGE = 'example.org/team/image:1';
const probe = { exec: { command: ['true'] } };

/** A source that copies every option into its arguments. */
function source(namespace = 'ml'): ISource {
  return {
    connection: { env: { UNSEEN: '1' }, endpoints: [{ scheme: 'https', host: 'git.example.org', port: 8443, cidrs: ['192.0.2.0/24'] }] },
    volumeSize: '2Gi',
    directoryIn: mountPath => `${mountPath}/current`,
    syncContainer: ({ name, volume, port, once }) => ({
      name,
      image: 'example.org/sync:1',
      args: [String(port), String(once)],
      user: 65533,
      mounts: [{ volume, path: '/source' }, { volume: Volume.empty(`${name}-tmp`, '1Mi'), path: '/tmp' }],
      files: { key: { namespace, secret: 'keys', key: 'ssh' } },
      ...once ? {} : { startup: probe, readiness: probe, liveness: probe },
    }),
  };
}

function pods(sources: readonly SourceMount[], kind: 'Server' | 'Job') {
  const scope = chart();
  const extra = { initContainers: [{ name: 'init', image: IMAGE }], sidecars: [{ name: 'side', image: IMAGE, liveness: probe, readiness: probe }] };
  const common = { image: IMAGE, sources, ...extra };
  if (kind === 'Server') new Server(scope, 'Web', { ...common, ports: { http: 80 }, liveness: probe, readiness: probe });
  else new Job(scope, 'Web', common);
  const manifests = synth(scope);
  return { manifests, spec: find(manifests, kind === 'Server' ? 'Deployment' : 'Job').spec.template.spec };
}

const MOUNT = { name: 'source-0', mountPath: '/code', readOnly: true };
const TMP = { name: 'own-tmp', mountPath: '/tmp' };

test('pods that stay fetch beside everything else, again and again', () => {
  const { manifests, spec } = pods([{ source: source(), path: '/code' }], 'Server');
  expect(spec.initContainers.map(({ name, restartPolicy, args }: any) => [name, restartPolicy, args]))
    .toEqual([['source-0', 'Always', ['1234', 'false']], ['init', undefined, undefined]]);
  expectRestricted(manifests);
  expectHardened(manifests);
});

test('pods that end fetch once', () => {
  const { manifests, spec } = pods([{ source: source(), path: '/code' }], 'Job');
  expect(spec.initContainers.map(({ name, restartPolicy, args }: any) => [name, restartPolicy, args]))
    .toEqual([['source-0', undefined, ['1234', 'true']], ['init', undefined, undefined]]);
  expectRestricted(manifests);
});

test('a template of pods that end fetches once', () => {
  const { json } = new PodTemplate(chart(), 'Worker', { image: IMAGE, sources: [{ source: source(), path: '/code' }] });
  expect(JSON.parse(json).spec.initContainers[0].args).toEqual(['1234', 'true']);
});

test('all containers see the files, and none may write them', () => {
  const { spec } = pods([{ source: source(), path: '/code' }], 'Server');
  const others = [...spec.containers, ...spec.initContainers.slice(1)];
  expect(others.map(({ name, volumeMounts }: any) => [name, volumeMounts])).toEqual(['main', 'side', 'init'].map(name => [name, [MOUNT, TMP]]));
});

test('the secrets are in the container that fetches alone, which has a user of its own', () => {
  const { spec } = pods([{ source: source(), path: '/code' }], 'Server');
  const [sync] = spec.initContainers;
  expect(sync.volumeMounts).toEqual([
    { name: 'source-0', mountPath: '/source' }, { name: 'source-0-tmp', mountPath: '/tmp' },
    { name: 'source-0-files', mountPath: '/etc/source', readOnly: true },
  ]);
  expect(sync.securityContext).toMatchObject({ runAsUser: 65533, runAsGroup: 65533, readOnlyRootFilesystem: true });
  expect(spec.volumes).toEqual([
    { name: 'source-0', emptyDir: { sizeLimit: '2Gi' } },
    { name: 'own-tmp', emptyDir: { sizeLimit: '128Mi' } },
    { name: 'source-0-tmp', emptyDir: { sizeLimit: '1Mi' } },
    { name: 'source-0-files', projected: { sources: [{ secret: { name: 'keys', items: [{ key: 'ssh', path: 'key' }] } }] } },
  ]);
});

test('the way to the server is open, and nobody gets the environment', () => {
  const { manifests, spec } = pods([{ source: source(), path: '/code' }], 'Server');
  expect(find(manifests, 'NetworkPolicy').spec.egress.slice(1))
    .toEqual([{ to: [{ ipBlock: { cidr: '192.0.2.0/24' } }], ports: [{ protocol: 'TCP', port: 8443 }] }]);
  expect(JSON.stringify(spec)).not.toContain('UNSEEN');
});

test('several sources have ports and volumes of their own', () => {
  const { spec } = pods([{ source: source(), path: '/a' }, { source: source(), path: '/b' }], 'Server');
  expect(spec.initContainers.slice(0, 2).map(({ name, args }: any) => [name, args[0]])).toEqual([['source-0', '1234'], ['source-1', '1235']]);
  expect(spec.containers[0].volumeMounts.map(({ mountPath }: any) => mountPath)).toEqual(['/a', '/b', '/tmp']);
});

test('a server has the series of its sources, those that show any', () => {
  const shown = (path: string) => ({ path, source: { ...source(), syncMetrics: ({ endpoint, job }: SyncMetricsOptions) => ({ tool: 'sync', endpoint, job }) } });
  const server = new Server(chart(), 'Web', { image: IMAGE, sources: [shown('/a'), { source: source(), path: '/b' }, shown('/c')] });
  expect(server.metrics.map(({ job, endpoint }) => [job, endpoint!.pods!.port])).toEqual([['ml/ml-web/source-0', 1234], ['ml/ml-web/source-2', 1236]]);
  expect(new Server(chart(), 'Web', { image: IMAGE }).metrics).toEqual([]);
});

test('without sources there are none', () => {
  const scope = chart();
  new Job(scope, 'Web', { image: IMAGE });
  expect(find(synth(scope), 'Job').spec.template.spec.initContainers).toBeUndefined();
});

test('two sources at one path are refused', () => {
  expect(() => pods([{ source: source(), path: '/code' }, { source: source(), path: '/code' }], 'Job'))
    .toThrow("ml/Web: sources[1].path '/code': something else is mounted there: give each source a path of its own");
});

test('a source where a volume is mounted is refused', () => {
  const mounts = [{ volume: Volume.empty('tmp', '1Mi'), path: '/tmp' }];
  expect(() => new Job(chart(), 'Web', { image: IMAGE, mounts, sources: [{ source: source(), path: '/tmp' }] }))
    .toThrow("ml/Web: sources[0].path '/tmp': something else is mounted there");
});

test.each(['code', '', '/'])('%p is no path for a source', path => {
  expect(() => pods([{ source: source(), path }], 'Job')).toThrow(`sources[0].path '${path}': it is not an absolute path: write it as '/opt/dags'`);
});

test('a secret of another namespace is refused', () => {
  expect(() => pods([{ source: source('elsewhere'), path: '/code' }], 'Job'))
    .toThrow("ml/Web: files['key'].namespace 'elsewhere', namespace 'ml': a pod reads only Secrets of its own namespace, and 'keys' is of another");
});
