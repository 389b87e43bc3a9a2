import { join } from 'path';
import * as ts from 'typescript';

/** A prop that is text or a number, by its path within the props. */
export interface PlainProp {
  readonly path: string;
  readonly type: 'number' | 'string';
}

/** Whether TypeScript has set a flag, which it keeps as bits of a number. */
function is({ flags }: { readonly flags: number }, flag: number): boolean {
  // eslint-disable-next-line no-bitwise
  return (flags & flag) !== 0;
}

const ENTRY = join(__dirname, '../../src/index.ts');

/** All props of a construct that are text or numbers, also those within options; booleans and enums decide what is built. */
export function plainPropsOf(): (construct: string) => PlainProp[] {
  const program = ts.createProgram([ENTRY], {
    target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.CommonJS, strict: true, skipLibCheck: true, types: ['node'],
  });
  const checker = program.getTypeChecker();
  const file = program.getSourceFile(ENTRY)!;
  const exported = new Map(checker.getExportsOfModule(checker.getSymbolAtLocation(file)!).map(symbol => [symbol.name, symbol]));

  function leaves(type: ts.Type, path: readonly string[]): PlainProp[] {
    const parts = (type.isUnion() ? type.types : [type]).filter(part => !is(part, ts.TypeFlags.Undefined) && !is(part, ts.TypeFlags.Null));
    if (parts.some(part => is(part, ts.TypeFlags.String))) return [{ path: path.join('.'), type: 'string' }];
    if (parts.some(part => is(part, ts.TypeFlags.Number))) return [{ path: path.join('.'), type: 'number' }];
    return path.length < 3 ? parts.flatMap(part => isOptions(part) ? fields(part, path) : []) : [];
  }

  function fields(type: ts.Type, path: readonly string[]): PlainProp[] {
    return type.getProperties().flatMap(prop => leaves(checker.getTypeOfSymbol(prop), [...path, prop.name]));
  }

  /** An interface with nothing but data: neither a contract, nor a class, nor a list. */
  function isOptions(type: ts.Type): boolean {
    const name = type.symbol?.name ?? '';
    return Boolean(type.isClassOrInterface() && !type.isClass()) && !/^I[A-Z]|^(Readonly)?Array$|Ref$/.test(name) && type.getCallSignatures().length === 0;
  }

  return name => {
    const symbol = exported.get(name)!;
    const target = is(symbol, ts.SymbolFlags.Alias) ? checker.getAliasedSymbol(symbol) : symbol;
    const [signature] = checker.getTypeOfSymbol(target).getConstructSignatures();
    const props = signature?.getParameters()[2];
    return props ? fields(checker.getNonNullableType(checker.getTypeOfSymbol(props)), []) : [];
  };
}
