import { CASES, constructOf } from './cases';
import { withPlainAndOutput } from './properties';
import { plainPropsOf } from './props-of';
import * as core from '../../src';

const propsOf = plainPropsOf();
const PROPS = Object.keys(CASES).flatMap(name => propsOf(name).map(({ path, type }) => ({ prop: `${name}.${path}`, name, path, type })));
const settings = { namespace: 'ml', domain: 'example.org', routeClass: core.RouteClass.gateway({ name: 'g', namespace: 'g' }) };

const CANDIDATES = {
  number: [1, 2, 3],
  string: [
    '3Gi', '1m', '30d', 'name', 'http', '0 3 * * *', 'web.example.org', 'https://web.example.org/a', 'example.org/team/image:1', '/etc/data',
  ],
};

/** Props that take no Output, each with the reason that it gives. */
const PLAIN: Record<string, string> = {
  'EvidentlyMonitor.lateAfter': 'the alert is written before anything is deployed',
  'EvidentlyMonitor.schedule': 'it would follow from schedule, which is an Output',
  'ExistingBucket.url': 'its host and port decide what network policies open',
  'ExistingMonitoringStack.url': 'its host and port decide what network policies open',
  'ExistingTrackingServer.trackingUri': 'its host and port decide what network policies open',
  'GitRepository.url': 'its host and port decide what network policies open',
  'MercurialRepository.url': 'its host and port decide what network policies open',
  'SeaweedFs.copies': 'the members are made one by one',
  'SeaweedFs.filers': 'the members are made one by one',
  'SeaweedFs.masters': 'the members are made one by one',
  'SeaweedFs.volumeServers': 'the members are made one by one',
  'Task.lateAfter': 'the alert is written before anything is deployed',
};

const keda = { triggers: [{ name: 'a', type: 'prometheus', metadata: {} }], target: 5 };
const repositoryOf = (system: core.VersionControl) => ({
  url: undefined,
  credentials: undefined,
  repository: { server: { repository: (name: string) => ({ system, url: `http://server/${name}`, endpoint: { scheme: 'http', host: 'server', port: 80 } }) } },
});
/** What some props need beside them. */
const NEEDS: Record<string, object> = {
  'EvidentlyService.route.host': { readsGuarded: true },
  'GitRepository.repository.name': repositoryOf(core.VersionControl.GIT),
  'MercurialRepository.repository.name': repositoryOf(core.VersionControl.MERCURIAL),
  'MlflowServer.route.host': { auth: core.MlflowAuth.proxied() },
  'MonitoringStack.grafana.storageClass': { grafana: { volumeSize: '3Gi' } },
  'MonitoringStack.web.route.host': { web: { auth: core.PrometheusAuth.basic() } },
  'PodTemplate.peers.name': { peers: { ports: [80] } },
  'Server.autoscaling.cpuUtilization': { replicas: undefined, autoscaling: { maxReplicas: 4 } },
  'Server.autoscaling.keda.namespace': { replicas: undefined, autoscaling: { maxReplicas: 4, keda } },
  'Server.autoscaling.keda.target': { replicas: undefined, autoscaling: { maxReplicas: 4, keda } },
  'Server.autoscaling.maxReplicas': { replicas: undefined, autoscaling: { minReplicas: 2 } },
  'Server.autoscaling.minReplicas': { replicas: undefined, autoscaling: { maxReplicas: 2 } },
  'Server.peers.name': { peers: { ports: [80] } },
  'Task.peers.name': { peers: { ports: [80] } },
};

/** What came of the prop with each number, and with each text until one was accepted. */
async function outcomes({ prop, name, path, type }: typeof PROPS[number]) {
  const { props } = CASES[name];
  const found: { value: string | number; plain: unknown; late: unknown }[] = [];
  for (const value of CANDIDATES[type]) {
    if (type === 'string' && found.some(({ plain }) => typeof plain !== 'string')) break;
    const beside: typeof props = NEEDS[prop] === undefined ? props
      : others => ({ ...typeof props === 'function' ? props(others) : props, ...NEEDS[prop] });
    found.push({ value, ...await withPlainAndOutput(constructOf(name), beside, path, value, { settings }) });
  }
  return found;
}

test.each(PROPS.filter(({ prop }) => !(prop in PLAIN)))('$prop writes the same, and is refused alike, plainly and as an Output', async given => {
  const found = await outcomes(given);
  const told = (result: unknown) => typeof result === 'string' ? 'refused' : result;
  for (const { value, plain, late } of found) expect([value, told(late)]).toEqual([value, told(plain)]);
  expect(found.filter(({ plain }) => typeof plain !== 'string')).not.toEqual([]);
});

test.each(Object.entries(PLAIN))('%s takes no Output, and says so', async (prop, reason) => {
  for (const { late } of await outcomes(PROPS.find(each => each.prop === prop)!)) expect(late).toContain(reason);
});
