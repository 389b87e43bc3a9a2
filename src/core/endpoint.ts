import { checkCall } from './construct-error';
import { bracketed, hostAndPort, unbracketed } from './ip-address';
import { checkArguments } from './prop-checks';

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

/** The ports of schemes, where a URL names none. */
const PORTS: ReadonlyMap<string, number> = new Map([
  ['http', 80], ['https', 443], ['ws', 80], ['wss', 443], ['ftp', 21], ['ftps', 990], ['ssh', 22], ['sftp', 22], ['smtp', 25], ['smtps', 465],
  ['ldap', 389], ['ldaps', 636], ['redis', 6379], ['rediss', 6379], ['postgres', 5432], ['postgresql', 5432], ['mysql', 3306], ['amqp', 5672],
  ['amqps', 5671], ['mongodb', 27017],
]);

/**
 * The endpoint of a URL that lies outside the cluster, limited to CIDR blocks where they are given. The URL must be plain text; without a
 * port it is that of the scheme, such as 25 of `smtp`.
 *
 * @throws Error when the text is no URL with a scheme and a host, or names no port where the scheme has none of its own
 */
export function outsideEndpoint(url: string, cidrs?: readonly string[]): Endpoint {
  checkArguments('outsideEndpoint', [url, cidrs]);
  const remedy = "write scheme, host and port, such as 'https://example.org' or 'tcp://example.org:9000'";
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const { protocol = '', hostname = '', port = '' } = parsed ?? {};
  const scheme = protocol.slice(0, -1);
  // A driver, as in postgresql+psycopg2, changes nothing about the port.
  const number = port === '' ? PORTS.get(scheme.split('+')[0]) : Number(port);
  checkCall('outsideEndpoint', [
    [hostname === '' || !url.includes('://'), 'url', url, 'it is not a URL with a scheme and a host', remedy],
    [hostname !== '' && !number, 'url', url, `the scheme ${scheme} has no port of its own`, 'write the port behind the host'],
  ]);
  return { scheme, host: unbracketed(hostname), port: number!, ...cidrs && { cidrs } };
}
