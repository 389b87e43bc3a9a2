import * as fs from 'fs';
import * as path from 'path';
import * as ts from 'typescript';

const ROOT = path.join(__dirname, '..', '..');
const PAGES = ['README.md', ...fs.readdirSync(path.join(ROOT, 'docs')).filter(file => file.endsWith('.md')).sort().map(file => `docs/${file}`)];

interface Snippet {
  readonly page: string;
  /** Line of the page that holds the opening fence. */
  readonly line: number;
  readonly code: string;
}

/** Every block of a page between a fence that says `ts` and the next fence. */
function snippetsOf(page: string, text: string): Snippet[] {
  return [...text.matchAll(/^```ts\r?\n([\s\S]*?)^```$/gm)].map(({ index, 1: code }) => ({
    page, line: text.slice(0, index).split('\n').length, code,
  }));
}

/** What the compiler says of the snippets, each a module of its own and all in one program: `page:line: message`. */
function check(snippets: readonly Snippet[]): string[] {
  const { config } = ts.readConfigFile(path.join(ROOT, 'tsconfig.dev.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files: [] }, ts.sys, ROOT);
  // A snippet may name what it does not use further.
  Object.assign(options, { noEmit: true, noUnusedLocals: false, noUnusedParameters: false });
  // In the root of the repository, where imports find node_modules; no such file is written.
  const files = new Map(snippets.map((snippet, index) => [path.join(ROOT, `snippet-${index}.ts`), snippet]));
  const host = ts.createCompilerHost(options);
  const { fileExists, getSourceFile } = host;
  host.fileExists = file => files.has(path.normalize(file)) || fileExists(file);
  host.getSourceFile = (file, version, ...rest) => {
    const snippet = files.get(path.normalize(file));
    // The last line makes a module of it, whatever it imports; `await` may stand at the top.
    return snippet ? ts.createSourceFile(file, `${snippet.code}\nexport {};\n`, version, true) : getSourceFile(file, version, ...rest);
  };
  const program = ts.createProgram([...files.keys()], options, host);
  return [...files].flatMap(([file, snippet]) => {
    const source = program.getSourceFile(file)!;
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(({ start = 0, messageText }) => {
      const line = snippet.line + 1 + source.getLineAndCharacterOfPosition(start).line;
      return `${snippet.page}:${line}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
    });
  });
}

test('every ts block of README.md and docs/ compiles, and a broken one is told by page and line', () => {
  const broken = snippetsOf('broken.md', "text\n\n```ts\nimport { MlflowServer } from 'mlops-constructs';\nnew MlflowServer(1);\n```\n");
  const [wrong, ...rest] = check([...broken, ...PAGES.flatMap(page => snippetsOf(page, fs.readFileSync(path.join(ROOT, page), 'utf8')))]);
  expect(wrong).toMatch(/^broken\.md:5: Expected 2-3 arguments/);
  expect(rest).toEqual([]);
}, 60_000);

test.each(PAGES)('%s has a ts block', page => {
  expect(snippetsOf(page, fs.readFileSync(path.join(ROOT, page), 'utf8'))).not.toHaveLength(0);
});

test.each(PAGES)('the links of %s to files lead somewhere', page => {
  const text = fs.readFileSync(path.join(ROOT, page), 'utf8');
  const links = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)[^)]*\)/g)].map(([, link]) => path.join(ROOT, path.dirname(page), link));
  expect(links.filter(link => !fs.existsSync(link))).toEqual([]);
});
