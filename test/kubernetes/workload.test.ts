import { ApiObject, Chart, Testing } from 'cdk8s';
import {
  alias, Connection, IConnectable, Namespace, PodTemplate, requirementsOf, RouteClass, Route, Server, ServerKind, Settings,
  Job, Tls, Volume,
} from '../../src';
import { container, expectRestricted, find, findAll, synth } from '../../src/testing';
import { chart } from '../chart';

const IMAGE = 'example.org/team/image:1';
const PORTS = { http: 8080 };

function connectable(env: Connection['env']): IConnectable {
  return { connection: { env, endpoints: [] } };
}

test('without a namespace nothing is built', () => {
  const bare = new Chart(Testing.app(), 'ml');
  expect(() => new Server(bare, 'Web', { image: IMAGE, ports: PORTS }))
    .toThrow("ml/Web: it has no namespace: write new Chart(app, 'ml', { namespace: 'ml' }), or set one with Settings");
});

test('the namespace may come from the settings', () => {
  const bare = new Chart(Testing.app(), 'ml');
  Settings.set(bare, { namespace: 'other' });
  expect(new Server(bare, 'Web', { image: IMAGE, ports: PORTS }).host).toBe('ml-web.other.svc');
});

test('settings cannot be set after they were read', () => {
  const scope = chart();
  new Server(scope, 'Web', { image: IMAGE, ports: PORTS });
  expect(() => Settings.set(scope, { domain: 'example.org' })).toThrow(/a construct below it has read its settings already: set them before anything else/);
});

test('settings cannot be set twice', () => {
  expect(() => Settings.set(chart({ domain: 'a.org' }), { domain: 'b.org' })).toThrow(/it has settings already: set them once/);
});

test('two uses that disagree on a variable are refused', () => {
  expect(() => new Job(chart(), 'Train', { image: IMAGE, uses: [connectable({ A: '1' }), connectable({ A: '2' })] }))
    .toThrow('ml/Train: env.A ["1","2"]: two of its uses set it to different values: wrap one of them in alias(…, \'PREFIX\')');
});

test('an alias lets both in', () => {
  const scope = chart();
  new Job(scope, 'Train', { image: IMAGE, uses: [connectable({ A: '1' }), alias(connectable({ A: '2' }), 'OLD')] });
  expect(find(synth(scope), 'Job').spec.template.spec.containers[0].env.slice(-2)).toEqual([{ name: 'A', value: '1' }, { name: 'OLD_A', value: '2' }]);
});

test.each(['main', 'init', 'sidecar'])('a secret of another namespace is refused in the %s container', place => {
  const env = { TOKEN: { namespace: 'elsewhere', secret: 's', key: 'k' } };
  const other = [{ name: 'other', image: IMAGE, env }];
  const props = { main: { env }, init: { initContainers: other }, sidecar: { sidecars: other } }[place];
  expect(() => new Job(chart(), 'Train', { image: IMAGE, ...props }))
    .toThrow("ml/Train: env.TOKEN.namespace 'elsewhere', namespace 'ml': a pod reads only Secrets of its own namespace, and 's' is of another: "
      + 'put both into one namespace, or pass the ref of a SecretCopy in this one');
});

test.each(['image', 'image:latest', 'registry:5000/image'])('%s is not pinned', image => {
  expect(() => new Job(chart(), 'Train', { image })).toThrow(/it names no fixed version: add a tag other than latest, or a digest/);
});

test('the user cannot be root', () => {
  expect(() => new Job(chart(), 'Train', { image: IMAGE, user: 0 })).toThrow(/user 0: a process of user 0 is root/);
});

test('a Deployment without ports has no Service, and a StatefulSet without ports is refused', () => {
  const scope = chart();
  new Server(scope, 'Web', { image: IMAGE });
  expect(synth(scope).map(({ kind }) => kind)).not.toContain('Service');
  expect(() => new Server(chart(), 'Web', { image: IMAGE, kind: ServerKind.STATEFUL_SET })).toThrow(
    'ml/Web: ports {}: a StatefulSet needs a Service: name at least one port, or make it a Deployment');
});

test('single packets have ports of their own in container, Service and policies', () => {
  const scope = chart();
  const server = new Server(scope, 'Stats', { image: IMAGE, ports: { http: 9102 }, udpPorts: { statsd: 9125 } });
  new Job(scope, 'Client', { image: IMAGE, uses: [{ connection: { endpoints: [server.endpoint('statsd', 'statsd'), server.endpoint('http')] } }] });
  const manifests = synth(scope);
  const service = find(manifests, 'Service', 'ml-stats');
  expect(service.spec.ports).toEqual([
    { name: 'http', port: 9102, targetPort: 9102, protocol: 'TCP' }, { name: 'statsd', port: 9125, targetPort: 9125, protocol: 'UDP' },
  ]);
  expect(container(find(manifests, 'Deployment', 'ml-stats')).ports).toEqual([
    { name: 'http', containerPort: 9102 }, { name: 'statsd', containerPort: 9125, protocol: 'UDP' },
  ]);
  expect(find(manifests, 'NetworkPolicy', 'ml-client-to-ml-stats').spec.ingress[0].ports)
    .toEqual([{ protocol: 'UDP', port: 9125 }, { protocol: 'TCP', port: 9102 }]);
});

test('the group is that of the user, or another', () => {
  const scope = chart();
  new Server(scope, 'Own', { image: IMAGE, user: 50000 });
  new Server(scope, 'Other', { image: IMAGE, user: 50000, group: 0 });
  const group = (name: string) => find(synth(scope), 'Deployment', name).spec.template.spec.securityContext.runAsGroup;
  expect([group('ml-own'), group('ml-other')]).toEqual([50000, 0]);
});

test('permissions become a Role of the ServiceAccount, and none make none', () => {
  const scope = chart();
  new Server(scope, 'Quiet', { image: IMAGE });
  new Server(scope, 'Watcher', { image: IMAGE, apiAccess: true, permissions: [{ apiGroups: [''], resources: ['pods'], verbs: ['list'] }] });
  const manifests = synth(scope);
  expect(findAll(manifests, 'Role').map(({ metadata }) => metadata.name)).toEqual(['ml-watcher']);
  expect(find(manifests, 'Role', 'ml-watcher').rules).toEqual([{ apiGroups: [''], resources: ['pods'], verbs: ['list'] }]);
  expect(find(manifests, 'RoleBinding', 'ml-watcher').subjects).toEqual([{ kind: 'ServiceAccount', name: 'ml-watcher', namespace: 'ml' }]);
});

test('a PodTemplate is a hardened Pod in JSON with a ServiceAccount and policies', () => {
  const scope = chart();
  const { json, name } = new PodTemplate(scope, 'Worker', { image: IMAGE, container: 'base' });
  const pod = JSON.parse(json);
  expect(pod).toMatchObject({ kind: 'Pod', metadata: { labels: { 'app.kubernetes.io/instance': 'ml-worker' } }, spec: { restartPolicy: 'Never' } });
  expect(pod.spec.containers[0].name).toBe('base');
  expect([name, pod.spec.serviceAccountName]).toEqual(['ml-worker', 'ml-worker']);
  expect(synth(scope).map(({ kind }) => kind).sort()).toEqual(['NetworkPolicy', 'ServiceAccount']);
  expectRestricted([pod]);
});

test('a missing image is asked for, also from plain JavaScript', () => {
  expect(() => new Job(chart(), 'Train', {} as never)).toThrow(/ml\/Train: image: it is required: pass image/);
});

test('an unknown port is refused with those that there are', () => {
  const server = new Server(chart(), 'Web', { image: IMAGE, ports: PORTS });
  expect(() => server.endpoint('grpc')).toThrow("it has no port 'grpc': it has http");
});

test.each(['every day', '* * *', '0 3 * *'])('%p is not a schedule', schedule => {
  expect(() => new Job(chart(), 'Nightly', { image: IMAGE, schedule })).toThrow(/it is not a cron schedule: write five fields/);
});

test.each(['0 3 * * *', '@daily'])('%p makes a CronJob', schedule => {
  const scope = chart();
  new Job(scope, 'Nightly', { image: IMAGE, schedule });
  expect(find(synth(scope), 'CronJob').spec.schedule).toBe(schedule);
});

test('a Job has another name when, and only when, its pods change', () => {
  const name = (image: string) => new Job(chart(), 'Train', { image }).jobName;
  expect(name(IMAGE)).toBe(name(IMAGE));
  expect(name(IMAGE)).not.toBe(name('example.org/team/image:2'));
});

test.each([[40, 52], [100, 52], [200, 52]])('an id of %d characters gives a workload name of at most %d', (length, limit) => {
  const server = new Server(chart(), 'x'.repeat(length), { image: IMAGE, ports: PORTS });
  expect(server.name.length).toBeLessThanOrEqual(limit);
});

test('two long ids that begin alike keep different names', () => {
  const scope = chart();
  const [a, b] = ['a', 'b'].map(end => new Server(scope, 'x'.repeat(80) + end, { image: IMAGE, ports: PORTS }).name);
  expect(a).not.toBe(b);
});

test('policy names stay within 63 characters', () => {
  const scope = chart();
  const server = new Server(scope, 's'.repeat(48), { image: IMAGE, ports: PORTS });
  new Job(scope, 'c'.repeat(40), { image: IMAGE, uses: [{ connection: { endpoints: [server.endpoint('http')] } }] });
  for (const { metadata } of findAll(synth(scope), 'NetworkPolicy')) expect(metadata.name.length).toBeLessThanOrEqual(63);
});

test('two paths that come to the same name are refused', () => {
  const scope = chart();
  new Server(scope, 'a-b', { image: IMAGE, ports: PORTS });
  expect(() => new Server(scope, 'a_b', { image: IMAGE, ports: PORTS })).toThrow("ml/a_b: workload 'ml/ml-a-b': ml/a-b makes it already: give one of them another id, which for a component of Pulumi is its name");
});

test('a wired pair opens the client outwards and the server inwards, and nothing else', () => {
  const scope = chart();
  const server = new Server(scope, 'Web', { image: IMAGE, ports: PORTS });
  new Job(scope, 'Client', { image: IMAGE, uses: [{ connection: { endpoints: [server.endpoint('http')] } }] });
  const policies = synth(scope);
  const pods = (name: string) => ({ podSelector: { matchLabels: { 'app.kubernetes.io/instance': name } }, namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'ml' } } });
  expect(find(policies, 'NetworkPolicy', 'ml-client').spec.egress[1]).toEqual({ to: [pods('ml-web')], ports: [{ protocol: 'TCP', port: 8080 }] });
  expect(find(policies, 'NetworkPolicy', 'ml-client-to-ml-web').spec.ingress).toEqual([{ from: [pods('ml-client')], ports: [{ protocol: 'TCP', port: 8080 }] }]);
  expect(find(policies, 'NetworkPolicy', 'ml-web').spec.ingress).toBeUndefined();
});

test('several endpoints of one server make one policy', () => {
  const scope = chart();
  const server = new Server(scope, 'Web', { image: IMAGE, ports: { http: 8080, grpc: 8081 } });
  new Job(scope, 'Client', { image: IMAGE, uses: [{ connection: { endpoints: [server.endpoint('http'), server.endpoint('grpc')] } }] });
  expect(find(synth(scope), 'NetworkPolicy', 'ml-client-to-ml-web').spec.ingress[0].ports).toHaveLength(2);
});

test('an outside endpoint never opens the metadata service', () => {
  const scope = chart();
  new Job(scope, 'Client', { image: IMAGE, uses: [{ connection: { endpoints: [{ scheme: 'https', host: 'x.org', port: 443 }] } }] });
  expect(find(synth(scope), 'NetworkPolicy').spec.egress[1].to[0].ipBlock).toEqual({ cidr: '0.0.0.0/0', except: ['169.254.0.0/16'] });
});

test('a disruption budget comes with a number of replicas, whatever it is', () => {
  const budgets = (replicas?: number) => {
    const scope = chart();
    new Server(scope, 'Web', { image: IMAGE, ports: PORTS, replicas });
    return findAll(synth(scope), 'PodDisruptionBudget').length;
  };
  expect([budgets(), budgets(1), budgets(2)]).toEqual([0, 1, 1]);
});

test('a route needs a host and a class', () => {
  const scope = chart();
  const endpoint = new Server(scope, 'Web', { image: IMAGE, ports: PORTS }).endpoint('http');
  expect(() => new Route(scope, 'Route', { endpoint, subdomain: 'web' })).toThrow(/there is no host name: pass host, or set a domain with Settings\n.*nothing says how traffic arrives/);
});

test('a route of the Gateway API is listed as a requirement', () => {
  const scope = chart({ domain: 'example.org', routeClass: RouteClass.gateway({ name: 'public', namespace: 'gateways' }) });
  const endpoint = new Server(scope, 'Web', { image: IMAGE, ports: PORTS }).endpoint('http');
  expect(new Route(scope, 'Route', { endpoint, subdomain: 'web' }).url).toBe('https://web.example.org');
  expect(requirementsOf(scope)).toEqual(['Gateway API']);
});

test.each([
  ['monitoring.coreos.com/v1', ['Prometheus operator']],
  ['grafana.integreatly.org/v1beta1', ['Grafana operator']],
  ['cert-manager.io/v1', ['cert-manager']],
  ['keda.sh/v1alpha1', ['KEDA']],
  ['external-secrets.io/v1', ['External Secrets operator']],
  ['trainer.kubeflow.org/v1alpha1', ['trainer.kubeflow.org']],
  ['snapshot.storage.k8s.io/v1', ['snapshot.storage.k8s.io']],
  ['v1', []], ['apps/v1', []], ['networking.k8s.io/v1', []], ['rbac.authorization.k8s.io/v1', []], ['autoscaling/v2', []],
])('an object of %s requires %j', (apiVersion, expected) => {
  const scope = chart();
  new ApiObject(scope, 'Thing', { apiVersion, kind: 'Thing' });
  expect(requirementsOf(scope)).toEqual(expected);
});

test('an Ingress asks cert-manager for its certificate', () => {
  const routeClass = RouteClass.ingress({ className: 'traefik', trafficNamespace: 'traefik', tls: Tls.certManager('letsencrypt') });
  const scope = chart({ domain: 'example.org', routeClass });
  new Route(scope, 'Route', { endpoint: new Server(scope, 'Web', { image: IMAGE, ports: PORTS }).endpoint('http'), subdomain: 'web' });
  const ingress = find(synth(scope), 'Ingress');
  expect(ingress.metadata.annotations).toEqual({ 'cert-manager.io/cluster-issuer': 'letsencrypt' });
  expect(ingress.spec.tls).toEqual([{ hosts: ['web.example.org'], secretName: 'ml-route-tls' }]);
  expect(requirementsOf(scope)).toEqual(['cert-manager']);
});

test('a namespace enforces restricted pods and denies by default', () => {
  const scope = chart();
  new Namespace(scope, 'Namespace');
  expect(find(synth(scope), 'Namespace').metadata.labels).toMatchObject({ 'pod-security.kubernetes.io/enforce': 'restricted' });
  expect(find(synth(scope), 'NetworkPolicy').spec).toEqual({ podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
});

test('only the container that asks for it gets the API token', () => {
  const scope = chart();
  new Job(scope, 'Train', { image: IMAGE, sidecars: [{ name: 'api', image: IMAGE, apiAccess: true }], mounts: [{ volume: Volume.empty('tmp', '1Gi'), path: '/tmp' }] });
  const [main, api] = find(synth(scope), 'Job').spec.template.spec.containers;
  expect([main, api].map(c => c.volumeMounts.map((m: { name: string }) => m.name))).toEqual([['tmp'], ['own-tmp', 'api-token']]);
});
