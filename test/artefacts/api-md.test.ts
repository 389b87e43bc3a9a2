import { execFileSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';

test('API.md is what docgen writes; run `npm run docgen`', () => {
  const root = path.join(__dirname, '..', '..');
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'api-'));
  try {
    const file = path.join(dir, 'API.md');
    execFileSync(process.execPath, [path.join(root, 'scripts', 'docgen.cjs'), file], { stdio: 'pipe' });
    // Not toBe on the texts: their diff would be all that a reader sees.
    expect(fs.readFileSync(file, 'utf8') === fs.readFileSync(path.join(root, 'API.md'), 'utf8')).toBe(true);
  } finally {
    fs.rmSync(dir, { recursive: true, force: true });
  }
}, 60_000);
