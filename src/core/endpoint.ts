import { bracketed, hostAndPort, unbracketed } from './ip-address';

/** How packets travel. */
export enum Protocol {
  /** Connections. */
  TCP = 'TCP',
  /** Single packets, such as StatsD's. */
  UDP = 'UDP',
}

/** The pods behind an endpoint, as a NetworkPolicy sees them. */
export interface Pods {
  /** Name of the workload that the pods belong to. */
  readonly name: string;
  /** Namespace of the pods. */
  readonly namespace: string;
  /** The labels that select the pods; one is enough. */
  readonly labels: Record<string, string>;
  /** The port that the pods listen on, which may differ from the Service's. */
  readonly port: number;
}

/** Where something listens: the address for clients, and the pods or outside addresses behind it for network policies. */
export interface Endpoint {
  /** Scheme of the address, such as `http` or `postgresql`. */
  readonly scheme: string;
  /** Host name or address that clients connect to. */
  readonly host: string;
  /** Port that clients connect to. */
  readonly port: number;
  /**
   * How packets travel.
   *
   * @default Protocol.TCP
   */
  readonly protocol?: Protocol;
  /** The pods behind it, where it lies in the cluster. */
  readonly pods?: Pods;
  /**
   * The addresses behind it, as CIDR blocks, where it lies outside.
   *
   * @default any address but the link-local ones, which hold the cloud's metadata services
   */
  readonly cidrs?: readonly string[];
}

/** The address of an endpoint as a URL without path; a scheme's own port is left out. */
export function urlOf(endpoint: Endpoint): string {
  const { scheme, host, port } = endpoint;
  const implied = (scheme === 'http' && port === 80) || (scheme === 'https' && port === 443);
  return implied ? `${scheme}://${bracketed(host)}` : `${scheme}://${hostAndPort(host, port)}`;
}

/** The endpoint of a URL that lies outside the cluster, limited to CIDR blocks where they are given. The URL must be plain text. */
export function outsideEndpoint(url: string, cidrs?: readonly string[]): Endpoint {
  const { protocol, hostname, port } = new URL(url);
  const scheme = protocol.slice(0, -1);
  return { scheme, host: unbracketed(hostname), port: Number(port) || (scheme === 'http' ? 80 : 443), ...cidrs && { cidrs } };
}
