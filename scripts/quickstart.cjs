'use strict';

/**
 * `npm run quickstart`, from a fresh clone on: installs and compiles what is missing or older than its source, then runs
 * examples/quickstart/run.ts. Before the installation there is nothing but Node, hence plain JavaScript.
 */
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const root = path.join(__dirname, '..');
const inRoot = name => path.join(root, name);

/** When the newest file or directory of a tree was changed; 0 without a tree. */
function newest(file) {
  const stat = fs.statSync(file, { throwIfNoEntry: false });
  if (!stat) return 0;
  return stat.isDirectory() ? Math.max(stat.mtimeMs, ...fs.readdirSync(file).map(name => newest(path.join(file, name)))) : stat.mtimeMs;
}

function npm(args, doing, remedy) {
  console.log(`${doing} (npm ${args.join(' ')}) ...`);
  const cli = process.env.npm_execpath;
  const options = { cwd: root, stdio: 'inherit' };
  const { status } = cli?.endsWith('.js')
    ? spawnSync(process.execPath, [cli, ...args], options)
    : spawnSync('npm', args, { ...options, shell: process.platform === 'win32' });
  if (status !== 0) fail(`\`npm ${args.join(' ')}\` failed: ${remedy}, then run the quickstart again`);
}

function fail(message) {
  console.error(`quickstart: ${message}`);
  process.exit(1);
}

async function main() {
  if (Number(process.versions.node.split('.')[0]) < 20) fail(`Node ${process.versions.node} is too old: install Node 20 or newer`);
  if (newest(inRoot('node_modules/.package-lock.json')) < newest(inRoot('package-lock.json'))) {
    npm(['ci', '--no-audit', '--no-fund'], 'Installing', 'see its output above, usually a registry that cannot be reached');
  }
  if (newest(inRoot('lib/pulumi/index.js')) < newest(inRoot('src'))) {
    npm(['run', '--silent', 'compile'], 'Compiling', 'repair what it names above');
  }
  require('ts-node').register({ transpileOnly: true, project: inRoot('tsconfig.dev.json') });
  // The client is an ES module, which only plain JavaScript can import on every Node 20.
  return require(inRoot('examples/quickstart/run.ts')).main(process.argv.slice(2), root, () => import('@kubernetes/client-node'));
}

// Connections that still wait for an answer must not keep the process.
main().then(code => process.exit(code), error => fail(error.stack));
