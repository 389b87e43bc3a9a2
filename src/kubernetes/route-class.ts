import { Check, notBlank } from '../core';
import { valueClass } from '../core/value-class';

/** A Gateway that routes attach to. */
export interface GatewayOptions {
  /** Name of the Gateway. */
  readonly name: string;
  /** Namespace of the Gateway. */
  readonly namespace: string;
  /**
   * Listener of the Gateway at which TLS ends: any other would serve the route in clear.
   *
   * @default 'https'
   */
  readonly sectionName?: string;
  /**
   * Namespace of the pods that carry the Gateway's traffic, which network policies open.
   *
   * @default that of the Gateway
   */
  readonly trafficNamespace?: string;
}

/** An Ingress controller. */
export interface IngressOptions {
  /** Name of the IngressClass. */
  readonly className: string;
  /** Namespace of the controller's pods, which network policies open. */
  readonly trafficNamespace: string;
  /**
   * Certificate of the routes.
   *
   * @default none: plain HTTP, which routes to what people sign in to refuse
   */
  readonly tls?: Tls;
}

/** Where the certificate of an Ingress comes from. */
export abstract class Tls {
  static { valueClass(this, 'Tls'); }

  /** A Secret of type `kubernetes.io/tls` in the namespace of the route. */
  public static secret(name: string): Tls {
    return new SecretTls(name);
  }

  /** A certificate that cert-manager obtains from a ClusterIssuer. */
  public static certManager(clusterIssuer: string): Tls {
    return new CertManagerTls(clusterIssuer);
  }

  /** No certificate: TLS ends before the controller, such as at a load balancer. */
  public static upstream(): Tls {
    return new UpstreamTls();
  }

  /** The name of the Secret, and what the Ingress must say to get it; undefined where there is none. */
  public abstract render(routeName: string): { readonly secretName: string; readonly annotations: Record<string, string> } | undefined;
}

class UpstreamTls extends Tls {
  public render() {
    return undefined;
  }
}

class SecretTls extends Tls {
  constructor(private readonly secretName: string) { super(); }

  public render() {
    return { secretName: this.secretName, annotations: {} };
  }
}

class CertManagerTls extends Tls {
  constructor(private readonly clusterIssuer: string) { super(); }

  public render(routeName: string) {
    return { secretName: `${routeName}-tls`, annotations: { 'cert-manager.io/cluster-issuer': this.clusterIssuer } };
  }
}

/** A route as a class writes it. */
export interface RouteObject {
  /** API group and version. */
  readonly apiVersion: string;
  /** Kind of the object. */
  readonly kind: string;
  /** Its annotations. */
  readonly annotations?: Record<string, string>;
  /** Its spec. */
  readonly spec: Record<string, unknown>;
}

/** How traffic from outside the cluster arrives at a Service. */
export abstract class RouteClass {
  static { valueClass(this, 'RouteClass'); }

  /** HTTPRoutes of the Gateway API, attached to a Gateway that exists; TLS ends at the Gateway's listener. */
  public static gateway(options: GatewayOptions): RouteClass {
    return new GatewayRouteClass(options);
  }

  /** Ingresses, for clusters without Gateway API. */
  public static ingress(options: IngressOptions): RouteClass {
    return new IngressRouteClass(options);
  }

  /** Namespace of the pods that the traffic comes from. */
  public abstract readonly trafficNamespace: string;
  /** Scheme of the addresses that users see. */
  public abstract get scheme(): string;
  /** What must hold of its options. */
  public abstract checks(): readonly Check[];
  /** The object that sends a host's traffic to a Service. */
  public abstract render(name: string, host: string, service: string, port: number): RouteObject;
}

class GatewayRouteClass extends RouteClass {
  public readonly trafficNamespace: string;

  constructor(private readonly options: GatewayOptions) {
    super();
    this.trafficNamespace = options.trafficNamespace ?? options.namespace;
  }

  public get scheme(): string {
    return 'https';
  }

  public checks(): Check[] {
    return [notBlank('routeClass.sectionName', this.options.sectionName)];
  }

  public render(_name: string, host: string, service: string, port: number): RouteObject {
    const { name, namespace, sectionName = 'https' } = this.options;
    return {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'HTTPRoute',
      spec: {
        parentRefs: [{ name, namespace, sectionName }],
        hostnames: [host],
        rules: [{ matches: [{ path: { type: 'PathPrefix', value: '/' } }], backendRefs: [{ name: service, port }] }],
      },
    };
  }
}

class IngressRouteClass extends RouteClass {
  public readonly trafficNamespace: string;

  constructor(private readonly options: IngressOptions) {
    super();
    this.trafficNamespace = options.trafficNamespace;
  }

  public get scheme(): string {
    return this.options.tls ? 'https' : 'http';
  }

  public checks(): Check[] {
    return [notBlank('routeClass.className', this.options.className)];
  }

  public render(name: string, host: string, service: string, port: number): RouteObject {
    const tls = this.options.tls?.render(name);
    return {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      annotations: tls?.annotations,
      spec: {
        ingressClassName: this.options.className,
        ...tls && { tls: [{ hosts: [host], secretName: tls.secretName }] },
        rules: [{ host, http: { paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: service, port: { number: port } } } }] } }],
      },
    };
  }
}
