'use strict';

/**
 * Writes the manifests of every example that has a `main.ts` to dist/examples/<name>/. An example imports the package by
 * its own name, and so gets the compiled lib/, as a user does.
 *
 *   node scripts/synth-examples.cjs [name...]
 */
const fs = require('node:fs');
const path = require('node:path');

const root = path.join(__dirname, '..');
const examples = path.join(root, 'examples');
const main = name => path.join(examples, name, 'main.ts');

require('ts-node').register({ transpileOnly: true, project: path.join(root, 'tsconfig.dev.json') });

const names = process.argv.length > 2 ? process.argv.slice(2) : fs.readdirSync(examples).filter(name => fs.existsSync(main(name)));
for (const name of names) {
  const outdir = path.join(root, 'dist', 'examples', name);
  fs.rmSync(outdir, { recursive: true, force: true });
  require(main(name)).app(outdir).synth();
  console.log(path.relative(root, outdir));
}
