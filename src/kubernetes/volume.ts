import { Construct } from 'constructs';
import { nameOf } from './names';
import { createObject } from './object';
import { namespaceOf, Settings } from './settings';
import { byteSize, check, INamed, nameOfKind, required, valid, VALIDATORS } from '../core';
import { propChecks } from '../core/prop-checks';
import { valueClass } from '../core/value-class';

/** The sources of volumes that the pods of one node mount at a time. */
const ON_ONE_NODE = new WeakSet<object>();

/** Whether a volume is known to be mounted by the pods of one node at a time: that of a `VolumeClaim` is. */
export function liesOnOneNode({ source }: Volume): boolean {
  return ON_ONE_NODE.has(source);
}

/** A directory of a pod that can be written, and where it comes from. */
export class Volume {
  static { valueClass(this, 'Volume'); }

  /**
   * An empty directory that lives as long as the pod; `sizeLimit` is a Kubernetes quantity, and the pod is evicted when it grows
   * beyond.
   */
  public static empty(name: string, sizeLimit: string): Volume {
    return new Volume(name, { emptyDir: { sizeLimit } });
  }

  /** An empty directory in memory, for secrets and sockets; it counts against the container's memory. */
  public static memory(name: string, sizeLimit: string): Volume {
    return new Volume(name, { emptyDir: { medium: 'Memory', sizeLimit } });
  }

  /** A PersistentVolumeClaim that exists; `claimName` is its name or a PersistentVolumeClaim of cdk8s-plus. */
  public static claim(name: string, claimName: string | INamed): Volume {
    const claim = nameOfKind('Volume.claim', 'claimName', claimName, 'PersistentVolumeClaim');
    return new Volume(name, { persistentVolumeClaim: { claimName: claim } });
  }

  /**
   * A ConfigMap, each key a file; where a digest of its content is given, pods are replaced when it changes. `configMapName` is its name
   * or a ConfigMap of cdk8s-plus.
   */
  public static configMap(name: string, configMapName: string | INamed, digest?: string): Volume {
    return new Volume(name, { configMap: { name: nameOfKind('Volume.configMap', 'configMapName', configMapName, 'ConfigMap') } }, digest);
  }

  /** Several ConfigMaps, as names or of cdk8s-plus, as one directory, each key a file; no two may hold the same key. */
  public static configMaps(name: string, configMapNames: readonly (string | INamed)[], digest?: string): Volume {
    const names = configMapNames.map((each, index) => nameOfKind('Volume.configMaps', `configMapNames[${index}]`, each, 'ConfigMap'));
    return new Volume(name, { projected: { sources: names.map(configMap => ({ configMap: { name: configMap } })) } }, digest);
  }

  /** A Secret, each key a file; files follow when it changes. `secretName` is its name or a Secret of cdk8s-plus. */
  public static secret(name: string, secretName: string | INamed): Volume {
    return new Volume(name, { secret: { secretName: nameOfKind('Volume.secret', 'secretName', secretName, 'Secret') } });
  }

  /**
   * A directory of the node, which must exist. Only a namespace with `PodSecurity.PRIVILEGED` admits pods that have one: mount it
   * read-only.
   */
  public static hostPath(name: string, path: string): Volume {
    return new Volume(name, { hostPath: { path, type: 'Directory' } });
  }

  private constructor(
    /** Name within the pod. */
    public readonly name: string,
    /** Kubernetes' volume source. */
    public readonly source: Record<string, unknown>,
    /** Digest of the content, where it is known. */
    public readonly digest?: string,
  ) {}

  /** The same under another name within the pod. */
  public named(name: string): Volume {
    return new Volume(name, this.source, this.digest);
  }
}

/** Which later mounts show up on the other side of a mount. */
export enum MountPropagation {
  /** None. */
  NONE = 'None',
  /** Those that the node makes below the volume. */
  HOST_TO_CONTAINER = 'HostToContainer',
}

/** Where a container sees a volume. */
export interface Mount {
  /** The volume. */
  readonly volume: Volume;
  /** Absolute path in the container. */
  readonly path: string;
  /**
   * Directory within the volume.
   *
   * @default the volume's root
   */
  readonly subPath?: string;
  /**
   * Whether the container may only read it.
   *
   * @default false
   */
  readonly readOnly?: boolean;
  /**
   * Which later mounts show up on the other side.
   *
   * @default MountPropagation.NONE
   */
  readonly mountPropagation?: MountPropagation;
}

/** Properties for `VolumeClaim`. */
export interface VolumeClaimProps {
  /** Size, as a Kubernetes quantity. It can grow later where the StorageClass allows it, and never shrink. */
  readonly size: string;
  /**
   * StorageClass of the volume.
   *
   * @default that of the settings, else the cluster's default class
   */
  readonly storageClass?: string;
}

/** Storage that outlives pods and is mounted by the pods of one node at a time (ReadWriteOnce). */
export class VolumeClaim extends Construct {
  /** Name of the PersistentVolumeClaim. */
  public readonly claimName: string;
  /** The claim as a volume of a pod. */
  public readonly volume: Volume;

  constructor(scope: Construct, id: string, props: VolumeClaimProps) {
    super(scope, id);
    check(this, [
      ...propChecks(this, 'VolumeClaimProps', props), required('size', props.size), ...byteSize('size', props.size), valid(VALIDATORS.className, 'storageClass', props.storageClass),
    ]);
    this.claimName = nameOf(this);
    this.volume = Volume.claim('data', this.claimName);
    ON_ONE_NODE.add(this.volume.source);
    createObject(this, 'Resource', {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      name: this.claimName,
      namespace: namespaceOf(this),
      body: {
        spec: {
          accessModes: ['ReadWriteOnce'],
          storageClassName: props.storageClass ?? Settings.of(this).storageClass,
          resources: { requests: { storage: props.size } },
        },
      },
    });
  }
}
