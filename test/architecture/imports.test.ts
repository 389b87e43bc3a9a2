import * as path from 'path';
import { loadESLint } from 'eslint';

/**
 * The rules of .projenrc.ts about the direction of imports, shown to work: each case lints a file that does not exist, in a
 * room that does.
 */
const root = path.join(__dirname, '..', '..');
const DIRECTION = ['import/no-restricted-paths', 'no-restricted-imports'];

async function findings(file: string, imported: string): Promise<string[]> {
  const ESLint = await loadESLint({ useFlatConfig: false });
  const eslint = new ESLint({
    cwd: root,
    // Rules that ask for types, or for the file's place among the others, cannot run on a file that does not exist.
    overrideConfig: {
      parserOptions: { project: null },
      rules: { '@typescript-eslint/no-floating-promises': 'off', '@typescript-eslint/return-await': 'off', 'import/no-cycle': 'off' },
    },
  });
  const text = `import * as other from '${imported}';\nexport const same = other;\n`;
  const [result] = await eslint.lintText(text, { filePath: path.join(root, file) });
  // An import that does not resolve would pass the zones unseen.
  expect(result.messages.filter(({ fatal, ruleId }) => fatal || ruleId === 'import/no-unresolved')).toEqual([]);
  return result.messages.filter(({ ruleId }) => DIRECTION.includes(ruleId!)).map(({ message }) => message);
}

test.each([
  ['backward, from core', 'src/core/case.ts', '../kubernetes', /src\/core may import no other room/],
  ['backward, from kubernetes', 'src/kubernetes/case.ts', '../storage', /src\/kubernetes may import core;/],
  ['backward, through the entry', 'src/storage/case.ts', '../index', /src\/storage may import core, kubernetes;/],
  ['sideways, from a tool to storage', 'src/mlflow/case.ts', '../storage', /src\/mlflow may import core, kubernetes;/],
  ['sideways, from storage to a tool', 'src/storage/case.ts', '../mlflow', /src\/storage may import core, kubernetes;/],
  ['from platform to pulumi', 'src/platform/case.ts', '../pulumi', /src\/platform may import/],
  ['from testing to kubernetes', 'src/testing/case.ts', '../kubernetes', /src\/testing may import core;/],
  ['from the entry to pulumi', 'src/index.ts', './pulumi', /pulumi is an entry of its own/],
  ['of Pulumi in core', 'src/core/case.ts', '@pulumi/pulumi', /Only src\/pulumi may import Pulumi/],
  ['of Pulumi in testing', 'src/testing/case.ts', '@pulumi/kubernetes/core/v1', /Only src\/pulumi may import Pulumi/],
])('refuses an import %s', async (_, file, imported, message) => {
  expect(await findings(file, imported)).toEqual([expect.stringMatching(message)]);
});

test.each([
  ['from kubernetes to core', 'src/kubernetes/case.ts', '../core'],
  ['from a tool to kubernetes', 'src/mlflow/case.ts', '../kubernetes'],
  ['from platform to a tool', 'src/platform/case.ts', '../mlflow'],
  ['from pulumi to the entry', 'src/pulumi/case.ts', '../index'],
  ['of Pulumi in pulumi', 'src/pulumi/case.ts', '@pulumi/pulumi'],
])('allows an import %s', async (_, file, imported) => {
  expect(await findings(file, imported)).toEqual([]);
});
