import { Endpoint, jobOf, MetricsEndpoint } from '../core';

/** A target, and the file that holds its token or password in Prometheus' pod. */
export interface ScrapeTarget {
  /** Where its metrics are. */
  readonly metrics: MetricsEndpoint;
  /** Path of the file, where it wants one. */
  readonly secretFile?: string;
}

/**
 * A job of Prometheus' configuration that scrapes each pod of a target by itself, since a Service would answer with another pod at
 * each scrape.
 */
export function scrapeJob({ metrics, secretFile }: ScrapeTarget): Record<string, unknown> {
  const { endpoint, path, tool, token, login, honorLabels } = metrics;
  const common = {
    job_name: jobOf(endpoint),
    scheme: endpoint.scheme,
    metrics_path: path,
    ...honorLabels && { honor_labels: true },
    ...token ? { authorization: { credentials_file: secretFile } }
      : login && { basic_auth: { username: login.username, password_file: secretFile } },
  };
  if (!endpoint.pods) return { ...common, static_configs: [{ targets: [`${endpoint.host}:${endpoint.port}`], labels: { tool } }] };
  return { ...common, ...discovery(endpoint.pods, tool) };
}

/** The job of Prometheus itself, which has no network path to its own pod. */
export function ownJob({ endpoint, path, tool }: MetricsEndpoint, port: number): Record<string, unknown> {
  const labels = { tool, namespace: endpoint.pods!.namespace, instance: endpoint.pods!.name };
  return { job_name: jobOf(endpoint), metrics_path: path, static_configs: [{ targets: [`localhost:${port}`], labels }] };
}

function discovery({ namespace, labels, port }: NonNullable<Endpoint['pods']>, tool: string) {
  const selector = Object.entries(labels).map(([key, value]) => `${key}=${value}`).join(',');
  const label = (target_label: string, replacement: string) => ({ target_label, replacement });
  const address = (regex: string, replacement: string) => (
    { source_labels: ['__meta_kubernetes_pod_ip'], regex, target_label: '__address__', replacement });
  return {
    kubernetes_sd_configs: [{ role: 'pod', namespaces: { names: [namespace] }, selectors: [{ role: 'pod', label: selector }] }],
    // There is one target for each port of a pod until all have the one address; Prometheus then takes them for one.
    relabel_configs: [
      { source_labels: ['__meta_kubernetes_pod_phase'], regex: 'Succeeded|Failed', action: 'drop' },
      address('([^:]+)', `$1:${port}`),
      address('(.+:.+)', `[$1]:${port}`),
      { source_labels: ['__meta_kubernetes_pod_name'], target_label: 'instance' },
      label('namespace', namespace),
      label('tool', tool),
    ],
  };
}
