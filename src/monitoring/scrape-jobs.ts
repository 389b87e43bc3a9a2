import { HttpClient, httpConfig, HttpClientFiles } from './http-client';
import { ownLabels } from './own-labels';
import { Endpoint, hostAndPort, jobOfMetrics, Metrics } from '../core';

/** Series with an endpoint of their own. */
export type ScrapedMetrics = Metrics & { readonly endpoint: Endpoint };

/** Whether series have an endpoint of their own. */
export function isScraped(metrics: Metrics): metrics is ScrapedMetrics {
  return metrics.endpoint !== undefined;
}

/**
 * A job of Prometheus' configuration that scrapes each pod of a target by itself, since a Service would answer with another pod at
 * each scrape.
 */
export function scrapeJob(target: HttpClientFiles<ScrapedMetrics>): Record<string, unknown> {
  const { endpoint } = target.client;
  const labels = ownLabels(target.client);
  const common = commonOf(target);
  if (!endpoint.pods) return { ...common, static_configs: [{ targets: [hostAndPort(endpoint.host, endpoint.port)], labels }] };
  return { ...common, ...discovery(endpoint.pods, labels) };
}

/** The job of Prometheus itself, which has no network path to its own pod. */
export function ownJob(target: HttpClientFiles<ScrapedMetrics>): Record<string, unknown> {
  const { namespace, name, port } = target.client.endpoint.pods!;
  const labels = { ...ownLabels(target.client), namespace, instance: name };
  return { ...commonOf(target), static_configs: [{ targets: [`localhost:${port}`], labels }] };
}

/** What a scraper presents, and the name in the certificate: pods are scraped by their address, which stands in none. */
export function scraperOf({ endpoint, token, login, tls }: ScrapedMetrics): HttpClient {
  const checked = endpoint.scheme === 'https' && (tls !== undefined || endpoint.pods !== undefined);
  return { token, login, tls: checked ? { ca: tls?.ca, serverName: tls?.serverName ?? endpoint.host } : undefined };
}

function commonOf(target: HttpClientFiles<ScrapedMetrics>): Record<string, unknown> {
  const { endpoint, path = '/metrics', honorLabels } = target.client;
  return {
    job_name: jobOfMetrics(target.client),
    scheme: endpoint.scheme,
    metrics_path: path,
    ...honorLabels && { honor_labels: true },
    ...httpConfig({ ...target, client: scraperOf(target.client) }),
  };
}

/** A step of relabelling, in Prometheus' words. */
export interface Relabeling {
  /** Labels whose values are looked at. */
  readonly source_labels?: readonly string[];
  /** What their values must match. */
  readonly regex?: string;
  /** The label that is set. */
  readonly target_label?: string;
  /** What it is set to. */
  readonly replacement?: string;
  /** What is done. */
  readonly action?: string;
}

/** The labels that the series of a pod bear, besides their job. */
export function podRelabelings(namespace: string, own: Record<string, string>): Relabeling[] {
  const label = (target_label: string, replacement: string) => ({ target_label, replacement });
  return [
    { source_labels: ['__meta_kubernetes_pod_name'], target_label: 'instance' },
    { source_labels: ['__meta_kubernetes_pod_node_name'], target_label: 'node' },
    label('namespace', namespace),
    ...Object.entries(own).map(([name, value]) => label(name, value)),
  ];
}

function discovery({ namespace, labels, port }: NonNullable<Endpoint['pods']>, own: Record<string, string>) {
  const selector = Object.entries(labels).map(([key, value]) => `${key}=${value}`).join(',');
  const address = (regex: string, replacement: string) => (
    { source_labels: ['__meta_kubernetes_pod_ip'], regex, target_label: '__address__', replacement });
  return {
    kubernetes_sd_configs: [{ role: 'pod', namespaces: { names: [namespace] }, selectors: [{ role: 'pod', label: selector }] }],
    // There is one target for each port of a pod until all have the one address; Prometheus then takes them for one.
    relabel_configs: [
      { source_labels: ['__meta_kubernetes_pod_phase'], regex: 'Succeeded|Failed', action: 'drop' },
      address('([^:]+)', `$1:${port}`),
      address('(.+:.+)', `[$1]:${port}`),
      ...podRelabelings(namespace, own),
    ],
  };
}
