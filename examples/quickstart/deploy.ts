import { randomBytes } from 'crypto';
import * as fs from 'fs';
import * as path from 'path';
import {
  CommandError, ConcurrentUpdateError, LocalWorkspace, PulumiCommand, PulumiFn, Stack, StackNotFoundError,
} from '@pulumi/pulumi/automation';
import { Refusal } from './refusal';
import { Stuck } from './stuck';
import { headline } from './watch';

const PROJECT = 'quickstart';

export interface DeployProps {
  /** Directory of the state, `.mlops`. */
  readonly home: string;
  /** Each cluster has a state of its own there. */
  readonly cluster: string;
  readonly namespace: string;
  readonly cli: PulumiCommand;
  readonly program: PulumiFn;
}

/** A stack named after the namespace, with its state in a file. */
export class Deployment {
  constructor(private readonly props: DeployProps) {}

  /**
   * @param refresh looks at the cluster first, for objects that went away without Pulumi
   * @param observe runs beside it until the signal ends that, and returns early with what nothing can come of
   * @returns the outputs; secret ones left out
   */
  public async up(refresh: boolean, observe: (ends: AbortSignal) => Promise<Stuck | undefined>): Promise<Record<string, unknown>> {
    const stack = await this.opened(LocalWorkspace.createOrSelectStack(...this.where()));
    const began = Date.now();
    const { summary, outputs } = await unlessStuck(observe, (signal, onOutput) => (
      finish(stack.up({ refresh, ...STREAM, signal, onOutput }), 'the deployment')));
    console.log(`up took ${seconds(began)}: ${changes(summary.resourceChanges)}`);
    return Object.fromEntries(Object.entries(outputs).filter(([, { secret }]) => !secret).map(([name, { value }]) => [name, value]));
  }

  /** @returns whether there was anything to take away */
  public async destroy(): Promise<boolean> {
    const stack = await this.existing();
    if (!stack) return false;
    const began = Date.now();
    const { summary } = await finish(stack.destroy({ remove: true, ...STREAM }), 'the removal');
    console.log(`destroy took ${seconds(began)}: ${changes(summary.resourceChanges)}`);
    return true;
  }

  private async existing(): Promise<Stack | undefined> {
    if (!fs.existsSync(this.props.home)) return undefined;
    try {
      return await this.opened(LocalWorkspace.selectStack(...this.where()));
    } catch (error) {
      if (error instanceof StackNotFoundError) return undefined;
      throw error;
    }
  }

  private async opened(stack: Promise<Stack>): Promise<Stack> {
    try {
      return await stack;
    } catch (error) {
      if (error instanceof StackNotFoundError || !(error instanceof CommandError)) throw error;
      const [, reason] = /error: (.*)/.exec(error.message) ?? ['', error.message];
      throw new Refusal(`the state under .mlops/ cannot be opened (${reason}): repair what it names, or delete .mlops/ and, by hand, the namespace ${this.props.namespace}`);
    }
  }

  private where(): Parameters<typeof LocalWorkspace.createOrSelectStack> {
    const { home, cluster, namespace, cli, program } = this.props;
    const dir = path.join(home, cluster);
    fs.mkdirSync(dir, { recursive: true });
    const url = `file://${dir}`;
    return [{ stackName: namespace, projectName: PROJECT, program }, {
      workDir: dir,
      pulumiCommand: cli,
      projectSettings: { name: PROJECT, runtime: 'nodejs', backend: { url } },
      // The URL here too: a user's own variable would go before the project's.
      envVars: { PULUMI_BACKEND_URL: url, PULUMI_CONFIG_PASSPHRASE: passphrase(home), PULUMI_SKIP_UPDATE_CHECK: 'true' },
    }];
  }
}

const STREAM = {
  onOutput: (text: string) => process.stdout.write(text),
  onError: (text: string) => process.stderr.write(text),
  color: process.stdout.isTTY ? 'always' as const : 'never' as const,
  suppressOutputs: true,
};

const GO_ON = 'Then run the same command again to go on, or `npm run quickstart -- --destroy` to take everything away';

/** Pulumi does its work beside the observer, and is interrupted when that one gives up. */
export async function unlessStuck<T>(
  observe: (ends: AbortSignal) => Promise<Stuck | undefined>, work: (stop: AbortSignal, onOutput: (text: string) => void) => Promise<T>,
): Promise<T> {
  const [stop, done] = [new AbortController(), new AbortController()];
  let observing: Promise<Stuck | undefined> | undefined;
  const interrupt = async () => {
    const found = await observe(done.signal);
    if (found) stop.abort();
    return found;
  };
  try {
    return await work(stop.signal, text => {
      STREAM.onOutput(text);
      // The signal reaches none but a process that runs already.
      observing ??= interrupt().catch(() => undefined);
    });
  } catch (error) {
    const found = stop.signal.aborted ? await observing : undefined;
    if (!found) throw error;
    throw new Refusal(`stopped, since nothing can come of waiting for ${headline(found)}. What helps: ${found.remedy}. ${GO_ON}`);
  } finally {
    done.abort();
    await observing;
  }
}

function passphrase(home: string): string {
  const file = path.join(home, 'passphrase');
  if (!fs.existsSync(file)) fs.writeFileSync(file, randomBytes(32).toString('hex'), { mode: 0o600 });
  return fs.readFileSync(file, 'utf8');
}

/** What Pulumi has to say about a failure is on the screen already. */
async function finish<T>(work: Promise<T>, what: string): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof ConcurrentUpdateError) {
      throw new Refusal('another run holds the lock of this stack: wait for it; where none is running, delete the directory `locks` below .mlops/*/.pulumi');
    }
    if (error instanceof CommandError && error.message.includes('incorrect passphrase')) {
      throw new Refusal('the file .mlops/passphrase is not the one that this state was made with: bring it back, or delete .mlops/ and, by hand, the namespace');
    }
    if (error instanceof CommandError) {
      throw new Refusal(`${what} failed, see above: run the same command again to go on, or \`npm run quickstart -- --destroy\` to take everything away`);
    }
    throw error;
  }
}

function seconds(began: number): string {
  return `${((Date.now() - began) / 1000).toFixed(1)} s`;
}

/** As in `3 create, 1 update`. */
export function changes(counts: Record<string, number | undefined> = {}): string {
  const changed = Object.entries(counts).filter(([kind, count]) => !['same', 'read', 'refresh'].includes(kind) && count);
  if (changed.length === 0) return 'no changes';
  const total = changed.reduce((sum, [, count]) => sum + count!, 0);
  return `${total} ${total === 1 ? 'change' : 'changes'} (${changed.map(([kind, count]) => `${count} ${kind}`).join(', ')})`;
}
