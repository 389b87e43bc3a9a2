import { Manifest } from '../manifest';
import { PodTemplate } from '../pod-template';
import { Rule } from '../rule';
import { inContainers, unless } from './places';

/** Words that mark a variable as secret. `TOKENIZERS_PARALLELISM` and `MAX_TOKENS` are none. */
const SECRET_NAME = /(PASSWORD|PASSWD|SECRET|TOKEN|ACCESS_?KEY)(?![A-Z])/i;
/** Variables that only say where a secret is. */
const SECRET_PLACE = /[_.-](FILE|PATH|DIR|CMD|NAME)$/i;
/** A URL with a literal password; `postgresql://user:$(PASSWORD)@host` has none. */
const PASSWORD_IN_URL = /:\/\/[^\s/:@]*:(?!\$\()[^\s/@]+@/;
/** Owners and images that get no fixes any more. */
const ABANDONED = /(^|\/)(bitnami|minio)[^/]*(\/|$)/;

/** Root file systems are read-only. */
export const readOnlyRootFilesystem: Rule = (pod) => inContainers(pod, ({ securityContext }) => unless(
  securityContext?.readOnlyRootFilesystem === true,
  'securityContext.readOnlyRootFilesystem', securityContext?.readOnlyRootFilesystem, 'must be true',
));

/** Pods get no API token unless they mount one themselves. */
export const noAutomountedToken: Rule = ({ spec }) => unless(
  spec.automountServiceAccountToken === false, 'automountServiceAccountToken', spec.automountServiceAccountToken, 'must be false',
);

/** Pods do not run as the namespace's default ServiceAccount. */
export const ownServiceAccount: Rule = ({ spec }) => unless(
  !!spec.serviceAccountName && spec.serviceAccountName !== 'default',
  'serviceAccountName', spec.serviceAccountName, 'must name a ServiceAccount other than default',
);

/** Pods do not get the address of every Service of the namespace as environment. */
export const noServiceLinks: Rule = ({ spec }) => unless(
  spec.enableServiceLinks === false, 'enableServiceLinks', spec.enableServiceLinks, 'must be false',
);

/** Containers request CPU, memory and space on the node's disk, and are limited in the last two. Ephemeral containers cannot. */
export const resources: Rule = (pod) => inContainers(pod, (container, list) => list === 'ephemeralContainers' ? [] : [
  ['requests', 'cpu'], ['requests', 'memory'], ['requests', 'ephemeral-storage'], ['limits', 'memory'], ['limits', 'ephemeral-storage'],
].flatMap(([bound, resource]) => {
  const value = container.resources?.[bound]?.[resource];
  return unless(value !== undefined, `resources.${bound}.${resource}`, value, 'must be set');
}));

/** Processes have a name and a home directory, since their id mostly has neither in the image. */
export const person: Rule = (pod) => inContainers(pod, ({ env }, list) => list === 'ephemeralContainers' ? [] : ['HOME', 'USER', 'LOGNAME'].flatMap(
  (name) => unless((env ?? []).some((variable: Record<string, any>) => variable.name === name), `env[${name}]`, undefined, 'must be set')));

/** No two volumes or containers of a pod have one name, and no two volumes one place in a container: the API server refuses them. */
export const distinctNames: Rule = (pod) => [
  ...twice((pod.spec.volumes ?? []).map(({ name }: Record<string, any>) => name)).flatMap(
    (name) => unless(false, 'volumes', name, 'must name each volume once')),
  ...twice([...pod.spec.initContainers ?? [], ...pod.spec.containers ?? []].map(({ name }: Record<string, any>) => name)).flatMap(
    (name) => unless(false, 'containers', name, 'must name each container once')),
  ...inContainers(pod, ({ volumeMounts }) => twice((volumeMounts ?? []).map(({ mountPath }: Record<string, any>) => mountPath)).flatMap(
    (path) => unless(false, 'volumeMounts', path, 'must mount one volume at each path'))),
];

/** Containers that run for ever and listen can be found dead or not ready; sidecars too. */
export const probes: Rule = (pod) => inContainers(pod, (container, list) => longRunning(pod, container, list) && container.ports?.length > 0
  ? ['livenessProbe', 'readinessProbe'].flatMap((probe) => unless(!!container[probe], probe, container[probe], 'must be set'))
  : []);

/** Probes ask at ports that the container declares: what reads manifests, such as a service mesh, knows no others. */
export const probePorts: Rule = (pod) => inContainers(pod, (container) => ['livenessProbe', 'readinessProbe', 'startupProbe'].flatMap((probe) => {
  const port = container[probe]?.httpGet?.port ?? container[probe]?.tcpSocket?.port;
  const declared = (container.ports ?? []).some(({ name, containerPort }: Record<string, any>) => port === containerPort || port === name);
  return unless(port === undefined || declared, `${probe} port`, port, 'must be one of its ports');
}));

/** The pull policy is said, not left to the tag. */
export const imagePullPolicy: Rule = (pod) => inContainers(pod, (container) => unless(
  !!container.imagePullPolicy, 'imagePullPolicy', container.imagePullPolicy, 'must be set',
));

/** Images have a tag other than `latest`, or a digest. */
export const pinnedImage: Rule = (pod) => inContainers(pod, ({ image }) => {
  const [reference, digest] = String(image ?? '').split('@');
  const tag = reference.slice(reference.lastIndexOf('/') + 1).split(':')[1];
  return unless(!!digest || (!!tag && tag !== 'latest'), 'image', image, 'must have a tag other than latest, or a digest');
});

/** No image of an owner who stopped to publish fixes. */
export const maintainedImage: Rule = (pod) => inContainers(pod, ({ image }) => unless(
  !ABANDONED.test(String(image ?? '').split('@')[0].replace(/:[^/:]*$/, '')), 'image', image,
  'must not be one of Bitnami or MinIO, whose public images are frozen',
));

/** No secret stands in the environment as a literal. */
export const noLiteralSecret: Rule = (pod) => inContainers(pod, ({ env }) => (env ?? []).flatMap(({ name, value }: Record<string, any>) => {
  if (!value) return [];
  const secret = SECRET_NAME.test(name) && !SECRET_PLACE.test(name) && !/^\$\([^)]+\)$/.test(value);
  return unless(!secret && !PASSWORD_IN_URL.test(value), `env[${name}].value`, '<hidden>', 'must come from a Secret (valueFrom.secretKeyRef)');
}));

/** Every pod is selected by NetworkPolicies that govern both of its directions. */
export const networkPolicy: Rule = (pod, manifests) => ['Ingress', 'Egress'].flatMap((direction) => unless(
  manifests.some((manifest) => governs(manifest, pod, direction)),
  `NetworkPolicy for ${direction}`, undefined, `must exist in the pod's namespace and select ${JSON.stringify(pod.labels)}`,
));

function longRunning(pod: PodTemplate, container: Record<string, any>, list: string): boolean {
  if (pod.owner.kind === 'Job' || pod.owner.kind === 'CronJob') return false;
  if ((pod.spec.restartPolicy ?? 'Always') !== 'Always') return false;
  return list === 'containers' || (list === 'initContainers' && container.restartPolicy === 'Always');
}

function governs(policy: Manifest, pod: PodTemplate, direction: string): boolean {
  if (policy.kind !== 'NetworkPolicy' || policy.apiVersion !== 'networking.k8s.io/v1') return false;
  if (policy.metadata.namespace !== pod.owner.metadata.namespace) return false;
  const { policyTypes, egress, podSelector } = policy.spec ?? {};
  const types: string[] = policyTypes ?? ['Ingress', ...egress ? ['Egress'] : []];
  return types.includes(direction) && selects(podSelector ?? {}, pod.labels);
}

function selects({ matchLabels = {}, matchExpressions = [] }: Record<string, any>, labels: Record<string, string>): boolean {
  return Object.entries(matchLabels).every(([key, value]) => labels[key] === value)
    && matchExpressions.every(({ key, operator, values = [] }: Record<string, any>) => {
      switch (operator) {
        case 'In': return key in labels && values.includes(labels[key]);
        case 'NotIn': return !(key in labels) || !values.includes(labels[key]);
        case 'Exists': return key in labels;
        case 'DoesNotExist': return !(key in labels);
        default: return false;
      }
    });
}

function twice(names: readonly string[]): string[] {
  return names.filter((name, index) => names.indexOf(name) < index);
}
