import { Construct } from 'constructs';
import { nodeDashboard } from './node-exporter-dashboard';
import { nodeRules } from './node-exporter-rules';
import { check, IMetricsTarget, jobOf, Metrics, propChecks, withDefaults } from '../core';
import {
  fit, imageOf, metricsOf, MountPropagation, Namespace, namespaceOf, OBJECT_NAME, PodSecurity, Resources, Server, ServerKind, Settings,
  claim, Volume,
} from '../kubernetes';

const PORT = 9100;
const HOST = '/host';

/**
 * What it collects. A pod has a network of its own, and so would the series of the network be the pod's: they are left out, since a pod
 * on the node's network would be out of reach of every network policy.
 */
const COLLECTORS = ['cpu', 'diskstats', 'filefd', 'filesystem', 'loadavg', 'meminfo', 'pressure', 'stat', 'timex', 'vmstat'];

/** Where nodes mount what is no disk of theirs, or belongs to a single pod. */
const EXCLUDED = '^/(dev|proc|sys|run|(.+/)?(kubelet|docker|containerd|containers|rancher)/.+)($|/)';

/** Properties for `NodeExporter`. */
export interface NodeExporterProps {
  /**
   * Name of its namespace, which it makes.
   *
   * @default that of the scope with '-nodes' behind it
   */
  readonly namespace?: string;
  /**
   * Whether its pods see what the node mounts and unmounts later. Without that, volumes stay in use until its pod restarts; but a node
   * whose root is not a shared mount, as in k3d and in Docker Desktop, allows only `MountPropagation.NONE`.
   *
   * @default MountPropagation.HOST_TO_CONTAINER
   */
  readonly mountPropagation?: MountPropagation;
  /**
   * CPU and memory of each pod.
   *
   * @default '20m' and '64Mi'
   */
  readonly resources?: Resources;
  /**
   * Image of node-exporter 1.
   *
   * @default the catalog's
   */
  readonly image?: string;
}

/**
 * Shows Prometheus disks, memory and CPUs of every node: a target of a `MonitoringStack`.
 *
 * Its pods are the one exception to Pod Security `restricted`: they read the node's `/proc`, `/sys` and `/`. So they have a namespace of
 * their own, which alone is `privileged`. In all else they are as restricted as any other: an ordinary user without capabilities,
 * a read-only file system, no network of the node. A CA bundle and pull secrets of the settings must lie in that namespace too.
 *
 * @throws ConstructError when the program has another one in that namespace
 */
export class NodeExporter extends Construct implements IMetricsTarget {
  public readonly metrics: readonly Metrics[];
  /** Name of the namespace that it makes. */
  public readonly namespace: string;
  /** The workload, for what this construct does not model. */
  public readonly server: Server;

  constructor(scope: Construct, id: string, props: NodeExporterProps = {}) {
    super(scope, id);
    check(this, propChecks(this, 'NodeExporterProps', props));
    this.namespace = props.namespace ?? fit(`${namespaceOf(scope)}-nodes`, OBJECT_NAME);
    check(this, [claim(this, 'namespace', this.namespace, this.node.root, 'nodes', 'is there, and shows the same nodes',
      'pass nodeExporter: false to one of the stacks, or another namespace')]);
    Settings.set(this, { namespace: this.namespace });
    new Namespace(this, 'Namespace', { podSecurity: PodSecurity.PRIVILEGED });
    const host = (name: string, path: string, at: string) => ({ volume: Volume.hostPath(name, path), path: `${HOST}/${at}`, readOnly: true });
    this.server = new Server(this, 'Server', {
      kind: ServerKind.DAEMON_SET,
      image: props.image ?? imageOf(this, 'nodeExporter'),
      user: 65534,
      args: [
        `--path.procfs=${HOST}/proc`, `--path.sysfs=${HOST}/sys`, `--path.rootfs=${HOST}/root`,
        '--collector.disable-defaults', ...COLLECTORS.map(name => `--collector.${name}`),
        `--collector.filesystem.mount-points-exclude=${EXCLUDED}`, '--web.disable-exporter-metrics', `--web.listen-address=:${PORT}`,
      ],
      ports: { http: PORT },
      mounts: [
        host('proc', '/proc', 'proc'),
        host('sys', '/sys', 'sys'),
        { ...host('root', '/', 'root'), mountPropagation: props.mountPropagation ?? MountPropagation.HOST_TO_CONTAINER },
      ],
      tolerations: [{ operator: 'Exists' }],
      resources: withDefaults(props.resources, { cpu: '20m', memory: '64Mi' }),
      readiness: { httpGet: { path: '/', port: PORT }, periodSeconds: 10 },
      liveness: { httpGet: { path: '/', port: PORT }, periodSeconds: 30 },
    });
    const endpoint = this.server.endpoint('http');
    const job = jobOf(endpoint);
    this.metrics = [metricsOf(this, { tool: 'node-exporter', endpoint, rules: nodeRules(job), dashboard: nodeDashboard(job) })];
  }
}
