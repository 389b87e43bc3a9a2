import { airflow } from './airflow';
import { cluster } from './cluster';
import { evidently } from './evidently';
import { git } from './git';
import { kubernetesJob } from './kubernetes-job';
import { mercurial } from './mercurial';
import { mlflow } from './mlflow';
import { monitoring } from './monitoring';
import { repositoryServers } from './repository-servers';
import { storage } from './storage';
import { AlertRule, jobOfMetrics, Metrics, Profile } from '../../../src';
import { rulesOf, writtenGroups } from '../../../src/monitoring/alert-rules';
import { chart } from '../../chart';
import { Tool } from '../tool';

/** What each room brings for monitoring. */
export const TOOLS: Record<string, Tool> = {
  airflow, cluster, evidently, git, kubernetesJob, mercurial, mlflow, monitoring, repositoryServers, storage,
};

/** All targets of a room, one of each kind, in a chart of their own. */
export const metricsOfRoom = (room: string): Metrics[] => (
  TOOLS[room].targets(chart({ profile: Profile.local() })).flatMap(({ metrics }) => metrics));

const ROOMS = Object.keys(TOOLS).map(room => ({ room, targets: metricsOfRoom(room) }));

/** All series of the library that have rules or a dashboard, with the metrics that may stand in them. */
export const TARGETS = ROOMS.flatMap(({ room, targets }) => targets.map(metrics => ({
  room, metrics, job: jobOfMetrics(metrics), exposed: [...TOOLS[room].metrics, ...(metrics.recordings ?? []).map(({ name }) => name), 'up'],
})));

/** All alerts, with how they should behave. */
export const ALERTS = TARGETS.flatMap(target => (target.metrics.rules ?? []).map((rule: AlertRule) => (
  { ...target, rule, name: rule.name, cases: TOOLS[target.room].cases[rule.name] ?? [] })));

/** All queries of dashboards. */
export const QUERIES = TARGETS.flatMap(target => (target.metrics.dashboard?.panels ?? []).flatMap(({ title, queries }) => (
  queries.map(({ expr }) => ({ ...target, name: title, expr })))));

/** The rules of a target as Prometheus gets them. */
export const rulesFor = (metrics: Metrics): any[] => writtenGroups([rulesOf(metrics)]).flatMap(({ rules }) => rules);
