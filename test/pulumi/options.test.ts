import * as pulumi from '@pulumi/pulumi';
import { Recorder } from './recorder';
import { fromConstructs, Postgres } from '../../src/pulumi';

let recorder: Recorder;
beforeEach(async () => { recorder = await Recorder.start(); });
afterEach(() => recorder.settled());

const settings = { namespace: 'ml' };

test.each<[string, unknown, string]>([
  ['a misspelt one', { settings, retainDatas: true }, 'p: options.retainDatas: there is no such option: write retainData'],
  ['one of nobody', { settings, nonsensical: true }, 'p: options.nonsensical: there is no such option: there are settings, retainData, id, parent, '],
  ['text for a boolean', { settings, retainData: 'yes' }, "p: options.retainData 'yes': it is text: write true or false"],
  ['an Output for a boolean', { settings, retainData: pulumi.output(true) }, 'p: options.retainData: it is an Output: write true or false'],
  ['null for a boolean', { settings, retainData: null }, 'p: options.retainData: it is null: write true or false'],
  ['null for settings', { settings: null }, 'p: options.settings null: it is null: leave it out'],
  ['null for all', null, 'p: options: it is null: pass an object such as { settings: { … }, retainData: true }'],
  ['text for all', 'ml', 'p: options: it is text: pass an object such as { settings: { … }, retainData: true }'],
])('%s among the options is refused, and nothing registered', async (_, options, message) => {
  expect(() => new Postgres('p', {}, options as never)).toThrow(message);
  expect(() => fromConstructs('p', () => {}, options as never)).toThrow(message);
  expect(await recorder.settled()).toEqual([]);
});

test('options of Pulumi, and those that are undefined, are taken', () => {
  new Postgres('p', {}, { settings, retainData: undefined, protect: true, ignoreChanges: ['a'], other: undefined } as never);
});
