import { IConnectable } from './connection';
import { Endpoint } from './endpoint';
import { SecretRef } from './secret';

/** A system of version control. */
export enum VersionControl {
  /** Git. */
  GIT = 'git',
  /** Mercurial. */
  MERCURIAL = 'mercurial',
}

/** A repository of a server in the cluster: its address, its network path, and who may read it. Plain data. */
export interface RepositoryRef {
  /** The system that the server speaks. */
  readonly system: VersionControl;
  /** Address of the repository, without credentials. */
  readonly url: string;
  /** Where the server listens. */
  readonly endpoint: Endpoint;
  /**
   * Who reads it.
   *
   * @default anybody with a network path
   */
  readonly username?: string;
  /**
   * Password of `username`.
   *
   * @default none
   */
  readonly password?: SecretRef;
}

/** A server of repositories. */
export interface IRepositoryServer extends IConnectable {
  /** Address of the server. */
  readonly url: string;
  /** One of its repositories. */
  repository(name: string): RepositoryRef;
}

/** One of a server's repositories, by its name: for Pulumi, whose components have no methods. */
export interface RepositoryOf {
  /** The server. */
  readonly server: IRepositoryServer;
  /** Name of the repository. */
  readonly name: string;
}
