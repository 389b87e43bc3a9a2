import { MountPropagation, NodeExporter, NodeExporterProps, Profile } from '../../src';
import { container, expectHardened, expectRestricted, find, findAll, Manifest, manifestSerializer, readsNode, synth } from '../../src/testing';
import { chart } from '../chart';

expect.addSnapshotSerializer(manifestSerializer);

function build(props: NodeExporterProps = {}): { nodes: NodeExporter; manifests: Manifest[] } {
  const scope = chart({ profile: Profile.local() });
  const nodes = new NodeExporter(scope, 'Nodes', props);
  return { nodes, manifests: synth(scope) };
}

const pod = (props?: NodeExporterProps) => find(build(props).manifests, 'DaemonSet').spec.template.spec;
const main = (props?: NodeExporterProps) => container(find(build(props).manifests, 'DaemonSet'), 'main');

test('as it comes', () => {
  expect(build().manifests).toMatchSnapshot();
});

test('it has a namespace of its own, which alone is privileged, comes first and is closed', () => {
  const { nodes, manifests } = build();
  expect(nodes.namespace).toBe('ml-nodes');
  expect([manifests[0].kind, manifests[0].metadata.name, manifests[0].metadata.labels!['pod-security.kubernetes.io/enforce']]).toEqual(['Namespace', 'ml-nodes', 'privileged']);
  expect(find(manifests, 'NetworkPolicy', 'default-deny').metadata.namespace).toBe('ml-nodes');
  expect(manifests.slice(1).map(({ metadata }) => metadata.namespace)).toEqual(manifests.slice(1).map(() => 'ml-nodes'));
});

test('the namespace has the name that is given', () => {
  const [namespace, ...others] = build({ namespace: 'watch' }).manifests;
  expect([namespace.metadata.name, ...new Set(others.map(({ metadata }) => metadata.namespace))]).toEqual(['watch', 'watch']);
});

test('but for the directories that it reads, its pods are restricted and hardened', () => {
  const { manifests } = build();
  expectRestricted(manifests, readsNode);
  expectHardened(manifests);
  expect(() => expectRestricted(manifests.slice(1), readsNode)).toThrow(/^3 findings .*\n.*volumes\[proc\]\.hostPath.*\n.*volumes\[sys\]\.hostPath.*\n.*volumes\[root\]\.hostPath[^\n]*$/);
});

test('it reads the node as an ordinary user, and shares nothing else of it', () => {
  const { volumes, securityContext, ...spec } = pod();
  expect(volumes).toEqual([
    ...[['proc', '/proc'], ['sys', '/sys'], ['root', '/']].map(([name, path]) => ({ name, hostPath: { path, type: 'Directory' } })),
    { name: 'own-tmp', emptyDir: { sizeLimit: '128Mi' } },
  ]);
  expect(main().volumeMounts.map(({ mountPath, readOnly }: any) => [mountPath, readOnly])).toEqual([
    ['/host/proc', true], ['/host/sys', true], ['/host/root', true], ['/tmp', undefined],
  ]);
  expect([securityContext.runAsUser, main().securityContext]).toEqual(
    [65534, { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } }]);
  expect([spec.hostNetwork, spec.hostPID, spec.hostIPC, main().ports[0].hostPort]).toEqual([undefined, undefined, undefined, undefined]);
});

test('it follows what the node mounts, unless the node cannot let it', () => {
  const propagation = (props?: NodeExporterProps) => main(props).volumeMounts.map((mount: any) => mount.mountPropagation);
  expect(propagation()).toEqual([undefined, undefined, 'HostToContainer']);
  expect(propagation({ mountPropagation: MountPropagation.NONE })).toEqual([undefined, undefined, 'None']);
});

test('it runs on every node', () => {
  expect(pod().tolerations).toEqual([{ operator: 'Exists' }]);
});

test('it collects what is of the node, and nothing of the network, which would be the pod\'s', () => {
  const collectors = main().args.filter((arg: string) => /^--collector\.[a-z]+$/.test(arg)).map((arg: string) => arg.slice(12));
  expect(main().args).toContain('--collector.disable-defaults');
  expect(collectors).toEqual(['cpu', 'diskstats', 'filefd', 'filesystem', 'loadavg', 'meminfo', 'pressure', 'stat', 'timex', 'vmstat']);
});

test('it leaves out what is no disk of the node', () => {
  const excluded = new RegExp(main().args.find((arg: string) => arg.includes('mount-points-exclude')).split('=')[1] as string);
  const paths = ['/', '/boot', '/var/lib/kubelet', '/data', '/proc', '/sys/fs/cgroup', '/run/user/0', '/var/lib/kubelet/pods/a/volumes/b', '/var/lib/docker/overlay2/a/merged'];
  expect(paths.filter(path => !excluded.test(path))).toEqual(['/', '/boot', '/var/lib/kubelet', '/data']);
});

test('Prometheus finds it in its namespace', () => {
  const { nodes: { metrics } } = build();
  expect(metrics.map(({ tool, honorLabels, endpoint }) => [tool, honorLabels, endpoint?.pods?.namespace, endpoint?.port])).toEqual([['node-exporter', undefined, 'ml-nodes', 9100]]);
});

test('memory and image are those that are given', () => {
  const { image, resources } = main({ image: 'example.org/nodes:1', resources: { memory: '1Gi' } });
  expect([image, resources.limits.memory, main().resources]).toMatchObject(
    ['example.org/nodes:1', '1Gi', { requests: { cpu: '20m', memory: '64Mi' }, limits: { memory: '64Mi' } }]);
});

test('a second one needs another namespace', () => {
  const scope = chart({ profile: Profile.local() });
  new NodeExporter(scope, 'A');
  expect(() => new NodeExporter(scope, 'B')).toThrow(
    "ml/B: namespace 'ml-nodes': ml/A is there, and shows the same nodes: pass nodeExporter: false to one of the stacks, or another namespace");
  expect(findAll(build({ namespace: 'other' }).manifests, 'Namespace')).toHaveLength(1);
});
