import * as pulumi from '@pulumi/pulumi';
import { Chart } from 'cdk8s';
import { Construct, IConstruct } from 'constructs';
import { ComponentOptions, resourceOptions } from './component-options';
import { Deployment } from './deployment';
import { registerFacade } from './facades';
import { handedOut } from './handed-out';
import { checkOptions } from './option-checks';
import { ComponentClass, Factories } from './outputs';
import { ComponentClaims } from './program';
import { tokenise } from './tokenise';
import { buildTree } from './tree';

/** The class of a construct. */
export type ConstructClass = new (scope: Construct, id: string, props: never) => IConstruct;

/** The props of a construct's class. */
export type PropsOf<K> = K extends new (scope: never, id: never, props: infer P) => unknown ? NonNullable<P> : never;

/** Stands in the place of args where the construct is there already, as part of another component's tree. */
const ADOPTED = Symbol('adopted');

/**
 * The Pulumi component class of a construct's class. The whole of a component is
 *
 *     export class MlflowServer extends component('MlflowServer', core.MlflowServer) {}
 *
 * @param type the component's type: a name of this package's, or a whole type token such as `acme:index:Scorer`
 * @param constructClass the class of the construct
 */
export function component<K extends ConstructClass>(
  type: string, constructClass: K,
): ComponentClass<PropsOf<K>, InstanceType<K>> & Factories<K> {
  const typeToken = type.includes(':') ? type : `mlops-constructs:index:${type}`;

  class Facade extends pulumi.ComponentResource {
    constructor(name: string, args: unknown = {}, opts: ComponentOptions = {}) {
      if (args === ADOPTED) {
        super(typeToken, name, {}, opts);
        return;
      }
      // Before `super`, so that what cannot work registers nothing.
      const deployment = plan({ type: typeToken, name }, args, opts, (chart, props) => new constructClass(chart, name, props as never));
      super(typeToken, name, {}, resourceOptions(opts, deployment.checked));
      deployment.deploy(this, name);
    }
  }

  Object.defineProperty(Facade, 'name', { value: type });
  // So that `platform.mlflow instanceof MlflowServer` holds for components that another component made.
  Object.defineProperty(Facade, Symbol.hasInstance, {
    value(this: unknown, object: unknown) {
      const own = Function.prototype[Symbol.hasInstance].call(this, object);
      return own || (Object.getPrototypeOf(this) === Facade && Function.prototype[Symbol.hasInstance].call(Facade, object));
    },
  });
  addFactories(Facade, constructClass);
  registerFacade(constructClass, (name, opts) => new Facade(name, ADOPTED, opts));
  return Facade as unknown as ComponentClass<PropsOf<K>, InstanceType<K>> & Factories<K>;
}

/** What Pulumi calls a component. */
export interface ComponentName {
  /** Type token. */
  readonly type: string;
  /** Its name. */
  readonly name: string;
}

/** Makes the constructs and plans their deployment; registers nothing. */
export function plan(
  { type, name }: ComponentName, args: unknown, opts: ComponentOptions, make: (chart: Chart, props: unknown) => IConstruct,
): Deployment {
  if (typeof args !== 'object' || args === null || pulumi.Output.isInstance(args)) {
    throw new TypeError(`${name}: args must be an object of props; what comes later can stand in its fields`);
  }
  checkOptions(name, opts);
  const props = tokenise(args);
  const settings = tokenise(opts.settings ?? {}, 'settings');
  const parent = Deployment.placeOf(opts.parent);
  const claims = new ComponentClaims(type, name, opts);
  const tree = buildTree(name, [Deployment.settingsOf(opts.parent), settings.value as object], chart => make(chart, props.value), claims);
  const near = [parent?.deployment, ...[...props.used, ...handedOut()].map(Deployment.of)].filter(deployment => deployment !== undefined);
  const around = new Set(near.flatMap(deployment => [deployment, ...deployment.around]));
  const deployment = new Deployment(tree, {
    retainData: opts.retainData ?? parent?.deployment.retainData ?? false, around, late: [...props.late, ...settings.late],
  });
  claims.commit();
  return deployment;
}

/** Static functions of the construct's class, with tokens for Outputs and constructs for components. */
function addFactories(facade: object, constructClass: ConstructClass): void {
  for (let at: object = constructClass; at !== Construct && at !== Function.prototype; at = Object.getPrototypeOf(at)) {
    for (const [key, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(at))) {
      if (key in facade || key === 'isConstruct') continue;
      const factory: unknown = descriptor.value;
      Object.defineProperty(facade, key, typeof factory !== 'function' ? descriptor : {
        value: (...args: unknown[]) => (factory as (...a: unknown[]) => unknown).apply(constructClass, tokenise(args).value),
      });
    }
  }
}
