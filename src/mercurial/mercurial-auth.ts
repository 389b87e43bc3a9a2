import { SecretValue } from '../core';
import { valueClass } from '../core/value-class';

/** Options for `MercurialAccess.authenticatedPush` and `MercurialAccess.authenticated`. */
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
}

/** Who may read from, and push to, a Mercurial server. */
export class MercurialAccess {
  static { valueClass(this, 'MercurialAccess'); }

  /** Whoever has a network path, which is whoever was wired, reads; nobody pushes. */
  public static readOnly(): MercurialAccess {
    return new MercurialAccess(true);
  }

  /** Whoever has a network path reads; who has the password pushes. */
  public static authenticatedPush(options: MercurialLoginOptions = {}): MercurialAccess {
    return new MercurialAccess(true, options);
  }

  /** Only who has the password reads and pushes. */
  public static authenticated(options: MercurialLoginOptions = {}): MercurialAccess {
    return new MercurialAccess(false, options);
  }

  private constructor(
    /** Whether reading needs no password. */
    public readonly anybodyReads: boolean,
    /** The user with the password, where there is one. */
    public readonly login?: MercurialLoginOptions,
  ) {}
}
