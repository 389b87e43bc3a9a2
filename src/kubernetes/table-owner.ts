import { IConstruct } from 'constructs';
import { claim, hostKey, pathOf } from './unique';
import { Check, IDatabase } from '../core';

/** What keeps its tables in a database. */
export interface TableOwner {
  /** Name of the tool, as in messages. */
  readonly tool: string;
  /**
   * The table in which it notes how far its schema has been migrated. Two tools with the same one cannot share a database at all.
   *
   * @default one of its own
   */
  readonly history?: string;
}

/** The table of Alembic, unless it is told of another. */
export const ALEMBIC = 'alembic_version';

/**
 * A tool keeps its tables in a database: no other does, unless the database says that it is shared. Two of one tool would overwrite each
 * other's rows, and two of the same history would take the other's migrations for theirs.
 */
export function tableChecks(scope: IConstruct, prop: string, database: IDatabase | undefined, { tool, history }: TableOwner): Check[] {
  if (!database) return [];
  const itself = database.origin?.() ?? database;
  const { engine, host, port, database: name } = itself;
  const address = `${engine}://${hostKey(host)}:${port}/${name}`;
  const { root } = scope.node;
  if (database.shared !== true && itself.shared !== true) {
    return [claim(scope, prop, address, root, 'tables', 'keeps its tables there already',
      'give each a database of its own, or pass shared: true to the database where their tables can lie beside each other', `${prop} of ${pathOf(scope)}`)];
  }
  return history === undefined ? [] : [claim(scope, prop, address, root, history,
    `keeps its history of migrations in the same table, ${history}`, 'give each a database of its own', tool)];
}
