import { Chart } from 'cdk8s';
import { Job, lateChecksOf, Refuses, token } from '../../src';
import { configFiles, Volume } from '../../src/kubernetes';
import { find, findAll, synth } from '../../src/testing';
import { chart } from '../chart';

const IMAGE = 'example.org/team/image:1';
const half = 'x'.repeat(150_000);

function build(files: Record<string, string>): { scope: Chart; volume: Volume } {
  const scope = chart();
  return { scope, volume: configFiles(scope, 'Files', files) };
}

test('files that fit are in one ConfigMap', () => {
  const { scope, volume } = build({ a: '1', b: '2' });
  expect(find(synth(scope), 'ConfigMap').data).toEqual({ a: '1', b: '2' });
  expect([volume.name, volume.source]).toEqual(['files', { configMap: { name: 'ml-files' } }]);
});

test('files that do not fit are in several ConfigMaps, and one directory', () => {
  const { scope, volume } = build({ a: half, b: half, c: '3', d: half });
  expect(findAll(synth(scope), 'ConfigMap').map(({ metadata, data }) => [metadata.name, Object.keys(data)])).toEqual([
    ['ml-files', ['a']], ['ml-files-2', ['b', 'c']], ['ml-files-3', ['d']],
  ]);
  expect(volume.source).toEqual({
    projected: { sources: ['ml-files', 'ml-files-2', 'ml-files-3'].map(name => ({ configMap: { name } })) },
  });
});

/** The most that `kubectl apply` keeps of an object in its annotation. */
const ANNOTATION = 256 * 1024;

test.each([['letters', 'x'], ['quotes', '"'], ['comparisons', '>'], ['letters of several bytes', 'é'], ['lines', '\n']])(
  'files of %s are as many together as kubectl can apply', (_what, letter) => {
    const files = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`file-${index}`, letter.repeat(1000)]));
    const maps = findAll(synth(build(files).scope), 'ConfigMap');
    // As Go writes JSON.
    const sizes = maps.map(map => Buffer.byteLength(JSON.stringify(map).replace(/[<>&]/g, '\\u003e')));
    expect(sizes.filter(size => size > ANNOTATION)).toEqual([]);
    expect(sizes.slice(0, -1).filter(size => size < 0.9 * ANNOTATION)).toEqual([]);
  });

test('a single file that kubectl can just apply is taken', () => {
  const { scope } = build({ a: '1', b: 'x'.repeat(258_040), c: '2' });
  expect(findAll(synth(scope), 'ConfigMap').map(({ data }) => Object.keys(data))).toEqual([['a'], ['b'], ['c']]);
});

test.each([['letters', 'x'.repeat(260_000), 260_002], ['quotes', '"'.repeat(130_000), 260_002], ['comparisons', '>'.repeat(43_400), 260_402]])(
  'a single file of %s that kubectl could not apply is refused', (_what, text, bytes) => {
    expect(() => build({ 'a': '1', 'b.json': text })).toThrow(
      `ml: b.json '${bytes} bytes': kubectl apply takes no object of more than 256 KiB: spread what is in it over several files`);
  });

test('a file that comes later is measured once it is there', () => {
  const scope = chart();
  configFiles(scope, 'Files', { a: token({ later: true }) });
  const [[refuses, prop, , reason]] = lateChecksOf(scope);
  expect([prop, reason]).toEqual(['a', 'kubectl apply takes no object of more than 256 KiB']);
  expect([(refuses as Refuses)('x'), (refuses as Refuses)('x'.repeat(260_000))]).toEqual([false, true]);
});

test('pods are replaced when any of the files changes', () => {
  const annotations = (end: string) => {
    const { scope, volume } = build({ a: half, b: half + end });
    new Job(scope, 'Reads', { image: IMAGE, schedule: '@daily', mounts: [{ volume, path: '/files', readOnly: true }] });
    return find(synth(scope), 'CronJob').spec.jobTemplate.spec.template.metadata.annotations;
  };
  expect(annotations('')).toEqual({ 'mlops-constructs/digest-files': expect.stringMatching(/^[0-9a-f]{8}$/) });
  expect(annotations('')).not.toEqual(annotations('!'));
});
