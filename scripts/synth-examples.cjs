'use strict';

/**
 * Writes the manifests of every example to dist/examples/<name>/. An example imports the package by its own name, and so gets the
 * compiled lib/, as a user does. One with a `main.ts` is synthesized by cdk8s; one with a `Pulumi.yaml` runs against Pulumi's mocks, and
 * what it registers in Kubernetes is written.
 *
 *   node scripts/synth-examples.cjs [name...]
 */
const fs = require('node:fs');
const path = require('node:path');

const root = path.join(__dirname, '..');
const examples = path.join(root, 'examples');
const has = (name, file) => fs.existsSync(path.join(examples, name, file));

require('ts-node').register({ transpileOnly: true, project: path.join(root, 'tsconfig.dev.json') });

async function writeManifests(name, outdir) {
  if (has(name, 'main.ts')) return require(path.join(examples, name, 'main.ts')).app(outdir).synth();
  const pulumi = require('@pulumi/pulumi');
  const { PulumiRecorder } = require('mlops-constructs/testing');
  const recorder = new PulumiRecorder();
  await pulumi.runtime.setMocks(recorder, name);
  require(path.join(examples, name, 'index.ts'));
  await pulumi.runtime.disconnect();
  fs.mkdirSync(outdir, { recursive: true });
  fs.writeFileSync(path.join(outdir, `${name}.k8s.yaml`), recorder.manifests().map(manifest => require('yaml').stringify(manifest)).join('---\n'));
}

async function main() {
  const known = fs.readdirSync(examples).filter(name => has(name, 'main.ts') || has(name, 'Pulumi.yaml'));
  for (const name of process.argv.length > 2 ? process.argv.slice(2) : known) {
    const outdir = path.join(root, 'dist', 'examples', name);
    fs.rmSync(outdir, { recursive: true, force: true });
    await writeManifests(name, outdir);
    console.log(path.relative(root, outdir));
  }
}

main();
