import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import type * as client from '@kubernetes/client-node';
import { ClusterApi } from './cluster-check';
import { line, Objects } from './objects';
import { Refusal } from './refusal';

/** A cluster as the quickstart sees it; reads, never writes. */
export interface Cluster extends ClusterApi {
  readonly context: string;
  readonly server: string;
  /** Tells clusters apart; does not change when a context is renamed. */
  id(): Promise<string>;
  /** One row for each Deployment and StatefulSet: kind, name, pods that are ready. */
  workloads(namespace: string): Promise<string[][]>;
  /** What tells why an installation waits; of kinds that may not be read, nothing. */
  objects(namespace: string): Promise<Objects>;
  /** The last lines that a container wrote, or the one before it. */
  log(namespace: string, wanted: { readonly pod: string; readonly container: string; readonly previous: boolean }): Promise<string[]>;
}

/** The cluster of the kubeconfig's current context; undefined without a kubeconfig or without a current context. */
export async function currentCluster(load: () => Promise<typeof client>, env: NodeJS.ProcessEnv): Promise<Cluster | undefined> {
  const named = env.KUBECONFIG?.split(path.delimiter).filter(name => name !== '') ?? [];
  const files = (named.length > 0 ? named : [path.join(os.homedir(), '.kube', 'config')]).filter(file => fs.statSync(file, { throwIfNoEntry: false })?.size);
  if (files.length === 0) return undefined;

  const k8s = await load();
  const config = read(k8s, files);
  const context = config.getCurrentContext();
  if (!context) return undefined;
  const cluster = config.getCurrentCluster();
  if (!cluster) {
    throw new Refusal(`the kubeconfig's current context ${context} names no cluster: choose another with \`kubectl config use-context\``);
  }
  const core = config.makeApiClient(k8s.CoreV1Api);
  const apps = config.makeApiClient(k8s.AppsV1Api);
  const batch = config.makeApiClient(k8s.BatchV1Api);
  return {
    context,
    server: cluster.server,
    version: async () => (await config.makeApiClient(k8s.VersionApi).getCode()).gitVersion,
    namespace: async name => {
      const found = await core.readNamespace({ name }).catch(error => {
        if (error.code === 404) return undefined;
        throw error;
      });
      return found && { labels: found.metadata?.labels ?? {}, deleting: found.metadata?.deletionTimestamp !== undefined };
    },
    id: () => core.readNamespace({ name: 'kube-system' }).then(
      found => found.metadata!.uid!,
      error => {
        if (error.code === 403) return cluster.server.replace(/[^a-z0-9]+/gi, '-');
        throw error;
      },
    ),
    workloads: async namespace => [
      ...(await apps.listNamespacedDeployment({ namespace })).items.map(item => row('Deployment', item)),
      ...(await apps.listNamespacedStatefulSet({ namespace })).items.map(item => row('StatefulSet', item)),
    ],
    objects: async namespace => {
      const [pods, replicaSets, statefulSets, jobs, claims, events] = await Promise.all([
        itemsOf(core.listNamespacedPod({ namespace })),
        itemsOf(apps.listNamespacedReplicaSet({ namespace })),
        itemsOf(apps.listNamespacedStatefulSet({ namespace })),
        itemsOf(batch.listNamespacedJob({ namespace })),
        itemsOf(core.listNamespacedPersistentVolumeClaim({ namespace })),
        itemsOf(core.listNamespacedEvent({ namespace })),
      ]);
      return { namespace, pods, replicaSets, statefulSets, jobs, claims, events };
    },
    log: async (namespace, { pod, container, previous }) => {
      const text = await core.readNamespacedPodLog({ namespace, name: pod, container, previous, tailLines: 5 });
      return text.split('\n').map(line).filter(each => each !== '');
    },
  };
}

function read(k8s: typeof client, files: string[]): client.KubeConfig {
  const merged = new k8s.KubeConfig();
  for (const file of files) {
    const config = new k8s.KubeConfig();
    try {
      config.loadFromFile(file);
      // As with kubectl, the first file that names a context decides.
      merged.mergeConfig(config, Boolean(merged.getCurrentContext()));
    } catch (error) {
      throw new Refusal(`the kubeconfig ${file} cannot be read (${(error as Error).message}): repair it, or name another in KUBECONFIG`);
    }
  }
  return merged;
}

async function itemsOf<T>(list: Promise<{ items: T[] }>): Promise<T[]> {
  try {
    return (await list).items;
  } catch (error) {
    if ((error as { code?: unknown }).code === 403) return [];
    throw error;
  }
}

function row(kind: string, item: client.V1Deployment | client.V1StatefulSet): string[] {
  return [kind, item.metadata!.name!, `${item.status?.readyReplicas ?? 0}/${item.spec!.replicas ?? 1} ready`];
}
