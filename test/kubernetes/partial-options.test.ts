import { readdirSync, readFileSync, statSync } from 'fs';
import { join } from 'path';
import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import * as ts from 'typescript';
import * as core from '../../src';
import { synth } from '../../src/testing';
import { chart } from '../chart';

type Make = (scope: Chart, options: object) => Construct;
interface Case { readonly make: Make; readonly fields: Record<string, unknown> }

const IMAGE = 'example.org/team/image:1';
const CPU = '7777m';
const MEMORY = '7777Mi';
const RESOURCES = { cpu: CPU, cpuLimit: CPU, memory: MEMORY };

const database = (scope: Chart) => new core.PostgresDatabase(scope, 'Db', { server: new core.Postgres(scope, 'Postgres') });
const bucket = (scope: Chart) => new core.Bucket(scope, 'Artifacts', { store: new core.VersityGateway(scope, 'Objects') });
const airflow = (props: (scope: Chart, options: object) => core.AirflowClusterProps): Make => (scope, options) =>
  new core.AirflowCluster(scope, 'It', { metadataDatabase: database(scope), logStore: bucket(scope), ...props(scope, options) });
const celery = (props: object) => (scope: Chart) => core.Executor.celery({ broker: new core.Valkey(scope, 'Queue'), ...props });
const monitoring = (props: (scope: Chart, options: object) => object): Make => (scope, options) =>
  new core.MonitoringStack(scope, 'It', { targets: [], ...props(scope, options) });
const monitor = (resources: object) => (scope: Chart) => new core.EvidentlyMonitor(scope, 'It', {
  reference: core.DataSource.object(bucket(scope), 'a.csv'),
  current: core.DataSource.object(bucket(new Chart(scope, 'Second', { namespace: 'ml' })), 'b.csv'),
  pushgateway: new core.Pushgateway(scope, 'Push'),
  resources,
});
type Source = new (scope: Construct, id: string, props: { url: string; resources?: object }) => core.ISource;
const fetched = (Source: Source): Make => (scope, resources) =>
  new core.Server(scope, 'It', { image: IMAGE, sources: [{ source: new Source(scope, 'Source', { url: 'https://example.org/a', resources }), path: '/a' }] });

/** How each option object with defaults is given, and a value of each field that nothing else has. */
const CASES: Record<string, Case> = {
  'AirflowClusterProps.apiServer': { make: airflow((_, apiServer) => ({ apiServer })), fields: { replicas: 7777 } },
  'AirflowClusterProps.scheduler': { make: airflow((_, scheduler) => ({ scheduler })), fields: { replicas: 7777 } },
  'AirflowClusterProps.dagProcessor': { make: airflow((_, dagProcessor) => ({ dagProcessor })), fields: { replicas: 7777 } },
  'AirflowClusterProps.triggerer': { make: airflow((_, triggerer) => ({ triggerer })), fields: { replicas: 7777 } },
  'AirflowClusterProps.databaseCleanup': {
    make: airflow((_, databaseCleanup) => ({ databaseCleanup })), fields: { schedule: '7 7 7 7 *', olderThanDays: 7777 },
  },
  'AirflowComponentOptions.resources': { make: airflow((_, resources) => ({ scheduler: { resources } })), fields: RESOURCES },
  'AirflowComponentOptions.resources (apiServer)': { make: airflow((_, resources) => ({ apiServer: { resources } })), fields: RESOURCES },
  'AirflowComponentOptions.resources (dagProcessor)': { make: airflow((_, resources) => ({ dagProcessor: { resources } })), fields: RESOURCES },
  'AirflowComponentOptions.resources (triggerer)': { make: airflow((_, resources) => ({ triggerer: { resources } })), fields: RESOURCES },
  'CeleryExecutorOptions.resources': { make: airflow((scope, resources) => ({ executor: celery({ resources })(scope) })), fields: RESOURCES },
  'CeleryExecutorOptions.autoscaling': {
    make: airflow((scope, autoscaling) => ({ executor: celery({ autoscaling: { maxReplicas: 8888, ...autoscaling } })(scope) })),
    fields: { minReplicas: 7777, cpuUtilization: 7777 },
  },
  'CeleryAutoscaling.keda': {
    make: airflow((scope, keda) => ({ executor: celery({ autoscaling: { maxReplicas: 8, keda } })(scope) })), fields: { operatorNamespace: 'ns7777' },
  },
  'KubernetesExecutorOptions.resources': { make: airflow((_, resources) => ({ executor: core.Executor.kubernetes({ resources }) })), fields: RESOURCES },
  'KubernetesExecutorOptions.podTemplate': {
    make: airflow((_, podTemplate) => ({ executor: core.Executor.kubernetes({ podTemplate }) })),
    fields: { resources: { cpu: CPU }, env: { A7777: '7777' }, podAnnotations: { a7777: '7777' } },
  },
  'ContainerProps.resources': { make: (scope, resources) => new core.Server(scope, 'It', { image: IMAGE, resources }), fields: RESOURCES },
  'ServerProps.autoscaling': {
    make: (scope, autoscaling) => new core.Server(scope, 'It', { image: IMAGE, autoscaling: { maxReplicas: 8888, ...autoscaling } }),
    fields: { minReplicas: 7777, cpuUtilization: 7777 },
  },
  'EvidentlyMonitorProps.resources': { make: (scope, resources) => monitor(resources)(scope), fields: RESOURCES },
  'EvidentlyServiceProps.resources': { make: (scope, resources) => new core.EvidentlyService(scope, 'It', { resources }), fields: RESOURCES },
  'GitServerProps.resources': { make: (scope, resources) => new core.GitServer(scope, 'It', { resources }), fields: RESOURCES },
  'GrafanaOptions.resources': { make: monitoring((_, resources) => ({ grafana: { resources } })), fields: RESOURCES },
  'GrafanaOptions.resources (with a database)': {
    make: monitoring((scope, resources) => ({ grafana: { resources, database: database(scope) } })), fields: RESOURCES,
  },
  'KubeStateMetricsProps.resources': { make: (scope, resources) => new core.KubeStateMetrics(scope, 'It', { resources }), fields: RESOURCES },
  'MercurialServerProps.resources': { make: (scope, resources) => new core.MercurialServer(scope, 'It', { image: IMAGE, repositories: ['a'], resources }), fields: RESOURCES },
  'MlflowServerProps.resources': { make: (scope, resources) => new core.MlflowServer(scope, 'It', { resources }), fields: RESOURCES },
  'MonitoringStackProps.resources': { make: monitoring((_, resources) => ({ resources })), fields: RESOURCES },
  'MonitoringStackProps.resources (with an operator)': {
    make: monitoring((_, resources) => ({ resources, operator: core.PrometheusOperator.v1() })), fields: RESOURCES,
  },
  'NodeExporterProps.resources': { make: (scope, resources) => new core.NodeExporter(scope, 'It', { namespace: 'nodes', resources }), fields: RESOURCES },
  'PgBouncerProps.resources': { make: (scope, resources) => new core.PgBouncer(scope, 'It', { database: database(scope), resources }), fields: RESOURCES },
  'PostgresProps.resources': { make: (scope, resources) => new core.Postgres(scope, 'It', { resources }), fields: RESOURCES },
  'PostgresProps.resources (with an operator)': {
    make: (scope, resources) => new core.Postgres(scope, 'It', { resources, operator: core.PostgresOperator.cloudNativePg() }), fields: RESOURCES,
  },
  'PushgatewayProps.resources': { make: (scope, resources) => new core.Pushgateway(scope, 'It', { resources }), fields: RESOURCES },
  'RepositorySourceProps.resources': { make: fetched(core.GitRepository), fields: RESOURCES },
  'RepositorySourceProps.resources (Mercurial)': { make: fetched(core.MercurialRepository), fields: RESOURCES },
  'SeaweedFsProps.resources': { make: (scope, resources) => new core.SeaweedFs(scope, 'It', { resources }), fields: RESOURCES },
  'ValkeyProps.resources': { make: (scope, resources) => new core.Valkey(scope, 'It', { resources }), fields: RESOURCES },
  'VersityGatewayProps.resources': { make: (scope, resources) => new core.VersityGateway(scope, 'It', { resources }), fields: RESOURCES },
};

/** Option objects that are no case of their own, with the reason. */
const EXCEPT: Record<string, string> = {
  'GrafanaStateOptions.resources': 'those of GrafanaOptions, passed on',
  'PostgresClusterProps.resources': 'those of PostgresProps, passed on',
  'PrometheusOptions.resources': 'those of MonitoringStackProps, passed on',
};

function leavesOf(make: Make, options: object): Map<string, string> {
  const scope = chart({ profile: core.Profile.local() });
  make(scope, options);
  const leaves = new Map<string, string>();
  const walk = (value: unknown, path: string): void => {
    if (typeof value === 'object' && value !== null) Object.entries(value).forEach(([key, item]) => walk(item, `${path}/${key}`));
    else leaves.set(path, String(value));
  };
  // The name of a Job, and the digest of a file, follow from what is in them.
  const settled = JSON.stringify(synth(scope)).replace(/"mlops-constructs\/digest-[^"]*":"[^"]*"/g, '"digest":""').replace(/-[0-9a-f]{8}"/g, '"');
  for (const manifest of JSON.parse(settled) as { kind: string; metadata: { name: string } }[]) walk(manifest, `${manifest.kind}/${manifest.metadata.name}`);
  return leaves;
}

/** A file of JSON has the values of one object as a text. */
const parts = (text: string): string[] => text.startsWith('{') ? text.split(/[,{}]/) : [text];

describe.each(Object.entries(CASES))('%s', (_, { make, fields }) => {
  let plain: Map<string, string>;
  beforeAll(() => plain = leavesOf(make, {}));

  test.each(Object.entries(fields))('%s alone changes itself alone', (field, value) => {
    const given = leavesOf(make, { [field]: value });
    const gone = [...plain].filter(([path]) => !given.has(path)).map(([path]) => path);
    const other = [...given].filter(([path, text]) => {
      const before = new Set(parts(plain.get(path) ?? ''));
      return parts(text).some(part => !before.has(part) && !/7777|7 7 7 7|:$/.test(part)) && text !== plain.get(path);
    });
    expect([gone, other]).toEqual([[], []]);
    expect(given).not.toEqual(plain);
  });

  test('an undefined field is one that was left out', () => {
    expect(leavesOf(make, Object.fromEntries(Object.keys(fields).map(field => [field, undefined])))).toEqual(plain);
  });
});

test('every prop with CPU and memory is a case', () => {
  const src = join(__dirname, '../../src');
  const files = (readdirSync(src, { recursive: true }) as string[]).filter(file => file.endsWith('.ts') && statSync(join(src, file)).isFile());
  const members = files.flatMap(file => {
    const source = ts.createSourceFile(file, readFileSync(join(src, file), 'utf8'), ts.ScriptTarget.ES2022, true);
    return source.statements.filter(ts.isInterfaceDeclaration).flatMap(node => node.members.filter(ts.isPropertySignature).map(member => ({
      of: node.name.text, name: member.name.getText(source), type: member.type?.getText(source) ?? '', optional: member.questionToken !== undefined,
    })));
  });
  const withDefaults = members.filter(({ of, type, optional }) => optional && /(Props|Options|Autoscaling)$/.test(of) && type === 'Resources')
    .map(({ of, name }) => `${of}.${name}`);
  const covered = Object.keys(CASES).map(name => name.replace(/ \(.*/, ''));
  expect([...new Set(withDefaults)].filter(name => !covered.includes(name) && !(name in EXCEPT))).toEqual([]);
});
