import { MercurialAuth } from './mercurial-auth';
import type { MercurialServerProps } from './mercurial-server';
import { byteSize, Check, notBlank, required } from '../core';

/** What must hold for a server, beside the shape of its props. */
export function mercurialServerChecks(props: MercurialServerProps, auth: MercurialAuth, username: string): Check[] {
  const { image, repositories = [], volumeSize, route } = props;
  return [
    required('image', image), notBlank('image', image),
    [repositories.length === 0, 'repositories', repositories, 'there would be nothing to serve', "name at least one, such as ['dags']"],
    ...repositories.flatMap((name, index) => repositoryChecks(name, index, repositories)),
    [text => !/^[A-Za-z0-9._-]+$/.test(String(text)), 'auth.username', username, 'it is not a user name',
      'use letters, digits, dots, dashes and underscores'],
    ...byteSize('volumeSize', volumeSize),
    [route !== undefined && auth.anybodyReads, 'route', undefined, 'whoever reaches it could read everything',
      'pass auth: MercurialAuth.basic()'],
  ];
}

function repositoryChecks(name: string, index: number, names: readonly string[]): Check[] {
  const prop = `repositories[${index}]`;
  return [
    [text => !/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/.test(String(text)), prop, name, 'it is not a name for a repository',
      "use lower-case letters, digits, dots and dashes, such as 'dags'"],
    [names.indexOf(name) < index, prop, name, 'it is there twice', 'name each repository once'],
  ];
}
