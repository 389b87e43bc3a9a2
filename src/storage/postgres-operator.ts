import { Construct } from 'constructs';
import { cloudNativePgDashboard, cloudNativePgRules } from './cloud-native-pg-rules';
import { atLeast, check, Endpoint, IConnectable, isToken, jobOf, Metrics, SecretRef, valid, VALIDATORS, withDefaults } from '../core';
import { valueClass } from '../core/value-class';
import {
  closePods, createObject, imageOf, mirrored, nameOf, namespaceLabels, namespaceOf, PolicyRule, renderResources, Resources, Settings,
} from '../kubernetes';

const PORT = 5432;
/** Where the operator asks each server how it is, and a server asks the others. */
const STATUS = 8000;
/** Who makes databases and their roles: no superuser, which nothing of this library needs. */
const ADMIN = 'app';
const RESOURCES = { cpu: '100m', memory: '512Mi' };
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
  /**
   * What the servers must reach besides each other, such as the bucket of backups that are configured by a patch.
   *
   * @default nothing
   */
  readonly reaches?: readonly IConnectable[];
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
  /**
   * CPU and memory of each server.
   *
   * @default '100m' and '512Mi'
   */
  readonly resources?: Resources;
}

/** What an operator gives. */
export interface PostgresCluster {
  /** Where the primary listens. */
  readonly endpoint: Endpoint;
  /** Who may make databases and roles. */
  readonly adminUsername: string;
  /** Password of the administrator. */
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

  public create(scope: Construct, { volumeSize, storageClass, image, resources }: PostgresClusterProps): PostgresCluster {
    const { instances = 3, operatorNamespace = 'cnpg-system', reaches = [] } = this.options;
    check(scope, [
      atLeast('instances', instances, 1), valid(VALIDATORS.dnsLabel, 'operator.operatorNamespace', operatorNamespace),
      [isToken(instances), 'instances', instances, 'what is watched follows from it', 'write the number'],
    ]);
    // The operator adds up to ten characters for its Services and Secrets.
    const name = nameOf(scope, 50);
    const namespace = namespaceOf(scope);
    const pods = { 'cnpg.io/cluster': name };
    const { labels, imagePullPolicy, imagePullSecrets, storageClass: shared } = Settings.of(scope);
    const peers: PolicyRule = { peers: [{ podLabels: pods }], ports: [{ port: PORT }, { port: STATUS }] };
    closePods(scope, {
      name: `${name}-operator`,
      namespace,
      labels: pods,
      connections: reaches.map(({ connection }) => connection),
      // Each server reads its cluster, and leads or follows by what stands there.
      apiAccess: true,
      ingress: [peers, { ...peers, peers: [{ namespaceLabels: namespaceLabels(operatorNamespace) }] }],
      egress: [peers],
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
          enableSuperuserAccess: false,
          bootstrap: { initdb: { database: ADMIN, owner: ADMIN } },
          managed: { roles: [{ name: ADMIN, login: true, createdb: true, createrole: true }] },
          resources: renderResources(withDefaults(resources, RESOURCES)),
          seccompProfile: { type: 'RuntimeDefault' },
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
      adminUsername: ADMIN,
      adminPassword: { namespace, secret: `${name}-app`, key: 'password' },
    };
  }
}
