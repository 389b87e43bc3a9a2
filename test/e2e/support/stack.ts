import { execFile } from 'child_process';
import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { promisify } from 'util';
import { EngineEvent, LocalWorkspace, OpMap, Stack } from '@pulumi/pulumi/automation';

/** What an `up` did. */
export interface Change {
  /** Count of resources by operation. */
  readonly counts: OpMap;
  /** `operation type` of every resource that did not stay the same. */
  readonly changed: readonly string[];
}

/** A Pulumi stack of an inline program, with its state in a directory. */
export class TestStack {
  private stack?: Stack;

  constructor(private readonly name: string, private readonly program: () => void, private readonly directory: string) {}

  public async up(options: { readonly refresh?: boolean } = {}): Promise<Change> {
    const stack = await this.open();
    const changed: string[] = [];
    const onEvent = ({ resourcePreEvent }: EngineEvent) => {
      const metadata = resourcePreEvent?.metadata;
      if (metadata && !['same', 'refresh', 'read'].includes(metadata.op)) changed.push(`${metadata.op} ${metadata.type}`);
    };
    const { summary } = await stack.up({ ...options, onEvent });
    return { counts: summary.resourceChanges ?? {}, changed };
  }

  public async destroy(): Promise<void> {
    const stack = await this.open();
    await stack.destroy();
  }

  /** Lifts the protection of all resources, as a user does. */
  public async unprotect(): Promise<void> {
    const { workspace } = await this.open();
    const env = { ...process.env, ...workspace.envVars };
    await promisify(execFile)('pulumi', ['state', 'unprotect', '--all', '--yes', '--stack', this.name], { cwd: this.directory, env });
  }

  /** Files of the state in which one of the texts stands. */
  public filesWith(texts: readonly string[]): string[] {
    const files = readdirSync(this.directory, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile());
    const paths = files.map(entry => join(entry.parentPath, entry.name));
    if (!paths.some(path => readFileSync(path, 'utf8').includes('kubernetes:apps/v1:Deployment'))) throw new Error('there is no state to look in');
    return paths.filter(path => texts.some(text => readFileSync(path).includes(text)));
  }

  /** Deletes what is left of it, also what is protected. */
  public async clear(): Promise<void> {
    await this.unprotect().catch(() => undefined);
    await this.destroy().catch(() => undefined);
  }

  private async open(): Promise<Stack> {
    return this.stack ??= await LocalWorkspace.createOrSelectStack(
      { stackName: this.name, projectName: 'e2e', program: async () => this.program() },
      {
        workDir: this.directory,
        projectSettings: { name: 'e2e', runtime: 'nodejs', backend: { url: `file://${this.directory}` } },
        envVars: { PULUMI_CONFIG_PASSPHRASE: 'e2e', PULUMI_SKIP_UPDATE_CHECK: 'true' },
      },
    );
  }
}
