/**
 * Compares this package's verdicts with a real API server's, by dry runs in a namespace of its own. Needs kubectl and a kubeconfig:
 *
 *     npx ts-node -T test/schema/agreement.ts [folder with the upstream pods, for example test/testdata/restricted/v1.35]
 *
 * Prints what disagrees and ends with an error if anything does.
 */
import { spawnSync } from 'child_process';
import { existsSync, readdirSync } from 'fs';
import { join } from 'path';
import { Yaml } from 'cdk8s';
import { BAD, GOOD } from './cases';
import { validate } from './validator';
import { Manifest, check, restrictedPack } from '../../src/testing';
import { POD_CASES } from '../testing/pod-security-cases';

const NAMESPACE = `mlops-agreement-${process.pid}`;

function kubectl(args: string[], input?: object): string | undefined {
  const { status, stdout, stderr } = spawnSync('kubectl', args, { input: input && JSON.stringify(input), encoding: 'utf8' });
  return status === 0 ? undefined : stderr || stdout || 'kubectl failed';
}

/** What the server says against the manifest; undefined when it would take it. */
function refusal(manifest: Manifest, namespace: string): string | undefined {
  const here = { ...manifest, metadata: { ...manifest.metadata, namespace: manifest.metadata.namespace && namespace } };
  return kubectl(['create', '--dry-run=server', '--validate=strict', '-f', '-'], here);
}

function podSecurity(): string[] {
  const upstream = (process.argv[2] ? ['pass', 'fail'] : []).flatMap((folder) => {
    const directory = join(process.argv[2], folder);
    return existsSync(directory) ? readdirSync(directory).map((file) => {
      const [manifest] = Yaml.load(join(directory, file)) as Manifest[];
      const name = manifest.metadata.name.replaceAll('_', '-');
      return { what: `upstream ${folder}/${file}`, manifest: { ...manifest, metadata: { ...manifest.metadata, name, namespace: 'ml' } }, folder };
    }) : [];
  });
  const own = POD_CASES.map(({ rule, what, pod }) => ({ what: `${rule}: ${what}`, manifest: pod, folder: undefined }));
  const counts = { admitted: 0, refused: 0 };
  const invalid: string[] = [];
  const wrong: string[] = [];
  for (const { what, manifest, folder } of [...own, ...upstream]) {
    const answer = refusal(manifest, NAMESPACE);
    const findings = check([manifest], restrictedPack);
    if (folder && (folder === 'fail') !== findings.length > 0) wrong.push(`${what}: expectRestricted ${JSON.stringify(findings)}`);
    if (answer && !answer.includes('violates PodSecurity')) {
      invalid.push(`${what} (${answer.trim().split('\n').pop()!.slice(0, 160)})`);
    } else if (!!answer === findings.length > 0) {
      counts[answer ? 'refused' : 'admitted']++;
    } else {
      wrong.push(`${what}: server ${answer ?? 'admits'}; expectRestricted ${JSON.stringify(findings)}`);
    }
  }
  console.log(`Pod Security: ${own.length} own and ${upstream.length} upstream pods; agreed on ${counts.admitted + counts.refused} `
    + `(${counts.admitted} admitted, ${counts.refused} refused), disagreed on ${wrong.length}, not comparable ${invalid.length}:`);
  invalid.forEach((each) => console.log(`  refused by API validation first: ${each}`));
  return wrong;
}

function schema(): string[] {
  const bad = Object.entries(BAD).map(([what, [manifest]]): [string, Manifest] => [what, manifest]);
  const all = [...Object.entries(GOOD), ...bad];
  const wrong = all.flatMap(([what, manifest]) => {
    const answer = refusal(manifest, 'default');
    const { errors } = validate([JSON.parse(JSON.stringify(manifest))]);
    return !!answer === errors.length > 0 ? [] : [`${what}: server ${answer ?? 'accepts'}; validate ${JSON.stringify(errors)}`];
  });
  console.log(`schema: ${all.length} manifests; agreed on ${all.length - wrong.length}, disagreed on ${wrong.length}`);
  return wrong;
}

const label = { 'pod-security.kubernetes.io/enforce': 'restricted', 'pod-security.kubernetes.io/enforce-version': 'v1.35' };
const failed = kubectl(['create', '-f', '-'], { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE, labels: label } });
if (failed) throw new Error(failed);
try {
  // The ServiceAccount admission wants the default account, which the controller makes a moment later.
  kubectl(['wait', '--for=create', 'serviceaccount/default', '-n', NAMESPACE, '--timeout=30s']);
  const wrong = [...podSecurity(), ...schema()];
  wrong.forEach((each) => console.log(`DISAGREES ${each}`));
  process.exitCode = wrong.length > 0 ? 1 : 0;
} finally {
  kubectl(['delete', 'namespace', NAMESPACE, '--wait=false']);
}
