import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { digestString, mapString } from '../../src/core/tokens';
import { component } from '../../src/pulumi';

/** A contract, as core has them. */
export interface IAddress {
  readonly connection: { readonly env: Record<string, string> };
}

/** A variant, as core has them: it stores what it is given. */
export abstract class Backend {
  public static file(path: string): Backend { return new FileBackend(path); }
  public static at(address: IAddress): Backend { return new RemoteBackend(address); }
  public abstract render(): Record<string, string>;
}

class FileBackend extends Backend {
  constructor(private readonly path: string) { super(); }
  public render() { return { BACKEND: `file://${this.path}` }; }
}

class RemoteBackend extends Backend {
  constructor(private readonly address: IAddress) { super(); }
  public render() { return this.address.connection.env; }
}

export interface StoreProps {
  readonly size?: string;
  readonly host?: string;
  readonly retained?: boolean;
}

/** A construct with a StatefulSet, a Service and a claim. */
export class Store extends Construct implements IAddress {
  public static from(host: string, port: number): IAddress {
    return { connection: { env: { STORE: `${host}:${port}` } } };
  }

  public readonly url: string;
  public readonly connection: IAddress['connection'];
  public readonly service: ApiObject;
  public readonly _hidden = 'hidden';

  constructor(scope: Construct, id: string, props: StoreProps = {}) {
    super(scope, id);
    const template = { metadata: { labels: { app: 'store' } }, spec: { containers: [{ name: 'store', image: 'store' }] } };
    const volumeClaimTemplates = [{ metadata: { name: 'data' }, spec: { resources: { requests: { storage: props.size ?? '1Gi' } } } }];
    this.service = new ApiObject(this, 'Service', { apiVersion: 'v1', kind: 'Service', spec: { selector: { app: 'store' }, ports: [{ port: 80 }] } });
    new ApiObject(this, 'Resource', {
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      spec: { serviceName: this.service.name, selector: { matchLabels: { app: 'store' } }, template, volumeClaimTemplates },
    });
    new ApiObject(this, 'Claim', { apiVersion: 'v1', kind: 'PersistentVolumeClaim', spec: { accessModes: ['ReadWriteOnce'] } });
    this.url = `http://${props.host ?? this.service.name}`;
    this.connection = { env: { STORE: this.url } };
  }

  /** Number of pods. */
  public get pods(): number { return 1; }
}

/** A closed list. */
export enum Level {
  LOW = 'low',
  HIGH = 'high',
}

export interface ServerProps {
  readonly level?: Level;
  readonly levelOrText?: Level | number;
  readonly image: string;
  readonly backend?: Backend;
  readonly replicas?: number;
  readonly port?: number;
  readonly password?: string;
  readonly labels?: Record<string, string>;
  readonly uses?: readonly IAddress[];
  readonly debug?: boolean;
}

/** A construct with a Deployment and all that it needs. */
export class Server extends Construct {
  public readonly url: string;
  public readonly replicas: number;
  public readonly deployment: ApiObject;
  public readonly missing?: string;

  constructor(scope: Construct, id: string, props: ServerProps) {
    super(scope, id);
    if (props.image === '') throw new Error('image is blank');
    const config = JSON.stringify({ password: props.password, port: props.port });
    const hash = digestString(config, text => `h${Buffer.from(text).toString('hex').slice(-8)}`);
    const env = { ...props.backend?.render(), ...Object.assign({}, ...(props.uses ?? []).map(u => u.connection.env)) };
    const labels = { ...props.labels, app: 'server' };
    this.deployment = new ApiObject(this, 'Deployment', {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      spec: {
        replicas: props.replicas ?? 1,
        selector: { matchLabels: { app: 'server' } },
        template: {
          metadata: { labels, annotations: { hash } },
          spec: {
            serviceAccountName: `${id.toLowerCase()}-account`,
            containers: [{
              name: 'server',
              image: props.image,
              env: Object.entries(env).map(([name, value]) => ({ name, value })),
              ports: [{ containerPort: props.port ?? 80 }],
              envFrom: [{ configMapRef: { name: `${id.toLowerCase()}-config` } }],
            }],
            volumes: [{ name: 's', secret: { secretName: `${id.toLowerCase()}-secret` } }],
          },
        },
      },
    });
    const named = (name: string) => ({ name: `${id.toLowerCase()}-${name}` });
    new ApiObject(this, 'Account', { apiVersion: 'v1', kind: 'ServiceAccount', metadata: named('account') });
    new ApiObject(this, 'Config', { apiVersion: 'v1', kind: 'ConfigMap', metadata: named('config'), data: { config, upper: mapString(props.image, i => i.toUpperCase()) } });
    new ApiObject(this, 'Secret', { apiVersion: 'v1', kind: 'Secret', metadata: named('secret'), stringData: { password: props.password ?? 'none' } });
    new ApiObject(this, 'Role', { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata: named('role') });
    new ApiObject(this, 'Binding', {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata: named('binding'),
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: named('role').name },
      subjects: [{ kind: 'ServiceAccount', name: named('account').name }],
    });
    new ApiObject(this, 'Policy', { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', spec: { podSelector: { matchLabels: { app: 'server' } } } });
    new ApiObject(this, 'Service', { apiVersion: 'v1', kind: 'Service', spec: { selector: { app: 'server' }, ports: [{ port: props.port ?? 80 }] } });
    this.url = `http://${id.toLowerCase()}:${props.port ?? 80}`;
    this.replicas = props.replicas ?? 1;
  }
}

/** A construct without a Pulumi class of its own. */
export class Plain extends Construct {
  public readonly greeting: string;
  public readonly connection = { env: { GREETING: 'hello' } };

  constructor(scope: Construct, id: string) {
    super(scope, id);
    new ApiObject(this, 'Note', { apiVersion: 'v1', kind: 'ConfigMap', data: { a: 'b' } });
    this.greeting = 'hello';
  }
}

export interface PlatformProps {
  readonly image?: string;
  readonly namespace?: string;
  readonly server?: Server | false;
  readonly store?: Store;
}

/** A construct made of others. */
export class Platform extends Construct {
  public readonly store: Store;
  public readonly server?: Server;
  public readonly plain: Plain;

  constructor(scope: Construct, id: string, props: PlatformProps = {}) {
    super(scope, id);
    if (props.namespace) new ApiObject(this, 'Namespace', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: props.namespace } });
    this.store = props.store ?? new Store(this, 'Store');
    if (props.server !== false) {
      this.server = new Server(this, 'Server', { image: props.image ?? 'img', uses: [this.store], backend: Backend.file('/data') });
    }
    this.plain = new Plain(this, 'Plain');
  }
}

export class StoreComponent extends component('Store', Store) {}
export class ServerComponent extends component('Server', Server) {}
export class PlatformComponent extends component('Platform', Platform) {}
