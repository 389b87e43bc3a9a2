import { Manifest } from './manifest';
import { Pack, Waiver, expectPack } from './rule';
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
 * Checks what the admission plugin of Kubernetes 1.35 checks, in containers, init containers and ephemeral containers.
 *
 * ```ts
 * test('runs in a restricted namespace', () => expectRestricted(synth(app)));
 * ```
 *
 * @param waive what is allowed all the same, such as `readsNode`; nothing by default
 * @throws one Error with all findings, one a line: object, container, field, value, requirement, rule
 */
export function expectRestricted(manifests: readonly Manifest[], waive?: Waiver): void {
  expectPack(manifests, restrictedPack, waive);
}
