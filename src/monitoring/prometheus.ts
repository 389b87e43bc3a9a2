import { Construct } from 'constructs';
import { RuleGroup, ruleFiles } from './alert-rules';
import { createDiscoveryRoles, PODS } from './discovery';
import { httpConfig, secretsOf, withSecretFiles } from './http-client';
import { jsonFiles } from './json-files';
import { mostOf, prometheusConfig } from './prometheus-config';
import { webProbes, webSettings } from './prometheus-web';
import { RemoteWrite, remoteEndpoint, writerOf } from './remote-write';
import { isScraped, ownJob, ScrapedMetrics, scrapeJob, scraperOf } from './scrape-jobs';
import { Endpoint, hostAndPort, Metrics, withDefaults } from '../core';
import { imageOf, Resources, Server, ServerKind, VolumeClaim } from '../kubernetes';

/** The port of Prometheus. */
export const PROMETHEUS_PORT = 9090;
const CONFIG = '/etc/prometheus/config';
const RULES = '/etc/prometheus/rules';
/** What promtool needs to ask it. */
const CLIENT = 'client.json';

/** What a Prometheus is made from. */
export interface PrometheusOptions {
  /** The series of Prometheus itself. */
  readonly own: ScrapedMetrics;
  /** The series of everything else. */
  readonly watched: readonly Metrics[];
  /** The rules of all. */
  readonly groups: readonly RuleGroup[];
  /** Where alerts go. */
  readonly alertmanager: Endpoint;
  /** Time between two scrapes and evaluations. */
  readonly scrapeInterval: string;
  /** How long samples are kept. */
  readonly retention: string;
  /** Size from which on samples are removed. */
  readonly retentionSize?: string;
  /** Size of the volume. */
  readonly volumeSize: string;
  /** StorageClass of the volume. */
  readonly storageClass?: string;
  /** Stores that get a copy of every sample. */
  readonly remoteWrite: readonly RemoteWrite[];
  /** Labels of all samples and alerts that leave it. */
  readonly externalLabels: Record<string, string>;
  /** Address outside. */
  readonly externalUrl?: string;
  /** CPU and memory. */
  readonly resources?: Resources;
  /** Its image. */
  readonly image?: string;
}

/** Makes one Prometheus that scrapes, evaluates and keeps, and may see the pods of its targets. */
export function createPrometheus(scope: Construct, options: PrometheusOptions): Server {
  const { own, watched, groups, alertmanager, scrapeInterval, retention, volumeSize, storageClass } = options;
  const { externalLabels, externalUrl } = options;
  const scraped = withSecretFiles(watched.filter(isScraped));
  const [self] = withSecretFiles([own], 'own-');
  const stores = withSecretFiles(options.remoteWrite.map(writerOf), 'remote-');
  const config = prometheusConfig({
    scrapeInterval,
    retention,
    retentionSize: options.retentionSize ?? mostOf(volumeSize),
    alertmanager: hostAndPort(alertmanager.host, alertmanager.port),
    ruleFiles: `${RULES}/*.json`,
    scrapeConfigFiles: `${CONFIG}/scrape-configs-*.json`,
    jobs: [...scraped.map(scrapeJob), ownJob(self)],
    externalLabels,
    remoteWrite: stores.map(store => ({ url: store.client.url, ...httpConfig(store) })),
  });
  const web = webSettings(scope, own);
  const files = { ...config, ...own.login && { [CLIENT]: httpConfig({ ...self, client: scraperOf(own) }) } };
  const server = new Server(scope, 'Prometheus', {
    kind: ServerKind.STATEFUL_SET,
    image: options.image ?? imageOf(scope, 'prometheus'),
    user: 65534,
    args: [
      `--config.file=${CONFIG}/prometheus.json`, '--storage.tsdb.path=/prometheus',
      ...externalUrl === undefined ? [] : [`--web.external-url=${externalUrl}`], ...web.args,
    ],
    ports: { http: PROMETHEUS_PORT },
    mounts: [
      { volume: jsonFiles(scope, 'Config', files), path: CONFIG, readOnly: true },
      { volume: jsonFiles(scope, 'Rules', ruleFiles(groups)), path: RULES, readOnly: true },
      { volume: new VolumeClaim(scope, 'PrometheusData', { size: volumeSize, storageClass }).volume, path: '/prometheus' },
      ...web.mounts,
    ],
    initContainers: web.initContainers,
    uses: [{ connection: { files: secretsOf([...scraped, self, ...stores]), endpoints: [alertmanager] } }],
    reaches: [...scraped.map(({ client }) => client.endpoint), ...options.remoteWrite.map(remoteEndpoint)].map(endpoint => (
      { connection: { endpoints: [endpoint] } })),
    apiAccess: true,
    permissions: [PODS],
    resources: withDefaults(options.resources, { memory: '1Gi' }),
    ...webProbes(own, `${CONFIG}/${CLIENT}`),
    // Writing the newest samples out can take minutes.
    terminationGracePeriodSeconds: 300,
  });
  createDiscoveryRoles(scope, server, watched);
  return server;
}
