import { Manifest } from './manifest';
import { PodTemplate, containersOf } from './pod-template';
import { Pack, Rule, expectPack } from './rule';
import * as baseline from './rules/pod-security-baseline';
import * as restricted from './rules/pod-security-restricted';

/** The 12 checks of Pod Security at level baseline, policy version 1.35. */
export const baselinePack: Pack = {
  name: 'Pod Security baseline (1.35)',
  rules: [
    baseline.appArmorProfile,
    baseline.capabilities_baseline,
    baseline.hostNamespaces,
    baseline.hostPathVolumes,
    baseline.hostPorts,
    baseline.hostProbesAndHostLifecycle,
    baseline.privileged,
    baseline.procMount,
    baseline.seLinuxOptions,
    baseline.seccompProfile_baseline,
    baseline.sysctls,
    baseline.windowsHostProcess,
  ],
};

/** All 19 checks of Pod Security at level restricted, policy version 1.35: those of baseline and seven more. */
export const restrictedPack: Pack = {
  name: 'Pod Security restricted (1.35)',
  rules: [
    ...baselinePack.rules,
    restricted.allowPrivilegeEscalation,
    restricted.capabilities_restricted,
    restricted.procMount_restricted,
    restricted.restrictedVolumes,
    restricted.runAsNonRoot,
    restricted.runAsUser,
    restricted.seccompProfile_restricted,
  ],
};

/**
 * Throws unless every pod among the manifests would be admitted by a namespace that enforces Pod Security `restricted`.
 *
 * Checks what the admission plugin of Kubernetes 1.35 checks, in containers, init containers and ephemeral containers. One thing is let
 * pass, for exporters of nodes: directories of the node that all containers only read, in a namespace that the manifests
 * themselves make and label `privileged`.
 *
 * ```ts
 * test('runs in a restricted namespace', () => expectRestricted(synth(app)));
 * ```
 *
 * @throws one Error with all findings, one a line: object, container, field, value, requirement, rule
 */
export function expectRestricted(manifests: readonly Manifest[]): void {
  expectPack(manifests, { ...restrictedPack, rules: restrictedPack.rules.map(readingNodes) });
}

/** The rule under its own name, without what it finds against directories of the node that may be read. */
function readingNodes(rule: Rule): Rule {
  const waived: Rule = (pod, manifests) => rule(pod, manifests).filter(({ field }) => {
    const [, volume] = /^volumes\[(.*)\]\.hostPath$/.exec(field) ?? [];
    return volume === undefined || !isPrivileged(pod.owner.metadata?.namespace, manifests) || !onlyRead(pod, volume);
  });
  return Object.defineProperty(waived, 'name', { value: rule.name });
}

function isPrivileged(namespace: string | undefined, manifests: readonly Manifest[]): boolean {
  return manifests.some(({ apiVersion, kind, metadata }) => apiVersion === 'v1' && kind === 'Namespace' && metadata.name === namespace
    && metadata.labels?.['pod-security.kubernetes.io/enforce'] === 'privileged');
}

function onlyRead(pod: PodTemplate, volume: string): boolean {
  const mounts = containersOf(pod).flatMap(({ spec }) => spec.volumeMounts ?? []) as { name: string; readOnly?: boolean }[];
  return mounts.filter(({ name }) => name === volume).every(({ readOnly }) => readOnly === true);
}
