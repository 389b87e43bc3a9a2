import * as fs from 'fs';
import * as path from 'path';
import { createInterface } from 'readline/promises';
import type * as client from '@kubernetes/client-node';
import { checkCluster, Target } from './cluster-check';
import { Cluster, currentCluster } from './kubeconfig';
import { Options, optionsOf } from './options';
import { Refusal } from './refusal';
import { reach, table } from './report';
import { observe } from './watch';

/** The quickstart; scripts/quickstart.cjs calls it. Returns the exit code. */
export async function main(args: string[], root: string, kubernetes: () => Promise<typeof client>): Promise<number> {
  try {
    const options = optionsOf(args, process.env);
    const cluster = await currentCluster(kubernetes, process.env);
    if (cluster) {
      await change(cluster, options, root);
    } else if (options.destroy) {
      throw new Refusal('there is no kubeconfig with a current context, so no cluster to take anything away from: name one in KUBECONFIG');
    } else {
      await writeManifests(options.namespace, root);
    }
    return 0;
  } catch (error) {
    const known = error instanceof Refusal;
    if (!known && process.env.QUICKSTART_DEBUG) throw error;
    const { message } = known ? error : new Refusal(String(error));
    console.error(`quickstart: ${message}${known ? '' : ' (QUICKSTART_DEBUG=1 shows where)'}`);
    return 1;
  }
}

async function change(cluster: Cluster, options: Options, root: string): Promise<void> {
  const { namespace, destroy } = options;
  const target: Target = { context: cluster.context, server: cluster.server, namespace };
  if (!options.yes && !process.stdin.isTTY) {
    throw new Refusal(`would change the namespace ${namespace} of context ${target.context} (${target.server}), and there is no terminal to ask: add --yes`);
  }
  const exists = await checkCluster(cluster, target, { destroy });
  if (!await agreed(target, options)) {
    console.log('Nothing was changed.');
    return;
  }
  const { PulumiCommand } = await import('@pulumi/pulumi/automation');
  const { pulumiCli } = await import('./pulumi-cli');
  const { Deployment } = await import('./deploy');
  const cli = await pulumiCli(PulumiCommand, console.log);
  const { program } = await import('./index');
  const deployment = new Deployment({
    home: path.join(root, '.mlops'), cluster: await cluster.id(), namespace, cli, program: async () => program(namespace),
  });
  if (destroy) {
    if (!await deployment.destroy()) console.log(`Nothing to take away: the quickstart put nothing into ${namespace} from this directory.`);
    return;
  }
  const before = await cluster.objects(namespace);
  // A namespace that somebody deleted is still in Pulumi's state.
  const outputs = await deployment.up(!exists, ends => observe(cluster, before, console.log, ends));
  console.log(`\nRunning in the namespace ${namespace} of context ${target.context}:`);
  console.log(table([['KIND', 'NAME', 'PODS'], ...await cluster.workloads(namespace)]));
  console.log('\nTo reach it:');
  console.log(table([['OUTPUT', 'IN THE CLUSTER', 'FROM HERE'], ...reach(outputs, namespace)]));
  console.log(`\nTo take it away: npm run quickstart -- --destroy${namespace === 'ml' ? '' : ` --namespace ${namespace}`}`);
}

async function agreed({ context, server, namespace }: Target, { destroy, yes }: Options): Promise<boolean> {
  console.log(`${destroy ? 'Takes the quickstart away from' : 'Deploys the quickstart to'} the namespace ${namespace} of context ${context} (${server}).`);
  if (yes) return true;
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return /^y(es)?$/i.test((await terminal.question('Go on? [y/N] ')).trim());
  } finally {
    terminal.close();
  }
}

async function writeManifests(namespace: string, root: string): Promise<void> {
  const { app } = await import('./main');
  const outdir = path.join(root, 'dist', 'examples', 'quickstart');
  fs.rmSync(outdir, { recursive: true, force: true });
  app(outdir, namespace).synth();
  const shown = path.relative(process.cwd(), outdir);
  console.log('There is no kubeconfig with a current context, so the manifests were written instead of deployed:');
  fs.readdirSync(outdir).forEach(file => console.log(`  ${path.join(shown, file)}`));
  console.log(`To apply them to a cluster: kubectl apply -f ${shown}${path.sep}`);
}
