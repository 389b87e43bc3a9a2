import * as pulumi from '@pulumi/pulumi';
import { Construct, IConstruct } from 'constructs';
import { outputOf } from './detokenise';
import { construct as constructKey } from './inputs';
import { ConstructError } from '../core/construct-error';

/** What constructs became. */
export interface Resources {
  /** Fails when a value that came late cannot work. */
  readonly checked?: Promise<void>;
  /** The resources of the objects below a construct. */
  below(construct: IConstruct): readonly pulumi.Resource[];
  /** The component or resource that a construct became, in this or another tree; undefined for a mere part of a component. */
  of(construct: IConstruct): pulumi.Resource | undefined;
}

/**
 * Gives `target` the public attributes of a construct: text, numbers and booleans as Outputs that wait for the objects below
 * the construct, objects and constructs as what they became. Other data is left out.
 *
 * @returns the Outputs
 */
export function addAttributes(target: object, construct: IConstruct, resources: Resources): Record<string, pulumi.Output<unknown>> {
  Object.defineProperty(target, constructKey, { value: construct });
  const ready = pulumi.all(resources.below(construct).map(resource => resource.urn));
  const outputs: Record<string, pulumi.Output<unknown>> = {};
  for (const [key, value] of attributesOf(construct)) {
    if (Construct.isConstruct(value)) {
      let made: object | undefined;
      Object.defineProperty(target, key, { enumerable: true, get: () => made ??= resources.of(value) ?? part(value, resources) });
    } else if (['string', 'number', 'boolean'].includes(typeof value)) {
      const known = typeof value === 'string' ? outputOf(value) : pulumi.output(value);
      outputs[key] = pulumi.all([known, resources.checked, ready]).apply(([result]) => result);
      Object.defineProperty(target, key, { enumerable: true, value: outputs[key] });
    }
  }
  return outputs;
}

/**
 * Refuses a construct with an attribute that Pulumi's own would hide.
 *
 * @throws ConstructError that names the attribute
 */
export function checkAttributes(construct: IConstruct): void {
  const clashes = attributesOf(construct).map(([key]) => key).filter(key => key === 'urn' || key in pulumi.ComponentResource.prototype);
  const findings = clashes.map(key => `the attribute ${key} hides one that every Pulumi resource has: give it another name`);
  if (findings.length > 0) throw new ConstructError(construct, findings);
}

/** A construct without component of its own: its attributes, and its place in `uses` of others, but no resource. */
function part(construct: IConstruct, resources: Resources): object {
  const target = {};
  addAttributes(target, construct, resources);
  return target;
}

/** The public attributes: own fields, and getters of its classes. A leading underscore means private, as in cdk8s. */
function attributesOf(construct: IConstruct): [key: string, value: unknown][] {
  const names = new Set(Object.keys(construct));
  const bases: unknown[] = [Construct.prototype, Object.prototype, null];
  for (let at = Object.getPrototypeOf(construct); !bases.includes(at); at = Object.getPrototypeOf(at)) {
    for (const [name, { get }] of Object.entries(Object.getOwnPropertyDescriptors(at))) {
      if (get !== undefined) names.add(name);
    }
  }
  names.delete('node');
  return [...names].filter(name => !name.startsWith('_')).map(name => [name, Reflect.get(construct, name)]);
}
