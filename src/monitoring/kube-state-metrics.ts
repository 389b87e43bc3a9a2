import { Construct } from 'constructs';
import { kubeStateDashboard } from './kube-state-metrics-dashboard';
import { kubeStateRules } from './kube-state-metrics-rules';
import { check, Check, IMetricsTarget, jobOf, Metrics, VALIDATORS, validEach, withDefaults } from '../core';
import { propChecks } from '../core/prop-checks';
import { createRole, fit, imageOf, metricsOf, namespaceOf, OBJECT_NAME, Permission, Resources, Server } from '../kubernetes';

const PORT = 8080;
const TELEMETRY_PORT = 8081;

/** The kinds that it watches, by API group. */
const KINDS: Record<string, readonly string[]> = {
  '': ['pods', 'persistentvolumeclaims'],
  'apps': ['deployments', 'statefulsets', 'daemonsets'],
  'batch': ['jobs', 'cronjobs'],
  'autoscaling': ['horizontalpodautoscalers'],
};

/** Properties for `KubeStateMetrics`. */
export interface KubeStateMetricsProps {
  /**
   * Namespaces whose objects it shows.
   *
   * @default its own
   */
  readonly namespaces?: readonly string[];
  /**
   * Whether it shows the objects of all namespaces, and the nodes; it may then list them in the whole cluster.
   *
   * @default false
   */
  readonly clusterWide?: boolean;
  /**
   * CPU and memory.
   *
   * @default '10m' and '128Mi'
   */
  readonly resources?: Resources;
  /**
   * Image of kube-state-metrics 2.
   *
   * @default the catalog's
   */
  readonly image?: string;
}

/**
 * Shows Prometheus the state of pods, workloads, Jobs, claims and autoscalers as Kubernetes sees it: a target of a
 * `MonitoringStack`. It may list and watch these kinds, in the namespaces that it shows, and nothing else.
 *
 * @throws ConstructError when it would see no namespace, one of them twice, or some and all
 */
export class KubeStateMetrics extends Construct implements IMetricsTarget {
  public readonly metrics: readonly Metrics[];
  /** Namespaces whose objects it shows; undefined for all. */
  public readonly namespaces?: readonly string[];
  /** The workload, for what this construct does not model. */
  public readonly server: Server;

  constructor(scope: Construct, id: string, props: KubeStateMetricsProps = {}) {
    super(scope, id);
    const shape = propChecks(this, 'KubeStateMetricsProps', props);
    const own = namespaceOf(this);
    const { clusterWide = false, namespaces = [own] } = props;
    check(this, [...shape, ...namespaceChecks(props), ...validEach(VALIDATORS.dnsLabel, 'namespaces', props.namespaces)]);
    this.namespaces = clusterWide ? undefined : namespaces;
    const permissions = permissionsFor(clusterWide ? { ...KINDS, '': [...KINDS[''], 'nodes'] } : KINDS);
    const kinds = permissions.flatMap(({ resources }) => resources);
    this.server = new Server(this, 'Server', {
      image: props.image ?? imageOf(this, 'kubeStateMetrics'),
      user: 65534,
      args: [
        `--port=${PORT}`, `--telemetry-port=${TELEMETRY_PORT}`, `--resources=${kinds.join(',')}`,
        ...clusterWide ? [] : [`--namespaces=${namespaces.join(',')}`],
      ],
      ports: { http: PORT, telemetry: TELEMETRY_PORT },
      apiAccess: true,
      permissions: !clusterWide && namespaces.includes(own) ? permissions : [],
      resources: withDefaults(props.resources, { cpu: '10m', memory: '128Mi' }),
      readiness: { httpGet: { path: '/readyz', port: TELEMETRY_PORT }, periodSeconds: 10 },
      liveness: { httpGet: { path: '/livez', port: PORT }, periodSeconds: 10 },
    });
    const role = { name: fit(`${own}-${this.server.name}`, OBJECT_NAME), account: this.server, permissions };
    if (clusterWide) createRole(this, { ...role, namespace: false });
    // By number, since a namespace may be known only later.
    else namespaces.forEach((namespace, index) => namespace !== own && createRole(this, { ...role, namespace, suffix: `-${index}` }));

    const endpoint = this.server.endpoint('http');
    const job = jobOf(endpoint);
    // Its series say which namespace and pod they are about.
    this.metrics = [metricsOf(this, {
      tool: 'kube-state-metrics', endpoint, honorLabels: true, rules: kubeStateRules(job, clusterWide), dashboard: kubeStateDashboard(job),
    })];
  }
}

function namespaceChecks({ namespaces, clusterWide }: KubeStateMetricsProps): Check[] {
  return [
    [clusterWide === true && namespaces !== undefined, 'namespaces', namespaces, 'it shows all namespaces', 'leave it or clusterWide out'],
    [namespaces?.length === 0, 'namespaces', namespaces, 'it would see nothing', 'name one, or leave it out for its own'],
    ...(namespaces ?? []).filter((name, index, all) => all.indexOf(name) < index).map(
      (name): Check => [true, 'namespaces', name, 'it is named twice', 'name each once']),
  ];
}

function permissionsFor(kinds: Record<string, readonly string[]>): Permission[] {
  return Object.entries(kinds).map(([group, resources]) => ({ apiGroups: [group], resources, verbs: ['list', 'watch'] }));
}
