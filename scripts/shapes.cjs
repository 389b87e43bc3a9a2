'use strict';

/**
 * Writes src/core/shapes.ts: what the props of constructs and the arguments of factories look like, from their types. Programs in
 * JavaScript, which no compiler checks, are held against it. The same source gives the same bytes.
 *
 *   node scripts/shapes.cjs [file]
 */
const fs = require('node:fs');
const path = require('node:path');
const ts = require('typescript');

const root = path.join(__dirname, '..');
const src = path.join(root, 'src');
const TABLE = path.join(src, 'core', 'shapes.ts');
/** Functions, besides the factories of classes, that users call. */
const FUNCTIONS = ['alias', 'connect'];
const CONTRACT = /^I[A-Z]/;

const { config } = ts.readConfigFile(path.join(root, 'tsconfig.json'), ts.sys.readFile);
const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
const program = ts.createProgram([path.join(src, 'index.ts')], { ...options, noEmit: true });
const checker = program.getTypeChecker();

const table = new Map();
const origin = new Map();

/** The shape of a type as it is written: names, `[T]` for lists, `{"*": T}` for maps, `{"|": […]}` for one of several, `{"=": v}`. */
function shapeOf(node, owner) {
  if (node === undefined) return 'any';
  switch (node.kind) {
    case ts.SyntaxKind.StringKeyword: return 'string';
    case ts.SyntaxKind.NumberKeyword: return 'number';
    case ts.SyntaxKind.BooleanKeyword: return 'boolean';
    case ts.SyntaxKind.UnknownKeyword: case ts.SyntaxKind.AnyKeyword: return 'any';
    case ts.SyntaxKind.FunctionType: return 'function';
    case ts.SyntaxKind.ParenthesizedType: return shapeOf(node.type, owner);
    case ts.SyntaxKind.TypeOperator: return shapeOf(node.type, owner);
    case ts.SyntaxKind.ArrayType: return [shapeOf(node.elementType, owner)];
    case ts.SyntaxKind.TupleType: return ['any'];
    case ts.SyntaxKind.UnionType: return unionOf(node.types.filter(type => type.kind !== ts.SyntaxKind.UndefinedKeyword).map((type, index) => shapeOf(type, `${owner}.${index}`)));
    case ts.SyntaxKind.LiteralType: return literalOf(node.literal);
    case ts.SyntaxKind.TypeReference: return referenceOf(node, owner);
    default: return structureOf(checker.getTypeFromTypeNode(node), owner);
  }
}

function unionOf(shapes) {
  const flat = shapes.flatMap(shape => shape['|'] ?? [shape]);
  const once = [...new Map(flat.map(shape => [JSON.stringify(shape), shape])).values()];
  return once.length === 1 ? once[0] : { '|': once };
}

function literalOf(literal) {
  if (literal.kind === ts.SyntaxKind.TrueKeyword) return { '=': true };
  if (literal.kind === ts.SyntaxKind.FalseKeyword) return { '=': false };
  if (ts.isStringLiteral(literal)) return { '=': literal.text };
  if (ts.isNumericLiteral(literal)) return { '=': Number(literal.text) };
  throw new Error(`a literal that cannot stand in props: ${literal.getText()}`);
}

function referenceOf(node, owner) {
  const symbol = resolved(checker.getSymbolAtLocation(node.typeName));
  const declaration = symbol?.declarations?.[0];
  const [first, second] = node.typeArguments ?? [];
  if (symbol?.name === 'Record') {
    const keys = checker.getTypeFromTypeNode(first);
    if (keys.flags & ts.TypeFlags.String) return { '*': shapeOf(second, owner) };
  }
  if (symbol?.name === 'ReadonlyArray' || symbol?.name === 'Array') return [shapeOf(first, owner)];
  if (symbol?.name === 'Readonly') return shapeOf(first, owner);
  if (declaration === undefined || !ownFile(declaration)) return structureOf(checker.getTypeFromTypeNode(node), owner);
  if (ts.isTypeAliasDeclaration(declaration) && !declaration.typeParameters) return shapeOf(declaration.type, owner);
  return namedOf(symbol, declaration) ?? structureOf(checker.getTypeFromTypeNode(node), owner);
}

/** A name of our own: an interface, an enum or a class; undefined for what has type parameters. */
function namedOf(symbol, declaration) {
  if (ts.isInterfaceDeclaration(declaration) && !declaration.typeParameters) {
    return named(symbol, () => ({ [CONTRACT.test(symbol.name) ? 'contract' : 'props']: propsOf(checker.getDeclaredTypeOfSymbol(symbol), symbol.name) }));
  }
  if (ts.isEnumDeclaration(declaration)) {
    return named(symbol, () => ({ enum: Object.fromEntries(declaration.members.map(member => [member.name.text, checker.getConstantValue(member)])) }));
  }
  if (ts.isClassDeclaration(declaration)) return named(symbol, () => ({ class: factoriesOf(declaration).map(({ name }) => name.text) }));
  return undefined;
}

function named(symbol, make) {
  const { name } = symbol;
  const [declaration] = symbol.declarations;
  if (origin.has(name) && origin.get(name) !== declaration) throw new Error(`two types are called ${name}: rename one of them`);
  if (!origin.has(name)) {
    origin.set(name, declaration);
    table.set(name, make());
  }
  return name;
}

/** The shape of a type that has no name of its own, or one that is not ours. */
function structureOf(type, owner) {
  if (type.isUnion()) {
    const given = type.types.filter(one => !(one.flags & ts.TypeFlags.Undefined));
    return unionOf(given.map((one, index) => structureOf(one, given.length > 1 ? `${owner}.${index}` : owner)));
  }
  if (type.isStringLiteral() || type.isNumberLiteral()) return { '=': type.value };
  if (type.flags & ts.TypeFlags.BooleanLiteral) return { '=': type.intrinsicName === 'true' };
  if (type.flags & ts.TypeFlags.StringLike) return 'string';
  if (type.flags & ts.TypeFlags.NumberLike) return 'number';
  if (type.flags & ts.TypeFlags.BooleanLike) return 'boolean';
  if (!(type.flags & ts.TypeFlags.Object)) return 'any';
  if (type.getCallSignatures().length > 0) return 'function';
  if (checker.isArrayLikeType(type)) return [structureOf(checker.getTypeArguments(type)[0], owner)];
  const index = checker.getIndexInfoOfType(type, ts.IndexKind.String);
  if (index) return { '*': structureOf(index.type, owner) };
  const declaration = type.symbol?.declarations?.[0];
  const own = declaration && ownFile(declaration) && type.symbol === resolved(type.symbol) && !type.aliasSymbol && namedOf(type.symbol, declaration);
  if (own) return own;
  if (ts.isClassLike(declaration ?? {}) || (declaration && ts.isInterfaceDeclaration(declaration))) return 'object';
  table.set(owner, { props: propsOf(type, owner) });
  return owner;
}

/** The properties of an interface, those that it inherits included; the names of optional ones end in `?`. */
function propsOf(type, owner) {
  return Object.fromEntries(checker.getPropertiesOfType(type).filter(({ name }) => !name.startsWith('__@')).map(property => {
    const declaration = property.valueDeclaration ?? property.declarations?.[0];
    const optional = property.flags & ts.SymbolFlags.Optional || mayBeUndefined(declaration?.type) ? '?' : '';
    const place = `${owner}.${property.name}`;
    if (declaration && (ts.isMethodSignature(declaration) || ts.isMethodDeclaration(declaration))) return [property.name + optional, 'function'];
    const shape = declaration && ts.isPropertySignature(declaration) && declaration.type
      ? shapeOf(declaration.type, place) : structureOf(checker.getTypeOfSymbol(property), place);
    return [property.name + optional, shape];
  }));
}

function mayBeUndefined(node) {
  return node !== undefined && ts.isUnionTypeNode(node) && node.types.some(type => type.kind === ts.SyntaxKind.UndefinedKeyword);
}

function factoriesOf(declaration) {
  return declaration.members.filter(member => ts.isMethodDeclaration(member)
    && hasModifier(member, ts.SyntaxKind.StaticKeyword) && !hasModifier(member, ts.SyntaxKind.PrivateKeyword) && !takesScope(member));
}

/** The arguments of a function in order; the names of optional ones end in `?`. */
function argsOf(declaration, name) {
  return declaration.parameters.map((parameter, index) => {
    const called = ts.isIdentifier(parameter.name) ? parameter.name.text : 'options';
    const optional = parameter.questionToken || parameter.initializer ? '?' : '';
    const inferred = parameter.initializer && checker.getTypeAtLocation(parameter);
    return [called + optional, parameter.type || !inferred ? shapeOf(parameter.type, `${name}.${index}`) : structureOf(inferred, `${name}.${index}`)];
  });
}

function takesScope({ parameters: [first] }) {
  return first !== undefined && /^(I?Construct)$/.test(first.type?.getText() ?? '');
}

function hasModifier(node, kind) {
  return (ts.getModifiers(node) ?? []).some(modifier => modifier.kind === kind);
}

function resolved(symbol) {
  return symbol && symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

function ownFile(declaration) {
  return declaration.getSourceFile().fileName.startsWith(src + path.sep);
}

function isConstruct(type) {
  return type.symbol?.name === 'Construct' || (type.getBaseTypes?.() ?? []).some(isConstruct);
}

/** The names of a contract and of those that it extends: who keeps it keeps them all. */
function contractsFrom(type) {
  return [type.symbol.name, ...(checker.getBaseTypes(type) ?? []).flatMap(contractsFrom)];
}

/** Contract -> the constructs that keep it. */
function keepers(classes) {
  const found = new Map();
  for (const [symbol, declaration] of classes) {
    const clauses = (declaration.heritageClauses ?? []).filter(({ token }) => token === ts.SyntaxKind.ImplementsKeyword);
    const contracts = new Set(clauses.flatMap(({ types }) => types).flatMap(({ expression }) => contractsFrom(checker.getTypeAtLocation(expression))));
    for (const contract of contracts) found.set(contract, [...found.get(contract) ?? [], symbol.name]);
  }
  return found;
}

const exported = checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(path.join(src, 'index.ts')))).map(resolved);
const classes = exported.map(symbol => [symbol, symbol.valueDeclaration]).filter(([, declaration]) => declaration && ts.isClassDeclaration(declaration));
for (const [symbol, declaration] of classes) {
  const construct = isConstruct(checker.getDeclaredTypeOfSymbol(symbol));
  if (construct) {
    const props = declaration.members.find(ts.isConstructorDeclaration)?.parameters[2];
    if (props) shapeOf(props.type, symbol.name);
  }
  const factories = factoriesOf(declaration);
  if (factories.length > 0) namedOf(symbol, declaration);
  for (const factory of factories) {
    const name = `${symbol.name}.${factory.name.text}`;
    table.set(name, { args: argsOf(factory, name) });
  }
  for (const member of declaration.members) {
    if (!ts.isMethodDeclaration(member) || !hasModifier(member, ts.SyntaxKind.StaticKeyword)) continue;
    if (takesScope(member)) for (const parameter of member.parameters) {
      if (/(Props|Options)$/.test(parameter.type?.getText() ?? '')) shapeOf(parameter.type, `${symbol.name}.${member.name.text}`);
    }
  }
}
for (const symbol of exported) {
  const declaration = symbol.valueDeclaration;
  if (FUNCTIONS.includes(symbol.name) && ts.isFunctionDeclaration(declaration)) table.set(symbol.name, { args: argsOf(declaration, symbol.name) });
}
for (const [contract, constructs] of keepers(classes)) {
  const shape = table.get(contract);
  if (shape?.contract) shape.by = constructs.sort();
}

const lines = [...table].sort(([a], [b]) => a < b ? -1 : 1).map(([name, shape]) => `${JSON.stringify(name)}:${JSON.stringify(shape)}`);
if (lines.some(line => /[`\\]|\$\{/.test(line))) throw new Error('a name in the table would end the text that holds it');
fs.writeFileSync(process.argv[2] ?? TABLE, `// Generated by scripts/shapes.cjs from the types in src/: run \`npx projen shapes\`, do not edit.

/** What props, options, contracts and the arguments of factories look like, as JSON. */
export const SHAPES = \`{
${lines.join(',\n')}
}\`;
`);
