import { Construct } from 'constructs';
import { Check, Endpoint, Remote, SecretRef, SecretValue } from '../core';
import { valueClass } from '../core/value-class';
import { configFiles, Credentials, Mount, SOURCE_FILES } from '../kubernetes';

/** What credentials mean for the container that fetches. */
export interface GitLogin {
  /** Arguments of git-sync. */
  readonly args: readonly string[];
  /** Files in `/etc/source`. */
  readonly files: Record<string, SecretRef>;
  /** What else it mounts. */
  readonly mounts: readonly Mount[];
  /** What it must reach besides the repository. */
  readonly endpoints: readonly Endpoint[];
}

/** Options for `GitCredentials.githubApp`. */
export interface GithubAppOptions {
  /** Id of the app. */
  readonly applicationId: string;
  /** Id of its installation in the organisation of the repository. */
  readonly installationId: string;
  /** Private key of the app, in PEM form. */
  readonly privateKey: SecretValue;
}

/** Who reads a Git repository. */
export abstract class GitCredentials {
  static { valueClass(this, 'GitCredentials'); }

  /** Anybody: the repository is public. */
  public static none(): GitCredentials {
    return new NoCredentials();
  }

  /** The owner of an SSH key without passphrase; `knownHosts` is the line, or lines, of known_hosts that name the server's key. */
  public static sshKey(key: SecretValue, knownHosts: string | SecretValue): GitCredentials {
    return new SshKey(key, knownHosts);
  }

  /** The owner of a token or password; most hosts take any user name with a token. */
  public static token(token: SecretValue, username = 'git'): GitCredentials {
    return new Token(token, username);
  }

  /** An app of github.com, with tokens that live for an hour. */
  public static githubApp(options: GithubAppOptions): GitCredentials {
    return new GithubApp(options);
  }

  /** What must hold for an address. */
  public abstract checks(remote: Remote): Check[];
  /** Makes what it needs below a scope. */
  public abstract create(scope: Construct, cidrs?: readonly string[]): GitLogin;
}

class NoCredentials extends GitCredentials {
  public checks({ scheme }: Remote): Check[] {
    return [[scheme === 'ssh', 'credentials', undefined, 'SSH lets nobody in without a key', 'pass GitCredentials.sshKey(…), or write the URL with https']];
  }

  public create(): GitLogin {
    return { args: [], files: {}, mounts: [], endpoints: [] };
  }
}

class SshKey extends GitCredentials {
  constructor(private readonly key: SecretValue, private readonly knownHosts: string | SecretValue) { super(); }

  public checks({ scheme }: Remote): Check[] {
    const { knownHosts } = this;
    return [
      [scheme !== 'ssh', 'credentials', undefined, `an SSH key opens nothing over ${scheme}`, "pass GitCredentials.token(…), or write the URL as 'ssh://git@host/path'"],
      [knownHosts === undefined || String(knownHosts).trim() === '', 'credentials.knownHosts', undefined, 'any server could pose as this one',
        'pass what ssh-keyscan prints for the host, once you have compared it with what its owner publishes'],
    ];
  }

  public create(scope: Construct): GitLogin {
    const { knownHosts } = this;
    const literal = typeof knownHosts === 'string';
    const values = { key: this.key, ...literal ? {} : { knownHosts } };
    const credentials = new Credentials(scope, 'Credentials', { values });
    const directory = literal ? '/etc/known-hosts' : SOURCE_FILES;
    return {
      args: [`--ssh-key-file=${SOURCE_FILES}/ssh`, `--ssh-known-hosts-file=${directory}/known_hosts`],
      files: { ssh: credentials.ref('key'), ...literal ? {} : { known_hosts: credentials.ref('knownHosts') } },
      mounts: literal ? [{ volume: configFiles(scope, 'KnownHosts', { known_hosts: `${knownHosts}\n` }), path: directory, readOnly: true }] : [],
      endpoints: [],
    };
  }
}

class Token extends GitCredentials {
  constructor(private readonly token: SecretValue, private readonly username: string) { super(); }

  public checks({ scheme, inCluster }: Remote): Check[] {
    return [
      [scheme === 'ssh', 'credentials', undefined, 'SSH takes keys, not tokens', 'pass GitCredentials.sshKey(…), or write the URL with https'],
      [scheme === 'http' && !inCluster, 'credentials', undefined, 'the token would travel unencrypted to a host outside the cluster', 'write the URL with https'],
    ];
  }

  public create(scope: Construct): GitLogin {
    const credentials = new Credentials(scope, 'Credentials', { values: { token: this.token } });
    return passwordLogin(this.username, credentials.ref('token'));
  }
}

class GithubApp extends GitCredentials {
  constructor(private readonly options: GithubAppOptions) { super(); }

  public checks({ scheme }: Remote): Check[] {
    return [[scheme !== 'https', 'credentials', undefined, `an app of GitHub signs in over https, not ${scheme}`, "write the URL as 'https://github.com/owner/name'"]];
  }

  public create(scope: Construct, cidrs?: readonly string[]): GitLogin {
    const { applicationId, installationId, privateKey } = this.options;
    const credentials = new Credentials(scope, 'Credentials', { values: { privateKey } });
    return {
      args: [
        `--github-app-application-id=${applicationId}`, `--github-app-installation-id=${installationId}`,
        `--github-app-private-key-file=${SOURCE_FILES}/private-key`,
      ],
      files: { 'private-key': credentials.ref('privateKey') },
      mounts: [],
      endpoints: [{ scheme: 'https', host: 'api.github.com', port: 443, ...cidrs && { cidrs } }],
    };
  }
}

/** A user name with a password that is a key of a Secret already. */
export function passwordLogin(username: string, password: SecretRef): GitLogin {
  return { args: [`--username=${username}`, `--password-file=${SOURCE_FILES}/password`], files: { password }, mounts: [], endpoints: [] };
}
