import { Chart } from 'cdk8s';
import { IConstruct } from 'constructs';
import { CaBundle } from './ca-bundle';
import { ownLabelChecks } from './own-keys';
import { RouteClass } from './route-class';
import {
  check, Check, ConstructError, hasToken, ImageName, IMAGES, INamed, kindCheck, objectName, Profile, propChecks, valid, VALIDATORS,
  validEach, validKeys, validValues, withDefaults,
} from '../core';

/** When the kubelet pulls an image. */
export enum ImagePullPolicy {
  /** When it is not on the node. */
  IF_NOT_PRESENT = 'IfNotPresent',
  /** At every start of a container. */
  ALWAYS = 'Always',
  /** Never: the image must be on the node. */
  NEVER = 'Never',
}

/** The pods that answer DNS, as network policies see them. */
export interface DnsSettings {
  /** Labels of the namespace of the DNS pods. */
  readonly namespaceLabels: Record<string, string>;
  /** Labels of the DNS pods. */
  readonly podLabels: Record<string, string>;
  /** Ports that the pods, not their Service, listen on. */
  readonly ports: readonly number[];
}

/** Where the Kubernetes API listens, as network policies see it: behind its Service. */
export interface ApiServerSettings {
  /**
   * Addresses of the API servers, as CIDR blocks; `kubectl get endpoints kubernetes` shows them.
   *
   * @default any address but the link-local ones
   */
  readonly cidrs?: readonly string[];
  /**
   * Ports on which they listen.
   *
   * @default 443 and 6443
   */
  readonly ports?: readonly number[];
}

/** What all constructs below a scope share. */
export interface SettingsProps {
  /**
   * Namespace of the objects, as its name, or a Namespace of this package or of cdk8s-plus.
   *
   * @default that of the chart; without one nothing can be built
   */
  readonly namespace?: string | INamed;
  /**
   * Registry, with an optional path, that holds copies of images and takes the place of the registry in their references: a text for
   * the images of the catalog, which leaves those that a program names itself as they are written; or, for all images of the
   * registries that are named, registry -> copy, such as `{ 'docker.io': 'mirror.example.org/hub' }`; those that settings further above
   * name stay, but for the same registries. A reference without a registry is of `docker.io`.
   *
   * @default the images' own registries
   */
  readonly imageRegistry?: string | Record<string, string>;
  /**
   * Images to use instead of the catalog's, by their name in the catalog. They are taken as they are written, whatever
   * `imageRegistry` says; those of settings further above stay, but for the same names.
   *
   * @default the catalog
   */
  readonly images?: Partial<Record<ImageName, string>>;
  /**
   * The Secrets with which images are pulled, as their names or of cdk8s-plus.
   *
   * @default none
   */
  readonly imagePullSecrets?: readonly (string | INamed)[];
  /**
   * When images are pulled.
   *
   * @default ImagePullPolicy.IF_NOT_PRESENT
   */
  readonly imagePullPolicy?: ImagePullPolicy;
  /**
   * StorageClass of the volumes.
   *
   * @default the cluster's default class
   */
  readonly storageClass?: string;
  /**
   * Domain under which routes get their host names, such as `ml.example.org`.
   *
   * @default none: routes must name their host
   */
  readonly domain?: string;
  /**
   * How traffic from outside arrives.
   *
   * @default none: routes must name their class
   */
  readonly routeClass?: RouteClass;
  /**
   * How large and how careful the installation is.
   *
   * @default Profile.team()
   */
  readonly profile?: Profile;
  /**
   * Labels of every object and pod, for example for cost reports. `app.kubernetes.io/name`, `/instance` and `/managed-by` are this
   * library's own.
   *
   * @default none
   */
  readonly labels?: Record<string, string>;
  /**
   * Who is responsible: the label `team` of all metrics and alerts, by which their receivers are chosen.
   *
   * @default nobody in particular
   */
  readonly team?: string;
  /**
   * The pods that answer DNS.
   *
   * @default pods `k8s-app: kube-dns` in `kube-system`, on the ports 53, 1053 and 5353
   */
  readonly dns?: DnsSettings;
  /**
   * Where the Kubernetes API listens: pods that call it reach no more than that. Addresses and ports are inherited each by itself.
   *
   * @default any address but the link-local ones, on the ports 443 and 6443
   */
  readonly apiServer?: ApiServerSettings;
  /**
   * The certificates that every container trusts, for companies with an authority of their own or a proxy that inspects TLS. For
   * most programs they take the place of the image's own list: the file must hold the public ones too where these are needed.
   *
   * @default those of each image
   */
  readonly caBundle?: CaBundle;
}

/** Settings with names in the place of objects. */
export interface NamedSettings extends Omit<SettingsProps, 'namespace' | 'imagePullSecrets'> {
  /** Namespace of the objects. */
  readonly namespace?: string;
  /** Names of the Secrets with which images are pulled. */
  readonly imagePullSecrets?: readonly string[];
}

const OWN = Symbol.for('mlops-constructs.settings');
const READ = Symbol.for('mlops-constructs.settings-read');
const DNS: DnsSettings = {
  namespaceLabels: { 'kubernetes.io/metadata.name': 'kube-system' },
  podLabels: { 'k8s-app': 'kube-dns' },
  ports: [53, 1053, 5353],
};

interface Marked extends IConstruct {
  [OWN]?: NamedSettings;
  [READ]?: boolean;
}

/** What a subtree shares: set once on a scope, inherited by all constructs below it. */
export class Settings {
  /**
   * Sets what all constructs below `scope` share; what is left out is inherited from above.
   *
   * @throws ConstructError when the scope has settings already, or a construct below it was made before: the order of calls
   * must not change the result; and when a name or text in them cannot be meant
   */
  public static set(scope: IConstruct, props: SettingsProps): void {
    check(scope, propChecks(scope, 'SettingsProps', props, 'settings'));
    const marked = scope as Marked;
    if (marked[OWN]) throw new ConstructError(scope, ['it has settings already: set them once, all together']);
    if (marked[READ]) throw new ConstructError(scope, ['a construct below it has read its settings already: set them before anything else']);
    const { namespace, imagePullSecrets } = props;
    const names = { namespace: objectName(namespace), imagePullSecrets: imagePullSecrets?.map(secret => objectName(secret)) };
    const settings: NamedSettings = { ...props, ...names };
    check(scope, [
      ...settingsChecks(settings), ...ownLabelChecks('labels', props.labels), kindCheck('namespace', namespace, 'Namespace'),
      ...(imagePullSecrets ?? []).map((secret, index) => kindCheck(`imagePullSecrets[${index}]`, secret, 'Secret')),
    ]);
    Object.defineProperty(scope, OWN, { value: settings });
  }

  /** The settings in force at a scope, those from further above laid under its own. */
  public static of(scope: IConstruct): NamedSettings {
    const scopes = scope.node.scopes as Marked[];
    for (const above of scopes) if (!above[READ]) Object.defineProperty(above, READ, { value: true });
    const all = scopes.map(above => above[OWN] ?? {});
    const inherited = all.reduce((above, own) => withDefaults<NamedSettings, NamedSettings>(own, above));
    const byName = (key: 'images' | 'labels') => Object.assign({}, ...all.map(own => own[key])) as Record<string, string>;
    return { ...inherited, ...all.reduce(withinLaid, {}), images: byName('images'), labels: byName('labels') };
  }

  private constructor() {}
}

type Shared = Pick<SettingsProps, 'apiServer' | 'imageRegistry'>;

/** The settings that are objects themselves, field by field: of one that is left out, that from further above stays. */
function withinLaid(above: Shared, { apiServer, imageRegistry }: Shared): Shared {
  const servers = withDefaults(apiServer, above.apiServer ?? {});
  const inherited = above.imageRegistry;
  const copies = isMap(imageRegistry) && isMap(inherited) ? { ...inherited, ...imageRegistry } : imageRegistry ?? inherited;
  return { ...Object.keys(servers).length > 0 && { apiServer: servers }, ...copies !== undefined && { imageRegistry: copies } };
}

function isMap(imageRegistry: SettingsProps['imageRegistry']): imageRegistry is Record<string, string> {
  return typeof imageRegistry === 'object';
}

/**
 * The namespace of a construct's objects: from the settings, or from its chart.
 *
 * @throws ConstructError when there is none, or none of that name can be
 */
export function namespaceOf(scope: IConstruct): string {
  const namespace = Settings.of(scope).namespace ?? Chart.of(scope).namespace;
  const { accepts, reason, remedy } = VALIDATORS.dnsLabel;
  if (namespace && !hasToken(namespace) && !accepts(namespace)) {
    throw new ConstructError(scope, [`namespace '${namespace}': ${reason}: ${remedy}`]);
  }
  if (namespace) return namespace;
  throw new ConstructError(scope, ["it has no namespace: write new Chart(app, 'ml', { namespace: 'ml' }), or set one with Settings"]);
}

/** What must hold of names and texts that many constructs share: said once, where they are set. */
function settingsChecks({ namespace, imageRegistry, images, imagePullSecrets, storageClass, domain, labels, dns }: NamedSettings): Check[] {
  const { className, dnsLabel, dnsSubdomain, imageReference, labelKey, labelValue, port } = VALIDATORS;
  const dnsLabels = { 'dns.namespaceLabels': dns?.namespaceLabels, 'dns.podLabels': dns?.podLabels };
  return [
    valid(dnsLabel, 'namespace', namespace), ...mirrorChecks(imageRegistry), ...validValues(imageReference, 'images', images),
    ...validEach(dnsSubdomain, 'imagePullSecrets', imagePullSecrets), valid(className, 'storageClass', storageClass),
    valid(VALIDATORS.domain, 'domain', domain), ...validEach(port, 'dns.ports', dns?.ports),
    ...Object.entries({ labels, ...dnsLabels }).flatMap(([prop, map]) => [
      ...validKeys(labelKey, prop, map), ...validValues(labelValue, prop, map),
    ]),
  ];
}

/** What must hold of the registries that hold copies, and of those whose images they hold. */
function mirrorChecks(imageRegistry: SettingsProps['imageRegistry']): Check[] {
  const { registry } = VALIDATORS;
  if (typeof imageRegistry !== 'object') return [valid(registry, 'imageRegistry', imageRegistry)];
  const named = (key: string) => registry.accepts(key) && splitReference(`${key}/image`)[0] === key;
  return [
    ...Object.keys(imageRegistry).map((key): Check => [!named(key), 'key of imageRegistry', key, 'no reference of an image has that registry',
      "write the bare host, with a port if need be, such as 'docker.io', without scheme and path"]),
    ...validValues(registry, 'imageRegistry', imageRegistry),
  ];
}

/** The profile in force at a scope. */
export function profileOf(scope: IConstruct): Profile {
  return Settings.of(scope).profile ?? Profile.team();
}

/** The DNS pods that a scope's network policies open. */
export function dnsOf(scope: IConstruct): DnsSettings {
  return Settings.of(scope).dns ?? DNS;
}

/** The API servers that a scope's network policies open. */
export function apiServerOf(scope: IConstruct): ApiServerSettings {
  return Settings.of(scope).apiServer ?? {};
}

/** The image of the catalog, or what the settings put in its place. */
export function imageOf(scope: IConstruct, name: ImageName): string {
  return Settings.of(scope).images?.[name] ?? IMAGES[name].reference;
}

/** The references of the catalog. */
const CATALOG: ReadonlySet<string> = new Set(Object.values(IMAGES).map(({ reference }) => reference));

/** The reference under which an image is pulled: every image that a construct starts goes through here, and through here alone. */
export function mirrored(scope: IConstruct, reference: string): string {
  const { imageRegistry, images = {} } = Settings.of(scope);
  if (imageRegistry === undefined || Object.values(images).includes(reference)) return reference;
  const [registry, path] = splitReference(reference);
  const copies = typeof imageRegistry === 'object' ? imageRegistry : CATALOG.has(reference) ? { [registry]: imageRegistry } : {};
  return registry in copies ? `${copies[registry]}/${path}` : reference;
}

/** Registry and path of a reference; what is left out is what container engines take for it. */
function splitReference(reference: string): [registry: string, path: string] {
  const [first, ...rest] = reference.split('/');
  if (rest.length > 0 && /[.:]|^localhost$/.test(first)) return [first, rest.join('/')];
  return ['docker.io', rest.length > 0 ? reference : `library/${reference}`];
}
