import { execFileSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';

test('the table of shapes is what its generator writes; run `npx projen shapes`', () => {
  const root = path.join(__dirname, '..', '..');
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'shapes-'));
  try {
    const file = path.join(dir, 'shapes.ts');
    execFileSync(process.execPath, [path.join(root, 'scripts', 'shapes.cjs'), file], { stdio: 'pipe' });
    expect(fs.readFileSync(file, 'utf8') === fs.readFileSync(path.join(root, 'src', 'core', 'shapes.ts'), 'utf8')).toBe(true);
  } finally {
    fs.rmSync(dir, { recursive: true, force: true });
  }
}, 60_000);
