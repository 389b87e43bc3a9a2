import { Construct } from 'constructs';
import { ExecutorContext, ExecutorSettings } from './executor-settings';
import { check } from '../core';
import { configFiles, namespaceOf, Permission, PodTemplate, PodTemplateProps, Resources } from '../kubernetes';

const TEMPLATE_DIRECTORY = '/opt/airflow/pod-template';

/** Options for `Executor.kubernetes`. */
export interface KubernetesExecutorOptions {
  /**
   * CPU and memory of a task's pod; a task can ask for others with `executor_config`.
   *
   * @default '100m' and '1Gi'
   */
  readonly resources?: Resources;
  /**
   * What to add to the pods of tasks: sidecars, volumes, annotations, or another image with Airflow in it.
   *
   * @default nothing
   */
  readonly podTemplate?: Partial<PodTemplateProps>;
  /**
   * Whether pods of failed tasks stay, to be looked at.
   *
   * @default false
   */
  readonly keepFailedPods?: boolean;
}

/** What the executor does in its namespace, from the RBAC of Airflow's Helm chart without `pods/exec`. */
const SCHEDULER_PERMISSIONS: readonly Permission[] = [
  { apiGroups: [''], resources: ['pods'], verbs: ['create', 'delete', 'get', 'list', 'patch', 'watch'] },
  { apiGroups: [''], resources: ['pods/log'], verbs: ['get'] },
  { apiGroups: [''], resources: ['events'], verbs: ['list', 'watch'] },
];

const API_SERVER_PERMISSIONS: readonly Permission[] = [
  { apiGroups: [''], resources: ['pods'], verbs: ['get', 'list'] },
  { apiGroups: [''], resources: ['pods/log'], verbs: ['get'] },
];

/** Makes the template of the pods of tasks. */
export function createKubernetesExecutor(scope: Construct, options: KubernetesExecutorOptions, context: ExecutorContext): ExecutorSettings {
  const { resources = { cpu: '100m', memory: '1Gi' }, podTemplate = {}, keepFailedPods = false } = options;
  const { taskPods, remoteLogs, sqlite } = context;
  check(scope, [
    [sqlite, 'executor', 'KubernetesExecutor', 'the metadata database is SQLite and lives on one volume', 'pass a PostgresDatabase as metadataDatabase'],
    [!remoteLogs, 'executor', 'KubernetesExecutor', 'the log of a task goes with its pod', 'pass a Bucket as logStore'],
  ]);
  const template = new PodTemplate(scope, 'Task', {
    ...taskPods,
    resources,
    ...podTemplate,
    env: { ...taskPods.env, AIRFLOW__CORE__EXECUTOR: 'LocalExecutor', ...podTemplate.env },
    mounts: [...taskPods.mounts ?? [], ...podTemplate.mounts ?? []],
    uses: [...taskPods.uses ?? [], ...podTemplate.uses ?? []],
    reaches: [...taskPods.reaches ?? [], ...podTemplate.reaches ?? []],
    container: 'base',
  });
  const files = configFiles(scope, 'PodTemplate', { 'pod.json': template.json });
  return {
    schedulerEnv: {
      AIRFLOW__KUBERNETES_EXECUTOR__NAMESPACE: namespaceOf(scope),
      AIRFLOW__KUBERNETES_EXECUTOR__POD_TEMPLATE_FILE: `${TEMPLATE_DIRECTORY}/pod.json`,
      AIRFLOW__KUBERNETES_EXECUTOR__DELETE_WORKER_PODS_ON_FAILURE: keepFailedPods ? 'False' : 'True',
    },
    schedulerMounts: [{ volume: files, path: TEMPLATE_DIRECTORY, readOnly: true }],
    schedulerPermissions: SCHEDULER_PERMISSIONS,
    apiServerPermissions: API_SERVER_PERMISSIONS,
  };
}
