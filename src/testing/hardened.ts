import { Manifest } from './manifest';
import { Pack, expectPack } from './rule';
import * as hardening from './rules/hardening';

/** What this library promises for its pods beyond Pod Security `restricted`. */
export const hardenedPack: Pack = {
  name: 'hardening beyond Pod Security',
  rules: [
    hardening.readOnlyRootFilesystem,
    hardening.noAutomountedToken,
    hardening.ownServiceAccount,
    hardening.noServiceLinks,
    hardening.resources,
    hardening.person,
    hardening.distinctNames,
    hardening.probes,
    hardening.probePorts,
    hardening.imagePullPolicy,
    hardening.pinnedImage,
    hardening.maintainedImage,
    hardening.noLiteralSecret,
    hardening.networkPolicy,
  ],
};

/**
 * Throws unless every pod among the manifests keeps what this library promises beyond Pod Security `restricted`:
 * read-only root file systems; no automounted API token, an own ServiceAccount, no service links; requests of CPU, memory and space on
 * the node's disk, and limits of the last two; HOME, USER and LOGNAME; names of volumes, containers and mounts that are there once;
 * liveness and readiness probes for what runs for ever, at ports that are declared; a pull policy; pinned images that are still
 * maintained; no literal secret in the environment; and NetworkPolicies that govern ingress and egress.
 *
 * The manifests have to include the NetworkPolicies.
 *
 * @throws one Error with all findings, one a line: object, container, field, value, requirement, rule
 */
export function expectHardened(manifests: readonly Manifest[]): void {
  expectPack(manifests, hardenedPack);
}
