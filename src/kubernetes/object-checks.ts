import { entriesOf, Field, fieldOf, Findings } from './findings';
import { metadataChecks, podChecks, resourceChecks } from './pod-checks';
import { Check, isToken, liesWithin, Validator, VALIDATORS } from '../core';

const {
  cidr, className, count, dataKey, dnsLabel, dnsSubdomain, labelKey, labelValue, period, port, rbacName, routeHost, seconds,
  serviceName,
} = VALIDATORS;

/** What names of kinds must be, where that is not the name of a DNS subdomain. */
const NAMES: Record<string, Validator> = {
  Service: serviceName,
  Namespace: dnsLabel,
  Role: rbacName,
  RoleBinding: rbacName,
  ClusterRole: rbacName,
  ClusterRoleBinding: rbacName,
};

/** What must hold of the rest of an object of a kind. */
const BODIES: Record<string, (findings: Findings, body: Field) => void> = {
  Deployment: (findings, { spec }) => workloadChecks(findings, 'spec', fieldOf(spec)),
  StatefulSet: (findings, { spec }) => workloadChecks(findings, 'spec', fieldOf(spec)),
  DaemonSet: (findings, { spec }) => workloadChecks(findings, 'spec', fieldOf(spec)),
  Job: (findings, { spec }) => workloadChecks(findings, 'spec', fieldOf(spec)),
  CronJob: (findings, { spec }) => {
    const { schedule, startingDeadlineSeconds, jobTemplate } = fieldOf(spec);
    findings.expectCron('spec.schedule', schedule);
    findings.expect(seconds, 'spec.startingDeadlineSeconds', startingDeadlineSeconds);
    workloadChecks(findings, 'spec.jobTemplate.spec', fieldOf(fieldOf(jobTemplate).spec));
  },
  Service: (findings, { spec }) => serviceChecks(findings, fieldOf(spec)),
  NetworkPolicy: (findings, { spec }) => policyChecks(findings, fieldOf(spec)),
  Ingress: (findings, { spec }) => ingressChecks(findings, fieldOf(spec)),
  HTTPRoute: (findings, { spec }) => httpRouteChecks(findings, fieldOf(spec)),
  HorizontalPodAutoscaler: (findings, { spec }) => autoscalerChecks(findings, fieldOf(spec)),
  PersistentVolumeClaim: (findings, { spec }) => {
    const { resources, storageClassName } = fieldOf(spec);
    resourceChecks(findings, 'spec.resources', fieldOf(resources));
    findings.expect(className, 'spec.storageClassName', storageClassName);
  },
  Secret: (findings, { data, stringData }) => {
    findings.expectKeys(dataKey, 'data', data);
    findings.expectKeys(dataKey, 'stringData', stringData);
  },
  ConfigMap: (findings, { data, binaryData }) => {
    findings.expectKeys(dataKey, 'data', data);
    findings.expectKeys(dataKey, 'binaryData', binaryData);
  },
  Role: (findings, { rules }) => permissionChecks(findings, rules),
  ClusterRole: (findings, { rules }) => permissionChecks(findings, rules),
  RoleBinding: (findings, { subjects }) => subjectChecks(findings, subjects),
  ClusterRoleBinding: (findings, { subjects }) => subjectChecks(findings, subjects),
  ExternalSecret: (findings, { spec }) => {
    const { secretStoreRef, data } = fieldOf(spec);
    findings.expect(dnsSubdomain, 'spec.secretStoreRef.name', fieldOf(secretStoreRef).name ?? '');
    for (const [entry, { secretKey }] of entriesOf('spec.data', data)) findings.expect(dataKey, `${entry}.secretKey`, secretKey);
  },
  Cluster: (findings, { spec }) => {
    const { storage, imageName } = fieldOf(spec);
    findings.expectSize('spec.storage.size', fieldOf(storage).size);
    findings.expect(className, 'spec.storage.storageClass', fieldOf(storage).storageClass);
    findings.expect(VALIDATORS.imageReference, 'spec.imageName', imageName);
  },
};

/** What must hold of an object before it is made: the checks that fail, and those about values that come later. */
export function objectChecks(manifest: Field): readonly Check[] {
  const { kind, metadata, ...body } = manifest;
  const { name, namespace } = fieldOf(metadata);
  const findings = new Findings(`${String(kind)} '${String(name)}'`);
  findings.expect(NAMES[String(kind)] ?? dnsSubdomain, 'metadata.name', name ?? '');
  findings.expect(dnsLabel, 'metadata.namespace', namespace);
  metadataChecks(findings, 'metadata', fieldOf(metadata));
  BODIES[String(kind)]?.(findings, body);
  return findings.all();
}

/** What must hold of a template of pods that a tool reads. */
export function podTemplateChecks(name: string, pod: Field): readonly Check[] {
  const findings = new Findings(`Pod of '${name}'`);
  podChecks(findings, '', pod);
  return findings.all();
}

function workloadChecks(findings: Findings, path: string, spec: Field): void {
  for (const field of ['replicas', 'backoffLimit']) findings.expect(count, `${path}.${field}`, spec[field]);
  for (const field of ['activeDeadlineSeconds', 'ttlSecondsAfterFinished']) findings.expect(seconds, `${path}.${field}`, spec[field]);
  findings.expect(serviceName, `${path}.serviceName`, spec.serviceName);
  podChecks(findings, `${path}.template`, fieldOf(spec.template));
}

function serviceChecks(findings: Findings, { ports, selector }: Field): void {
  labelChecks(findings, 'spec.selector', selector);
  const all = entriesOf('spec.ports', ports);
  for (const [path, entry] of all) {
    findings.expect(dnsLabel, `${path}.name`, entry.name);
    findings.expect(port, `${path}.port`, entry.port);
  }
  findings.expectDistinct(all.map(([path, { port: number, protocol = 'TCP' }]) => [path, isToken(number) ? undefined : `${number}/${protocol}`]),
    'it is the port of', 'use another port');
}

function policyChecks(findings: Findings, spec: Field): void {
  selectorChecks(findings, 'spec.podSelector', spec.podSelector);
  for (const direction of ['ingress', 'egress']) {
    for (const [rule, entry] of entriesOf(`spec.${direction}`, spec[direction])) {
      const { from, to } = entry;
      for (const [path, peer] of [...entriesOf(`${rule}.from`, from), ...entriesOf(`${rule}.to`, to)]) {
        selectorChecks(findings, `${path}.podSelector`, peer.podSelector);
        selectorChecks(findings, `${path}.namespaceSelector`, peer.namespaceSelector);
        if (peer.ipBlock) blockChecks(findings, `${path}.ipBlock`, fieldOf(peer.ipBlock));
      }
      for (const [path, { port: number }] of entriesOf(`${rule}.ports`, entry.ports)) findings.expect(port, `${path}.port`, number);
    }
  }
}

function blockChecks(findings: Findings, path: string, block: Field): void {
  findings.expect(cidr, `${path}.cidr`, block.cidr ?? '');
  for (const [index, inner] of (Array.isArray(block.except) ? block.except : []).entries()) {
    const at = `${path}.except[${index}]`;
    findings.expect(cidr, at, inner);
    const known = [inner, block.cidr].every(text => !isToken(text) && cidr.accepts(text));
    if (known && !liesWithin(String(inner), String(block.cidr))) findings.refuse(at, inner, `it does not lie within ${String(block.cidr)}`, 'leave it out');
  }
}

function selectorChecks(findings: Findings, path: string, selector: unknown): void {
  labelChecks(findings, `${path}.matchLabels`, fieldOf(selector).matchLabels);
}

function labelChecks(findings: Findings, path: string, labels: unknown): void {
  findings.expectKeys(labelKey, path, labels);
  findings.expectValues(labelValue, path, labels);
}

function ingressChecks(findings: Findings, { ingressClassName, rules, tls }: Field): void {
  findings.expect(className, 'spec.ingressClassName', ingressClassName ?? '');
  for (const [path, { host }] of entriesOf('spec.rules', rules)) findings.expect(routeHost, `${path}.host`, host);
  for (const [path, { secretName }] of entriesOf('spec.tls', tls)) findings.expect(dnsSubdomain, `${path}.secretName`, secretName);
}

function httpRouteChecks(findings: Findings, { parentRefs, hostnames }: Field): void {
  for (const [path, { name, namespace, sectionName }] of entriesOf('spec.parentRefs', parentRefs)) {
    findings.expect(dnsSubdomain, `${path}.name`, name ?? '');
    findings.expect(dnsLabel, `${path}.namespace`, namespace);
    findings.expect(dnsSubdomain, `${path}.sectionName`, sectionName);
  }
  for (const [index, host] of (Array.isArray(hostnames) ? hostnames : []).entries()) findings.expect(routeHost, `spec.hostnames[${index}]`, host);
}

function autoscalerChecks(findings: Findings, { minReplicas, maxReplicas, metrics }: Field): void {
  findings.expect(period, 'spec.minReplicas', minReplicas);
  findings.expect(period, 'spec.maxReplicas', maxReplicas);
  for (const [path, { resource }] of entriesOf('spec.metrics', metrics)) {
    findings.expect(period, `${path}.resource.target.averageUtilization`, fieldOf(fieldOf(resource).target).averageUtilization);
  }
}

function permissionChecks(findings: Findings, rules: unknown): void {
  for (const [path, { verbs, resources, resourceNames }] of entriesOf('rules', rules)) {
    for (const [field, list] of Object.entries({ verbs, resources, resourceNames })) {
      for (const [index, value] of (Array.isArray(list) ? list : []).entries()) {
        findings.expect(field === 'resources' ? RESOURCE : rbacName, `${path}.${field}[${index}]`, value);
      }
    }
  }
}

const RESOURCE: Validator = {
  accepts: value => /^(\*|[a-z]+)(\/(\*|[a-z]+))?$/.test(String(value)),
  reason: 'it is not a kind in plural and lower case',
  remedy: "write it as 'pods' or 'pods/log'",
};

function subjectChecks(findings: Findings, subjects: unknown): void {
  for (const [path, { name, namespace }] of entriesOf('subjects', subjects)) {
    findings.expect(dnsSubdomain, `${path}.name`, name ?? '');
    findings.expect(dnsLabel, `${path}.namespace`, namespace);
  }
}
