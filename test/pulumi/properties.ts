import * as pulumi from '@pulumi/pulumi';
import { ApiObject, App, Chart } from 'cdk8s';
import { Construct, IConstruct } from 'constructs';
import { Recorder, Registration, valueOf } from './recorder';
import { objectName } from '../../src/core/named';
import { token } from '../../src/core/tokens';
import { ComponentOptions } from '../../src/pulumi/component-options';
import { detokenise } from '../../src/pulumi/detokenise';
import { lateChecks } from '../../src/pulumi/late-checks';
import { Settings, SettingsProps } from '../../src/pulumi/settings';
import { Manifest } from '../../src/testing';

/** The class of a construct with props of type `P`. */
export type ConstructClass<P> = new (scope: Construct, id: string, props: P) => IConstruct;
/** The component class of such a construct. */
export type ComponentClass<P> = new (name: string, args: P, opts?: ComponentOptions) => pulumi.ComponentResource;

/** The props, or how to make them, for those that need other constructs: they go into the chart that is given. */
export type PropsOf<P> = P | ((others: Chart) => P);

/** Options of both properties. */
export interface PropertyOptions {
  /**
   * What the construct's objects share.
   *
   * @default { namespace: 'ml' }
   */
  readonly settings?: SettingsProps;
  /**
   * Props that must stay plain, because they decide what is built or become names and keys: a field's name, or its path such
   * as `backup.schedule`. Members of enums belong here.
   *
   * @default none
   */
  readonly except?: readonly string[];
}

const SETTINGS: SettingsProps = { namespace: 'ml' };

/**
 * Property of every construct: it writes the same manifests, and has the same public attributes, whether its props are known
 * or come later. Hides every string and number of the props, also inside value classes, behind a token of an Output. Give text
 * that quoting, encoding and changing case would change (`p"w/1`), or a function that forgets `mapString` goes unnoticed.
 */
export async function expectSameWithOutputs<P>(Core: ConstructClass<P>, props: PropsOf<P>, options: PropertyOptions = {}): Promise<void> {
  const plain = synth(Core, props, options);
  const hidden = synth(Core, others => hide(of(props, others), options.except ?? []) as P, options);
  const shown = await shownOf(hidden);
  const { objects, attributes } = plain;
  expect(shown).toEqual({ objects, attributes });
}

/**
 * Property of every component: its children are the construct's manifests, as typed resources; and each of the construct's
 * public constructs is a resource of Pulumi. The one difference allowed is the word not to wait for an object.
 */
export async function expectChildrenEqualManifests<P>(
  Component: ComponentClass<P>, Core: ConstructClass<P>, props: PropsOf<P>, options: PropertyOptions = {},
): Promise<void> {
  const { objects } = synth(Core, props, options);
  const recorder = await Recorder.start();
  const component = new Component(NAME, of(props, chart('others', options)), { settings: options.settings ?? SETTINGS });
  await recorder.settled();
  const children = Object.fromEntries(recorder.all.filter(r => r.custom).map(child => [`${child.inputs.kind} ${child.name}`, inputsOf(child)]));
  const manifests = Object.entries(objects).map(([path, manifest]) => [
    `${manifest.kind} ${path.replace(/\/(Default|Resource)$/, '')}`,
    { type: `kubernetes:${manifest.apiVersion === 'v1' ? 'core/v1' : manifest.apiVersion}:${manifest.kind}`, ...manifest },
  ]);
  expect(children).toEqual(Object.fromEntries(manifests));
  const attributes = Object.entries(component).filter(([key]) => !key.startsWith('_'));
  const parts = attributes.filter(([, value]) => !pulumi.Output.isInstance(value) && !pulumi.Resource.isInstance(value));
  expect(parts.map(([key]) => key)).toEqual([]);
}

/** What comes of a construct: its manifests and attributes, or the lines of the errors that it ends with. */
export type Outcome = Synthesized | readonly string[];

/** What comes of a construct with some more props, by their paths, which are known or come later as Outputs. */
export async function outcomeOf<P extends object>(
  Core: ConstructClass<P>,
  props: PropsOf<P>,
  given: Readonly<Record<string, string | number>>,
  late: boolean,
  options: PropertyOptions = {},
): Promise<Outcome> {
  try {
    const entries = Object.entries(given).map(([path, value]) => [path.split('.'), late ? token(pulumi.output(value)) : value] as const);
    const made = synth(Core, others => entries.reduce((all, [path, value]) => put(all, path, value), of(props, others)), options);
    const refused = await Promise.all(made.constructs.map(construct => lateChecks([construct])?.then(() => [], linesOf) ?? []));
    return refused.flat().length > 0 ? refused.flat() : await shownOf(made);
  } catch (error) {
    return linesOf(error);
  }
}

function linesOf(error: unknown): string[] {
  return (error as Error).message.split('\n');
}

function put<T>(object: T | undefined, [key, ...below]: readonly string[], value: unknown): T {
  const given = (object ?? {}) as Record<string, unknown>;
  return { ...given, [key]: below.length > 0 ? put(given[key], below, value) : value } as T;
}

/** The manifests of a construct, with those settings. */
export function synthesized<P>(Core: ConstructClass<P>, props: PropsOf<P>, options: PropertyOptions = {}): Manifest[] {
  return Object.values(synth(Core, props, options).objects);
}

const NAME = 'it';

interface Synthesized {
  /** Manifests by path below the chart. */
  readonly objects: Record<string, any>;
  readonly attributes: Record<string, unknown>;
}

/** The same before anything is shown, with all constructs below. */
type Made = Synthesized & { readonly constructs: readonly IConstruct[] };

/** Made as the bridge does it, so that names agree. */
function synth<P>(Core: ConstructClass<P>, props: PropsOf<P>, options: PropertyOptions): Made {
  const scope = chart(NAME, options);
  const construct = new Core(scope, NAME, of(props, chart('others', options)));
  const objects = construct.node.findAll().filter(ApiObject.isApiObject) as ApiObject[];
  const plain = Object.entries(construct).filter(([key, value]) => !key.startsWith('_') && ['string', 'number', 'boolean'].includes(typeof value));
  return {
    objects: Object.fromEntries(objects.map(object => [object.node.path.slice(NAME.length + 1), object.toJson()])),
    attributes: Object.fromEntries(plain),
    constructs: construct.node.findAll(),
  };
}

function chart(id: string, { settings = SETTINGS }: PropertyOptions): Chart {
  const scope = new Chart(new App(), id, { namespace: objectName(settings.namespace), disableResourceNameHashes: true });
  Settings.set(scope, settings);
  return scope;
}

function of<P>(props: PropsOf<P>, others: Chart): P {
  return typeof props === 'function' ? (props as (others: Chart) => P)(others) : props;
}

async function shownOf({ objects, attributes }: Synthesized): Promise<Synthesized> {
  const manifests = await Promise.all(Object.entries(objects).map(async ([path, manifest]) => [path, await known(detokenise(manifest))]));
  return { objects: Object.fromEntries(manifests), attributes: await known(detokenise(attributes)) as Record<string, unknown> };
}

/** The value with those of its Outputs: an Output of a whole manifest would be one of each of its fields, most of which are known. */
async function known(value: unknown): Promise<unknown> {
  if (pulumi.Output.isInstance(value)) return valueOf(value);
  if (typeof value !== 'object' || value === null || !holdsOutput(value)) return value;
  const entries = await Promise.all(Object.entries(value).map(async ([key, field]) => [key, await known(field)]));
  return Array.isArray(value) ? entries.map(([, field]) => field) : Object.fromEntries(entries);
}

function holdsOutput(value: unknown): boolean {
  return pulumi.Output.isInstance(value) || (typeof value === 'object' && value !== null && Object.values(value).some(holdsOutput));
}

/** Puts a token of an Output in the place of every string and number; copies what holds one. */
function hide(value: unknown, except: readonly string[], path: readonly string[] = []): unknown {
  if (except.includes(path.join('.')) || except.includes(path.at(-1) ?? '')) return value;
  if (typeof value === 'string' || typeof value === 'number') return token(pulumi.output(value));
  if (typeof value !== 'object' || value === null || Construct.isConstruct(value)) return value;
  if (Array.isArray(value)) return value.map(item => hide(item, except, path));
  if (Object.prototype.toString.call(value) !== '[object Object]') return value;
  const copy = Object.create(Object.getPrototypeOf(value), Object.getOwnPropertyDescriptors(value));
  for (const [key, field] of Object.entries(value)) {
    const hidden = hide(field, except, [...path, key]);
    Object.defineProperty(copy, key, { value: hidden, enumerable: true, writable: true, configurable: true });
  }
  return copy;
}

/** A child's inputs as a manifest: without the secrecy that Pulumi adds, and without the word not to wait. */
function inputsOf({ type, inputs }: Registration): Record<string, any> {
  const { metadata, ...rest } = reveal(inputs) as Record<string, any>;
  const { 'pulumi.com/skipAwait': _skip, ...annotations } = metadata.annotations ?? {};
  return { type, ...rest, metadata: { ...metadata, annotations: Object.keys(annotations).length > 0 ? annotations : undefined } };
}

function reveal(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reveal);
  if (typeof value !== 'object' || value === null) return value;
  const keys = Object.keys(value);
  if (keys.length === 1 && keys[0] === 'secret') return reveal((value as { secret: unknown }).secret);
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, reveal(field)]));
}
