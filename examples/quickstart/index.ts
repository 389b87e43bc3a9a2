import * as mlops from 'mlops-constructs/pulumi';

/** The quickstart with Pulumi: the same platform as in main.ts. */
export function program(namespace: string): Record<string, unknown> {
  const home = new mlops.Namespace('ml', { name: namespace }, { settings: { namespace } });
  const platform = new mlops.Platform('platform', { profile: mlops.Profile.local(), orchestration: false }, { settings: { namespace }, dependsOn: home });
  return { trackingUri: platform.tracking?.trackingUri, objectStoreUrl: platform.objectStore?.url };
}
