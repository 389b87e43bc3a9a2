import { mkdtempSync, readdirSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import * as pulumi from '@pulumi/pulumi';
import { App, Chart } from 'cdk8s';
import { shown } from './bad-inputs/bad-input';
import { PODS } from './bad-inputs/pods';
import { ROOMS } from './bad-inputs/rooms';
import { token } from '../../src/core';
import { lateChecks } from '../../src/pulumi/late-checks';

const INPUTS = [...PODS, ...ROOMS].flatMap(inputs => inputs.values.map(value => ({ ...inputs, value })));
const titled = (inputs: typeof INPUTS) => inputs.map(input => [`${input.of} ${input.prop}`, input.value, input] as const);

function chartIn(outdir: string): Chart {
  return new Chart(new App({ outdir }), 'ml', { namespace: 'ml' });
}

/** What is said of a value. */
function textOf({ of, at = 'It', prop, value, says }: typeof INPUTS[number]): string {
  return `${of === 'Settings' ? at : `ml/${at}`}: ${prop} ${shown(value)}: ${says}`;
}

test('there are at least 300 of them', () => {
  expect(new Set(titled(INPUTS).map(([title, value, { says }]) => `${title} ${String(value)} ${says}`)).size).toBe(INPUTS.length);
  expect(INPUTS.length).toBeGreaterThanOrEqual(300);
});

test.each(titled(INPUTS))('%s: %p is refused, and nothing of the program is written', (_title, value, input) => {
  const outdir = mkdtempSync(join(tmpdir(), 'bad-input-'));
  const chart = chartIn(outdir);
  expect(() => {
    input.make(chart, value);
    chart.node.root.node.findAll();
    (chart.node.root as App).synth();
  }).toThrow(textOf(input));
  expect(readdirSync(outdir)).toEqual([]);
});

const LATE = INPUTS.filter(({ late, of }) => late !== false && of !== 'Settings');

test('a good share of them is tried as Outputs', () => {
  expect(LATE.length).toBeGreaterThanOrEqual(200);
});

test.each(titled(LATE))('%s: %p as an Output is refused with the same words, once it is known', async (_title, value, input) => {
  const chart = chartIn(tmpdir());
  input.make(chart, token(pulumi.output(Promise.resolve(value))));
  const error = await lateChecks(chart.node.findAll())!.then(() => undefined, (reason: unknown) => reason);
  expect(pulumi.RunError.isInstance(error)).toBe(true);
  expect((error as Error).message.split('\n')).toContain(textOf({ ...input, says: input.saysLate ?? input.says }));
});
