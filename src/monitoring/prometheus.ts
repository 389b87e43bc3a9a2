import { Construct } from 'constructs';
import { RuleGroup, ruleFiles } from './alert-rules';
import { createDiscoveryRoles, PODS } from './discovery';
import { jsonFiles } from './json-files';
import { mostOf, prometheusConfig, SECRETS, secretsOf, withSecretFiles } from './prometheus-config';
import { PrometheusAccess, webProbes, webSettings } from './prometheus-web';
import { RemoteWrite, remoteEndpoint, remoteSecrets, remoteWriteConfig } from './remote-write';
import { accessOf, isScraped, ownJob, ScrapedMetrics, scrapeJob } from './scrape-jobs';
import { Endpoint, Metrics } from '../core';
import { imageOf, Resources, Server, ServerKind, VolumeClaim } from '../kubernetes';

/** The port of Prometheus. */
export const PROMETHEUS_PORT = 9090;
const CONFIG = '/etc/prometheus/config';
const RULES = '/etc/prometheus/rules';

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
  /**
   * Stores that get a copy of every sample.
   *
   * @default none
   */
  readonly remoteWrite?: readonly RemoteWrite[];
  /**
   * Labels of all samples and alerts that leave it.
   *
   * @default none
   */
  readonly externalLabels?: Record<string, string>;
  /** How clients get in. */
  readonly access: PrometheusAccess;
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
  const { remoteWrite = [], externalLabels = {}, access, externalUrl } = options;
  const targets = withSecretFiles([...watched.filter(isScraped), own]);
  const scraped = targets.slice(0, -1);
  const ownTarget = targets[scraped.length];
  const config = prometheusConfig({
    scrapeInterval,
    retention,
    retentionSize: options.retentionSize ?? mostOf(volumeSize),
    alertmanager: `${alertmanager.host}:${alertmanager.port}`,
    ruleFiles: `${RULES}/*.json`,
    scrapeConfigFiles: `${CONFIG}/scrape-configs-*.json`,
    jobs: [...scraped.map(scrapeJob), ownJob(ownTarget, PROMETHEUS_PORT)],
    externalLabels,
    remoteWrite: remoteWriteConfig(remoteWrite, SECRETS),
  });
  const web = webSettings(scope, access);
  const files = { ...config, ...access.login && { 'client.json': accessOf(ownTarget) } };
  const server = new Server(scope, 'Prometheus', {
    kind: ServerKind.STATEFUL_SET,
    image: options.image ?? imageOf(scope, 'prometheus'),
    user: 65534,
    args: [`--config.file=${CONFIG}/prometheus.json`, '--storage.tsdb.path=/prometheus', ...externalUrl === undefined ? [] : [`--web.external-url=${externalUrl}`], ...web.args],
    ports: { http: PROMETHEUS_PORT },
    mounts: [
      { volume: jsonFiles(scope, 'Config', files), path: CONFIG, readOnly: true },
      { volume: jsonFiles(scope, 'Rules', ruleFiles(groups)), path: RULES, readOnly: true },
      { volume: new VolumeClaim(scope, 'PrometheusData', { size: volumeSize, storageClass }).volume, path: '/prometheus' },
      ...web.mounts,
    ],
    initContainers: web.initContainers,
    uses: [{ connection: { files: { ...secretsOf(targets), ...remoteSecrets(remoteWrite, SECRETS) }, endpoints: [alertmanager] } }],
    reaches: [...scraped.map(({ metrics }) => metrics.endpoint), ...remoteWrite.map(remoteEndpoint)].map(endpoint => (
      { connection: { endpoints: [endpoint] } })),
    apiAccess: true,
    permissions: [PODS],
    resources: { memory: '1Gi', ...options.resources },
    ...webProbes(PROMETHEUS_PORT, access, `${CONFIG}/client.json`),
    // Writing the newest samples out can take minutes.
    terminationGracePeriodSeconds: 300,
  });
  createDiscoveryRoles(scope, server, watched);
  return server;
}
