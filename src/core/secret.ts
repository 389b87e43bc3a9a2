import { brand } from './brand';
import { INamed, nameOfKind, objectName } from './named';
import { valueClass } from './value-class';

/** The fact: a key of a Secret that exists, or will exist, in a namespace. */
export interface SecretRef {
  /** Namespace of the Secret; only pods of that namespace can read it. */
  readonly namespace: string;
  /** Name of the Secret. */
  readonly secret: string;
  /** Key within the Secret. */
  readonly key: string;
}

/** A value as an environment variable takes it: text, or a key of a Secret. */
export type EnvValue = string | SecretRef;

/** Whether a value is a reference to a Secret's key. */
export function isSecretRef(value: EnvValue): value is SecretRef {
  return typeof value === 'object';
}

/** How a generated secret is written. */
export enum SecretFormat {
  /** Letters and digits: safe in URLs, shells and configuration files. */
  ALPHANUMERIC = 'alphanumeric',
  /** 32 random bytes in URL-safe base64, as Fernet keys are. */
  FERNET = 'fernet',
}

/** Options for `SecretValue.generated`. */
export interface GeneratedOptions {
  /**
   * How the value is written.
   *
   * @default SecretFormat.ALPHANUMERIC
   */
  readonly format?: SecretFormat;

  /**
   * Number of characters of an alphanumeric value, at least 16.
   *
   * @default 32
   */
  readonly length?: number;
}

/** A store of the External Secrets operator. */
export interface SecretStoreRef {
  /** Name of the store. */
  readonly name: string;
  /**
   * Whether it is a ClusterSecretStore rather than a SecretStore of the namespace.
   *
   * @default false
   */
  readonly clusterWide?: boolean;
}

/**
 * The wish for a secret: one that exists, one that is made in the cluster, or one that lies in an external store. Never the
 * value itself, which therefore stands in no manifest and in no state.
 */
export abstract class SecretValue {
  static { valueClass(this, 'SecretValue'); }

  /** A key of a Secret that exists in the construct's namespace; `secret` is its name or a cdk8s-plus Secret. */
  public static fromSecret(secret: string | INamed, key: string): SecretValue {
    nameOfKind('SecretValue.fromSecret', 'secret', secret, 'Secret');
    return new ExistingSecret(secret, key);
  }

  /** A random value, made once in the cluster by an idempotent Job and kept over every later run. */
  public static generated(options: GeneratedOptions = {}): SecretValue {
    return new GeneratedSecret(options.format ?? SecretFormat.ALPHANUMERIC, options.length ?? 32);
  }

  /** A value in an external store, brought by the External Secrets operator; `path` is the remote key, `property` a field in it. */
  public static external(store: SecretStoreRef, path: string, property?: string): SecretValue {
    return new ExternalSecret(store, path, property);
  }
}

/** A key of a Secret that exists; read by `Credentials`. */
export class ExistingSecret extends SecretValue {
  static { brand(this, 'ExistingSecret'); }

  constructor(public readonly secret: string | INamed, public readonly key: string) { super(); }

  /** Name of the Secret. */
  public get secretName(): string {
    return objectName(this.secret);
  }
}

/** A value that the cluster makes; read by `Credentials`. */
export class GeneratedSecret extends SecretValue {
  static { brand(this, 'GeneratedSecret'); }

  constructor(public readonly format: SecretFormat, public readonly length: number) { super(); }
}

/** A value in an external store; read by `Credentials`. */
export class ExternalSecret extends SecretValue {
  static { brand(this, 'ExternalSecret'); }

  constructor(public readonly store: SecretStoreRef, public readonly path: string, public readonly property?: string) { super(); }
}
