import { execFileSync, spawnSync } from 'child_process';
import * as fs from 'fs';
import { builtinModules } from 'module';
import * as os from 'os';
import * as path from 'path';

/** `npm pack`, as a user gets it: unpacked into an empty project, with its dependencies and peers beside it. Nothing is downloaded. */
const root = path.join(__dirname, '..', '..');
const manifest = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));
const peers = Object.keys(manifest.peerDependencies);
const optional = (peer: string) => manifest.peerDependenciesMeta[peer]?.optional === true;

let home: string;
let packed: string;

beforeAll(() => {
  home = fs.mkdtempSync(path.join(os.tmpdir(), 'package-'));
  // `prepack` compiles.
  execFileSync('npm', ['pack', '--silent', '--offline', '--pack-destination', home], { cwd: root, stdio: 'pipe' });
  packed = path.join(home, fs.readdirSync(home).find(file => file.endsWith('.tgz'))!);
}, 60_000);

afterAll(() => fs.rmSync(home, { recursive: true, force: true }));

/** A project that holds the package, what it depends on, and the given peers. */
function project(name: string, linked: string[]): string {
  const dir = path.join(home, name);
  const installed = path.join(dir, 'node_modules', manifest.name);
  fs.mkdirSync(installed, { recursive: true });
  execFileSync('tar', ['-xzf', packed, '-C', installed, '--strip-components=1']);
  for (const dependency of [...Object.keys(manifest.dependencies), ...linked]) {
    const link = path.join(dir, 'node_modules', dependency);
    fs.mkdirSync(path.dirname(link), { recursive: true });
    fs.symlinkSync(path.join(root, 'node_modules', dependency), link);
  }
  fs.writeFileSync(path.join(dir, 'package.json'), '{ "private": true }');
  return dir;
}

function node(dir: string, script: string) {
  return spawnSync(process.execPath, ['-e', script], { cwd: dir, encoding: 'utf8' });
}

test('holds the compiled code, the licence and the API, and nothing else', () => {
  const files = execFileSync('tar', ['-tzf', packed], { encoding: 'utf8' }).trim().split('\n').map(file => file.replace('package/', ''));
  expect(files.filter(file => !file.startsWith('lib/')).sort()).toEqual(['API.md', 'LICENSE', 'README.md', 'package.json']);
  expect(files.filter(file => file.startsWith('lib/') && !/\.(js|d\.ts)$/.test(file))).toEqual([]);
});

test('declares every package that its code or its types import', () => {
  const lib = path.join(project('imports', []), 'node_modules', manifest.name, 'lib');
  const imported = (fs.readdirSync(lib, { recursive: true }) as string[]).filter(file => /\.(js|d\.ts)$/.test(file)).flatMap(file =>
    [...fs.readFileSync(path.join(lib, file), 'utf8').matchAll(/(?:from\s+|(?:require|import)\(\s*)['"]([^.'"][^'"]*)['"]/g)].map(match => match[1]));
  const packages = new Set(imported.map(name => name.split('/').slice(0, name.startsWith('@') ? 2 : 1).join('/')));
  const declared = [manifest.name, ...builtinModules, ...peers, ...Object.keys(manifest.dependencies ?? {})];
  expect([...packages].filter(name => !name.startsWith('node:') && !declared.includes(name))).toEqual([]);
});

test('works without the optional peers', () => {
  const dir = project('without-pulumi', peers.filter(peer => !optional(peer)));
  const run = node(dir, `
    const { Chart, Testing } = require('cdk8s');
    const { Postgres } = require('mlops-constructs');
    const { synth } = require('mlops-constructs/testing');
    const chart = new Chart(Testing.app(), 'ml', { namespace: 'ml' });
    new Postgres(chart, 'Postgres');
    console.log(typeof synth, Testing.synth(chart).some(object => object.kind === 'StatefulSet'));`);
  expect(run.stderr).toBe('');
  expect(run.stdout).toBe('function true\n');
});

test('names the missing peer when the Pulumi half is loaded without it', () => {
  const dir = project('missing-pulumi', peers.filter(peer => !optional(peer)));
  const run = node(dir, "require('mlops-constructs/pulumi')");
  expect(run.status).not.toBe(0);
  expect(run.stderr).toMatch(/Cannot find module '@pulumi\/pulumi'/);
});

test('works with Pulumi', () => {
  const dir = project('with-pulumi', peers);
  const run = node(dir, "console.log(typeof require('mlops-constructs/pulumi').Postgres)");
  expect(run.stderr).toBe('');
  expect(run.stdout).toBe('function\n');
});

test('hides its inner files', () => {
  const dir = project('inner', peers);
  expect(node(dir, "require('mlops-constructs/lib/core/index.js')").stderr).toMatch(/ERR_PACKAGE_PATH_NOT_EXPORTED/);
});

test.each(['node10', 'node16'])('gives its types to a consumer with moduleResolution %s', resolution => {
  const dir = project(`types-${resolution}`, [...peers, '@types/node']);
  fs.writeFileSync(path.join(dir, 'main.ts'), `
    import { App, Chart } from 'cdk8s';
    import { Postgres, PostgresProps } from 'mlops-constructs';
    import * as mlops from 'mlops-constructs/pulumi';
    import { synth } from 'mlops-constructs/testing';
    const props: PostgresProps = {};
    const postgres: Postgres = new Postgres(new Chart(new App(), 'ml', { namespace: 'ml' }), 'Postgres', props);
    new mlops.Postgres('postgres', props);
    synth(postgres);
    // @ts-expect-error: the types are there, and not any
    new Postgres(1);
    // @ts-expect-error
    new mlops.Postgres(1);
    // @ts-expect-error
    synth(1);
  `);
  const module = resolution === 'node10' ? 'commonjs' : 'node16';
  const tsc = path.join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const run = spawnSync(process.execPath, [
    tsc, '--noEmit', '--strict', '--skipLibCheck', '--target', 'ES2022', '--types', 'node', '--module', module, '--moduleResolution', resolution, 'main.ts',
  ], { cwd: dir, encoding: 'utf8' });
  expect(run.stdout).toBe('');
}, 60_000);
