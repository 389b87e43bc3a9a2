import { Construct } from 'constructs';
import { ExecutorConfig, ExecutorContext } from './executor-config';
import { check, withDefaults } from '../core';
import {
  configFiles, isRendered, mergePods, namespaceOf, Permission, PodTemplate, PodTemplateProps, renderedCommand, Resources, withoutTemplates,
} from '../kubernetes';

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
   * What to add to the pods of tasks: sources, sidecars, volumes, annotations. Nothing of what they have by themselves goes, but a
   * variable of the same name, and what there is one of, such as `image`, is replaced. A `command` stands in place of the image's
   * entrypoint, and gets Airflow's arguments; connections are made before it, for which the image needs Python.
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
export function createKubernetesExecutor(scope: Construct, options: KubernetesExecutorOptions, context: ExecutorContext): ExecutorConfig {
  const { podTemplate = {}, keepFailedPods = false } = options;
  const { taskPods, remoteLogs, sqlite } = context;
  check(scope, [
    [sqlite, 'executor', 'KubernetesExecutor', 'the metadata database is SQLite and lives on one volume', 'pass a PostgresDatabase as metadataDatabase'],
    [!remoteLogs, 'executor', 'KubernetesExecutor', 'the log of a task goes with its pod', 'pass a Bucket as logStore'],
  ]);
  const { image = taskPods.image, command, env = {} } = podTemplate;
  const ownEnv = { ...withoutTemplates(taskPods.env ?? {}, Object.keys(env)), AIRFLOW__CORE__EXECUTOR: 'LocalExecutor' };
  const own: PodTemplateProps = {
    ...taskPods,
    resources: withDefaults(options.resources, { cpu: '100m', memory: '1Gi' }),
    env: ownEnv,
    initContainers: taskPods.initContainers?.map(container => ({ ...container, image })),
  };
  const added = command && isRendered(ownEnv) ? { ...podTemplate, command: renderedCommand(command) } : podTemplate;
  const template = new PodTemplate(scope, 'Task', { ...mergePods(scope, own, added, 'executor.podTemplate'), container: 'base' });
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
