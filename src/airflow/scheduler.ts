import { Construct } from 'constructs';
import {
  AirflowComponentOptions, ClusterParts, common, entrypointOf, mountsOf, taskApi, TASK_LOG_PORT, waitForMigrations,
} from './cluster-parts';
import { copyConfig } from './directories';
import { logGroomer } from './log-groomer';
import { withDefaults } from '../core';
import { nameOf, Probe, Server, WORKLOAD_NAME } from '../kubernetes';

const PORT = 8974;
const HEALTH: Probe = { httpGet: { path: '/health', port: PORT }, timeoutSeconds: 10 };

/** The scheduler; with the local executor its pods run the tasks too. */
export function createScheduler(scope: Construct, parts: ClusterParts, options: AirflowComponentOptions = {}): Server {
  const { everywhere, tasksInScheduler, logsOnVolume } = parts;
  const mounts = mountsOf(parts, logsOnVolume);
  const tasks = tasksInScheduler ? [parts.code] : [];
  return new Server(scope, 'Scheduler', {
    ...common(parts, options.replicas ?? (parts.volume ? 1 : parts.replicas)),
    command: entrypointOf(...everywhere, ...tasks),
    args: ['scheduler'],
    parts: [
      ...everywhere, parts.encryption, tasksInScheduler ? parts.session : {}, parts.database, parts.signing, ...tasks,
      ...parts.executors.map(({ scheduler = {} }) => scheduler), tasksInScheduler ? taskApi(scope) : {},
    ],
    env: {
      AIRFLOW__SCHEDULER__ENABLE_HEALTH_CHECK: 'True',
      ...logsOnVolume && { AIRFLOW__CORE__HOSTNAME_CALLABLE: 'socket.gethostname' },
    },
    // The API server asks where the task says it ran: under this name logs are found after a restart too.
    hostname: logsOnVolume ? nameOf(scope, WORKLOAD_NAME, 'Scheduler') : undefined,
    mounts,
    ports: { logs: TASK_LOG_PORT, health: PORT },
    resources: withDefaults(options.resources, { cpu: '100m', memory: tasksInScheduler ? '3Gi' : '1Gi' }),
    initContainers: [copyConfig(parts.image), waitForMigrations(parts)],
    sidecars: tasksInScheduler ? [logGroomer(parts.image, mounts)] : [],
    startup: { ...HEALTH, periodSeconds: 5, failureThreshold: 60 },
    readiness: { ...HEALTH, periodSeconds: 10 },
    liveness: { ...HEALTH, periodSeconds: 30, failureThreshold: 5 },
    terminationGracePeriodSeconds: tasksInScheduler ? 120 : 30,
  });
}
