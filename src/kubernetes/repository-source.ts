import { Construct } from 'constructs';
import { Resources } from './container';
import {
  byteSize, check, Check, duration, Endpoint, hasToken, Remote, RepositoryOf, RepositoryRef, VALIDATORS, validEach, VersionControl,
} from '../core';

/** What the sources that are repositories have in common. */
export interface RepositorySourceProps {
  /**
   * Address of the repository, without password: `https://…`, `http://…` or `ssh://user@host/path`; for Git also `user@host:path`.
   *
   * @default that of `repository`; one of the two must be given
   */
  readonly url?: string;
  /**
   * A repository of a server in the cluster: `server.repository('dags')`, or `{ server, name: 'dags' }`.
   *
   * @default none
   */
  readonly repository?: RepositoryRef | RepositoryOf;
  /**
   * Directory of the repository that is meant, as a relative path.
   *
   * @default the root of the repository
   */
  readonly subdirectory?: string;
  /**
   * Time between two looks for something new: seconds, or a text such as '30s' or '5m'.
   *
   * @default '60s'
   */
  readonly period?: string | number;
  /**
   * Addresses of the server, as CIDR blocks, to which the pods are limited. Not with `repository`.
   *
   * @default any address but the link-local ones, on the server's port
   */
  readonly cidrs?: readonly string[];
  /**
   * Space for the files, as a Kubernetes quantity: two checkouts and what was fetched.
   *
   * @default '1Gi'
   */
  readonly volumeSize?: string;
  /**
   * CPU and memory of the container that fetches.
   *
   * @default '20m' and '256Mi'
   */
  readonly resources?: Resources;
  /**
   * Whether the container that keeps the files current shows how that goes. It costs a port of the pods, which opens to wired scrapers
   * alone.
   *
   * @default true
   */
  readonly metricsEnabled?: boolean;
}

/** The repository of a source. */
export interface SourceAddress extends Remote {
  /** Address of the repository, without credentials. */
  readonly url: string;
  /** The network path to it. */
  readonly endpoint: Endpoint;
  /** What its server says of it, where that is in the cluster. */
  readonly repository?: RepositoryRef;
}

const TITLES = { [VersionControl.GIT]: 'Git', [VersionControl.MERCURIAL]: 'Mercurial' };

/**
 * Where the repository of a source is.
 *
 * @param parse reads an address
 * @param form how an address is written
 * @throws ConstructError when the props do not name one repository
 */
export function addressOf(
  scope: Construct, props: RepositorySourceProps, system: VersionControl, parse: (url: string) => Remote | undefined, form: string,
): SourceAddress {
  const { url, cidrs, subdirectory, period, volumeSize } = props;
  const given = props.repository;
  const repository = given && 'server' in given ? given.server.repository(given.name) : given;
  const other = system === VersionControl.GIT ? 'MercurialRepository' : 'GitRepository';
  const late = url !== undefined && hasToken(url);
  const parsed = url === undefined ? undefined : parse(url);
  check(scope, [
    [url === undefined && !repository, 'url', undefined, 'nothing says which repository is meant', "pass url, or repository: server.repository('name')"],
    [url !== undefined && repository !== undefined, 'url', url, 'repository says it too', 'pass one of the two'],
    [repository !== undefined && repository.system !== system, 'repository', repository?.url, `it is not a ${TITLES[system]} repository`, `make it a ${other}`],
    [repository !== undefined && cidrs !== undefined, 'cidrs', cidrs, 'the repository lies in the cluster and its pods are known', 'leave it out'],
    [late, 'url', url, 'its host and port decide what network policies open', 'write it as plain text'],
    [url !== undefined && !late && !parsed, 'url', url, `it is not the address of a ${TITLES[system]} repository`, `write it as ${form}`],
    [parsed?.hasPassword === true, 'url', undefined, 'it holds a password, which would stand in the manifest', 'pass credentials'],
    subdirectoryCheck(subdirectory),
    duration('period', period),
    ...byteSize('volumeSize', volumeSize), ...validEach(VALIDATORS.cidr, 'cidrs', cidrs),
  ]);
  if (repository) {
    const { endpoint } = repository;
    return { ...endpoint, inCluster: true, hasPassword: false, url: repository.url, endpoint, repository };
  }
  const { scheme, host, port } = parsed!;
  return { ...parsed!, url: url!, endpoint: { scheme, host, port, ...cidrs && { cidrs } } };
}

function subdirectoryCheck(subdirectory: string | undefined): Check {
  const outside = (text: string) => text.trim() === '' || text.startsWith('/') || text.split('/').includes('..');
  return [text => outside(String(text)), 'subdirectory', subdirectory, 'it does not lie in the repository', "write a path such as 'jobs/dags', or leave it out"];
}
