import { Chart } from 'cdk8s';
import { CASES, constructOf } from './cases';
import { Outcome, outcomeOf, PropsOf } from './properties';
import { plainPropsOf } from './props-of';
import * as core from '../../src';

const settings = { namespace: 'ml', domain: 'example.org', routeClass: core.RouteClass.gateway({ name: 'g', namespace: 'g' }) };

type Values = Record<string, string | number>;

/** Values that work, by the names of props, or by their paths where a name means several things; of others 3 and 'name'. */
const GOOD: Values = {
  'cpu': '1',
  'cpuLimit': '4',
  'memory': '3Gi',
  'size': '3Gi',
  'volumeSize': '3Gi',
  'temporarySize': '3Gi',
  'retentionSize': '3Gi',
  'schedule': '0 3 * * *',
  'image': 'example.org/team/image:1',
  'alertmanagerImage': 'example.org/team/image:1',
  'host': 'web.example.org',
  'domain': 'web.example.org',
  'period': '1m',
  'scrapeInterval': '1m',
  'retention': '30d',
  'olderThan': '30d',
  'lateAfter': '30d',
  'scheme': 'http',
  'httpGet.scheme': 'HTTPS',
  'httpGet.path': '/etc/data',
  'httpGet.port': 8080,
  'tcpSocket.port': 8080,
  'driftThreshold': 1,
  'terminationGracePeriodSeconds': 60,
  'url': 'https://web.example.org/a',
  'trackingUri': 'https://web.example.org/a',
};
const BAD = { number: -1, string: 'p"w /1' };

/** What decides how many pods there are is tried with as many. */
const COUNTS = /replicas$|workers$|gateways$/i;

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
  'Job.lateAfter': 'the alert is written before anything is deployed',
};

const probe = { httpGet: { path: '/', port: 8080 } };
const probed = { ports: { http: 8080 }, liveness: probe, readiness: probe, startup: probe };
/** What the props of some constructs need beside them. */
const BESIDE: Record<string, object> = {
  Credentials: { provision: { command: ['true'], secretEnv: {}, reaches: [] } },
  MlflowServer: { auth: core.MlflowAuth.proxied() },
  PodTemplate: { ...probed, peers: { name: 'name', ports: [80] } },
  Server: { ...probed, peers: { name: 'name', ports: [80] } },
  Job: { ...probed, peers: { name: 'name', ports: [80] } },
};

const socket = { tcpSocket: { port: 8080 } };
const connected = { ports: { http: 8080 }, liveness: socket, readiness: socket, startup: socket };
const autoscaled = { replicas: undefined, autoscaling: { minReplicas: 1, maxReplicas: 4 } };
const keda = { triggers: [{ name: 'a', type: 'prometheus', metadata: {} }], target: 5 };
const repositoryOf = (system: core.VersionControl) => {
  const repository = (name: string) => ({ system, url: `http://server/${name}`, endpoint: { scheme: 'http', host: 'server', port: 80 } });
  return { url: undefined, credentials: undefined, repository: { server: { url: 'http://server', connection: { env: {}, endpoints: [] }, repository } } };
};
/** What some props need instead of others, so that they are tried apart from them. */
const APART: Record<string, object> = {
  'EvidentlyService.route.host': { readsGuarded: true },
  'GitRepository.repository.name': repositoryOf(core.VersionControl.GIT),
  'MercurialRepository.repository.name': repositoryOf(core.VersionControl.MERCURIAL),
  'MonitoringStack.grafana.replicas': {},
  'MonitoringStack.web.route.host': { web: { auth: core.PrometheusAuth.basic() } },
  'Platform.monitoring.grafana.replicas': {},
  'PodTemplate.existingServiceAccount': {},
  'Server.autoscaling.cpuUtilization': autoscaled,
  'Server.autoscaling.maxReplicas': autoscaled,
  'Server.autoscaling.minReplicas': autoscaled,
  'Server.autoscaling.keda.namespace': { replicas: undefined, autoscaling: { maxReplicas: 4, keda } },
  'Server.autoscaling.keda.target': { replicas: undefined, autoscaling: { maxReplicas: 4, keda } },
  'Server.existingServiceAccount': {},
  'Job.existingServiceAccount': {},
};

const apartOf = (name: string, path: string) => path.endsWith('tcpSocket.port') ? connected : APART[`${name}.${path}`];

/** The props of one construct that can be tried together. */
interface Group { readonly props: PropsOf<object>; readonly paths: readonly string[]; readonly types: Readonly<Record<string, 'number' | 'string'>> }

function groupsOf(name: string): Group[] {
  const { props } = CASES[name];
  const all = plainPropsOf(name);
  const keys = [...new Set(all.map(({ path }) => apartOf(name, path)))];
  return keys.map(key => ({
    props: (others: Chart) => ({ ...typeof props === 'function' ? props(others) : props, ...BESIDE[name], ...key }),
    paths: all.map(({ path }) => path).filter(path => apartOf(name, path) === key && !(`${name}.${path}` in PLAIN)),
    types: Object.fromEntries(all.map(({ path, type }) => [path, type])),
  })).filter(({ paths }) => paths.length > 0);
}

/** A value that works: counts are given. */
function good(path: string, type: 'number' | 'string', count: number): string | number {
  if (COUNTS.test(path)) return count;
  const [own, above] = path.split('.').reverse();
  return GOOD[`${above}.${own}`] ?? GOOD[own] ?? (type === 'number' ? 3 : 'name');
}

const isRefused = (outcome: Outcome): outcome is readonly string[] => Array.isArray(outcome);
const shown = (outcome: Outcome) => isRefused(outcome) ? 'refused' : outcome;
const constructs = Object.keys(CASES).filter(name => groupsOf(name).length > 0);

test.each(constructs)('%s writes the same with all its text and numbers plainly and as Outputs', async name => {
  for (const { props, paths, types } of groupsOf(name)) {
    for (const count of paths.some(path => COUNTS.test(path)) ? [1, 2, 3] : [1]) {
      const given = Object.fromEntries(paths.map(path => [path, good(path, types[path], count)]));
      const plain = await outcomeOf(constructOf(name), props, given, false, { settings });
      const late = await outcomeOf(constructOf(name), props, given, true, { settings });
      // Not all that can be made once can be made twice.
      if (count > 1 && isRefused(plain)) expect([count, isRefused(late)]).toEqual([count, true]);
      else expect({ count, ...late }).toEqual({ count, objects: expect.anything(), ...plain });
    }
  }
});

test.each(constructs)('%s refuses wrong text and numbers alike, plainly and as Outputs', async name => {
  for (const { props, paths, types } of groupsOf(name)) {
    const outcome = (given: Values, late: boolean) => outcomeOf(constructOf(name), props, given, late, { settings });
    const all = paths.map(path => [path, BAD[types[path]]] as const);
    const late = await outcome(Object.fromEntries(all), true);
    // A construct says all that it finds, and then those within it: what was told is left out of the next round.
    for (let left = all; left.length > 0;) {
      const plain = await outcome(Object.fromEntries(left), false);
      const linesAbout = (path: string) => isRefused(plain) ? plain.filter(line => line.includes(`: ${path} `)) : [];
      const told = left.filter(([path]) => linesAbout(path).length > 0);
      for (const prop of told.length > 0 ? told : isRefused(plain) ? left : []) {
        const alone = told.length > 0 ? linesAbout(prop[0]) : await outcome(Object.fromEntries([prop]), false);
        if (isRefused(late) && isRefused(alone) && alone.every(line => late.includes(line))) continue;
        expect([prop, shown(await outcome(Object.fromEntries([prop]), true))]).toEqual([prop, shown(alone)]);
      }
      if (!isRefused(plain)) expect(await outcome(Object.fromEntries(left), true)).toEqual(plain);
      left = told.length > 0 ? left.filter(prop => !told.includes(prop)) : [];
    }
  }
});

test.each(Object.entries(PLAIN))('%s takes no Output, and says so', async (prop, reason) => {
  const [name, ...path] = prop.split('.');
  const { type } = plainPropsOf(name).find(each => each.path === path.join('.'))!;
  const late = await outcomeOf(constructOf(name), CASES[name].props, { [path.join('.')]: good(path.join('.'), type, 3) }, true, { settings });
  expect(isRefused(late) && late.join('\n')).toContain(reason);
});
