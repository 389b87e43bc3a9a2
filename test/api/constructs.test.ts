import { readdirSync, readFileSync, statSync } from 'fs';
import { join } from 'path';
import { Construct } from 'constructs';
import * as ts from 'typescript';
import * as core from '../../src';
import * as mlops from '../../src/pulumi';

const SRC = join(__dirname, '../../src');
const sources = (readdirSync(SRC, { recursive: true }) as string[]).filter(file => file.endsWith('.ts') && statSync(join(SRC, file)).isFile());

const constructs = Object.entries(core).filter(([, value]) => typeof value === 'function' && value.prototype instanceof Construct);

test.each(constructs)('%s takes a scope, an id and props', (_name, value) => {
  expect((value as { length: number }).length).toBeGreaterThanOrEqual(2);
  expect(String(value)).toMatch(/constructor\(scope, id(, props)?/);
});

test('every construct has a Pulumi class', () => {
  const without = constructs.filter(([name, value]) => (mlops as Record<string, unknown>)[name] === value).map(([name]) => name);
  expect(without).toEqual([]);
});

test('every optional prop documents its default', () => {
  const missing: string[] = [];
  for (const file of sources) {
    const source = ts.createSourceFile(file, readFileSync(join(SRC, file), 'utf8'), ts.ScriptTarget.ES2022, true);
    source.forEachChild(node => {
      if (!ts.isInterfaceDeclaration(node) || !/Props$/.test(node.name.text)) return;
      for (const member of node.members) {
        const documented = ts.getJSDocTags(member).some(tag => tag.tagName.text === 'default');
        if (member.questionToken && !documented) missing.push(`${file} ${node.name.text}.${member.name?.getText(source)}`);
      }
    });
  }
  expect(missing).toEqual([]);
});
