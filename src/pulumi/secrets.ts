import * as pulumi from '@pulumi/pulumi';

/**
 * Warns when an object other than a Secret holds a secret value: Pulumi encrypts it in its state, but in the cluster it is
 * plain text.
 */
export function warnOfSecrets(resource: pulumi.Resource, kind: string, inputs: object): void {
  if (kind === 'Secret') return;
  const text = `a secret value stands in a ${kind}, where it is plain text in the cluster: pass it by reference, with SecretValue.fromSecret`;
  pulumi.isSecret(pulumi.output(inputs)).then(secret => {
    // Once it is registered: a message about a resource that never will be holds back all later ones, the error among them.
    if (secret) resource.urn.apply(() => pulumi.log.warn(text, resource));
  }).catch(() => {}); // A value that fails also fails the registration, which says so.
}
