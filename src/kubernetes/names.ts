import { createHash } from 'crypto';
import { Chart } from 'cdk8s';
import { IConstruct } from 'constructs';
import { ConstructError, mapString, noToken } from '../core';

/** The longest name of a workload: its controller adds up to 11 characters to make labels of 63. */
export const WORKLOAD_NAME = 52;
/** The longest name of any other object: that of a DNS label. */
export const OBJECT_NAME = 63;

/** Marks a chart whose names are for objects of others alone. */
export const NAMES_OTHERS = Symbol.for('mlops-constructs.names-others');

/** The hash that tells apart what a shortened name no longer shows. */
export function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}

/** `name`, or as much of it as fits `limit` with a hash of the whole, so that two long names never become one. */
export function fit(name: string, limit: number): string {
  if (name.length <= limit) return name;
  return `${name.slice(0, limit - 9).replace(/-+$/, '')}-${shortHash(name)}`;
}

/** A name and the namespace in which it is one. */
interface Placed {
  readonly name: string;
  readonly namespace: string;
}

/** The name of what a client has to do with a server, beside the server; the client's namespace is part of it where it is another one. */
export function nameBetween(client: Placed, server: Placed, words: string): string {
  const name = (elsewhere: string) => fit(`${elsewhere}${client.name}-${words}-${server.name}`, OBJECT_NAME);
  if (client.namespace === server.namespace) return name('');
  return mapString(JSON.stringify([client.namespace, server.namespace]), text => {
    const [own, other] = JSON.parse(text) as string[];
    return name(own === other ? '' : `${own}-`);
  });
}

/**
 * The name that a construct gives to its main objects: its path from the chart on, in kebab case. A component of Pulumi has its
 * id twice in the path, once for its chart.
 *
 * @param below ids of a child that is not made yet, for what must know its name before
 * @throws ConstructError when the chart makes names in its own way, an id holds an Output, or nothing that a name can hold
 */
export function nameOf(construct: IConstruct, limit = OBJECT_NAME, ...below: readonly string[]): string {
  const chart = Chart.of(construct);
  if (namesByItself(chart)) {
    throw new ConstructError(construct, [`its chart '${chart.node.path}' overrides generateObjectName, and names here follow the ids, since others are wired `
      + 'to them before the objects are there: put it into a chart of its own that leaves generateObjectName alone']);
  }
  const ids = [...construct.node.scopes.slice(chart.node.scopes.length - 1).map(scope => scope.node.id), ...below];
  const words = ids.map(id => kebab(noToken(id, 'the id of a construct')));
  if (words[1] === words[0]) words.shift();
  const name = words.filter(Boolean).join('-');
  if (name === '') throw new ConstructError(construct, ["its id holds no letter or digit: write an id such as 'Mlflow'"]);
  return fit(name, limit);
}

/** Whether a chart, of whichever copy of cdk8s, overrides how it names objects; those of the bridge do, for objects of others. */
function namesByItself(chart: Chart): boolean {
  if ((chart as { [NAMES_OTHERS]?: boolean })[NAMES_OTHERS]) return false;
  let owners = 0;
  for (let at: object = chart; at; at = Object.getPrototypeOf(at)) if (Object.hasOwn(at, 'generateObjectName')) owners++;
  return owners > 1;
}

function kebab(id: string): string {
  return id.replace(/([a-z0-9])([A-Z])/g, '$1-$2').replace(/([A-Z])([A-Z][a-z])/g, '$1-$2').toLowerCase()
    .replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '');
}
