import { readFileSync } from 'fs';
import { join } from 'path';
import { gunzipSync } from 'zlib';
import Ajv, { ErrorObject, ValidateFunction } from 'ajv';
import { Manifest } from '../../src/testing';

const FIXTURES = ['kubernetes-1.35.openapi.json.gz', 'custom-resources.openapi.json.gz'].map((file) => join(__dirname, '..', 'fixtures', file));
const QUANTITY = 'io.k8s.apimachinery.pkg.api.resource.Quantity';
const FORMATS = {
  'byte': /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/,
  'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/,
  'double': { type: 'number' as const, validate: Number.isFinite },
  'int32': { type: 'number' as const, validate: (value: number) => value >= -(2 ** 31) && value < 2 ** 31 },
  'int64': true as const,
  'int-or-string': true as const,
  'quantity': /^[+-]?(\d+(\.\d*)?|\.\d+)([KMGTPE]i|[numkMGTPE]|[eE][+-]?\d+)?$/,
};

/** What became of a list of manifests. */
export interface Validation {
  /** Everything that the API server's schema refuses, as `Deployment ml/mlflow: spec.replicas must be integer`. */
  readonly errors: string[];
  /** Objects of kinds that the schema does not hold (most custom resources), as `Thing ml/it (example.org/v1)`. */
  readonly unchecked: string[];
}

/**
 * Validates manifests against the schema of a real API server and of some operators (test/fixtures), strictly: fields that the
 * server would drop are errors.
 *
 * Compiles a kind when it is met for the first time.
 */
export function validate(manifests: readonly Manifest[]): Validation {
  const result: Validation = { errors: [], unchecked: [] };
  for (const manifest of manifests) {
    const name = `${manifest.kind} ${[manifest.metadata?.namespace, manifest.metadata?.name].filter(Boolean).join('/')}`;
    const validator = validatorOf(`${manifest.apiVersion}/${manifest.kind}`);
    if (!validator) {
      result.unchecked.push(`${name} (${manifest.apiVersion})`);
    } else if (!validator(manifest)) {
      result.errors.push(...new Set(validator.errors!.map((error) => `${name}: ${render(error, manifest)}`)));
    }
  }
  return result;
}

/**
 * Throws unless the API server's schema accepts every manifest, with a list of all that is wrong.
 *
 * @returns the objects of kinds that the schema does not hold, for the caller to judge
 */
export function expectValid(manifests: readonly Manifest[]): string[] {
  const { errors, unchecked } = validate(manifests);
  if (errors.length > 0) throw new Error(`${errors.length} schema errors:\n  ${errors.join('\n  ')}`);
  return unchecked;
}

let schema: { ajv: Ajv; kinds: Map<string, string>; compiled: Map<string, ValidateFunction> } | undefined;

function validatorOf(kind: string): ValidateFunction | undefined {
  schema ??= load();
  const definition = schema.kinds.get(kind);
  if (!definition) return undefined;
  let compiled = schema.compiled.get(kind);
  if (!compiled) schema.compiled.set(kind, compiled = schema.ajv.compile({ $ref: `kubernetes#/definitions/${definition}` }));
  return compiled;
}

function load(): NonNullable<typeof schema> {
  const definitions = Object.assign({}, ...FIXTURES.map((file) => JSON.parse(gunzipSync(readFileSync(file)).toString('utf8')).definitions));
  const kinds = new Map<string, string>();
  for (const [name, definition] of Object.entries<any>(definitions)) {
    for (const { group, version, kind } of definition['x-kubernetes-group-version-kind'] ?? []) {
      kinds.set(`${group ? `${group}/` : ''}${version}/${kind}`, name);
    }
    definitions[name] = name === QUANTITY ? { type: ['string', 'number'], format: 'quantity' } : strict(definition);
  }
  const ajv = new Ajv({ allErrors: true, strict: false, validateSchema: false, inlineRefs: false, unicodeRegExp: false, formats: FORMATS });
  ajv.addSchema({ $id: 'kubernetes', definitions });
  return { ajv, kinds, compiled: new Map() };
}

/** The same schema, which refuses what it does not name. */
function strict(node: any): any {
  if (node.format === 'int-or-string') return { type: ['integer', 'string'] };
  const { properties, additionalProperties, items, ...rest } = node;
  return {
    ...rest,
    ...items && { items: strict(items) },
    ...properties && { properties: Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, strict(value)])) },
    ...additionalProperties && { additionalProperties: strict(additionalProperties) },
    ...properties && !additionalProperties && !node['x-kubernetes-preserve-unknown-fields'] && { additionalProperties: false },
  };
}

function render({ instancePath, keyword, params, message }: ErrorObject, manifest: Manifest): string {
  const keys = instancePath.split('/').slice(1).map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
  const path = keys.map((key) => /^\d+$/.test(key) ? `[${key}]` : `.${key}`).join('').slice(1);
  if (keyword === 'additionalProperties') return `${[path, params.additionalProperty].filter(Boolean).join('.')} is an unknown field`;
  if (keyword === 'required') return `${[path, params.missingProperty].filter(Boolean).join('.')} is required`;
  const value = keys.reduce<Record<string, unknown> | undefined>((each, key) => each?.[key] as Record<string, unknown>, manifest);
  return `${path} ${message}, not ${JSON.stringify(value)}`;
}
