import { spawn } from 'child_process';
import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { Place, Printed } from './support/kubectl';
import { Times } from './support/times';

const place = new Place('e2e-waits');
const times = new Times('what the quickstart says while it waits');
const home = mkdtempSync(join(tmpdir(), 'mlops-e2e-'));

/** An image that is on no node, of a registry that answers nowhere. */
const ABSENT = 'registry.example.invalid/team/web:1';

/** Deploys one server with an image until that stops, or has said something: then it is interrupted, as from a keyboard. */
function deploys(image: string, until?: RegExp): Promise<Printed> {
  return new Promise(resolve => {
    const printed = { stdout: '', stderr: '' };
    const child = spawn('node', [join(__dirname, 'support', 'waits.cjs'), home, place.namespace, image], { detached: true });
    const interrupt = () => {
      clearTimeout(timer);
      process.kill(-child.pid!, 'SIGINT');
    };
    const timer = setTimeout(interrupt, 150_000);
    child.stderr.on('data', text => { printed.stderr += text; });
    child.stdout.on('data', text => {
      const before = until?.test(printed.stdout);
      printed.stdout += text;
      if (!before && until?.test(printed.stdout)) interrupt();
    });
    child.on('close', code => {
      clearTimeout(timer);
      resolve({ code: code ?? -1, ...printed });
    });
  });
}

beforeAll(async () => {
  await place.delete();
  await place.create();
});

afterAll(async () => {
  await place.delete();
  rmSync(home, { recursive: true, force: true });
  times.print();
});

test('it stops at once where a quota refuses the pods, with an exit code and what helps', async () => {
  await place.kubectl(['create', 'quota', 'small', '--hard=limits.memory=16Mi']);
  const { code, stdout, stderr } = await times.of('a quota that is too small', () => deploys(ABSENT));
  expect(stdout).toMatch(/quickstart: deployment\/web: FailedCreate: pods "web-\S+" is forbidden: exceeded quota: small, requested: /);
  expect(stderr).toMatch(/stopped, since nothing can come of waiting for deployment\/web: .* Then run the same command again to go on/);
  expect(code).toBe(1);
  await place.kubectl(['delete', 'quota', 'small']);
});

test('it names an image whose registry is not reached, and does not stop for it', async () => {
  const { code, stdout, stderr } = await times.of('a registry that is not reached', () => deploys(ABSENT, /ImagePullBackOff/));
  expect(stdout).toMatch(/quickstart: pod\/web-\S+: ImagePullBackOff: registry\.example\.invalid\/team\/web:1: /);
  expect(stdout).toMatch(/\n {2}-> the nodes do not reach the registry: /);
  expect(stderr).not.toContain('stopped, since');
  expect(code).toBe(1);
});
