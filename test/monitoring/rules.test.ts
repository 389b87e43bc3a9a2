import { ALERTS, QUERIES, TARGETS, TOOLS } from '../promtool/tools';

const RULES = TARGETS.flatMap(target => (
  [...target.metrics.recordings ?? [], ...target.metrics.rules ?? []].map(rule => ({ ...target, rule, name: rule.name }))));

/** The names before the braces of selectors: all selectors of the library's rules have braces. */
const selectors = (expr: string) => [...expr.matchAll(/([a-zA-Z_:][\w:]*)\{([^}]*)\}/g)].map(([, name, matchers]) => ({ name, matchers }));

test.each([
  ...RULES.map(({ rule: { expr }, ...rest }) => ({ ...rest, expr, what: 'rule' })), ...QUERIES.map(query => ({ ...query, what: 'panel' })),
])('the $what $name of $room looks at metrics that are exposed, and at no job but its own', ({ expr, exposed, job }) => {
  const found = selectors(expr);
  expect(found).not.toEqual([]);
  expect(found.map(({ name }) => name).filter(name => !exposed.includes(name))).toEqual([]);
  expect(found.filter(({ matchers }) => !matchers.includes(`job="${job}"`))).toEqual([]);
});

test.each(ALERTS)('$name of $room says what has happened and what to do', ({ rule }) => {
  expect(rule.name).toMatch(/^[A-Z][A-Za-z]+$/);
  expect([rule.summary, rule.runbook].filter(text => text.length < 20)).toEqual([]);
});

test('every rule has a case that fires and one that does not', () => {
  const both = ALERTS.filter(({ cases }) => (
    cases.some(({ alerts }) => alerts.length > 0) && cases.some(({ alerts }) => alerts.length === 0)));
  expect(both).toEqual(ALERTS);
});

test('every case is of a rule', () => {
  const names = ALERTS.map(({ name }) => name);
  expect(Object.values(TOOLS).flatMap(({ cases }) => Object.keys(cases)).filter(name => !names.includes(name))).toEqual([]);
});

test('every tool brings a dashboard', () => {
  const shown = QUERIES.map(({ metrics }) => metrics.tool);
  expect(TARGETS.map(({ metrics }) => metrics.tool).filter(tool => !shown.includes(tool))).toEqual([]);
});

test('no two rules have one name', () => {
  const names = ALERTS.map(({ name }) => name);
  expect([...new Set(names)]).toEqual(names);
});

test('no two computed series have one name', () => {
  const names = TARGETS.flatMap(({ metrics }) => metrics.recordings ?? []).map(({ name }) => name);
  expect([...new Set(names)]).toEqual(names);
});

test('the tools that are watched bring their rules', () => {
  expect(ALERTS.map(({ name }) => name)).toEqual([
    'AirflowMetricsDown', 'AirflowSchedulerSilent', 'AirflowDagProcessorSilent', 'AirflowTriggererSilent', 'AirflowDagRunLate', 'AirflowPoolStarving',
    'AirflowTasksQueued', 'AirflowDagRunFailed', 'AirflowDagImportErrors',
    'ClusterMetricsDown', 'PodCrashLooping', 'PodNotReady', 'PodPending', 'PodOutOfMemory', 'DeploymentReplicasMissing', 'StatefulSetReplicasMissing',
    'DaemonSetPodsMissing', 'JobFailed', 'CronJobLate', 'PersistentVolumeClaimPending', 'PersistentVolumeClaimLost', 'AutoscalerAtLimit', 'NodeNotReady',
    'NodeMetricsDown', 'NodeDown', 'NodeDiskFull', 'NodeDiskFilling', 'NodeOutOfInodes', 'NodeMemoryLow', 'NodeCpuBusy', 'NodeClockOff',
    'DriftDetected', 'DriftTestsFailed', 'DriftCurrentDataMissing', 'DriftMonitorFailed', 'DriftMonitorLate', 'DriftMonitorSilent',
    'GitSyncDown', 'GitSyncLate', 'GitSyncFails', 'JobLate', 'JobSilent', 'JobPushRefused',
    'MercurialSyncDown', 'MercurialSyncLate', 'MercurialSyncFails',
    'MlflowDown', 'MlflowErrorsFast', 'MlflowErrorsSlow',
    'PrometheusRulesFail', 'PrometheusRulesLate', 'PrometheusAlertsDropped', 'PrometheusDiskCorrupted', 'PrometheusRemoteWriteFails',
    'AlertmanagerDown', 'AlertsNotDelivered', 'PushgatewayDown',
    'ForgejoDown', 'ForgejoFilesNearLimit', 'MercurialDown', 'MercurialErrorsFast', 'MercurialErrorsSlow',
    'PostgresDown', 'PostgresConnectionsNearLimit', 'PostgresDeadlocks', 'PostgresTransactionTooLong', 'PostgresWraparoundNear',
    'VolumeMetricsDown', 'VolumeFilling', 'VolumeFull', 'VolumeOutOfInodes',
    'ValkeyDown', 'ValkeyWritesNotKept', 'ValkeyRejectsConnections', 'ValkeyConnectionsNearLimit',
    'ObjectStoreDown', 'ObjectStoreOnlyFails', 'ObjectStoreErrorsFast', 'ObjectStoreErrorsSlow',
    'PostgresClusterDown', 'PostgresReplicationLags', 'PostgresReplicaMissing', 'PostgresClusterConnectionsNearLimit',
    'SeaweedFsGatewaysDown', 'SeaweedFsErrorsFast', 'SeaweedFsErrorsSlow', 'SeaweedFsVolumeServerDown', 'SeaweedFsVolumeServerFull',
  ]);
});
