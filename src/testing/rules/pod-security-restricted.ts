import { Rule, Violation } from '../rule';
import { inContainers, inSecurityContexts, inUserNamespace, onWindows, unless } from './places';
import { maskedProcMount } from './pod-security-baseline';

const CONFINED = ['RuntimeDefault', 'Localhost'];
const VOLUME_TYPES = [
  'configMap', 'csi', 'downwardAPI', 'emptyDir', 'ephemeral', 'image', 'persistentVolumeClaim', 'projected', 'secret',
];

/** No container can gain privileges after its start. */
export const allowPrivilegeEscalation: Rule = (pod) => onWindows(pod) ? [] : inContainers(pod, ({ securityContext }) => unless(
  securityContext?.allowPrivilegeEscalation === false,
  'securityContext.allowPrivilegeEscalation', securityContext?.allowPrivilegeEscalation, 'must be false',
));

/** Containers drop all capabilities and add at most NET_BIND_SERVICE. */
export const capabilities_restricted: Rule = (pod) => onWindows(pod) ? [] : inContainers(pod, ({ securityContext }) => {
  const { add = [], drop } = securityContext?.capabilities ?? {};
  return [
    ...unless((drop ?? []).includes('ALL'), 'securityContext.capabilities.drop', drop, 'must include ALL'),
    ...unless(add.every((each: string) => each === 'NET_BIND_SERVICE'),
      'securityContext.capabilities.add', add, 'must hold nothing but NET_BIND_SERVICE'),
  ];
});

/** The /proc mount is masked, in every pod. */
export const procMount_restricted: Rule = (pod) => maskedProcMount(pod);

/** Volumes are of the kinds that cannot reach the node or a network file system. One without a type becomes an emptyDir. */
export const restrictedVolumes: Rule = (pod) => (pod.spec.volumes ?? []).flatMap((volume: Record<string, any>) => {
  const type = Object.keys(volume).find((key) => key !== 'name' && volume[key] != null);
  return unless(!type || VOLUME_TYPES.some((each) => volume[each] != null),
    `volumes[${volume.name}].${type}`, volume[type!], `must be one of ${VOLUME_TYPES.join(', ')}`);
});

/** Every container must refuse to run as root, by its own context or the pod's; waived in a user namespace. */
export const runAsNonRoot: Rule = (pod) => inUserNamespace(pod) ? [] : inherited(
  pod, (context) => context.runAsNonRoot, (value) => value === true, 'securityContext.runAsNonRoot', 'must be true, here or in the pod',
);

/** No user id 0; waived in a user namespace. */
export const runAsUser: Rule = (pod) => inUserNamespace(pod) ? [] : inSecurityContexts(pod, ({ runAsUser: user }) => unless(
  user !== 0, 'securityContext.runAsUser', user, 'must not be 0',
));

/** Every container is under a seccomp profile, by its own context or the pod's. */
export const seccompProfile_restricted: Rule = (pod) => onWindows(pod) ? [] : inherited(
  pod, (context) => context.seccompProfile?.type ?? (context.seccompProfile ? '' : undefined), (value) => CONFINED.includes(value as string),
  'securityContext.seccompProfile.type', 'must be RuntimeDefault or Localhost, here or in the pod',
);

/** A field that containers inherit from the pod: a bad value is bad anywhere, none at all is bad where nothing good is inherited. */
function inherited(
  pod: Parameters<Rule>[0],
  read: (context: Record<string, any>) => unknown,
  good: (value: unknown) => boolean,
  field: string,
  expected: string,
): Violation[] {
  const own = read(pod.spec.securityContext ?? {}) ?? undefined;
  if (own !== undefined && !good(own)) {
    return [
      { field, value: own, expected },
      ...inContainers(pod, ({ securityContext }) => {
        const value = read(securityContext ?? {}) ?? undefined;
        return unless(value === undefined || good(value), field, value, expected);
      }),
    ];
  }
  return inContainers(pod, ({ securityContext }) => {
    const value = read(securityContext ?? {}) ?? own;
    return unless(good(value), field, value, expected);
  });
}
