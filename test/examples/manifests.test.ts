import { existsSync, mkdtempSync, readdirSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { App } from 'cdk8s';
import { check } from './checks';
import { Manifest, manifestSerializer, synth } from '../../src/testing';

expect.addSnapshotSerializer(manifestSerializer);

const EXAMPLES = join(__dirname, '../../examples');
const programs = readdirSync(EXAMPLES).filter(name => existsSync(join(EXAMPLES, name, 'main.ts')));

async function manifestsOf(name: string): Promise<Manifest[]> {
  const { app } = await import(join(EXAMPLES, name, 'main')) as { app(outdir: string): App };
  return synth(app(mkdtempSync(join(tmpdir(), 'example-'))));
}

describe.each(programs)('%s', name => check(() => manifestsOf(name)));
