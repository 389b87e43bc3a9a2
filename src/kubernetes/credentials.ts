import { Construct } from 'constructs';
import { NamedContainerProps } from './container';
import { GENERATE_SECRET } from './generate-secret';
import { Job } from './job';
import { fit, nameOf, WORKLOAD_NAME } from './names';
import { createObject } from './object';
import { Permission } from './role';
import { imageOf, namespaceOf } from './settings';
import {
  atLeast, check, Check, ConstructError, EnvValue, ExistingSecret, ExternalSecret, GeneratedSecret, IConnectable, notBlank, SecretFormat,
  SecretRef, SecretValue, valid, VALIDATORS, validKeys,
} from '../core';
import { isOf } from '../core/brand';
import { propChecks } from '../core/prop-checks';

/** Annotation of the Job that makes a Secret: the Secret's name, for engines that put objects in order. */
export const MAKES_SECRET = 'mlops-constructs/makes-secret';

/** What a Job does with credentials once they exist, such as making a database role. It must be idempotent and loop while it waits. */
export interface Provision {
  /** Image with the tool's client. */
  readonly image: string;
  /** What to run. */
  readonly command: readonly string[];
  /** Environment besides the credentials. */
  readonly env?: Record<string, EnvValue>;
  /** Variables that hold the credentials: name of the variable -> name of the value. */
  readonly secretEnv: Record<string, string>;
  /** What it must reach. */
  readonly reaches: readonly IConnectable[];
}

/** Properties for `Credentials`. */
export interface CredentialsProps {
  /** The wishes, by the key that each has in the Secret. */
  readonly values: Record<string, SecretValue>;
  /**
   * What to do with them in the cluster.
   *
   * @default nothing
   */
  readonly provision?: Provision;
}

/**
 * All secret values of one owner: turns wishes into references, generates what is to be generated and, in the same Job, makes
 * the tool know them. The generated Secret belongs to this construct's ServiceAccount: it survives every run of the Job and goes
 * with the construct.
 *
 * @throws ConstructError when a generated value is shorter than 16 characters
 */
export class Credentials extends Construct {
  private readonly _refs: Record<string, SecretRef> = {};

  constructor(scope: Construct, id: string, props: CredentialsProps) {
    super(scope, id);
    const shape = propChecks(this, 'CredentialsProps', props);
    const namespace = namespaceOf(this);
    const name = fit(nameOf(this), WORKLOAD_NAME - 9);
    const generated: Record<string, GeneratedSecret> = {};
    const external: Record<string, ExternalSecret> = {};
    for (const [key, value] of Object.entries(props.values)) {
      if (isOf(ExistingSecret, value)) {
        this._refs[key] = { namespace, secret: value.secretName, key: value.key };
      } else if (isOf(ExternalSecret, value)) {
        external[key] = value;
        this._refs[key] = { namespace, secret: `${name}-external`, key };
      } else if (isOf(GeneratedSecret, value)) {
        generated[key] = value;
        this._refs[key] = { namespace, secret: name, key };
      } else {
        throw new ConstructError(this, [`'${key}' is not a SecretValue: write SecretValue.generated(), .fromSecret(…) or .external(…), never the value itself`]);
      }
    }
    check(this, [
      ...shape, ...validKeys(VALIDATORS.dataKey, 'values', props.values),
      ...Object.entries(props.values).flatMap(([key, value]) => secretChecks(`values.${key}`, value)),
      ...Object.entries(generated).map(([key, { format, length }]): Check => [
        format === SecretFormat.ALPHANUMERIC && (number => Number(number) < 16), `length of ${key}`, length, 'it is easily guessed', 'use 16 or more',
      ]),
      ...Object.entries(generated).map(([key, { length }]) => atLeast(`length of ${key}`, length, 1)),
      ...Object.entries(props.provision?.secretEnv ?? {}).map(([variable, key]): Check => [
        !Object.hasOwn(this._refs, key), `provision.secretEnv.${variable}`, key, 'it has no value of that key',
        `use one of ${Object.keys(this._refs).join(', ')}`,
      ]),
    ]);
    if (Object.keys(external).length > 0) createExternalSecret(this, `${name}-external`, external);
    if (Object.keys(generated).length > 0 || props.provision) this.createJob(name, generated, props.provision);
  }

  /**
   * The reference to a value, by its key.
   *
   * @throws ConstructError when there is no value of that key
   */
  public ref(key: string): SecretRef {
    if (Object.hasOwn(this._refs, key)) return this._refs[key];
    throw new ConstructError(this, [`ref '${key}': it has no value of that key: use one of ${Object.keys(this._refs).join(', ')}`]);
  }

  private createJob(name: string, generated: Record<string, GeneratedSecret>, provision: Provision | undefined): void {
    const generate: NamedContainerProps = {
      name: 'generate',
      image: imageOf(this, 'python'),
      command: ['python3', '-c', GENERATE_SECRET],
      env: {
        SECRET_NAME: name,
        SERVICE_ACCOUNT: name,
        VALUES: JSON.stringify(Object.fromEntries(Object.entries(generated).map(([key, { format, length }]) => [key, { format, length }]))),
      },
      resources: { cpu: '10m', memory: '64Mi' },
      apiAccess: true,
    };
    const secretEnv = Object.entries(provision?.secretEnv ?? {}).map(([variable, key]) => [variable, this._refs[key]]);
    const then: NamedContainerProps | undefined = provision && {
      name: 'main',
      image: provision.image,
      command: provision.command,
      env: { ...provision.env, ...Object.fromEntries(secretEnv) },
      resources: { cpu: '10m', memory: '128Mi' },
    };
    const generates = Object.keys(generated).length > 0;
    const { name: _, ...main } = then ?? generate;
    const { workload } = new Job(this, 'Job', {
      ...main,
      initContainers: then && generates ? [generate] : [],
      reaches: provision?.reaches,
      serviceAccountName: name,
      permissions: generates ? permissionsFor(name) : [],
    });
    if (generates) workload.metadata.addAnnotation(MAKES_SECRET, name);
  }
}

/** What a Secret that exists, and its key, must be called; and a store that exists. */
function secretChecks(prop: string, value: SecretValue): Check[] {
  const { dataKey, dnsSubdomain } = VALIDATORS;
  if (isOf(ExistingSecret, value)) return [valid(dnsSubdomain, `${prop}.secret`, value.secretName ?? ''), valid(dataKey, `${prop}.key`, value.key ?? '')];
  if (isOf(ExternalSecret, value)) return [valid(dnsSubdomain, `${prop}.store.name`, value.store?.name ?? ''), notBlank(`${prop}.path`, value.path ?? '')];
  return [];
}

/** RBAC cannot limit `create` to a name; everything else is limited to this one Secret. */
function permissionsFor(name: string): Permission[] {
  return [
    { apiGroups: [''], resources: ['secrets'], verbs: ['create'] },
    { apiGroups: [''], resources: ['secrets'], resourceNames: [name], verbs: ['get', 'patch'] },
    { apiGroups: [''], resources: ['serviceaccounts'], resourceNames: [name], verbs: ['get'] },
  ];
}

function createExternalSecret(scope: Construct, name: string, values: Record<string, ExternalSecret>): void {
  const stores = new Set(Object.values(values).map(({ store }) => JSON.stringify(store)));
  if (stores.size > 1) throw new ConstructError(scope, ['its values come from two stores, and an ExternalSecret reads one: keep them in the same store']);
  const [{ store }] = Object.values(values);
  createObject(scope, 'ExternalSecret', {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    name,
    body: {
      spec: {
        secretStoreRef: { name: store.name, kind: store.clusterWide ? 'ClusterSecretStore' : 'SecretStore' },
        target: { name, creationPolicy: 'Owner' },
        data: Object.entries(values).map(([secretKey, { path, property }]) => ({ secretKey, remoteRef: { key: path, property } })),
      },
    },
  });
}
