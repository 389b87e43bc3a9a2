import { alias, check, ConstructError, IMAGES, outsideEndpoint, urlOf } from '../../src';
import { atLeast, host, lateChecksOf, notBlank, port, quantity, required, token, url } from '../../src/core';
import { chart } from '../chart';

function message(...checks: Parameters<typeof check>[1]): string {
  try {
    check(chart(), checks);
    return '';
  } catch (error) {
    expect(error).toBeInstanceOf(ConstructError);
    return (error as Error).message;
  }
}

test('a quantity that Kubernetes does not know is refused with the way to write it', () => {
  expect(message(quantity('volumeSize', '10GB'))).toBe("ml: volumeSize '10GB': it is not a Kubernetes quantity: "
    + "write it as '10Gi' (powers of two), '10G' (powers of ten) or '500m' (thousandths)");
});

test.each(['10Gi', '10G', '500m', '0.5', '1e3', '128Mi'])('%s is a quantity', value => {
  expect(message(quantity('size', value))).toBe('');
});

test.each([0, 65536, 1.5, NaN])('%s is not a port', value => {
  expect(message(port('port', value))).toMatch(/it is not a port: use a whole number from 1 to 65535/);
});

test.each([1, 65535])('%s is a port', value => {
  expect(message(port('port', value))).toBe('');
});

test.each(['', ' ', 'example.org', 'ftp://example.org', 'http://', ' http://example.org'])('%p is not a URL', value => {
  expect(message(url('trackingUri', value))).toMatch(/it is not a URL of a kind that works here: write it as 'http:\/\/host' or 'https:\/\/host'/);
});

test('a URL is a URL', () => {
  expect(message(url('trackingUri', 'https://example.org:8443/path'))).toBe('');
});

test.each(['http://db', 'db:5432', '', 'db/x'])('%p is not a host name', value => {
  expect(message(host('host', value))).toMatch(/it is not a host name/);
});

test('blank text is refused', () => {
  expect(message(notBlank('database', ' '))).toMatch(/database ' ': it is blank/);
});

test.each([
  ['notBlank', notBlank], ['quantity', quantity], ['url', url], ['host', host],
  ['port', (prop: string, value: string) => port(prop, value as never)], ['atLeast', (prop: string, value: string) => atLeast(prop, value as never, 1)],
])('%s keeps a value that comes later, alone or in text, for later', (_name, row) => {
  const scope = chart();
  const values = [token({}), `x-${token({})}`];
  check(scope, values.map(value => row('prop', value)));
  expect(lateChecksOf(scope).map(([, , value]) => value)).toEqual(values);
});

test('a value that is known is not kept', () => {
  const scope = chart();
  check(scope, [port('port', 80), quantity('size', undefined)]);
  expect(lateChecksOf(scope)).toEqual([]);
});

test('what is required is asked for', () => {
  expect(message(required('server', undefined))).toBe('ml: server: it is required: pass server');
});

test('all failed rules are reported at once', () => {
  expect(message(atLeast('replicas', -1, 0), port('port', 0)).split('\n')).toHaveLength(2);
});

test('an alias renames every variable and keeps the network path', () => {
  const endpoints = [{ scheme: 'http', host: 'h', port: 1 }];
  expect(alias({ connection: { env: { A: '1' }, endpoints } }, 'OLD').connection).toEqual({ env: { OLD_A: '1' }, endpoints });
});

test.each([['http', 80, 'http://h'], ['https', 443, 'https://h'], ['http', 5000, 'http://h:5000']])('the URL of %s on %d is %s', (scheme, number, text) => {
  expect(urlOf({ scheme, host: 'h', port: number })).toBe(text);
});

/** PostgreSQL and SeaweedFS count their releases with two numbers, everybody else with three. */
const RELEASE = /:v?\d+\.\d+\.\d+(-[A-Za-z0-9.-]+)?$|\/(postgres|postgresql|seaweedfs):\d+\.\d+(-[A-Za-z0-9.-]+)?$/;

test.each(Object.entries(IMAGES))('the image %s never moves, and is of a maintained publisher', (_name, { reference }) => {
  expect(reference).toMatch(/^[a-z0-9.]+\/[a-z0-9]+(?:(?:\/|_|-+)[a-z0-9]+)*:/);
  expect(RELEASE.test(reference) || /@sha256:[0-9a-f]{64}$/.test(reference)).toBe(true);
  expect(reference).not.toMatch(/latest|bitnami|minio/);
});

test.each(['docker.io/library/python:3.11-slim-bookworm', 'docker.io/library/buildpack-deps:trixie-scm', 'docker.io/library/valkey:9'])('%s would move', reference => {
  expect(RELEASE.test(reference)).toBe(false);
});

test.each([
  ['https://x.org', 443], ['http://x.org', 80], ['https://x.org:8443/path', 8443], ['smtp://x.org', 25], ['smtps://x.org', 465], ['redis://x.org', 6379],
  ['rediss://x.org/0', 6379], ['postgresql+psycopg2://x.org/db', 5432], ['mysql://x.org', 3306], ['amqp://x.org', 5672], ['ldap://x.org', 389],
  ['ldaps://x.org', 636], ['ssh://git@x.org/a', 22], ['ftp://x.org', 21], ['tcp://x.org:9000', 9000],
])('the endpoint of %s has port %d', (text, number) => {
  expect(outsideEndpoint(text, ['10.0.0.0/8'])).toMatchObject({ host: 'x.org', port: number, cidrs: ['10.0.0.0/8'] });
});

test.each([
  ['h:80', "url 'h:80': it is not a URL with a scheme and a host: write scheme, host and port, such as 'https://example.org' or 'tcp://example.org:9000'"],
  ['h', "url 'h': it is not a URL with a scheme and a host: write scheme, host and port, such as 'https://example.org' or 'tcp://example.org:9000'"],
  ['file:///tmp', "url 'file:///tmp': it is not a URL with a scheme and a host: write scheme, host and port, such as 'https://example.org' or 'tcp://example.org:9000'"],
  ['tcp://h', "url 'tcp://h': the scheme tcp has no port of its own: write the port behind the host"],
])('no endpoint is made of %s', (text, says) => {
  expect(() => outsideEndpoint(text)).toThrow(new Error(`outsideEndpoint: ${says}`));
});

test.each(['', '1', 'a b'])('an alias %j is refused', prefix => {
  expect(() => alias({ connection: { endpoints: [] } }, prefix)).toThrow(`alias: prefix '${prefix}': it is not a name for an environment variable: `);
});
