import { Construct } from 'constructs';
import { RuleGroup, writtenGroups } from './alert-rules';
import { operatedHttpConfig } from './http-client';
import { ownLabels } from './own-labels';
import { isScraped, podRelabelings, Relabeling, ScrapedMetrics, scraperOf } from './scrape-jobs';
import { Check, digestString, hostAndPort, jobOfMetrics, mapString, Metrics, SecretRef, together } from '../core';
import { createObject, fit, OBJECT_NAME, shortHash } from '../kubernetes';

const API = 'monitoring.coreos.com';

/** Where an operator's Prometheus looks for objects. */
export interface OperatorPlace {
  /** Start of the names of the objects. */
  readonly name: string;
  /** Namespace of rules, and of what has no pods. */
  readonly namespace: string;
  /** Labels by which it chooses objects. */
  readonly labels: Record<string, string>;
}

/** What must hold of targets that an operator's Prometheus scrapes. */
export function operatorChecks(targets: readonly Metrics[], namespace: string): Check[] {
  return targets.filter(isScraped).flatMap(metrics => {
    const { login, endpoint, tool } = metrics;
    const place = endpoint.pods?.namespace ?? namespace;
    return [
      [login !== undefined, 'targets', tool, 'it wants a user name, which the operator reads from a Secret alone', 'watch it without an operator, or with a token'],
      ...secretsOf(metrics).map((ref): Check => together({ 'secret.namespace': ref.namespace, 'namespace': place }, given => given['secret.namespace'] !== given.namespace,
        `the operator reads Secrets of the target's own namespace, and '${ref.secret}' of ${tool} is of another`, 'pass the ref of a SecretCopy that is made there', 'targets: ')),
    ] satisfies Check[];
  });
}

/** Writes what an operator's Prometheus scrapes: pods by a PodMonitor beside them, everything else by a ScrapeConfig. */
export function createMonitors(scope: Construct, place: OperatorPlace, targets: readonly Metrics[]): void {
  for (const metrics of targets.filter(isScraped)) {
    const job = jobOfMetrics(metrics);
    const name = fit(`${place.name}-${metrics.endpoint.pods?.name ?? metrics.tool}-${digestString(job, shortHash)}`, OBJECT_NAME);
    const { host, port } = metrics.endpoint;
    if (metrics.endpoint.pods) createPodMonitor(scope, place, metrics, name);
    else createScrapeConfig(scope, place, { name, job, metrics, addresses: [hostAndPort(host, port)], labels: {} });
  }
}

/** What is scraped at fixed addresses. */
export interface StaticTarget {
  /** Name of the object. */
  readonly name: string;
  /** The label `job`. */
  readonly job: string;
  /** The series. */
  readonly metrics: ScrapedMetrics;
  /** Host and port of each. */
  readonly addresses: readonly string[];
  /** Labels besides its own. */
  readonly labels: Record<string, string>;
}

/** Writes what is scraped at fixed addresses. */
export function createScrapeConfig(scope: Construct, { namespace, labels }: OperatorPlace, target: StaticTarget): void {
  const { name, job, metrics, addresses } = target;
  const { scheme, ...access } = accessOf(metrics);
  createObject(scope, `ScrapeConfig-${name}`, {
    apiVersion: `${API}/v1alpha1`,
    kind: 'ScrapeConfig',
    name,
    namespace,
    labels,
    body: {
      spec: {
        jobName: job,
        metricsPath: metrics.path ?? '/metrics',
        scheme: mapString(scheme, text => text.toUpperCase()),
        ...access,
        staticConfigs: [{ targets: addresses, labels: { ...ownLabels(metrics), ...target.labels } }],
        // The operator names the job after the object.
        relabelings: [{ targetLabel: 'job', replacement: job }],
      },
    },
  });
}

/** Writes rules, one object for each group: an object holds no more than `kubectl apply` takes. */
export function createRules(scope: Construct, { name, namespace, labels }: OperatorPlace, groups: readonly RuleGroup[]): void {
  for (const written of writtenGroups(groups)) {
    const own = fit(`${name}-${digestString(written.name, shortHash)}`, OBJECT_NAME);
    createObject(scope, `PrometheusRule-${own}`, {
      apiVersion: `${API}/v1`, kind: 'PrometheusRule', name: own, namespace, labels, body: { spec: { groups: [written] } },
    });
  }
}

function createPodMonitor(scope: Construct, { labels }: OperatorPlace, metrics: ScrapedMetrics, name: string): void {
  const { namespace, labels: pods, port } = metrics.endpoint.pods!;
  const relabelings = [...podRelabelings(namespace, ownLabels(metrics)), { target_label: 'job', replacement: jobOfMetrics(metrics) }];
  createObject(scope, `PodMonitor-${name}`, {
    apiVersion: `${API}/v1`,
    kind: 'PodMonitor',
    name,
    namespace,
    labels,
    body: {
      spec: {
        selector: { matchLabels: pods },
        podMetricsEndpoints: [{ portNumber: port, path: metrics.path ?? '/metrics', ...accessOf(metrics), relabelings: relabelings.map(camelCase) }],
      },
    },
  });
}

function accessOf(metrics: ScrapedMetrics) {
  const { endpoint: { scheme }, honorLabels } = metrics;
  return { scheme, ...honorLabels && { honorLabels: true }, ...operatedHttpConfig(scraperOf(metrics)) };
}

function secretsOf({ token, tls }: Metrics): SecretRef[] {
  return [...token ? [token] : [], ...tls?.ca ? [tls.ca] : []];
}

function camelCase({ source_labels: sourceLabels, target_label: targetLabel, ...rest }: Relabeling) {
  return { ...rest, ...sourceLabels && { sourceLabels }, ...targetLabel !== undefined && { targetLabel } };
}
