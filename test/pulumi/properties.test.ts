import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { Backend, Plain, Platform, PlatformComponent, Server, ServerComponent, ServerProps, Store, StoreComponent } from './fixtures';
import { expectChildrenEqualManifests, expectSameWithOutputs } from './properties';
import { component } from '../../src/pulumi';

const props: ServerProps = { image: 'repo/img:1', backend: Backend.file('/p'), replicas: 2, port: 8080, password: 'p"w\\1', labels: { a: 'b' } };

class WithPort extends Construct {
  constructor(scope: Construct, id: string, { port, make }: { port: number; make: (port: number) => unknown }) {
    super(scope, id);
    new ApiObject(this, 'O', { apiVersion: 'v1', kind: 'Thing', spec: { value: make(port) } });
  }
}
const withPort = (make: (port: any) => unknown) => expectSameWithOutputs(WithPort, { port: 5000, make });

describe('the same with Outputs', () => {
  test('holds for constructs that pass their props on', async () => {
    await expectSameWithOutputs(Server, props);
    await expectSameWithOutputs(Store, { size: '1Gi', host: 'h' });
    await expectSameWithOutputs(Platform, { image: 'i', namespace: 'n' });
    await expectSameWithOutputs(Server, others => ({ image: 'i', uses: [new Store(others, 'Db')], backend: Backend.at(new Store(others, 'B')) }));
  });

  test.each<[string, (port: any) => unknown]>([
    ['arithmetic', port => port + 1],
    ['a function of the text', port => Buffer.from(String(port)).toString('base64')],
    ['a comparison', port => port > 1 ? 'a' : 'b'],
    ['a length', port => String(port).length],
  ])('does not hold for %s', async (_, make) => {
    await expect(withPort(make)).rejects.toThrow();
  });

  test('fields that must stay plain can be named', async () => {
    const make = (port: number) => port + 1;
    await expectSameWithOutputs(WithPort, { port: 5000, make }, { except: ['port'] });
  });
});

describe('the children equal the manifests', () => {
  test('holds for components', async () => {
    await expectChildrenEqualManifests(ServerComponent, Server, props);
    await expectChildrenEqualManifests(StoreComponent, Store, {});
    await expectChildrenEqualManifests(ServerComponent, Server, others => ({ image: 'i', uses: [new Store(others, 'Db')] }));
  });

  test('does not hold for a component of another construct', async () => {
    await expect(expectChildrenEqualManifests(StoreComponent as never, Server, props)).rejects.toThrow();
  });

  test('does not hold where a public construct has no class of its own', async () => {
    await expect(expectChildrenEqualManifests(PlatformComponent, Platform, {})).rejects.toThrow('plain');
    class Bare extends Construct {
      constructor(scope: Construct, id: string) {
        super(scope, id);
        new Plain(this, 'Plain');
      }
    }
    await expectChildrenEqualManifests(class extends component('Bare', Bare) {}, Bare, {});
  });
});
