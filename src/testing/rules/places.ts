import { PodTemplate, containersOf } from '../pod-template';
import { Violation } from '../rule';

/** Asks for every container of the pod; the violations get the container's name. */
export function inContainers(
  pod: PodTemplate, ask: (container: Record<string, any>, list: string) => Violation[],
): Violation[] {
  return containersOf(pod).flatMap(({ list, spec }) => ask(spec, list).map((violation) => ({ ...violation, container: spec.name ?? '' })));
}

/** Asks for the pod's own security context and for that of each container; a missing one is an empty one. */
export function inSecurityContexts(pod: PodTemplate, ask: (context: Record<string, any>) => Violation[]): Violation[] {
  return [
    ...ask(pod.spec.securityContext ?? {}),
    ...inContainers(pod, ({ securityContext }) => ask(securityContext ?? {})),
  ];
}

/** No violation when the condition holds, else the one given. */
export function unless(condition: boolean, field: string, value: unknown, expected: string): Violation[] {
  return condition ? [] : [{ field, value, expected }];
}

/** Whether the pod says that it runs on Windows, where API validation forbids the Linux fields. */
export function onWindows(pod: PodTemplate): boolean {
  return pod.spec.os?.name === 'windows';
}

/** Whether the pod runs in a user namespace of its own, which some rules honour. */
export function inUserNamespace(pod: PodTemplate): boolean {
  return pod.spec.hostUsers === false;
}
