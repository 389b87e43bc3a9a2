import * as path from 'path';
import { loadESLint } from 'eslint';

const root = path.join(__dirname, '..', '..');

async function findings(code: string): Promise<string[]> {
  const ESLint = await loadESLint({ useFlatConfig: false });
  const eslint = new ESLint({
    cwd: root,
    // Rules that ask for types cannot run on a file that does not exist.
    overrideConfig: {
      parserOptions: { project: null },
      rules: { '@typescript-eslint/no-floating-promises': 'off', '@typescript-eslint/return-await': 'off', 'import/no-cycle': 'off' },
    },
  });
  const [{ messages }] = await eslint.lintText(code, { filePath: path.join(root, 'src/mlflow/case.ts') });
  return messages.filter(({ ruleId }) => ruleId === 'no-restricted-syntax').map(({ message }) => message);
}

test('instanceof is refused, since there may be two copies of a class', async () => {
  expect(await findings('export const is = (value: object) => value instanceof SecretValue;\n')).toEqual([expect.stringMatching(/ask isOf/)]);
});

test('it is allowed for a class of the language itself', async () => {
  expect(await findings('export const is = (value: object) => value instanceof Promise;\n')).toEqual([]);
});
