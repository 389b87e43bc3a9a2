import { execFileSync } from 'child_process';
import * as path from 'path';

const root = path.join(__dirname, '..', '..');

/** What a process has loaded from node_modules after it has loaded the entry, and nothing else. */
function loadedBy(entry: string): string[] {
  const script = `require('./src/${entry}'); console.log(JSON.stringify(Object.keys(require.cache)));`;
  return JSON.parse(execFileSync(process.execPath, ['-r', './test/swc.cjs', '-e', script], { cwd: root, encoding: 'utf8' }));
}

const ofPulumi = (file: string) => file.includes(`${path.sep}@pulumi${path.sep}`);

test.each(['index.ts', 'testing/index.ts'])('%s does not load Pulumi', entry => {
  expect(loadedBy(entry).filter(ofPulumi)).toEqual([]);
});

test('the check would see it', () => {
  expect(loadedBy('pulumi/index.ts').some(ofPulumi)).toBe(true);
});
