import { Shape, shapeNamed } from '../../src/core/shape';

/** A prop that is text or a number, by its path within the props. */
export interface PlainProp {
  readonly path: string;
  readonly type: 'number' | 'string';
}

/** All props of a construct that are text or numbers, also those within options; booleans and enums decide what is built. */
export function plainPropsOf(construct: string): PlainProp[] {
  return fields(`${construct}Props`, []);
}

function fields(name: string, path: readonly string[]): PlainProp[] {
  return [...shapeNamed(name)?.props?.values() ?? []].flatMap(field => leaves(field.shape, [...path, field.name]));
}

function leaves(shape: Shape, path: readonly string[]): PlainProp[] {
  const parts = typeof shape === 'object' && '|' in shape ? shape['|'] : [shape];
  for (const type of ['string', 'number'] as const) if (parts.includes(type)) return [{ path: path.join('.'), type }];
  return path.length < 3 ? parts.flatMap(part => typeof part === 'string' && !part.endsWith('Ref') ? fields(part, path) : []) : [];
}
