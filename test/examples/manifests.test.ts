import { existsSync, mkdtempSync, readdirSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { App } from 'cdk8s';
import { expectHardened, expectRestricted, Manifest, manifestSerializer, synth } from '../../src/testing';
import { expectValid } from '../schema/validator';

expect.addSnapshotSerializer(manifestSerializer);

const EXAMPLES = join(__dirname, '../../examples');
const programs = readdirSync(EXAMPLES).filter(name => existsSync(join(EXAMPLES, name, 'main.ts')));

async function manifestsOf(name: string): Promise<Manifest[]> {
  const { app } = await import(join(EXAMPLES, name, 'main')) as { app(outdir: string): App };
  return synth(app(mkdtempSync(join(tmpdir(), 'example-'))));
}

describe.each(programs)('%s', name => {
  let manifests: Manifest[];
  beforeAll(async () => { manifests = await manifestsOf(name); });

  test('writes these manifests', () => expect(manifests).toMatchSnapshot());
  test('is valid in the eyes of the API server', () => expect(expectValid(manifests)).toEqual([]));
  test('passes Pod Security restricted', () => expectRestricted(manifests));
  test('keeps what this library promises beyond it', () => expectHardened(manifests));

  test('has nothing empty, which a second apply would report', () => {
    expect(JSON.stringify(manifests.filter(({ kind }) => kind !== 'NetworkPolicy'))).not.toMatch(/:(\[\]|\{\}|"")/);
  });

  test('refers to secrets and holds none', () => {
    expect(manifests.filter(({ kind }) => kind === 'Secret')).toEqual([]);
  });
});
