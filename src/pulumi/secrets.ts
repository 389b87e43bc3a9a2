import * as pulumi from '@pulumi/pulumi';

/**
 * Warns when an object other than a Secret holds a secret value: Pulumi encrypts it in its state, but in the cluster it is
 * plain text.
 */
export function warnOfSecrets(resource: pulumi.Resource, kind: string, inputs: object): void {
  if (kind === 'Secret') return;
  pulumi.isSecret(pulumi.output(inputs)).then(async secret => {
    if (!secret) return;
    await pulumi.log.warn(`a secret value stands in a ${kind}, where it is plain text in the cluster: pass it by reference, with SecretValue.fromSecret`, resource);
  }).catch(() => {}); // A value that fails also fails the registration, which says so.
}
