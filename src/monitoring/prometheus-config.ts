import { perFile } from './json-files';
import { asText, mapString, numberOf, secondsOf } from '../core';

/** What Prometheus' configuration is made from. */
export interface PrometheusConfigOptions {
  /** Time between two scrapes and evaluations. */
  readonly scrapeInterval: string;
  /** How long samples are kept. */
  readonly retention: string;
  /** Size from which on samples are removed, as a Kubernetes quantity. */
  readonly retentionSize: string;
  /** Host and port of Alertmanager. */
  readonly alertmanager: string;
  /** Pattern of the files with rules. */
  readonly ruleFiles: string;
  /** Pattern of the files with the jobs that `prometheus.json` does not hold. */
  readonly scrapeConfigFiles: string;
  /** The scrape jobs. */
  readonly jobs: readonly object[];
  /** Labels of all samples that leave it. */
  readonly externalLabels: Record<string, string>;
  /** Stores that get a copy of every sample. */
  readonly remoteWrite: readonly object[];
}

/** The configuration in Prometheus' words: `prometheus.json`, and as many files more as the jobs need. */
export function prometheusConfig(options: PrometheusConfigOptions): Record<string, object> {
  const [first, ...others] = perFile(options.jobs);
  const further = Object.fromEntries(others.map((part, index) => [`scrape-configs-${index + 2}.json`, { scrape_configs: part }]));
  const files = others.length > 0 && { scrape_config_files: [options.scrapeConfigFiles] };
  return { 'prometheus.json': { ...mainFile(options), ...files, scrape_configs: first }, ...further };
}

function mainFile(options: PrometheusConfigOptions): object {
  const { retention, externalLabels, remoteWrite } = options;
  const seconds = (most: number) => mapString(asText(options.scrapeInterval), text => `${Math.min(most, secondsOf(text)!)}s`);
  const interval = seconds(Infinity);
  return {
    global: {
      scrape_interval: interval,
      scrape_timeout: seconds(10),
      evaluation_interval: interval,
      ...Object.keys(externalLabels).length > 0 && { external_labels: externalLabels },
    },
    storage: { tsdb: { retention: { time: retention, size: mapString(asText(options.retentionSize), megabytes) } } },
    alerting: { alertmanagers: [{ static_configs: [{ targets: [options.alertmanager] }] }] },
    rule_files: [options.ruleFiles],
    ...remoteWrite.length > 0 && { remote_write: remoteWrite },
  };
}

/** Most of a volume's size: Prometheus checks the size only when it writes a block. */
export function mostOf(volumeSize: string): string {
  return mapString(asText(volumeSize), text => `${Math.floor(numberOf(text) * 0.8)}`);
}

/** Prometheus knows no smaller unit that keeps the number short, and counts in powers of two. */
export function megabytes(quantity: string): string {
  return `${Math.floor(numberOf(quantity) / 1024 ** 2)}MB`;
}
