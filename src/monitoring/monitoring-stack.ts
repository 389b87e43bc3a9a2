import { Construct } from 'constructs';
import { AlertReceiver } from './alert-receiver';
import { alertChecks, rulesOf } from './alert-rules';
import { createAlertmanager, receiverChecks } from './alertmanager';
import { ExistingMonitoringStack, ExistingMonitoringStackProps } from './existing-monitoring-stack';
import { createGrafana, GrafanaOptions, grafanaUrl } from './grafana';
import { GrafanaDashboards } from './grafana-dashboards';
import { KubeStateMetrics, KubeStateMetricsProps } from './kube-state-metrics';
import { NodeExporter, NodeExporterProps } from './node-exporter';
import { operatorChecks } from './operator-objects';
import { alertmanagerDashboard, prometheusDashboard } from './own-dashboards';
import { alertmanagerRules, prometheusRules } from './own-rules';
import { withOwnSecrets } from './own-secrets';
import { createPrometheus, PROMETHEUS_PORT } from './prometheus';
import { prometheusConnection, prometheusDataSource } from './prometheus-connection';
import { prometheusDuration } from './prometheus-duration';
import { PrometheusOperator } from './prometheus-operator';
import { createAccess, PrometheusWeb, webChecks } from './prometheus-web';
import { RemoteWrite, remoteWriteChecks } from './remote-write';
import { ScrapedMetrics } from './scrape-jobs';
import { targetChecks } from './target-checks';
import {
  AlertRule, atMost, byteSize, check, Connection, duration, Endpoint, IConnectable, IMetricsTarget, jobOf, Metrics, required, SecretRef,
  urlOf, valid, VALIDATORS, validKeys,
} from '../core';
import { propChecks } from '../core/prop-checks';
import { futureEndpoint, metricsOf, namespaceOf, profileOf, Resources, Route, routeUrlOf, Server } from '../kubernetes';

/** Properties for `MonitoringStack`. */
export interface MonitoringStackProps {
  /** What is watched: it is scraped, and the alert rules that it carries are evaluated. */
  readonly targets: readonly IMetricsTarget[];
  /**
   * Time between two scrapes of a target, and between two evaluations of the rules: seconds, or such as `30s` or `1m`.
   *
   * @default '30s'
   */
  readonly scrapeInterval?: string;
  /**
   * How long samples are kept, in Prometheus' notation.
   *
   * @default '15d'
   */
  readonly retention?: string;
  /**
   * Size from which on the oldest samples are removed, as a Kubernetes quantity.
   *
   * @default 80 % of `volumeSize`
   */
  readonly retentionSize?: string;
  /**
   * Size of the volume that holds the samples, as a Kubernetes quantity.
   *
   * @default that of the profile: 1Gi local, 10Gi team, 50Gi production
   */
  readonly volumeSize?: string;
  /**
   * StorageClass of the volumes.
   *
   * @default that of the settings
   */
  readonly storageClass?: string;
  /**
   * Stores that get a copy of every sample.
   *
   * @default none
   */
  readonly remoteWrite?: readonly RemoteWrite[];
  /**
   * Labels of all samples and alerts that leave Prometheus, such as the name of the cluster.
   *
   * @default none
   */
  readonly externalLabels?: Record<string, string>;
  /**
   * The way in to Prometheus: sign-in, certificate, route.
   *
   * @default within the cluster alone, by HTTP, for whoever has a network path
   */
  readonly web?: PrometheusWeb;
  /**
   * Rules besides those of the targets.
   *
   * @default none
   */
  readonly rules?: readonly AlertRule[];
  /**
   * Who is told of alerts: a name of your choice -> a receiver.
   *
   * @default nobody: Alertmanager only shows them
   */
  readonly receivers?: Record<string, AlertReceiver>;
  /**
   * Options of a Grafana that shows the dashboards which the targets carry.
   *
   * @default no Grafana
   */
  readonly grafana?: GrafanaOptions;
  /**
   * Runs Prometheus through an operator that the cluster has: targets and rules become its objects.
   *
   * @default none: one pod and one volume
   */
  readonly operator?: PrometheusOperator;
  /**
   * How the dashboards which the targets carry reach a Grafana that runs already.
   *
   * @default not at all
   */
  readonly dashboards?: GrafanaDashboards;
  /**
   * Props of what shows the state of pods, workloads, Jobs and claims as Kubernetes sees it, or `false` for none.
   *
   * @default that of the namespaces of the targets
   */
  readonly kubeStateMetrics?: KubeStateMetricsProps | false;
  /**
   * Props of what shows disks, memory and CPUs of the nodes, or `false` for none. It has a namespace of its own, which is `privileged`.
   *
   * @default one, where the profile is highly available: the node of Profile.local() is the machine that one sits at
   */
  readonly nodeExporter?: NodeExporterProps | false;
  /**
   * CPU and memory of Prometheus.
   *
   * @default '100m' and '1Gi'
   */
  readonly resources?: Resources;
  /**
   * Image of Prometheus 3.16 or later.
   *
   * @default the catalog's
   */
  readonly image?: string;
  /**
   * Image of Alertmanager.
   *
   * @default the catalog's
   */
  readonly alertmanagerImage?: string;
}

/**
 * Prometheus and Alertmanager: scrapes its targets, evaluates the rules that they carry, and tells receivers.
 * Clients that list it in `uses` get `PROMETHEUS_URL`, and where `web` asks for them `PROMETHEUS_USERNAME`, `PROMETHEUS_PASSWORD` and
 * `PROMETHEUS_CA_FILE`.
 *
 * @throws ConstructError when a target's metrics are switched off, two targets are the same, a rule cannot find its samples, a route would
 * let everybody read, or an operator cannot do what is asked for
 */
export class MonitoringStack extends Construct implements IConnectable, IMetricsTarget {
  /** Adds targets, rules and dashboards to a Prometheus that an operator runs already. */
  public static fromExisting(scope: Construct, id: string, props: ExistingMonitoringStackProps): ExistingMonitoringStack {
    return new ExistingMonitoringStack(scope, id, props);
  }

  /** Address of Prometheus within the cluster. */
  public readonly url: string;
  public readonly connection: Connection;
  /** What Prometheus and Alertmanager show of themselves: it watches both, and another stack may. */
  public readonly metrics: readonly Metrics[];
  /** The workload of Prometheus, for what this construct does not model; none with an operator. */
  public readonly prometheus?: Server;
  /** The workload of Alertmanager. */
  public readonly alertmanager: Server;
  /** Password of Prometheus' user `admin`, where it asks for one. */
  public readonly prometheusPassword?: SecretRef;
  /** The route to Prometheus, when one was asked for. */
  public readonly route?: Route;
  /** What shows the state of the targets' namespaces, unless switched off. */
  public readonly kubeStateMetrics?: KubeStateMetrics;
  /** What shows the nodes, where there is one. */
  public readonly nodeExporter?: NodeExporter;
  /** Address of Grafana within the cluster, when one was asked for. */
  public readonly grafanaUrl?: string;
  /** Password of Grafana's user `admin`. */
  public readonly grafanaPassword?: SecretRef;

  constructor(scope: Construct, id: string, props: MonitoringStackProps) {
    super(scope, id);
    const shape = propChecks(this, 'MonitoringStackProps', props);
    const { targets, scrapeInterval = '30s', retention = '15d', volumeSize = profileOf(this).volumeSize, storageClass } = props;
    const { receivers = {}, web = {}, remoteWrite = [], externalLabels = {} } = props;
    check(this, [
      ...shape,
      required('targets', targets), duration('scrapeInterval', scrapeInterval), prometheusDuration('retention', retention),
      ...byteSize('volumeSize', volumeSize), ...byteSize('retentionSize', props.retentionSize), valid(VALIDATORS.className, 'storageClass', storageClass),
      atMost('retentionSize', props.retentionSize, 'volumeSize', volumeSize, 'raise volumeSize, or keep less: some tenths less than the volume'),
      ...validKeys(VALIDATORS.prometheusLabel, 'externalLabels', externalLabels), ...targetChecks(targets ?? []),
      ...receiverChecks(receivers), ...remoteWriteChecks(remoteWrite, props.operator !== undefined),
      ...webChecks(web, props.operator !== undefined),
    ]);

    const endpoint = futureEndpoint(this, 'Prometheus', PROMETHEUS_PORT, web.tls ? 'https' : 'http');
    const job = jobOf(endpoint);
    const own = metricsOf(this, {
      tool: 'prometheus',
      endpoint,
      ...createAccess(this, web),
      rules: prometheusRules(job, remoteWrite.length > 0),
      dashboard: prometheusDashboard(job),
    });
    this.alertmanager = createAlertmanager(this, { receivers, storageClass, image: props.alertmanagerImage });
    const alerts = this.alertmanager.endpoint('http');
    const alerting = this.alertmanagerMetrics(alerts);
    this.metrics = [own, alerting];
    this.kubeStateMetrics = this.createKubeStateMetrics(props);
    this.nodeExporter = this.createNodeExporter(props);
    const others = [...targets, this.kubeStateMetrics, this.nodeExporter].flatMap(target => target?.metrics ?? []);
    // An operator reads the secrets of pods beside them.
    const watched: Metrics[] = [...props.operator ? others : withOwnSecrets(this, others), alerting];
    const groups = [...[...watched, own].map(rulesOf), { name: 'own', labels: {}, recordings: [], rules: props.rules ?? [] }];
    check(this, [
      ...alertChecks(groups, scrapeInterval, retention), ...props.operator ? operatorChecks(watched, namespaceOf(this)) : [],
    ]);

    const externalUrl = web.route && routeUrlOf(this, web.route, 'prometheus');
    const options = {
      ...props, own, watched, groups, alertmanager: alerts, scrapeInterval, retention, volumeSize, remoteWrite, externalLabels, externalUrl,
    };
    if (props.operator) props.operator.create(this, 'Prometheus', options);
    else this.prometheus = createPrometheus(this, options);
    this.url = urlOf(endpoint);
    this.connection = prometheusConnection(own);
    this.prometheusPassword = own.login?.password;
    if (web.route) this.route = new Route(this, 'Route', { ...web.route, endpoint, subdomain: 'prometheus', signIn: true });
    props.dashboards?.create(this, [...watched, own]);
    if (props.grafana) {
      const dataSource = prometheusDataSource(own);
      const grafana = createGrafana(this, props.grafana, { prometheus: this, dataSource, targets: [...watched, own] });
      this.grafanaUrl = grafanaUrl(grafana);
      this.grafanaPassword = grafana.adminPassword;
    }
  }

  private alertmanagerMetrics(endpoint: Endpoint): ScrapedMetrics {
    const job = jobOf(endpoint);
    return metricsOf(this, { tool: 'alertmanager', endpoint, rules: alertmanagerRules(job), dashboard: alertmanagerDashboard(job) });
  }

  private createKubeStateMetrics({ targets, kubeStateMetrics = {} }: MonitoringStackProps): KubeStateMetrics | undefined {
    if (kubeStateMetrics === false) return undefined;
    const namespaces = targets.flatMap(({ metrics }) => metrics).flatMap(({ endpoint }) => endpoint?.pods?.namespace ?? []);
    const all = [...new Set([namespaceOf(this), ...namespaces])];
    return new KubeStateMetrics(this, 'KubeStateMetrics', { ...!kubeStateMetrics.clusterWide && { namespaces: all }, ...kubeStateMetrics });
  }

  private createNodeExporter({ nodeExporter }: MonitoringStackProps): NodeExporter | undefined {
    if (nodeExporter === false || !(nodeExporter ?? profileOf(this).highAvailability)) return undefined;
    return new NodeExporter(this, 'NodeExporter', nodeExporter);
  }
}
