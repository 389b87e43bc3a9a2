import { ContainerProps, NamedContainerProps, Probe } from './container';
import type { WorkloadProps } from './workload';
import { atMost, byteSize, Check, cpu, isToken, kindCheck, objectName, port as isPort, required, valid, VALIDATORS, validKeys } from '../core';
import { shapeNamed } from '../core/shape';

const {
  annotationKey, group, dataKey, dnsLabel, dnsSubdomain, envName, httpPath, imageReference, path, period, pinnedImage, portName,
  seconds, subPath, user,
} = VALIDATORS;

/** What must hold for a workload before anything is made of it; what its objects show is asked again where they are made. */
export function workloadChecks(props: WorkloadProps): Check[] {
  const { podAnnotations, sidecars = [], initContainers = [] } = props;
  return [
    ...containerChecks(props),
    ...namedChecks('initContainers', initContainers), ...initChecks(initContainers), ...namedChecks('sidecars', sidecars),
    [id => id === 0, 'user', props.user, 'a process of user 0 is root', 'use any other id'],
    [id => id !== 0 && !user.accepts(id), 'user', props.user, user.reason, user.remedy],
    valid(group, 'group', props.group),
    valid(seconds, 'terminationGracePeriodSeconds', props.terminationGracePeriodSeconds),
    valid(dnsLabel, 'hostname', props.hostname),
    valid(dnsSubdomain, 'serviceAccountName', props.serviceAccountName),
    valid(dnsSubdomain, 'existingServiceAccount', objectName(props.existingServiceAccount)),
    kindCheck('existingServiceAccount', props.existingServiceAccount, 'ServiceAccount'),
    [props.existingServiceAccount !== undefined && props.serviceAccountName !== undefined, 'serviceAccountName', props.serviceAccountName,
      'existingServiceAccount says that one exists', 'pass one of the two'],
    ...validKeys(annotationKey, 'podAnnotations', podAnnotations),
  ];
}

/** Kubernetes takes no probe of what ends before the others start. */
function initChecks(containers: readonly NamedContainerProps[]): Check[] {
  const probes = ['liveness', 'readiness', 'startup'] as const;
  return containers.flatMap((container, index) => probes.map((name): Check => [
    container[name] !== undefined, `initContainers[${index}].${name}`, undefined, 'it ends before anybody could ask',
    'leave it out, or make it one of the sidecars',
  ]));
}

function namedChecks(prop: string, containers: readonly NamedContainerProps[]): Check[] {
  return containers.flatMap((container, index) => [
    valid(dnsLabel, `${prop}[${index}].name`, container.name), ...containerChecks(container, `${prop}[${index}].`),
  ]);
}

/** What must hold for a container; `at` stands before its props in messages. */
export function containerChecks(container: ContainerProps, at = ''): Check[] {
  const { image, resources = {}, ports = {}, udpPorts = {}, env = {}, mounts = [], liveness, readiness, startup } = container;
  const { reason, remedy } = pinnedImage;
  const declared = Object.values({ ...ports, ...udpPorts });
  return [
    required(`${at}image`, image),
    valid(imageReference, `${at}image`, image),
    [reference => imageReference.accepts(reference) && !pinnedImage.accepts(reference), `${at}image`, image, reason, remedy],
    ...cpu(`${at}resources.cpu`, resources.cpu), ...cpu(`${at}resources.cpuLimit`, resources.cpuLimit), ...byteSize(`${at}resources.memory`, resources.memory),
    atMost(`${at}resources.cpu`, resources.cpu ?? (resources.cpuLimit === undefined ? undefined : '100m'), 'cpuLimit', resources.cpuLimit, 'raise cpuLimit, or leave it out'),
    ...Object.entries({ ...ports, ...udpPorts }).flatMap(([name, number]) => [
      valid(portName, `${at}ports.${name}`, name), isPort(`${at}ports.${name}`, number),
    ]),
    ...twice(`${at}ports`, ports), ...twice(`${at}udpPorts`, udpPorts),
    ...Object.keys(udpPorts).filter(name => name in ports).map((name): Check => [true, `${at}udpPorts.${name}`, udpPorts[name], 'ports has that name too', 'give one of them another name']),
    ...Object.entries({ liveness, readiness, startup }).flatMap(([name, probe]) => probe ? probeChecks(`${at}${name}`, probe, declared) : []),
    ...Object.entries(env).flatMap(([name, value]) => envChecks(`${at}env`, name, value)),
    ...mounts.flatMap((mount, index) => [
      valid(path, `${at}mounts[${index}].path`, mount.path), valid(subPath, `${at}mounts[${index}].subPath`, mount.subPath),
      valid(dnsLabel, `${at}mounts[${index}].volume`, mount.volume?.name),
    ]),
  ];
}

function twice(prop: string, ports: Record<string, number>): Check[] {
  const entries = Object.entries(ports);
  return entries.flatMap(([name, number], index): Check[] => {
    const other = isToken(number) ? undefined : entries.slice(0, index).find(([, one]) => one === number);
    return other ? [[true, `${prop}.${name}`, number, `it is the port of ${other[0]} too`, 'use another port, or one name for both']] : [];
  });
}

function probeChecks(prop: string, probe: Probe, declared: readonly number[]): Check[] {
  const { httpGet, tcpSocket, exec, periodSeconds, timeoutSeconds, failureThreshold } = probe;
  const actions = [httpGet, tcpSocket, exec].filter(action => action !== undefined).length;
  // The action may be there under a wrong name, of which its own finding tells.
  const misspelt = actions === 0 && Object.keys(probe).some(key => !shapeNamed('Probe')!.props!.has(key));
  const port = httpGet?.port ?? tcpSocket?.port;
  const late = declared.some(isToken) || isToken(port);
  return [
    [actions !== 1 && !misspelt, prop, undefined, actions === 0 ? 'it checks nothing' : 'it checks in two ways', 'give one of httpGet, tcpSocket and exec'],
    isPort(`${prop}.port`, port),
    [port !== undefined && declared.length === 0 && !late, `${prop}.port`, port, 'the container declares no port', 'name it in ports'],
    [Array.isArray(exec?.command) && exec.command.length === 0, `${prop}.exec.command`, exec?.command, 'it runs nothing', 'name a program and its arguments'],
    valid(httpPath, `${prop}.httpGet.path`, httpGet?.path),
    [scheme => !['HTTP', 'HTTPS'].includes(String(scheme)), `${prop}.httpGet.scheme`, httpGet?.scheme, 'there is no such scheme',
      "use 'HTTP' or 'HTTPS', in capitals"],
    ...(Array.isArray(httpGet?.httpHeaders) ? httpGet.httpHeaders : []).map(({ name }, index): Check => [
      text => !/^[-A-Za-z0-9]+$/.test(String(text)), `${prop}.httpGet.httpHeaders[${index}].name`, name, 'it is not the name of a header',
      "use letters, digits and -, such as 'X-Probe'",
    ]),
    valid(period, `${prop}.periodSeconds`, periodSeconds), valid(period, `${prop}.timeoutSeconds`, timeoutSeconds),
    valid(period, `${prop}.failureThreshold`, failureThreshold),
  ];
}

/** What of a pod a variable can hold (Kubernetes 1.35, pkg/apis/core/validation: validEnvDownwardAPIFieldPathExpressions). */
const FIELD = /^(metadata\.(name|namespace|uid|(labels|annotations)\['[^']+'\])|spec\.(nodeName|serviceAccountName)|status\.(hostIPs?|podIPs?))$/;

function envChecks(prop: string, name: string, value: unknown): Check[] {
  const named = valid(envName, `key of ${prop}`, name);
  if (typeof value !== 'object' || value === null) return [named];
  if ('fieldPath' in value) {
    return [named, [field => !FIELD.test(String(field)), `${prop}.${name}.fieldPath`, value.fieldPath, 'no variable can hold that field of a pod',
      "use metadata.name, .namespace, .uid, .labels['key'] or .annotations['key'], spec.nodeName or .serviceAccountName, status.hostIP, .hostIPs, .podIP or .podIPs"]];
  }
  const { secret, key } = value as { readonly secret?: unknown; readonly key?: unknown };
  return [named, valid(dnsSubdomain, `${prop}.${name}.secret`, secret), valid(dataKey, `${prop}.${name}.key`, key)];
}
