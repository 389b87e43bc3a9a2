import { unbracketed } from './ip-address';

/** The parts of a repository's address that matter here. */
export interface Remote {
  /** `https`, `http` or `ssh`. */
  readonly scheme: string;
  /** Host name. */
  readonly host: string;
  /** Port. */
  readonly port: number;
  /** Whether it lies in the cluster. */
  readonly inCluster: boolean;
  /** Whether there is a password in the address. */
  readonly hasPassword: boolean;
}

const PORTS: Record<string, number> = { https: 443, http: 80, ssh: 22 };

/** The parts of the address of a repository; undefined when it is none. */
export function remoteOf(address: string): Remote | undefined {
  if (!URL.canParse(address) || /\s/.test(address)) return undefined;
  const { protocol, hostname, port, pathname, password, username } = new URL(address);
  const scheme = protocol.slice(0, -1);
  if (!(scheme in PORTS) || hostname === '' || pathname.length < 2) return undefined;
  return {
    scheme,
    host: unbracketed(hostname),
    port: Number(port) || PORTS[scheme],
    inCluster: /\.svc(\.|$)/.test(hostname),
    hasPassword: password !== '' || (scheme !== 'ssh' && username !== ''),
  };
}
