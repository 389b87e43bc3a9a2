/** The parts of an address of a Git repository that matter here. */
export interface GitRemote {
  /** `https`, `http` or `ssh`. */
  readonly scheme: string;
  /** Host name. */
  readonly host: string;
  /** Port. */
  readonly port: number;
  /** Whether it lies in the cluster. */
  readonly inCluster: boolean;
  /** Whether there is a password in it. */
  readonly hasPassword: boolean;
}

const PORTS: Record<string, number> = { https: 443, http: 80, ssh: 22 };

/** The parts of an address, also of the form `user@host:path`; undefined when it is none. */
export function parseRemote(text: string): GitRemote | undefined {
  const scp = /^[\w.-]+@([\w.-]+):(?!\/\/)\S+$/.exec(text);
  if (scp) return { scheme: 'ssh', host: scp[1], port: PORTS.ssh, inCluster: isInCluster(scp[1]), hasPassword: false };
  if (!URL.canParse(text) || /\s/.test(text)) return undefined;
  const { protocol, hostname, port, pathname, password, username } = new URL(text);
  const scheme = protocol.slice(0, -1);
  if (!(scheme in PORTS) || hostname === '' || pathname.length < 2) return undefined;
  return {
    scheme,
    host: hostname,
    port: Number(port) || PORTS[scheme],
    inCluster: isInCluster(hostname),
    hasPassword: password !== '' || (scheme !== 'ssh' && username !== ''),
  };
}

function isInCluster(host: string): boolean {
  return /\.svc(\.|$)/.test(host);
}
