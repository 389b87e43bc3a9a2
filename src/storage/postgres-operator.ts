import { Construct } from 'constructs';
import { cloudNativePgDashboard, cloudNativePgRules } from './cloud-native-pg-rules';
import { atLeast, check, Endpoint, jobOf, Metrics, SecretRef } from '../core';
import { valueClass } from '../core/value-class';
import { createObject, imageOf, mirrored, nameOf, namespaceOf, Settings } from '../kubernetes';

const PORT = 5432;
/** Where each of its servers shows metrics (CloudNativePG 1.30, docs: monitoring). */
const METRICS = 9187;

/** Options for `PostgresOperator.cloudNativePg`. */
export interface CloudNativePgOptions {
  /**
   * Number of servers; one is the primary, the others follow it.
   *
   * @default 3
   */
  readonly instances?: number;
  /**
   * Namespace of the operator's pods, which network policies open.
   *
   * @default 'cnpg-system'
   */
  readonly operatorNamespace?: string;
}

/** What an operator is told. */
export interface PostgresClusterProps {
  /** Size of each volume. */
  readonly volumeSize: string;
  /**
   * StorageClass of the volumes.
   *
   * @default that of the settings
   */
  readonly storageClass?: string;
  /**
   * Image of the servers.
   *
   * @default the catalog's
   */
  readonly image?: string;
}

/** What an operator gives. */
export interface PostgresCluster {
  /** Where the primary listens. */
  readonly endpoint: Endpoint;
  /** Password of the administrator `postgres`. */
  readonly adminPassword: SecretRef;
  /** What its servers show. */
  readonly metrics: Metrics;
}

/** An operator that runs PostgreSQL. */
export abstract class PostgresOperator {
  static { valueClass(this, 'PostgresOperator'); }

  /** CloudNativePG 1.30 or later: a cluster with automatic failover. */
  public static cloudNativePg(options: CloudNativePgOptions = {}): PostgresOperator {
    return new CloudNativePg(options);
  }

  /** Makes the operator's objects below a scope. */
  public abstract create(scope: Construct, props: PostgresClusterProps): PostgresCluster;
}

class CloudNativePg extends PostgresOperator {
  constructor(private readonly options: CloudNativePgOptions) { super(); }

  public create(scope: Construct, { volumeSize, storageClass, image }: PostgresClusterProps): PostgresCluster {
    const { instances = 3, operatorNamespace = 'cnpg-system' } = this.options;
    check(scope, [atLeast('instances', instances, 1)]);
    // The operator adds up to ten characters for its Services and Secrets.
    const name = nameOf(scope, 50);
    const namespace = namespaceOf(scope);
    const pods = { 'cnpg.io/cluster': name };
    const { labels, imagePullPolicy, imagePullSecrets, storageClass: shared } = Settings.of(scope);
    createObject(scope, 'NetworkPolicy', {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      name: `${name}-operator`,
      body: {
        spec: {
          podSelector: { matchLabels: pods },
          policyTypes: ['Ingress'],
          ingress: [
            { from: [{ podSelector: { matchLabels: pods } }], ports: [{ protocol: 'TCP', port: PORT }, { protocol: 'TCP', port: 8000 }] },
            {
              from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': operatorNamespace } } }],
              ports: [{ protocol: 'TCP', port: PORT }, { protocol: 'TCP', port: 8000 }],
            },
          ],
        },
      },
    });
    createObject(scope, 'Cluster', {
      apiVersion: 'postgresql.cnpg.io/v1',
      kind: 'Cluster',
      name,
      body: {
        spec: {
          instances,
          imageName: mirrored(scope, image ?? imageOf(scope, 'cloudNativePg')),
          imagePullPolicy,
          imagePullSecrets: imagePullSecrets?.map(secret => ({ name: secret })),
          // For the pods and all else that the operator makes.
          inheritedMetadata: labels && { labels },
          enableSuperuserAccess: true,
          storage: { size: volumeSize, storageClass: storageClass ?? shared },
        },
      },
    });
    const scraped: Endpoint = { scheme: 'http', host: `${name}-rw.${namespace}.svc`, port: METRICS, pods: { name, namespace, labels: pods, port: METRICS } };
    const job = jobOf(scraped);
    return {
      metrics: { tool: 'postgres', endpoint: scraped, rules: cloudNativePgRules(job, instances), dashboard: cloudNativePgDashboard(job) },
      endpoint: {
        scheme: 'postgresql',
        host: `${name}-rw.${namespace}.svc`,
        port: PORT,
        pods: { name, namespace, labels: pods, port: PORT },
      },
      adminPassword: { namespace, secret: `${name}-superuser`, key: 'password' },
    };
  }
}
