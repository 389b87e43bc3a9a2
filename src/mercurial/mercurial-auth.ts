import { SecretValue } from '../core';
import { valueClass } from '../core/value-class';

/** Options for `MercurialAuth.basic`. */
export interface MercurialLoginOptions {
  /**
   * Name of the one user.
   *
   * @default 'hg'
   */
  readonly username?: string;
  /**
   * Password of the user.
   *
   * @default SecretValue.generated()
   */
  readonly password?: SecretValue;
  /**
   * Whether whoever has a network path, which is whoever was wired, reads without the password.
   *
   * @default false
   */
  readonly anonymousReads?: boolean;
}

/** Who may read from, and push to, a Mercurial server. */
export class MercurialAuth {
  static { valueClass(this, 'MercurialAuth'); }

  /** Whoever has a network path, which is whoever was wired, reads; nobody pushes. */
  public static none(): MercurialAuth {
    return new MercurialAuth(true);
  }

  /** Only who has the password pushes, and reads unless `anonymousReads` says that everybody does. */
  public static basic(options: MercurialLoginOptions = {}): MercurialAuth {
    return new MercurialAuth(options.anonymousReads ?? false, options);
  }

  private constructor(
    /** Whether reading needs no password. */
    public readonly anybodyReads: boolean,
    /** The user with the password, where there is one. */
    public readonly login?: MercurialLoginOptions,
  ) {}
}
