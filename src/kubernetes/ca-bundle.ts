import { INamed, nameOfKind, objectName } from '../core';
import { valueClass } from '../core/value-class';

const VOLUME = 'ca-bundle';
const DIRECTORY = '/etc/mlops-constructs/ca';
const FILE = `${DIRECTORY}/ca.crt`;

/** What OpenSSL and Go, Python's requests, boto3, curl, git and Node.js read. */
const VARIABLES = ['SSL_CERT_FILE', 'REQUESTS_CA_BUNDLE', 'AWS_CA_BUNDLE', 'CURL_CA_BUNDLE', 'GIT_SSL_CAINFO', 'NODE_EXTRA_CA_CERTS'];

/**
 * The certificates that workloads trust, as one file in PEM form that exists in the cluster. For most programs the file takes the
 * place of the image's own list, so it must hold the public authorities too where these are needed; Node.js alone adds it to its own.
 * Java has a list of its own and reads none of it.
 */
export class CaBundle {
  static { valueClass(this, 'CaBundle'); }

  /** A key of a ConfigMap in the namespace of the workloads; `configMap` is its name or a cdk8s-plus ConfigMap. */
  public static fromConfigMap(configMap: string | INamed, key = 'ca.crt'): CaBundle {
    nameOfKind('CaBundle.fromConfigMap', 'configMap', configMap, 'ConfigMap');
    return new CaBundle('configMap', 'name', configMap, key);
  }

  /** A key of a Secret in the namespace of the workloads; `secret` is its name or a cdk8s-plus Secret. */
  public static fromSecret(secret: string | INamed, key = 'ca.crt'): CaBundle {
    nameOfKind('CaBundle.fromSecret', 'secret', secret, 'Secret');
    return new CaBundle('secret', 'secretName', secret, key);
  }

  private constructor(
    private readonly kind: string, private readonly field: string, private readonly source: string | INamed, private readonly key: string,
  ) {}

  /** The volume of each pod, in Kubernetes' words. */
  public get volume(): Record<string, unknown> {
    return { name: VOLUME, [this.kind]: { [this.field]: objectName(this.source), items: [{ key: this.key, path: 'ca.crt' }] } };
  }

  /** The mount of each container, in Kubernetes' words: of the directory, since a single file would not follow a change. */
  public get mount(): Record<string, unknown> {
    return { name: VOLUME, mountPath: DIRECTORY, readOnly: true };
  }

  /** Where that is. */
  public get directory(): string {
    return DIRECTORY;
  }

  /** The environment of each container. */
  public get env(): Record<string, string> {
    return Object.fromEntries(VARIABLES.map(name => [name, FILE]));
  }
}
