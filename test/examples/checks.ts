import { expectHardened, expectRestricted, Manifest } from '../../src/testing';
import { expectValid } from '../schema/validator';

/** What holds for the manifests of every example. */
export function check(manifestsOf: () => Promise<Manifest[]>): void {
  let manifests: Manifest[];
  beforeAll(async () => { manifests = await manifestsOf(); });

  test('writes these manifests', () => expect(manifests).toMatchSnapshot());
  test('is valid in the eyes of the API server', () => expect(expectValid(manifests)).toEqual([]));
  test('passes Pod Security restricted', () => expectRestricted(manifests));
  test('keeps what this library promises beyond it', () => expectHardened(manifests));

  test('has nothing empty, which a second apply would report', () => {
    expect(JSON.stringify(manifests.filter(({ kind }) => kind !== 'NetworkPolicy'))).not.toMatch(/(?<!\\)":(\[\]|\{\}|"")/);
  });

  test('refers to secrets and holds none', () => {
    expect(manifests.filter(({ kind }) => kind === 'Secret')).toEqual([]);
  });
}
