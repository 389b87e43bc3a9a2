import * as pulumi from '@pulumi/pulumi';
import { Postgres } from '../../src/pulumi';
import { PulumiRecorder } from '../../src/testing';

/** A program with a good and a bad value; prints with what it ends, and the components that it registered something for. */
async function main(): Promise<void> {
  const errors = new Set<unknown>();
  process.on('unhandledRejection', error => errors.add(error));
  const recorder = new PulumiRecorder();
  await pulumi.runtime.setMocks(recorder);
  const settings = { namespace: 'ml' };
  const later = <T>(value: T) => pulumi.output(Promise.resolve(value));
  const good = new Postgres('good', { volumeSize: later('10Gi') }, { settings });
  const bad = new Postgres('bad', { volumeSize: later('10GB'), image: pulumi.secret('example.org/postgres:17.1') }, { settings });
  await new Promise(resolve => good.host.apply(resolve));
  const attribute = await pulumi.isSecret(bad.host).then(() => 'none', (error: Error) => error.message);
  // Node tells of a rejection after the next turn only.
  await new Promise(resolve => setTimeout(resolve, 100));
  const registered = [...new Set(recorder.resources.map(({ name }) => name.split('/')[0]))];
  console.log(JSON.stringify({ errors: [...errors].map(error => (error as Error).message), attribute, registered }));
  // As Pulumi ends a program after such an error; its own promises are still open.
  process.exit(1);
}

void main();
