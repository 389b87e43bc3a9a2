import { MonitoringStack, MonitoringStackProps, PrometheusOperator, Profile, RemoteWrite } from '../../src';
import { find, Manifest, synth } from '../../src/testing';
import { chart } from '../chart';
import { validate } from '../schema/validator';

const secret = (key: string) => ({ namespace: 'ml', secret: 'store', key });
const STORE: RemoteWrite = { url: 'https://store.example.org:8443/push' };

function build(props: Partial<MonitoringStackProps> = {}): Manifest[] {
  const scope = chart({ profile: Profile.local() });
  new MonitoringStack(scope, 'Monitoring', { targets: [], kubeStateMetrics: false, ...props });
  return synth(scope);
}

const config = (manifests: Manifest[]) => JSON.parse(find(manifests, 'ConfigMap', 'ml-monitoring-config').data['prometheus.json']);
const alerts = (manifests: Manifest[]) => find(manifests, 'ConfigMap', 'ml-monitoring-rules').data['rules.json'];

test('samples go nowhere by default', () => {
  const manifests = build();
  expect(config(manifests)).not.toHaveProperty('remote_write');
  expect(config(manifests).global).not.toHaveProperty('external_labels');
  expect(alerts(manifests)).not.toContain('PrometheusRemoteWriteFails');
});

test('a store gets a copy, through its own path, and is missed when it takes none', () => {
  const manifests = build({ remoteWrite: [STORE], externalLabels: { cluster: 'eu' } });
  expect(config(manifests)).toMatchObject({ remote_write: [{ url: STORE.url }], global: { external_labels: { cluster: 'eu' } } });
  const { spec } = find(manifests, 'NetworkPolicy', 'ml-monitoring-prometheus');
  expect(spec.egress).toContainEqual(expect.objectContaining({ ports: [{ protocol: 'TCP', port: 8443 }] }));
  expect(alerts(manifests)).toContain('PrometheusRemoteWriteFails');
});

test('token, password and authority come from files', () => {
  const login = { username: 'prom', password: secret('password') };
  const manifests = build({ remoteWrite: [{ ...STORE, token: secret('token'), ca: secret('ca.crt') }, { ...STORE, login }] });
  expect(config(manifests).remote_write).toEqual([
    {
      url: STORE.url,
      authorization: { credentials_file: '/etc/prometheus/secrets/remote-0' },
      tls_config: { ca_file: '/etc/prometheus/secrets/remote-1' },
    },
    { url: STORE.url, basic_auth: { username: 'prom', password_file: '/etc/prometheus/secrets/remote-2' } },
  ]);
  const { containers } = find(manifests, 'StatefulSet', 'ml-monitoring-prometheus').spec.template.spec;
  expect(containers[0].volumeMounts).toEqual(expect.arrayContaining(
    [0, 1, 2].map(index => expect.objectContaining({ mountPath: `/etc/prometheus/secrets/remote-${index}` }))));
});

test('with an operator it is said in its words', () => {
  const manifests = build({ operator: PrometheusOperator.v1(), remoteWrite: [{ ...STORE, token: secret('token'), ca: secret('ca.crt') }], externalLabels: { a: 'b' } });
  const made = find(manifests, 'Prometheus');
  expect(validate([made])).toEqual({ errors: [], unchecked: [] });
  expect(made.spec).toMatchObject({
    externalLabels: { a: 'b' },
    remoteWrite: [{
      url: STORE.url,
      authorization: { credentials: { name: 'store', key: 'token' } },
      tlsConfig: { ca: { secret: { name: 'store', key: 'ca.crt' } } },
    }],
  });
});

test.each<[string, Partial<MonitoringStackProps>, string]>([
  ['an address that is none', { remoteWrite: [{ url: 'store' }] }, "remoteWrite[0].url 'store'"],
  ['two ways to sign in', { remoteWrite: [{ ...STORE, token: secret('a'), login: { username: 'b', password: secret('c') } }] },
    'remoteWrite[0].token: it signs in by login already: leave one of them out'],
  ['a user name with an operator', { operator: PrometheusOperator.v1(), remoteWrite: [{ ...STORE, login: { username: 'b', password: secret('c') } }] },
    "remoteWrite[0].login 'b': the operator reads user names from Secrets alone: use a token, or no operator"],
])('%s is refused', (_what, props, text) => {
  expect(() => build(props)).toThrow(text);
});
