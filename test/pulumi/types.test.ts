import * as pulumi from '@pulumi/pulumi';
import { ApiObject } from 'cdk8s';
import {
  Backend, IAddress, Level, Plain, PlatformComponent, Server, ServerComponent, ServerProps, Store, StoreComponent,
} from './fixtures';
import { Component, ComponentOf, fromConstructs, Inputs } from '../../src/pulumi';

declare const text: pulumi.Output<string>;
declare const number: pulumi.Output<number>;
declare const level: pulumi.Output<Level>;
declare const flag: pulumi.Output<boolean>;
declare const store: StoreComponent;
declare const platform: PlatformComponent;
declare const address: IAddress;
declare const plain: Plain;

/** Never called: the compiler is the test. */
export function accepted(): void {
  new StoreComponent('a');
  new StoreComponent('a', {}, { parent: store, retainData: true, settings: { namespace: text } });
  new StoreComponent('a', { size: text, host: Promise.resolve('h'), retained: true });
  new ServerComponent('a', { image: text, replicas: number, port: 80, labels: { a: text } });
  new ServerComponent('a', { image: 'i', backend: Backend.file('/p'), uses: [store, platform.store, platform.plain, address, plain] });
  new ServerComponent('a', { image: 'i', uses: [{ connection: { env: { A: text } } }] });
  new ServerComponent('a', { image: 'i', uses: [StoreComponent.from(text, number)] });
  new ServerComponent('a', { image: 'i', level: Level.HIGH, levelOrText: number });
  new PlatformComponent('a', { server: false });
  new PlatformComponent('a', { server: new ServerComponent('s', { image: 'i' }) });

  const url: pulumi.Output<string> = store.url;
  const pods: pulumi.Output<number> = store.pods;
  const service: pulumi.CustomResource = store.service;
  const nested: pulumi.Output<string> | undefined = platform.server?.url;
  const missing: pulumi.Output<string> | undefined = new ServerComponent('s', { image: 'i' }).missing;
  const any: Component<Store> = store;
  const contract: ComponentOf<IAddress> = platform.store;
  const resource: pulumi.Resource = platform.store;
  const tree: pulumi.ComponentResource = fromConstructs('x', scope => new ApiObject(scope, 'o', { apiVersion: 'v1', kind: 'Secret' }));
  void [url, pods, service, nested, missing, any, contract, resource, tree];
}

/** Never called: the compiler is the test. */
export function refused(): void {
  // @ts-expect-error a boolean decides what is built, so it must be plain
  new ServerComponent('a', { image: 'i', debug: flag });
  // @ts-expect-error so does a member of an enum
  new ServerComponent('a', { image: 'i', level });
  // @ts-expect-error image is required
  new ServerComponent('a', {});
  // @ts-expect-error args are required where a prop is
  new ServerComponent('a');
  // @ts-expect-error an Output of another type
  new ServerComponent('a', { image: number });
  // @ts-expect-error an Output of another type
  new ServerComponent('a', { image: 'i', replicas: text });
  // @ts-expect-error no such prop
  new ServerComponent('a', { image: 'i', imagee: 'x' });
  // @ts-expect-error a component whose construct does not keep the contract
  new ServerComponent('a', { image: 'i', uses: [new ServerComponent('b', { image: 'i' })] });
  // @ts-expect-error a component of another construct
  new PlatformComponent('a', { server: store });
  // @ts-expect-error what is data in the construct is no attribute of the component
  void store.connection;
  // @ts-expect-error nor is what belongs to constructs
  void store.node;
  // @ts-expect-error no such setting
  new StoreComponent('a', {}, { settings: { nothing: 'x' } });
}

/** A name for the args of a component, for those who want one. */
export interface ServerArgs extends Inputs<ServerProps> {}

test('a component class is a value and a type', () => {
  const make: (name: string, args: ServerArgs) => ServerComponent = (name, args) => new ServerComponent(name, args);
  expect(typeof make).toBe('function');
  expect(Object.getPrototypeOf(ServerComponent.prototype)).toBeInstanceOf(pulumi.ComponentResource);
  expect(Server).not.toBe(ServerComponent);
});
