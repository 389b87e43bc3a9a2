import { IConstruct } from 'constructs';
import type { GitServerProps } from './git-server';
import { byteSize, Check, notBlank } from '../core';
import { tableChecks } from '../kubernetes';

/** What Forgejo takes for a name. */
const NAME = /^[A-Za-z0-9]([A-Za-z0-9-]{0,38}[A-Za-z0-9])?$/;

/** What must hold for a server, beside the shape of its props. */
export function gitServerChecks(scope: IConstruct, props: GitServerProps): Check[] {
  const { repositories = [], adminUsername, image, volumeSize, database } = props;
  return [
    ...repositories.flatMap((name, index) => repositoryChecks(name, index, repositories)),
    [text => !NAME.test(String(text)) || /^(admin|api|ghost|git|reader|user)$/i.test(String(text)),
      'adminUsername', adminUsername, 'it is not a name that Forgejo takes',
      "use letters, digits and dashes, and none of its own words, such as 'git-admin'"],
    notBlank('image', image), ...byteSize('volumeSize', volumeSize), ...tableChecks(scope, 'database', database, { tool: 'Forgejo' }),
  ];
}

function repositoryChecks(name: string, index: number, names: readonly string[]): Check[] {
  const prop = `repositories[${index}]`;
  return [
    [text => !/^[a-z0-9]([a-z0-9.-]{0,98}[a-z0-9])?$/.test(String(text)) || /\.(git|wiki|rss|atom)$/.test(String(text)), prop, name,
      'it is not a name for a repository', "use lower-case letters, digits, dots and dashes, without .git, such as 'dags'"],
    [names.indexOf(name) < index, prop, name, 'it is there twice', 'name each repository once'],
  ];
}
