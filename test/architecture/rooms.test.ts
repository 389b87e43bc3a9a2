import * as fs from 'fs';
import * as path from 'path';
import * as ts from 'typescript';

const src = path.join(__dirname, '..', '..', 'src');
const rooms = fs.readdirSync(src, { withFileTypes: true }).filter(entry => entry.isDirectory()).map(entry => entry.name);
const files = (fs.readdirSync(src, { recursive: true }) as string[]).filter(file => file.endsWith('.ts'));

/** The files that a file takes something from, within src. */
function imports(file: string): string[] {
  const { importedFiles } = ts.preProcessFile(fs.readFileSync(path.join(src, file), 'utf8'));
  return importedFiles.filter(({ fileName }) => fileName.startsWith('.')).map(({ fileName }) => {
    const target = path.join(path.dirname(file), fileName);
    return files.includes(`${target}.ts`) ? `${target}.ts` : path.join(target, 'index.ts');
  });
}

/** All that an entry leads to, itself included. */
function reachable(entry: string, seen = new Set<string>()): Set<string> {
  if (!seen.has(entry)) {
    seen.add(entry);
    imports(entry).forEach(file => reachable(file, seen));
  }
  return seen;
}

test.each(['index.ts', ...rooms.map(room => `${room}/index.ts`)])('%s is export lines only', index => {
  const { statements } = ts.createSourceFile(index, fs.readFileSync(path.join(src, index), 'utf8'), ts.ScriptTarget.ES2022);
  expect(statements.filter(statement => !ts.isExportDeclaration(statement) || !statement.moduleSpecifier)).toEqual([]);
});

test.each(rooms)('every file of %s is reachable from its index', room => {
  const fromIndex = reachable(path.join(room, 'index.ts'));
  expect(files.filter(file => file.startsWith(`${room}/`) && !fromIndex.has(file))).toEqual([]);
});

test.each(files)('%s is named in kebab case and has at most 400 lines', file => {
  expect(file).toMatch(/^([a-z0-9]+(-[a-z0-9]+)*\/)*[a-z0-9]+(-[a-z0-9]+)*\.ts$/);
  expect(fs.readFileSync(path.join(src, file), 'utf8').trimEnd().split('\n').length).toBeLessThanOrEqual(400);
});

test('only pulumi leads to Pulumi', () => {
  for (const entry of ['index.ts', 'testing/index.ts']) {
    const withPulumi = [...reachable(entry)].filter(file => fs.readFileSync(path.join(src, file), 'utf8').includes("from '@pulumi/"));
    expect(withPulumi).toEqual([]);
  }
});
