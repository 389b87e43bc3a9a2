import { readFileSync, readdirSync } from 'fs';
import { join } from 'path';
import * as testing from '../../src/testing';

const SOURCE = join(__dirname, '..', '..', 'src', 'testing');

test('exports what users need, and nothing else', () => {
  expect(Object.keys(testing).sort()).toEqual([
    'PulumiRecorder', 'baselinePack', 'check', 'container', 'containersOf', 'expectHardened', 'expectPack', 'expectRestricted', 'find', 'findAll',
    'hardenedPack', 'manifestSerializer', 'podSpecs', 'readsNode', 'restrictedPack', 'synth',
  ]);
});

test('needs neither a test runner nor Pulumi', () => {
  const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const imports = new Set(files.flatMap((file) => [...readFileSync(join(SOURCE, file), 'utf8').matchAll(/from '([^.'][^']*)'/g)].map((match) => match[1])));
  expect([...imports].sort()).toEqual(['cdk8s', 'constructs']);
});
