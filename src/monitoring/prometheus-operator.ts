import { Construct } from 'constructs';
import { createDiscoveryRoles, PODS } from './discovery';
import { operatedHttpConfig } from './http-client';
import { createMonitors, createRules, createScrapeConfig, OperatorPlace } from './operator-objects';
import { PROMETHEUS_PORT, PrometheusOptions } from './prometheus';
import { megabytes, mostOf } from './prometheus-config';
import { operatedWeb } from './prometheus-web';
import { remoteEndpoint, writerOf } from './remote-write';
import { isScraped } from './scrape-jobs';
import { asText, jobOfMetrics, mapString, withDefaults } from '../core';
import { valueClass } from '../core/value-class';
import {
  createObject, createPolicies, createRole, fit, imageOf, INSTANCE, mirrored, nameOf, namespaceOf, OBJECT_NAME, Permission,
  renderResources, Settings, WORKLOAD_NAME,
} from '../kubernetes';

const API = 'monitoring.coreos.com';
/** The label by which a Prometheus chooses its monitors and rules. */
const OWNER = 'mlops-constructs/prometheus';
/** User of the image. */
const USER = 65534;

/** The operator lets Prometheus find Alertmanager by what stands behind its Service. */
const ALERTMANAGERS: readonly Permission[] = [
  { ...PODS, resources: ['services', ...PODS.resources], verbs: ['get', ...PODS.verbs] },
  { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: ['get', ...PODS.verbs] },
];

/** An operator that runs Prometheus. */
export abstract class PrometheusOperator {
  static { valueClass(this, 'PrometheusOperator'); }

  /**
   * The one of `monitoring.coreos.com/v1`, 0.93 or later: it runs Prometheus, and targets and rules become PodMonitors, ScrapeConfigs and
   * PrometheusRules. It must see the namespaces of the stack and of its targets, and its user names come from Secrets alone, so that a
   * target with a login is refused.
   */
  public static v1(): PrometheusOperator {
    return new OperatorV1();
  }

  /** Makes its objects below a scope. */
  public abstract create(scope: Construct, id: string, options: PrometheusOptions): void;
}

class OperatorV1 extends PrometheusOperator {
  public create(parent: Construct, id: string, options: PrometheusOptions): void {
    const scope = new Construct(parent, id);
    const { own, watched, groups, alertmanager, scrapeInterval, retention, volumeSize, storageClass } = options;
    const name = nameOf(scope, WORKLOAD_NAME);
    const namespace = namespaceOf(scope);
    const account = { name, namespace };
    const place: OperatorPlace = { name, namespace, labels: { [OWNER]: name } };
    const { labels, imagePullPolicy, imagePullSecrets, storageClass: shared } = Settings.of(scope);
    const scraped = watched.filter(isScraped);
    createObject(scope, 'ServiceAccount', { apiVersion: 'v1', kind: 'ServiceAccount', name });
    createRole(scope, { name: fit(`${name}-discovery`, OBJECT_NAME), account, permissions: ALERTMANAGERS });
    createDiscoveryRoles(scope, account, watched);
    // The operator gives its pods the name of the object in the label by which policies find them.
    const { remoteWrite, externalLabels } = options;
    const endpoints = [alertmanager, ...scraped.map(({ endpoint }) => endpoint), ...remoteWrite.map(remoteEndpoint)];
    createPolicies(scope, { name, namespace, connections: [{ endpoints }], apiAccess: true });
    createObject(scope, 'Service', {
      apiVersion: 'v1',
      kind: 'Service',
      name,
      body: { spec: { selector: { [INSTANCE]: name }, ports: [{ name: 'http', port: PROMETHEUS_PORT, targetPort: PROMETHEUS_PORT, protocol: 'TCP' }] } },
    });
    const chosen = { matchLabels: place.labels };
    createObject(scope, 'Prometheus', {
      apiVersion: `${API}/v1`,
      kind: 'Prometheus',
      name,
      body: {
        spec: {
          image: mirrored(scope, options.image ?? imageOf(scope, 'prometheus')),
          imagePullPolicy,
          imagePullSecrets: imagePullSecrets?.map(secret => ({ name: secret })),
          podMetadata: labels && { labels },
          replicas: 1,
          serviceAccountName: name,
          scrapeInterval: seconds(scrapeInterval),
          evaluationInterval: seconds(scrapeInterval),
          retention,
          externalLabels,
          externalUrl: options.externalUrl,
          web: operatedWeb(own),
          remoteWrite: remoteWrite.map(store => ({ url: store.url, ...operatedHttpConfig(writerOf(store)) })),
          retentionSize: mapString(asText(options.retentionSize ?? mostOf(volumeSize)), megabytes),
          storage: {
            volumeClaimTemplate: {
              spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: volumeSize } }, storageClassName: storageClass ?? shared },
            },
          },
          resources: renderResources(withDefaults(options.resources, { memory: '1Gi' })),
          securityContext: { runAsNonRoot: true, runAsUser: USER, runAsGroup: USER, fsGroup: USER, seccompProfile: { type: 'RuntimeDefault' } },
          podMonitorSelector: chosen,
          podMonitorNamespaceSelector: everywhere(),
          scrapeConfigSelector: chosen,
          ruleSelector: chosen,
          // Endpoints, its default, are deprecated.
          serviceDiscoveryRole: 'EndpointSlice',
          alerting: {
            alertmanagers: [{ namespace, name: alertmanager.pods!.name, port: alertmanager.port, scheme: alertmanager.scheme }],
          },
        },
      },
    });
    createMonitors(scope, place, scraped);
    const job = jobOfMetrics(own);
    createScrapeConfig(scope, place, {
      name: `${name}-own`, job, metrics: own, addresses: [`localhost:${PROMETHEUS_PORT}`], labels: { namespace, instance: name },
    });
    createRules(scope, place, groups);
  }
}

function seconds(interval: string): string {
  return mapString(asText(interval), text => /^\d+$/.test(text) ? `${text}s` : text);
}

/** Selects all namespaces; an object without anything in it would be left out. */
function everywhere() {
  return { matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'Exists' }] };
}
