import { mkdtempSync, readdirSync, readFileSync, statSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { ApiObject, App, Chart, Testing, YamlOutputType } from 'cdk8s';
import { parseAllDocuments } from 'yaml';
import { MlflowServer, MonitoringStack, Namespace, Postgres, Server } from '../../src';
import { Manifest } from '../../src/testing';

/** Manifests in the order in which `kubectl apply -R -f` takes them. */
function applied(parent: App): Manifest[] {
  parent.synth();
  return filesOf(parent.outdir).flatMap(file => parseAllDocuments(readFileSync(file, 'utf8')).map(document => document.toJSON() as Manifest));
}

function filesOf(path: string): string[] {
  return statSync(path).isDirectory() ? readdirSync(path).sort().flatMap(name => filesOf(join(path, name))) : [path];
}

function app(yamlOutputType?: YamlOutputType): App {
  return new App({ outdir: mkdtempSync(join(tmpdir(), 'order-')), yamlOutputType });
}

/** Objects that come before their namespace, which is made by a later one. */
function tooEarly(manifests: readonly Manifest[]): string[] {
  const places = new Map(manifests.map(({ kind, metadata }, place) => [`${kind} ${metadata.name}`, place]));
  return manifests.filter(({ kind, metadata }, place) => kind !== 'Namespace' && (places.get(`Namespace ${metadata.namespace}`) ?? -1) > place)
    .map(({ kind, metadata }) => `${kind} ${metadata.namespace}/${metadata.name}`);
}

const chart = (parent: App, id: string) => new Chart(parent, id, { namespace: id });

/** `mon` has Roles and policies in `team-a`, whose chart comes after it by name. */
function watched(parent: App): App {
  const mon = chart(parent, 'mon');
  const team = chart(parent, 'team-a');
  const mlflow = new MlflowServer(team, 'Mlflow');
  new Namespace(team, 'Namespace');
  new MonitoringStack(mon, 'M', { targets: [mlflow] });
  new Namespace(mon, 'Namespace');
  return parent;
}

/** The two need each other. */
function circle(parent: App): App {
  watched(parent);
  const [mon, team] = ['mon', 'team-a'].map(id => parent.node.findChild(id) as Chart);
  const postgres = new Postgres(mon, 'Postgres');
  new Server(team, 'Client', { image: 'example.org/a:1', reaches: [postgres] });
  return parent;
}

const OUTPUTS = [YamlOutputType.FILE_PER_APP, YamlOutputType.FILE_PER_CHART, YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE];

test.each(OUTPUTS)('namespaces come before what lies in them, in charts whose names say otherwise (output %s)', output => {
  const manifests = applied(watched(app(output)));
  expect(manifests.filter(({ kind }) => kind === 'Namespace')).toHaveLength(3);
  expect(tooEarly(manifests)).toEqual([]);
});

test.each(OUTPUTS)('namespaces come first where charts need each other (output %s)', output => {
  const manifests = applied(circle(app(output)));
  expect(manifests.filter(({ kind }) => kind === 'Namespace')).toHaveLength(3);
  expect(tooEarly(manifests)).toEqual([]);
});

test('files are numbered in the order of what charts need, and each keeps its namespace', () => {
  const synthesized = watched(app());
  synthesized.synth();
  expect(readdirSync(synthesized.outdir).sort()).toEqual(['0000-team-a.k8s.yaml', '0001-mon.k8s.yaml']);
});

test('where charts need each other the namespaces have a file of their own, which is the first', () => {
  const synthesized = circle(app());
  synthesized.synth();
  expect(readdirSync(synthesized.outdir).sort()).toEqual(['0000-namespaces.k8s.yaml', '0001-mon.k8s.yaml', '0002-team-a.k8s.yaml']);
});

test('a chart of that name keeps it', () => {
  const parent = app();
  new Server(chart(parent, 'namespaces'), 'A', { image: 'example.org/a:1' });
  circle(parent).synth();
  expect(readdirSync(parent.outdir).sort()[0]).toBe('0000-namespaces-first.k8s.yaml');
});

test('files keep their names where no chart needs another', () => {
  const parent = app();
  for (const id of ['b', 'a']) new Namespace(chart(parent, id), 'Namespace');
  parent.synth();
  expect(readdirSync(parent.outdir).sort()).toEqual(['a.k8s.yaml', 'b.k8s.yaml']);
});

test('a second synthesis writes the same', () => {
  const parent = circle(app());
  expect(applied(parent)).toEqual(applied(parent));
});

test('the namespace comes first in its chart, wherever it is written, with objects of others in it', () => {
  const scope = Testing.chart();
  new ApiObject(scope, 'Own', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { namespace: 'ml' } });
  new Namespace(scope, 'Namespace', { name: 'ml' });
  new Namespace(scope, 'Other', { name: 'other' });
  expect(Testing.synth(scope).map(({ kind }: Manifest) => kind)).toEqual(['Namespace', 'Namespace', 'ConfigMap', 'NetworkPolicy', 'NetworkPolicy']);
});

test('ten charts in a row are ordered in no time', () => {
  const parent = app();
  let before: Server | undefined;
  for (let index = 9; index >= 0; index--) {
    const scope = chart(parent, `c${index}`);
    const server = new Server(scope, 'S', { image: 'example.org/a:1', ports: { http: 80 }, reaches: before ? [{ connection: { endpoints: [before.endpoint('http')] } }] : [] });
    new Namespace(scope, 'Namespace');
    before = server;
  }
  const start = Date.now();
  expect(tooEarly(applied(parent))).toEqual([]);
  expect(Date.now() - start).toBeLessThan(5000);
});
