import { entriesOf, Field, fieldOf, Findings } from './findings';
import { atMost, isToken, VALIDATORS } from '../core';

const {
  annotationKey, className, count, dataKey, dnsLabel, dnsSubdomain, envName, group, httpPath, imageReference, labelKey, labelValue,
  path: absolutePath, period, pinnedImage, port: isPort, portName, seconds, subPath, user,
} = VALIDATORS;

/** The most bytes of all annotations of an object. */
const ANNOTATIONS = 256 * 1024;

/** What must hold of labels and annotations. */
export function metadataChecks(findings: Findings, path: string, metadata: Field): void {
  const { labels, annotations } = metadata;
  findings.expectKeys(labelKey, `${path}.labels`, labels);
  findings.expectValues(labelValue, `${path}.labels`, labels);
  findings.expectKeys(annotationKey, `${path}.annotations`, annotations);
  const bytes = Object.entries(fieldOf(annotations)).flat().reduce<number>((sum, text) => sum + Buffer.byteLength(String(text)), 0);
  if (bytes > ANNOTATIONS) findings.refuse(`${path}.annotations`, undefined, `they have ${bytes} bytes, and an object holds 262144`, 'keep long text in a ConfigMap');
}

/** What must hold of a template of pods, or of a pod. */
export function podChecks(findings: Findings, path: string, template: Field): void {
  const at = path === '' ? '' : `${path}.`;
  const spec = fieldOf(template.spec);
  metadataChecks(findings, `${at}metadata`, fieldOf(template.metadata));
  findings.expect(dnsSubdomain, `${at}spec.serviceAccountName`, spec.serviceAccountName);
  findings.expect(dnsLabel, `${at}spec.hostname`, spec.hostname);
  findings.expect(className, `${at}spec.priorityClassName`, spec.priorityClassName);
  findings.expect(seconds, `${at}spec.terminationGracePeriodSeconds`, spec.terminationGracePeriodSeconds);
  findings.expect(seconds, `${at}spec.activeDeadlineSeconds`, spec.activeDeadlineSeconds);
  findings.expectKeys(labelKey, `${at}spec.nodeSelector`, spec.nodeSelector);
  findings.expectValues(labelValue, `${at}spec.nodeSelector`, spec.nodeSelector);
  for (const [secret, { name }] of entriesOf(`${at}spec.imagePullSecrets`, spec.imagePullSecrets)) findings.expect(dnsSubdomain, `${secret}.name`, name);
  for (const [toleration, entry] of entriesOf(`${at}spec.tolerations`, spec.tolerations)) tolerationChecks(findings, toleration, entry);
  userChecks(findings, `${at}spec.securityContext`, fieldOf(spec.securityContext));
  const volumes = entriesOf(`${at}spec.volumes`, spec.volumes);
  for (const [volume, entry] of volumes) volumeChecks(findings, volume, entry);
  findings.expectDistinct(volumes.map(([volume, { name }]) => [`${volume}.name`, name]), 'it is the name of', 'give one of them another name');
  containersChecks(findings, at, spec, new Set(volumes.map(([, { name }]) => name)));
}

function containersChecks(findings: Findings, at: string, spec: Field, volumes: ReadonlySet<unknown>): void {
  const init = entriesOf(`${at}spec.initContainers`, spec.initContainers);
  const main = entriesOf(`${at}spec.containers`, spec.containers);
  const all = [...init, ...main];
  // Those that end before the others start leave their ports to them.
  const staying = [...init.filter(([, { restartPolicy }]) => restartPolicy === 'Always'), ...main];
  const ports = (of: typeof all) => of.flatMap(([container, entry]) => entriesOf(`${container}.ports`, entry.ports));
  const open = ports(staying);
  for (const [container, entry] of all) {
    const declared = staying.some(([other]) => other === container) ? open : ports([[container, entry]]);
    containerChecks(findings, container, entry, volumes, declared.flatMap(([, { name, containerPort }]) => [name, containerPort]));
  }
  findings.expectDistinct(all.map(([container, { name }]) => [`${container}.name`, name]), 'it is the name of', 'give one of them another name');
  findings.expectDistinct(open.map(([port, { name }]) => [`${port}.name`, name]), 'it is the name of', 'give one of them another name');
  findings.expectDistinct(open.map(([port, { containerPort, protocol = 'TCP' }]) => [port, isToken(containerPort) ? undefined : `${containerPort}/${protocol}`]),
    'it is the port of', 'use another port, since all containers of a pod share one address');
}

function containerChecks(
  findings: Findings, path: string, container: Field, volumes: ReadonlySet<unknown>, ports: readonly unknown[],
): void {
  findings.expect(dnsLabel, `${path}.name`, container.name);
  findings.expect(imageReference, `${path}.image`, container.image);
  if (imageReference.accepts(container.image)) findings.expect(pinnedImage, `${path}.image`, container.image);
  for (const [variable, { name, valueFrom }] of entriesOf(`${path}.env`, container.env)) {
    findings.expect(envName, `${variable}.name`, name);
    const { secretKeyRef, configMapKeyRef } = fieldOf(valueFrom);
    keyChecks(findings, `${variable}.valueFrom.secretKeyRef`, secretKeyRef);
    keyChecks(findings, `${variable}.valueFrom.configMapKeyRef`, configMapKeyRef);
  }
  for (const [port, { name, containerPort }] of entriesOf(`${path}.ports`, container.ports)) {
    findings.expect(portName, `${port}.name`, name);
    findings.expect(isPort, `${port}.containerPort`, containerPort);
  }
  for (const probe of ['livenessProbe', 'readinessProbe', 'startupProbe']) probeChecks(findings, `${path}.${probe}`, fieldOf(container[probe]), ports);
  resourceChecks(findings, `${path}.resources`, fieldOf(container.resources));
  userChecks(findings, `${path}.securityContext`, fieldOf(container.securityContext));
  const mounts = entriesOf(`${path}.volumeMounts`, container.volumeMounts);
  for (const [mount, { name, mountPath, subPath: below }] of mounts) {
    findings.expect(absolutePath, `${mount}.mountPath`, mountPath);
    findings.expect(subPath, `${mount}.subPath`, below);
    if (!volumes.has(name)) findings.refuse(`${mount}.name`, name, 'the pod has no volume of that name', 'mount a volume of the pod');
  }
  findings.expectDistinct(mounts.map(([mount, { mountPath }]) => [`${mount}.mountPath`, mountPath]), 'the container has it at', 'mount one of them at another path');
}

function keyChecks(findings: Findings, path: string, reference: unknown): void {
  if (reference === undefined) return;
  const { name, key } = fieldOf(reference);
  findings.expect(dnsSubdomain, `${path}.name`, name ?? '');
  findings.expect(dataKey, `${path}.key`, key ?? '');
}

function probeChecks(findings: Findings, path: string, probe: Field, ports: readonly unknown[]): void {
  const { httpGet, tcpSocket, grpc } = probe;
  for (const [kind, action] of Object.entries({ httpGet, tcpSocket, grpc })) {
    if (action === undefined) continue;
    const { port } = fieldOf(action);
    const number = `${path}.${kind}.port`;
    if (typeof port !== 'string') findings.expect(isPort, number, port);
    if (!ports.includes(port) && !isToken(port) && !ports.some(isToken)) {
      findings.refuse(number, port, 'no container of the pod declares that port', 'name it among the ports of its container');
    }
  }
  findings.expect(httpPath, `${path}.httpGet.path`, fieldOf(httpGet).path);
  for (const field of ['periodSeconds', 'timeoutSeconds', 'failureThreshold', 'successThreshold']) findings.expect(period, `${path}.${field}`, probe[field]);
  findings.expect(count, `${path}.initialDelaySeconds`, probe.initialDelaySeconds);
}

/** What must hold of what is set aside, and of what may be used at most. */
export function resourceChecks(findings: Findings, path: string, { requests, limits }: Field): void {
  for (const [part, amounts] of Object.entries({ requests: fieldOf(requests), limits: fieldOf(limits) })) {
    for (const [name, amount] of Object.entries(amounts)) {
      const at = `${path}.${part}.${name}`;
      if (name === 'cpu') findings.expectCpu(at, amount);
      else if (name === 'memory' || name.endsWith('storage')) findings.expectSize(at, amount);
      else findings.expectQuantity(at, amount);
    }
  }
  for (const [name, least] of Object.entries(fieldOf(requests))) {
    const limit = fieldOf(limits)[name];
    if (limit === undefined || limit === least) continue;
    findings.add(atMost(`${path}.requests.${name}`, String(least), 'its limit', String(limit), 'raise the limit, or set less aside'));
  }
}

function userChecks(findings: Findings, path: string, { runAsUser, runAsGroup, fsGroup }: Field): void {
  findings.expect(user, `${path}.runAsUser`, runAsUser);
  findings.expect(group, `${path}.runAsGroup`, runAsGroup);
  findings.expect(group, `${path}.fsGroup`, fsGroup);
}

function tolerationChecks(findings: Findings, path: string, { key, operator, value, effect }: Field): void {
  findings.expect(labelKey, `${path}.key`, key);
  findings.expect(labelValue, `${path}.value`, value);
  const known = (given: unknown, values: readonly string[]) => given === undefined || isToken(given) || values.includes(String(given));
  if (!known(operator, ['Exists', 'Equal'])) findings.refuse(`${path}.operator`, operator, 'there is no such operator', "use 'Exists' or 'Equal'");
  if (!known(effect, ['NoSchedule', 'PreferNoSchedule', 'NoExecute'])) {
    findings.refuse(`${path}.effect`, effect, 'there is no such effect', "use 'NoSchedule', 'PreferNoSchedule' or 'NoExecute', or leave it out for all");
  }
  if (operator === 'Exists' && value !== undefined) findings.refuse(`${path}.value`, value, 'Exists compares no value', "use 'Equal', or leave value out");
  if (operator === 'Equal' && key === undefined) findings.refuse(`${path}.key`, undefined, 'Equal compares the value of a key', "name the key, or use 'Exists'");
}

function volumeChecks(findings: Findings, path: string, volume: Field): void {
  const { secret, configMap, persistentVolumeClaim, emptyDir, hostPath, projected } = volume;
  findings.expect(dnsLabel, `${path}.name`, volume.name);
  if (secret) findings.expect(dnsSubdomain, `${path}.secret.secretName`, fieldOf(secret).secretName ?? '');
  if (configMap) findings.expect(dnsSubdomain, `${path}.configMap.name`, fieldOf(configMap).name ?? '');
  if (persistentVolumeClaim) findings.expect(dnsSubdomain, `${path}.persistentVolumeClaim.claimName`, fieldOf(persistentVolumeClaim).claimName ?? '');
  findings.expectSize(`${path}.emptyDir.sizeLimit`, fieldOf(emptyDir).sizeLimit);
  findings.expect(absolutePath, `${path}.hostPath.path`, fieldOf(hostPath).path);
  for (const part of [secret, configMap]) itemChecks(findings, path, fieldOf(part));
  for (const [source, entry] of entriesOf(`${path}.projected.sources`, fieldOf(projected).sources)) {
    for (const kind of ['secret', 'configMap']) {
      if (entry[kind] === undefined) continue;
      findings.expect(dnsSubdomain, `${source}.${kind}.name`, fieldOf(entry[kind]).name ?? '');
      itemChecks(findings, `${source}.${kind}`, fieldOf(entry[kind]));
    }
  }
}

function itemChecks(findings: Findings, path: string, { items }: Field): void {
  for (const [item, { key, path: file }] of entriesOf(`${path}.items`, items)) {
    findings.expect(dataKey, `${item}.key`, key ?? '');
    findings.expect(subPath, `${item}.path`, file);
  }
}
