'use strict';

/**
 * Measures synthesis as whole processes, each of them fresh, and prints Markdown tables.
 *
 *   node scripts/bench.cjs [runs]
 */
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { transformFileSync } = require('@swc/core');
const { parseAllDocuments } = require('yaml');

const root = path.join(__dirname, '..');
const home = path.join(root, 'dist', 'bench');
const out = path.join(home, 'out');
const RUNS = Number(process.argv[2] ?? 7);
const SIZES = [1, 10, 100, 300, 1000];

/** Written below the package, so that they import it by its own name: the compiled lib/. */
function write(name, code) {
  const file = path.join(home, `${name}.cjs`);
  fs.writeFileSync(file, code);
  return file;
}

/** One fresh process: its time from start to end, its own count of milliseconds, the memory it took at most. */
function run(file, ...args) {
  fs.rmSync(out, { recursive: true, force: true });
  const began = process.hrtime.bigint();
  const printed = execFileSync(process.execPath, ['--require', path.join(home, 'report.cjs'), file, ...args], { encoding: 'utf8', cwd: root });
  const whole = Number(process.hrtime.bigint() - began) / 1e6;
  return { whole, ...JSON.parse(printed.trim().split('\n').pop()) };
}

/** Runs of several programs in turn, so that a slow moment of the machine meets all of them. */
function measure(programs) {
  const runs = programs.map(() => []);
  for (let i = 0; i < RUNS; i++) programs.forEach((program, index) => runs[index].push(run(...program)));
  return runs.map(all => ({
    whole: median(all.map(one => one.whole)),
    synth: median(all.map(one => one.synth)),
    memory: Math.max(...all.map(one => one.maxRSS)) / 1024,
  }));
}

function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return (sorted[Math.floor((sorted.length - 1) / 2)] + sorted[Math.ceil((sorted.length - 1) / 2)]) / 2;
}

/** The objects that the last run wrote. */
function objects() {
  return fs.readdirSync(out).reduce((sum, file) => sum + (fs.readFileSync(path.join(out, file), 'utf8').match(/^apiVersion:/gm) ?? []).length, 0);
}

function table(head, rows) {
  const line = cells => `| ${cells.join(' | ')} |`;
  console.log([line(head), line(head.map((_, i) => i ? '---:' : '---')), ...rows.map(line)].join('\n') + '\n');
}

fs.mkdirSync(home, { recursive: true });
write('report', `
  process.on('exit', () => console.log(JSON.stringify({ synth: globalThis.synth ?? 0, maxRSS: process.resourceUsage().maxRSS })));
`);
const node = write('node', '');
const bare = write('bare', "require('cdk8s');");
write('main', transformFileSync(path.join(root, 'examples', 'quickstart', 'main.ts'), {
  jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' }, swcrc: false,
}).code);
const quickstart = write('quickstart', "require('./main.cjs').app(process.argv[2]).synth();");
const many = write('many', `
  const { App, Chart } = require('cdk8s');
  const { MlflowServer } = require('mlops-constructs');
  const [, , outdir, count] = process.argv;
  const began = performance.now();
  const app = new App({ outdir });
  const chart = new Chart(app, 'ml', { namespace: 'ml' });
  for (let i = 0; i < Number(count); i++) new MlflowServer(chart, 'Mlflow' + i);
  app.synth();
  globalThis.synth = performance.now() - began;
`);

console.log(`Node ${process.versions.node}, median of ${RUNS} fresh processes; memory is the highest of them.\n`);

const [nodeOnly, base, quick] = measure([[node], [bare], [quickstart, out]]);
const count = objects();
const row = (name, { whole, memory }, made) => [name, whole.toFixed(0), made, memory.toFixed(0), `${(whole / base.whole).toFixed(2)}x`];
table(['whole process', 'ms', 'objects', 'peak MiB', 'ratio'], [
  row('Node alone', nodeOnly, '-'),
  row("Node + `require('cdk8s')`", base, '-'),
  row('synth of examples/quickstart', quick, count),
]);

table(['`MlflowServer` constructs in a chart', 'objects', 'whole process, ms', 'synth, ms', 'synth, ms per construct', 'peak MiB'], SIZES.map(size => {
  const [{ whole, synth, memory }] = measure([[many, out, String(size)]]);
  return [size, objects(), whole.toFixed(0), synth.toFixed(0), (synth / size).toFixed(2), memory.toFixed(0)];
}));

/** What a watched platform costs: targets with rules and dashboards of their own. */
const watched = write('watched', `
  const { App, Chart } = require('cdk8s');
  const { MlflowServer, MonitoringStack } = require('mlops-constructs');
  const [, , outdir, count] = process.argv;
  const app = new App({ outdir });
  const chart = new Chart(app, 'ml', { namespace: 'ml' });
  const targets = Array.from({ length: Number(count) }, (_, i) => new MlflowServer(chart, 'Mlflow' + i));
  const began = performance.now();
  new MonitoringStack(chart, 'Monitoring', { targets, grafana: {} });
  app.synth();
  globalThis.synth = performance.now() - began;
`);
table(['targets of a `MonitoringStack`', 'objects', 'stack and synth, ms', 'configuration, KiB', 'rules, KiB', 'dashboards, KiB', 'largest ConfigMap, KiB'],
  [1, 50, 1000].map(size => {
    const [{ synth }] = measure([[watched, out, String(size)]]);
    const maps = configMaps().filter(({ metadata }) => metadata.name.startsWith('ml-monitoring-'));
    const text = part => maps.filter(({ metadata }) => metadata.name.startsWith(`ml-monitoring-${part}`)).map(sizeOf).reduce((sum, one) => sum + one, 0);
    const sizes = ['config', 'rules', 'grafana-dashboards'].map(part => (text(part) / 1024).toFixed(0));
    return [size, objects(), synth.toFixed(0), ...sizes, (Math.max(...maps.map(sizeOf)) / 1024).toFixed(0)];
  }));

/** Airflow with a pod for each task, on a database, a bucket and a repository that exist: what its official chart can do too. */
const airflow = write('airflow', `
  const { App, Chart } = require('cdk8s');
  const { AirflowCluster, Bucket, DagSource, Database, Executor, GitRepository, SecretValue } = require('mlops-constructs');
  const ml = new Chart(new App({ outdir: process.argv[2] }), 'ml', { namespace: 'ml' });
  const [user, password] = ['user', 'password'].map(key => SecretValue.fromSecret('stores', key));
  new AirflowCluster(ml, 'Airflow', {
    metadataDatabase: Database.fromPostgres(ml, 'Db', { host: 'db.example.org', databaseName: 'airflow', username: 'airflow', password }),
    logStore: Bucket.fromS3(ml, 'Logs', { bucketName: 'logs', region: 'eu-west-1', accessKeyId: user, secretAccessKey: password }),
    executor: Executor.kubernetes(),
    dags: DagSource.git(new GitRepository(ml, 'Dags', { url: 'https://git.example.org/team/dags.git', revision: 'main' })),
  });
  ml.node.root.synth();
`);
const [cluster] = measure([[airflow, out]]);
const rows = [['AirflowCluster', cluster.whole.toFixed(0), objects(), kilobytes(fs.readdirSync(out).map(file => fs.readFileSync(path.join(out, file), 'utf8')).join(''))]];

// AIRFLOW_CHART names a directory with the chart, without its dependencies; helm is found on the PATH.
const chart = process.env.AIRFLOW_CHART;
if (chart) {
  const values = path.join(home, 'values.json');
  fs.writeFileSync(values, JSON.stringify({
    executor: 'KubernetesExecutor',
    postgresql: { enabled: false },
    redis: { enabled: false },
    networkPolicies: { enabled: true },
    databaseCleanup: { enabled: true },
    dags: { gitSync: { enabled: true, repo: 'https://git.example.org/team/dags.git', branch: 'main' } },
    data: { metadataConnection: { protocol: 'postgresql', host: 'db.example.org', db: 'airflow', user: 'airflow', pass: 'from-a-secret' } },
    config: { logging: { remote_logging: 'True', remote_base_log_folder: 's3://logs/logs' } },
  }));
  let text = '';
  const times = Array.from({ length: RUNS }, () => {
    const began = process.hrtime.bigint();
    text = execFileSync('helm', ['template', 'airflow', chart, '--values', values], { encoding: 'utf8', maxBuffer: 1 << 26 });
    return Number(process.hrtime.bigint() - began) / 1e6;
  });
  rows.push(['`helm template` of the official chart', median(times).toFixed(0), (text.match(/^kind:/gm) ?? []).length, kilobytes(text)]);
}
table(['Airflow: Kubernetes executor, Git, S3 logs, metrics, policies', 'whole process, ms', 'objects', 'KiB'], rows);

function configMaps() {
  return fs.readdirSync(out).flatMap(file => parseAllDocuments(fs.readFileSync(path.join(out, file), 'utf8')).map(one => one.toJS()))
    .filter(object => object?.kind === 'ConfigMap');
}

function sizeOf({ data }) {
  return Object.values(data).reduce((sum, text) => sum + Buffer.byteLength(text), 0);
}

function kilobytes(text) {
  return (text.length / 1024).toFixed(0);
}
