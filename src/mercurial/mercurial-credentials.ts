import { Construct } from 'constructs';
import { Check, Remote, SecretRef, SecretValue } from '../core';
import { valueClass } from '../core/value-class';
import { Credentials } from '../kubernetes';

/** What credentials mean for the container that fetches. */
export interface MercurialLogin {
  /** Environment of the script that fetches. */
  readonly env: Record<string, string>;
  /** Files in `/etc/source`. */
  readonly files: Record<string, SecretRef>;
}

/** Who reads a Mercurial repository. */
export abstract class MercurialCredentials {
  static { valueClass(this, 'MercurialCredentials'); }

  /** Anybody: the repository is public. */
  public static none(): MercurialCredentials {
    return new NoCredentials();
  }

  /** A user with a password or token. */
  public static basic(username: string, password: SecretValue): MercurialCredentials {
    return new Basic(username, password);
  }

  /** The owner of an SSH key without passphrase; `knownHosts` is the line, or lines, of known_hosts that name the server's key. */
  public static sshKey(key: SecretValue, knownHosts: string | SecretValue): MercurialCredentials {
    return new SshKey(key, knownHosts);
  }

  /** What must hold for an address. */
  public abstract checks(remote: Remote): Check[];
  /** Makes what it needs below a scope. */
  public abstract create(scope: Construct): MercurialLogin;
}

class NoCredentials extends MercurialCredentials {
  public checks({ scheme }: Remote): Check[] {
    return [[scheme === 'ssh', 'credentials', undefined, 'SSH lets nobody in without a key',
      'pass MercurialCredentials.sshKey(…), or write the URL with https']];
  }

  public create(): MercurialLogin {
    return { env: {}, files: {} };
  }
}

class Basic extends MercurialCredentials {
  constructor(private readonly username: string, private readonly password: SecretValue) { super(); }

  public checks({ scheme, inCluster }: Remote): Check[] {
    return [
      [scheme === 'ssh', 'credentials', undefined, 'SSH takes keys, not passwords', 'pass MercurialCredentials.sshKey(…), or write the URL with https'],
      [scheme === 'http' && !inCluster, 'credentials', undefined, 'the password would travel unencrypted to a host outside the cluster',
        'write the URL with https'],
    ];
  }

  public create(scope: Construct): MercurialLogin {
    const credentials = new Credentials(scope, 'Credentials', { values: { password: this.password } });
    return basicLogin(this.username, credentials.ref('password'));
  }
}

class SshKey extends MercurialCredentials {
  constructor(private readonly key: SecretValue, private readonly knownHosts: string | SecretValue) { super(); }

  public checks({ scheme }: Remote): Check[] {
    const { knownHosts } = this;
    return [
      [scheme !== 'ssh', 'credentials', undefined, `an SSH key opens nothing over ${scheme}`,
        "pass MercurialCredentials.basic(…), or write the URL as 'ssh://hg@host/path'"],
      [knownHosts === undefined || String(knownHosts).trim() === '', 'credentials.knownHosts', undefined, 'any server could pose as this one',
        'pass what ssh-keyscan prints for the host, once you have compared it with what its owner publishes'],
    ];
  }

  public create(scope: Construct): MercurialLogin {
    const { knownHosts } = this;
    const literal = typeof knownHosts === 'string';
    const credentials = new Credentials(scope, 'Credentials', { values: { key: this.key, ...literal ? {} : { knownHosts } } });
    return {
      env: literal ? { KNOWN_HOSTS: knownHosts } : {},
      files: { ssh: credentials.ref('key'), ...literal ? {} : { known_hosts: credentials.ref('knownHosts') } },
    };
  }
}

/** A user whose password is a key of a Secret already. */
export function basicLogin(username: string, password: SecretRef): MercurialLogin {
  return { env: { REPOSITORY_USER: username }, files: { password } };
}
