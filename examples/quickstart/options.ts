import { parseArgs } from 'util';
import { Refusal } from './refusal';

/** What the command line asks for. */
export interface Options {
  readonly yes: boolean;
  readonly destroy: boolean;
  readonly namespace: string;
}

/** Reads the command line; `CI=true` is as good as `--yes`. */
export function optionsOf(args: string[], env: NodeJS.ProcessEnv): Options {
  const { yes, destroy, namespace } = parsed(args);
  if (namespace.length > 63 || !/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(namespace)) {
    throw new Refusal(`--namespace ${JSON.stringify(namespace)} is no name for a namespace: use at most 63 lowercase letters, digits and inner hyphens`);
  }
  return { yes: yes || env.CI === 'true', destroy, namespace };
}

function parsed(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        yes: { type: 'boolean', default: false },
        destroy: { type: 'boolean', default: false },
        namespace: { type: 'string', default: 'ml' },
      },
    }).values;
  } catch {
    throw new Refusal(`cannot read ${JSON.stringify(args.join(' '))}: the flags are --yes, --destroy and --namespace <name>, behind \`npm run quickstart --\``);
  }
}
