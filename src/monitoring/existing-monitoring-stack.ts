import { Construct } from 'constructs';
import { alertChecks, rulesOf } from './alert-rules';
import { GrafanaDashboards } from './grafana-dashboards';
import { createMonitors, createRules, operatorChecks } from './operator-objects';
import { prometheusDuration } from './prometheus-duration';
import { isScraped } from './scrape-jobs';
import { targetChecks } from './target-checks';
import {
  AlertRule, check, Connection, duration, IConnectable, IMetricsTarget, isToken, noCredentials, outsideEndpoint, required, url,
} from '../core';
import { propChecks } from '../core/prop-checks';
import { admitPods, nameOf, namespaceOf } from '../kubernetes';

/** Pods that run already. */
export interface PrometheusPods {
  /** Their namespace. */
  readonly namespace: string;
  /** Their labels, by which network policies find them. */
  readonly labels: Record<string, string>;
}

/** Properties for `MonitoringStack.fromExisting`. */
export interface ExistingMonitoringStackProps {
  /** What is watched: it is scraped, and the alert rules that it carries are evaluated. */
  readonly targets: readonly IMetricsTarget[];
  /** Address of Prometheus, such as `http://prometheus-operated.monitoring.svc:9090`. */
  readonly url: string;
  /** The pods of Prometheus, which the targets let in. */
  readonly pods: PrometheusPods;
  /**
   * Labels by which it chooses PodMonitors, ScrapeConfigs and PrometheusRules. That of kube-prometheus-stack wants
   * `{ release: '<name of its release>' }`, and without it shows nothing.
   *
   * @default none: it takes all
   */
  readonly labels?: Record<string, string>;
  /**
   * Rules besides those of the targets.
   *
   * @default none
   */
  readonly rules?: readonly AlertRule[];
  /**
   * How dashboards reach a Grafana.
   *
   * @default not at all
   */
  readonly dashboards?: GrafanaDashboards;
  /**
   * Time between two scrapes, by which ranges of rules are checked.
   *
   * @default '30s', that of kube-prometheus-stack
   */
  readonly scrapeInterval?: string;
  /**
   * How long it keeps samples, by which ranges of rules are checked, in Prometheus' notation.
   *
   * @default '10d', that of kube-prometheus-stack
   */
  readonly retention?: string;
}

/**
 * Targets, rules and dashboards for a Prometheus that an operator runs already, as that of kube-prometheus-stack. Clients that list it in
 * `uses` get `PROMETHEUS_URL`.
 *
 * @throws ConstructError when a target's metrics are switched off, it wants what the operator cannot give, two targets are the same, or a
 * rule cannot find its samples
 */
export class ExistingMonitoringStack extends Construct implements IConnectable {
  /** Address of Prometheus. */
  public readonly url: string;
  public readonly connection: Connection;

  constructor(scope: Construct, id: string, props: ExistingMonitoringStackProps) {
    super(scope, id);
    const shape = propChecks(this, 'ExistingMonitoringStackProps', props);
    const { targets, pods, labels = {}, rules = [], dashboards, scrapeInterval = '30s', retention = '10d' } = props;
    const namespace = namespaceOf(this);
    const watched = (targets ?? []).flatMap(({ metrics }) => metrics);
    const groups = [...watched.map(rulesOf), { name: `${namespace}/${nameOf(this)}`, labels: {}, recordings: [], rules }];
    check(this, [
      ...shape,
      required('targets', targets), required('pods', pods), required('url', props.url), url('url', props.url),
      noCredentials('url', props.url, 'leave them out, and give clients PROMETHEUS_USERNAME and PROMETHEUS_PASSWORD from a Secret in their env'),
      [isToken(props.url), 'url', props.url, 'its host and port decide what network policies open', 'write it as plain text'],
      duration('scrapeInterval', scrapeInterval), prometheusDuration('retention', retention), ...targetChecks(targets ?? []),
      ...operatorChecks(watched, namespace), ...alertChecks(groups, scrapeInterval, retention),
    ]);
    this.url = props.url;
    const place = { name: nameOf(this), namespace, labels };
    createMonitors(this, place, watched);
    createRules(this, place, groups);
    dashboards?.create(this, watched);
    admitPods(this, { name: nameOf(this), ...pods }, watched.filter(isScraped).map(({ endpoint }) => endpoint));
    const { scheme, host, port } = outsideEndpoint(this.url);
    const own = { scheme, host, port, pods: { name: nameOf(this), ...pods, port } };
    this.connection = { env: { PROMETHEUS_URL: this.url }, endpoints: [own] };
  }
}
