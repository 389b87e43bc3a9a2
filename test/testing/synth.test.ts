import { existsSync, mkdtempSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { ApiObject, App, Chart, Testing } from 'cdk8s';
import { Construct, IConstruct } from 'constructs';
import * as fc from 'fast-check';
import { Manifest, synth } from '../../src/testing';

const object = (scope: Construct, id: string): ApiObject => new ApiObject(scope, id, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: id } });
const names = (manifests: Manifest[]) => manifests.map((manifest) => manifest.metadata.name);

test('gives the manifests of an app', () => {
  const app = Testing.app();
  object(new Chart(app, 'one', { namespace: 'ml' }), 'a');
  expect(synth(app)).toEqual([{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', namespace: 'ml' } }]);
});

test('gives only what is below a chart', () => {
  const app = Testing.app();
  object(new Chart(app, 'one'), 'a');
  const two = new Chart(app, 'two');
  object(two, 'b');
  expect(names(synth(two))).toEqual(['b']);
});

test('gives only what is below any other construct', () => {
  const chart = Testing.chart();
  const part = new Construct(chart, 'part');
  object(chart, 'a');
  object(part, 'b');
  expect(names(synth(part))).toEqual(['b']);
});

test('gives the manifest of an object itself', () => {
  const chart = Testing.chart();
  expect(names(synth(object(chart, 'a')))).toEqual(['a']);
});

test('puts an object behind what it depends on', () => {
  const chart = Testing.chart();
  const [a, b] = [object(chart, 'a'), object(chart, 'b')];
  a.addDependency(b);
  expect(names(synth(chart))).toEqual(['b', 'a']);
});

test('keeps the order of a dependency that leads out of the subtree and back', () => {
  const chart = Testing.chart();
  const part = new Construct(chart, 'part');
  const [a, outside, b] = [object(part, 'a'), object(chart, 'outside'), object(part, 'b')];
  a.addDependency(outside);
  outside.addDependency(b);
  expect(names(synth(part))).toEqual(['b', 'a']);
});

test('throws when dependencies form a cycle', () => {
  const chart = Testing.chart();
  const [a, b] = [object(chart, 'a'), object(chart, 'b')];
  a.addDependency(b);
  b.addDependency(a);
  expect(() => synth(chart)).toThrow('dependency cycle: test/a => test/b => test/a');
});

test('throws what constructs say against themselves', () => {
  const chart = Testing.chart();
  object(chart, 'a').node.addValidation({ validate: () => ['it is too small'] });
  expect(() => synth(chart)).toThrow('[test/a] it is too small');
});

test('does not ask constructs outside of the subtree', () => {
  const chart = Testing.chart();
  object(chart, 'a').node.addValidation({ validate: () => ['it is too small'] });
  expect(names(synth(object(chart, 'b')))).toEqual(['b']);
});

test('writes no file', () => {
  const outdir = join(mkdtempSync(join(tmpdir(), 'synth-')), 'dist');
  const app = new App({ outdir });
  object(new Chart(app, 'one'), 'a');
  synth(app);
  expect(existsSync(outdir)).toBe(false);
});

test('leaves the dependencies of the tree as they are', () => {
  const app = Testing.app();
  const [one, two] = [new Chart(app, 'one'), new Chart(app, 'two')];
  object(one, 'a').addDependency(object(two, 'b'));
  synth(app);
  expect(one.node.dependencies).toEqual([]);
});

/** A tree as a list of steps, each of which adds a node below an earlier one; and dependencies between its nodes. */
const trees = fc.record({
  nodes: fc.array(fc.record({ parent: fc.nat(), kind: fc.constantFrom('object', 'object', 'construct', 'chart') }), { minLength: 1, maxLength: 14 }),
  edges: fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 6 }),
});

function build({ nodes, edges }: { nodes: { parent: number; kind: string }[]; edges: [number, number][] }): App {
  const app = Testing.app();
  const scopes: Construct[] = [new Chart(app, 'c0'), new Chart(app, 'c1')];
  const all: IConstruct[] = [...scopes];
  nodes.forEach(({ parent, kind }, index) => {
    const scope = scopes[parent % scopes.length];
    const id = `${kind[0]}x${index}`;
    const made = kind === 'object' ? object(scope, id) : kind === 'chart' ? new Chart(scope, id) : new Construct(scope, id);
    if (kind !== 'object') scopes.push(made);
    all.push(made);
  });
  for (const [from, to] of edges) {
    const [source, target] = [all[from % all.length], all[to % all.length]];
    const related = [source, target].some((each) => each.node.scopes.includes(each === source ? target : source));
    if (!related) source.node.addDependency(target);
  }
  return app;
}

test('has the order of cdk8s, for any tree and any dependencies', () => {
  fc.assert(fc.property(trees, (tree) => {
    let expected: Manifest[];
    try {
      expected = build(tree).synthYaml().split('---\n').filter((each) => each.trim()).map(parse);
    } catch (error) {
      expect(() => synth(build(tree))).toThrow(/cycle/);
      return;
    }
    expect(names(synth(build(tree)))).toEqual(names(expected));
  }), { numRuns: 300, seed: 20 });
});

function parse(document: string): Manifest {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: /name: (\S+)/.exec(document)![1] } };
}

test('takes four times as long for four times as many constructs, not sixteen', () => {
  const time = (charts: number): number => {
    const app = Testing.app();
    let before: ApiObject | undefined;
    for (let index = 0; index < charts; index++) {
      const chart = new Chart(app, `c${index}`);
      for (const id of ['a', 'b', 'c', 'd']) {
        const made = object(chart, `${id}${index}`);
        if (before) made.addDependency(before);
        before = made;
      }
    }
    const began = process.hrtime.bigint();
    expect(synth(app).length).toBe(charts * 4);
    return Number(process.hrtime.bigint() - began) / 1e6;
  };
  time(50);
  expect(time(400) / Math.max(time(100), 1)).toBeLessThan(10);
});
