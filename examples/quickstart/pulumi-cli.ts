import { PulumiCommand } from '@pulumi/pulumi/automation';
import { Refusal } from './refusal';

/** The part of `PulumiCommand` that is needed here. */
export interface CliSource<T> {
  get(): Promise<T>;
  install(): Promise<T>;
}

/** The `pulumi` CLI: that of the PATH, else one of the SDK's version that the Automation API installs in the home directory. */
export async function pulumiCli<T = PulumiCommand>(source: CliSource<T>, say: (line: string) => void): Promise<T> {
  try {
    return await source.get();
  } catch (missing) {
    say('No usable pulumi CLI on the PATH: looking for the one under ~/.pulumi/versions, else downloading it ...');
    try {
      return await source.install();
    } catch (error) {
      throw new Refusal(`the pulumi CLI is missing and cannot be downloaded (${(error as Error).message.trim().split('\n')[0]}): install it as https://www.pulumi.com/docs/install/ says, then run the quickstart again`);
    }
  }
}
