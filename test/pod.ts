import { spawnSync } from 'child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { dirname, join } from 'path';

/** A variable of a container. */
export interface Variable {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: { readonly secretKeyRef?: { readonly name: string; readonly key: string } };
}

/** A container as a manifest has it. */
export interface Container {
  readonly name: string;
  readonly image: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly env?: readonly Variable[];
  readonly volumeMounts?: readonly { readonly mountPath: string }[];
}

/** What a program left behind. */
export interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The arguments, environment and input of each program that was stubbed, in order. */
  readonly calls: readonly Call[];
  /** A file, by its path in the container. */
  file(path: string): string;
}

/** A program that was called. */
export interface Call {
  readonly argv: readonly string[];
  readonly env: Record<string, string>;
  readonly stdin: string;
}

/** Python itself, where a manager of versions would stand before it and cost more than what is run. */
export const PYTHON = realpathSync(spawnSync('python3', ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' }).stdout.trim());

/** What stands in the place of the programs of images: it writes down how it was called, and says what it is told to say. */
const STUB = (says: string) => `#!${PYTHON} -I
import json, os, sys
stdin = '' if sys.stdin is None or sys.stdin.isatty() else sys.stdin.read()
calls = os.environ['POD_CALLS']
with open(os.path.join(calls, '%04d' % len(os.listdir(calls))), 'w') as file:
    json.dump({'argv': [os.path.basename(sys.argv[0])] + sys.argv[1:], 'env': dict(os.environ), 'stdin': stdin}, file)
${says}
`;

/** How a container is run. */
export interface RunOptions {
  /** Values of secrets. */
  readonly secret: (name: string, key: string) => string;
  /** Programs of its image, and the Python that each runs. */
  readonly programs?: Record<string, string>;
  /** What is run instead of its command. */
  readonly command?: readonly string[];
  /** Files, by their path in the container. */
  readonly files?: Record<string, string>;
  /** Paths that lie in the sandbox, besides those of its volumes. */
  readonly paths?: readonly string[];
  /** Environment besides its own. */
  readonly env?: Record<string, string>;
}

/** Runs a container's command on this machine: its volumes are directories of a sandbox, the programs of its image stubs. */
export function run(container: Container, options: RunOptions): Ran {
  const sandbox = mkdtempSync(join(tmpdir(), 'pod-'));
  const paths = [...(container.volumeMounts ?? []).map(({ mountPath }) => mountPath), ...options.paths ?? []].filter(path => path !== '/tmp')
    .sort((a, b) => b.length - a.length);
  for (const path of paths) mkdirSync(sandbox + path, { recursive: true });
  for (const [path, content] of Object.entries(options.files ?? {})) {
    mkdirSync(dirname(sandbox + path), { recursive: true });
    writeFileSync(sandbox + path, content);
  }
  const moved = (text: string) => paths.length === 0 ? text
    : text.replace(new RegExp(`(?<![\\w.@-])(${paths.map(path => path.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|')})(?=$|[/\\s'"=;:,)])`, 'g'), `${sandbox}$1`);
  const variables: Record<string, string> = {};
  for (const { name, value = '', valueFrom } of container.env ?? []) {
    const ref = valueFrom?.secretKeyRef;
    variables[name] = ref ? options.secret(ref.name, ref.key) : moved(expand(value, variables));
  }
  const bin = join(sandbox, 'bin');
  const calls = join(sandbox, 'calls');
  mkdirSync(bin);
  mkdirSync(calls);
  for (const [name, says] of Object.entries(options.programs ?? {})) {
    writeFileSync(join(bin, name), STUB(says));
    chmodSync(join(bin, name), 0o755);
  }
  const words = options.command ?? [...container.command ?? [], ...container.args ?? []];
  const [program, ...args] = words.map(word => moved(expand(word, variables)));
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    encoding: 'utf8',
    timeout: 30000,
    cwd: sandbox,
    env: { PATH: `${bin}:${dirname(PYTHON)}:${process.env.PATH}`, LANG: 'C.UTF-8', POD_CALLS: calls, ...variables, ...options.env },
  });
  if (error) throw error;
  return {
    status,
    stdout,
    stderr,
    calls: readdirSync(calls).sort().map(file => JSON.parse(readFileSync(join(calls, file), 'utf8')) as Call),
    file: path => existsSync(sandbox + path) ? readFileSync(sandbox + path, 'utf8') : `no ${path}: ${stderr}`,
  };
}

/** What the kubelet does with `$(NAME)` and `$$`. */
export function expand(text: string, variables: Record<string, string>): string {
  return text.replace(/\$(?:\$|\(([^()]*)\))/g, (found, name?: string) => name === undefined ? '$' : variables[name] ?? found);
}

/** The environment of the program that a container starts, once its templates are filled. */
export function environmentOf(container: Container, secret: RunOptions['secret']): Record<string, string> {
  const command = container.command ?? [];
  const at = command.indexOf('exec');
  const { calls } = run(container, { secret, programs: { show: '' }, command: [...at < 0 ? [] : command.slice(0, at + 1), 'show'] });
  return calls[0].env;
}

/** What a command line in a variable of a container prints, run as Airflow does: in words of a shell, without one. */
export function printedBy(container: Container, variable: string, secret: RunOptions['secret']): string {
  const line = container.env?.find(({ name }) => name === variable)?.value ?? '';
  const split = `import json, os, shlex, subprocess; print(json.dumps(subprocess.check_output(shlex.split(os.environ["${variable}"]), text=True)))`;
  return line && JSON.parse(run(container, { secret, command: ['python3', '-c', split] }).stdout) as string;
}
