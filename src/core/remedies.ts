import { Shape, shapeNamed } from './shape';
import { what, withArticle } from './what';

/** What is commonly given for something else: what it is, what was wanted, and what to pass. */
const INSTEAD: readonly (readonly [given: string, wanted: string, remedy: string])[] = [
  ['IPostgres', 'IDatabase', "pass a PostgresDatabase made in it: new PostgresDatabase(scope, 'Db', { server })"],
  ['IObjectStore', 'IBucket', "pass a Bucket made in it: new Bucket(scope, 'Bucket', { store })"],
];

/** What to write in the place of an object, where nobody writes its fields by hand. */
const OBJECTS: Record<string, string> = { SecretRef: "pass the reference that credentials.ref('key') gives" };

const SIMPLE: Record<string, string> = { string: 'pass text', number: 'pass a number', function: 'pass a function', object: 'pass an object', any: 'leave it out' };

/** What to pass in the place of an object that does not keep a contract. */
export function instead(contract: string, value: object, keeps: (contract: string) => boolean): string {
  return INSTEAD.find(([given, wanted]) => wanted === contract && keeps(given))?.[2] ?? remedyFor(contract, value);
}

/** What to write in the place of a value that has another shape. */
export function remedyFor(shape: Shape, value: unknown): string {
  if (typeof shape === 'string') return ofName(shape, value);
  if ('|' in shape) return [...new Set(shape['|'].map(one => remedyFor(one, value)))].join(', or ');
  if ('=' in shape) return `write ${JSON.stringify(shape['='])}`;
  if ('*' in shape) return 'pass an object of names and values';
  return value === null || value === undefined || isEmptyObject(value) ? 'pass a list' : 'put it into a list: [ … ]';
}

function ofName(name: string, value: unknown): string {
  if (name === 'string' && ['number', 'boolean'].includes(typeof value)) return `write it as text: '${String(value)}'`;
  if (name === 'number' && typeof value === 'string' && value.trim() !== '' && !Number.isNaN(Number(value))) return `write it as a number: ${value}`;
  if (name === 'boolean') return 'write true or false';
  if (SIMPLE[name] ?? OBJECTS[name]) return SIMPLE[name] ?? OBJECTS[name];
  const { by, props, contract, ...named } = shapeNamed(name)!;
  if (named.enum) return `use ${oneOf(Object.keys(named.enum).map(member => `${name}.${member}`))}`;
  if (named.class) return ofClass(name, named.class, value);
  if (by) return `pass ${oneOf(by.map(withArticle))}`;
  return `pass an object with ${[...(props ?? contract!).keys()].join(', ')}`;
}

function ofClass(name: string, factories: readonly string[], value: unknown): string {
  if (typeof value === 'function' && factories.includes(value.name) && what(value) === 'a function') return `call it: ${name}.${value.name}()`;
  const calls = factories.map(factory => `.${factory}${shapeNamed(`${name}.${factory}`)?.args?.length ? '(…)' : '()'}`);
  return `pass ${calls.length > 0 ? name + oneOf(calls) : withArticle(name)}`;
}

function oneOf(names: readonly string[]): string {
  return names.length === 1 ? names[0] : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}

function isEmptyObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}
