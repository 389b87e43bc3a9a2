import * as pulumi from '@pulumi/pulumi';
import { Construct, IConstruct } from 'constructs';
import { handOut } from './handed-out';
import { ComponentOf, construct } from './inputs';
import { LateText } from './late-texts';
import { brandOf } from '../core/brand';
import { ALIASED } from '../core/connection';
import { isDeferred } from '../core/deferred';
import { hasToken, noToken, token } from '../core/tokens';
import { underlying, what } from '../core/what';

/** Props as a construct takes them, and the constructs behind the components that were among them. */
export interface Tokenised<T> {
  /** The value with tokens for Outputs, and constructs for components. */
  readonly value: T;
  /** The constructs that stood behind components. */
  readonly used: ReadonlySet<IConstruct>;
  /** The texts with tokens in them. */
  readonly late: readonly LateText[];
}

/**
 * A string that stands for an Output, for places that are typed as string, such as the factories of value classes:
 * `SecretValue.fromSecret(asString(secret.metadata.name), 'key')`. It can be passed on and put into text, not compared.
 */
export function asString(output: pulumi.Input<string>): string {
  return typeof output === 'string' ? output : token(output);
}

/** A number that stands for an Output, as `asString` for strings. It can be passed on, not calculated with. */
export function asNumber(output: pulumi.Input<number>): number {
  return typeof output === 'number' ? output : token(output) as unknown as number;
}

/**
 * The construct behind a component, for places that are typed as construct or contract, such as the factories of value classes
 * and the constructs within `fromConstructs`: `DagSource.git(asConstruct(repository))`. It can be passed on, and asked: text that
 * comes later stands in its attributes as `asString` writes it. Nothing can be made below it, since it is deployed already.
 *
 * @throws TypeError of what is no component
 */
export function asConstruct<C>(component: ComponentOf<C>): C {
  const made = typeof component === 'object' && component !== null ? constructOf(component) : undefined;
  if (made === undefined) {
    throw new TypeError(`asConstruct: component: it is ${what(component)}, and no construct stands behind it: pass a component of 'mlops-constructs/pulumi'`);
  }
  handOut(made);
  return made as C;
}

/**
 * Replaces every Output and Promise in a value by a token, and every component by its construct. Plain objects, lists and
 * instances of value classes are copied where something in them changes, and are otherwise handed through.
 *
 * @param path of the value in messages
 * @throws Error for a token as a map key
 */
export function tokenise<T>(value: T, path = ''): Tokenised<T> {
  const used = new Set<IConstruct>();
  const late: LateText[] = [];
  // A value that is met twice stays one value, and a ring of values ends.
  const done = new Map<object, unknown>();

  function walk(given: unknown, at: string): unknown {
    const text = isDeferred(given) ? token(given) : given;
    if (typeof text === 'string' && hasToken(text)) late.push({ at, text });
    if (typeof text !== 'object' || text === null) return text;
    return walkObject(text, at);
  }

  function walkObject(given: object, at: string): unknown {
    const known = constructOf(given);
    if (known !== undefined) {
      used.add(known);
      return known;
    }
    const aliased = underlying((given as { [ALIASED]?: unknown })[ALIASED]);
    if (Construct.isConstruct(aliased)) used.add(aliased);
    if (isOpaque(given)) return given;
    if (!done.has(given)) {
      done.set(given, given);
      done.set(given, Array.isArray(given) ? walkList(given, at) : walkFields(given, at));
    }
    return done.get(given);
  }

  function walkList(given: unknown[], at: string): unknown[] {
    const mapped = given.map((item, index) => walk(item, `${at}[${index}]`));
    return mapped.some((item, i) => item !== given[i]) ? mapped : given;
  }

  function walkFields(given: object, at: string): object {
    const changed: Record<string, unknown> = {};
    // What a value class calls its fields is no name that a program knows.
    const own = brandOf(given) !== undefined;
    for (const [key, field] of Object.entries(given)) {
      noToken(key, 'a map key');
      const mapped = walk(field, own ? at : at === '' ? key : `${at}.${key}`);
      if (mapped !== field) changed[key] = mapped;
    }
    if (Object.keys(changed).length === 0) return given;
    const fields = Object.getOwnPropertyDescriptors(given);
    for (const [key, mapped] of Object.entries(changed)) {
      fields[key as keyof typeof fields] = { value: mapped, enumerable: true, writable: true, configurable: true } as never;
    }
    return Object.create(Object.getPrototypeOf(given), fields);
  }

  return { value: walk(value, path) as T, used, late };
}

/** The construct behind a component, if the value is one. */
function constructOf(value: object): IConstruct | undefined {
  return (value as { [construct]?: IConstruct })[construct];
}

/** What is passed through as it is: constructs, Pulumi resources, and objects with hidden state, such as dates and maps. */
function isOpaque(value: object): boolean {
  if (Array.isArray(value)) return false;
  return Construct.isConstruct(value) || pulumi.Resource.isInstance(value) || Object.prototype.toString.call(value) !== '[object Object]';
}
