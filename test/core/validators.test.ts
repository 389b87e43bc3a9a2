import { bracketed, hostAndPort, liesWithin, outsideEndpoint, urlOf, VALIDATORS } from '../../src';

const l = (count: number) => 'a'.repeat(count);
const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`;

/** What each validator takes, and what it refuses. */
const CASES: Record<keyof typeof VALIDATORS, [good: readonly unknown[], bad: readonly unknown[]]> = {
  dnsLabel: [['a', 'ml', '2024-models', l(63)], ['', 'My_NS', '-a', 'a-', 'a.b', l(64), 'ä']],
  dnsSubdomain: [['a', 'a.b-c.d', l(253)], ['', 'a..b', '.a', 'a.', 'A', 'a_b', l(254)]],
  serviceName: [['a', 'ml-web', l(63)], ['2024-models', '-a', 'a.b', 'A', l(64)]],
  labelKey: [['team', 'example.org/team', 'a_b.C', l(63)], ['', 'has space', '/team', 'a/b/c', 'Example.org/team', '-a', l(64)]],
  labelValue: [['', 'v1.2_a-B', l(63)], ['has space!', '-a', 'a-', 'a/b', l(64)]],
  annotationKey: [['note', 'example.org/note'], ['', 'a b', 'a/b/c', l(64)]],
  dataKey: [['tls.crt', '_key', 'A-b', l(253)], ['', '.', '..', '..a', 'a/b', 'a b', l(254)]],
  envName: [['A', '_a1', 'MY_VAR'], ['', 'MY-VAR', '1A', 'a b', 'a=b', 'a.b']],
  portName: [['http', 'h2', 'a-1', l(15)], ['', '8080', '-a', 'a-', 'a--b', 'Http', 'a_b', l(16), 'a-name-of-20-letters']],
  port: [[1, 80, 65535], [0, -1, 65536, 1.5, NaN, '80']],
  quantity: [['10Gi', '10G', '500m', '0.5', '.5', '1e3', '128Mi', '1Ki'], ['', '10GB', '10 Gi', '-1', 'Gi', '1,5', '10gi']],
  bytes: [['512Mi', '1Ki', '10G', '1e9', '1048576'], ['512m', '512', '0', '1000u', '10GB', '']],
  cpu: [['0', '500m', '2', '0.5', '.25', '1.'], ['1Gi', '2k', '0.0001', '1e3', '-1', '', 'two']],
  cronForm: [['0 3 * * *', '@daily', 'TZ=UTC 0 3 * * *', '61 3 * * *'], ['', 'daily', '0 3 * *', '0 3 * * * *', '@reboot', '@every 1h', '0 3 ! * *']],
  cronZone: [['0 3 * * *'], ['TZ=UTC 0 3 * * *', 'CRON_TZ=Europe/Berlin 0 3 * * *']],
  cron: [
    ['* * * * *', '0 3 * * *', '59 23 31 12 6', '*/5 * * * *', '0,30 1-5/2 ? * MON-FRI', '0 0 * jan-mar sun', '5/15 * * * *', '0 0 29 2 *', '0 0 31 2 MON',
      ...['hourly', 'daily', 'midnight', 'weekly', 'monthly', 'yearly', 'annually'].map(word => `@${word}`)],
    ['61 3 * * *', '60 * * * *', '0 24 * * *', '0 0 0 * *', '0 0 32 * *', '0 0 * 0 *', '0 0 * 13 *', '0 0 * * 7', '0 0 * FEBRUARY *', '0 0 * * MONDAY', '5-1 * * * *',
      '*/0 * * * *', '*/70 * * * *', '*-5 * * * *', '1,,2 * * * *', '0 0 30 2 *', '0 0 31 4,6 *', '@never', 'TZ=UTC 0 3 * * *'],
  ],
  timeZone: [
    ['Europe/Berlin', 'Etc/UTC', 'UTC', 'Asia/Kolkata', 'America/Argentina/Buenos_Aires', 'America/Port-au-Prince', 'Etc/GMT+5'],
    ['Local', 'europe/berlin', 'EUROPE/BERLIN', 'Europe/Atlantis', '+01:00', 'CEST', 'UTC+1', '', ' UTC'],
  ],
  imageReference: [
    ['nginx', 'nginx:1', 'example.org/team/a:1.2', 'localhost:5000/a:1', '[2001:db8::1]:5000/a:1', `a@${DIGEST}`, `example.org:443/a/b_c/d__e:v1@${DIGEST}`, `a:${l(128)}`],
    ['', 'ng inx:1', 'https://example.org/a:1', 'Nginx:1', 'a:', `a:${l(129)}`, 'a@sha256:abc', 'a//b:1', '/a:1', 'a/:1', 'a:1:2', `${l(256)}:1`, 'a/b_:1', 'example.org:port/a:1'],
  ],
  pinnedImage: [['a:1', `a@${DIGEST}`, 'example.org:5000/a:1'], ['a', 'a:latest', 'example.org:5000/a']],
  registry: [['mirror.example.org', 'mirror.example.org:5000/hub', 'localhost', '10.0.0.1:5000', '[::1]:5000'], ['', 'https://mirror.example.org', 'mirror.example.org/', 'a b', '/hub', 'a/B']],
  s3Bucket: [['abc', 'my-bucket', 'a.b.c', l(63)], ['', 'ab', 'My_Bucket', 's3://my-bucket/path', 'a..b', 'a.-b', '-abc', 'abc-', '10.0.0.1', 'xn--abc', 'abc-s3alias', l(64), 'a/b']],
  gcsBucket: [['abc', 'my_bucket', 'a.example.org', l(63)], ['', 'ab', 'My', 'gs://my-bucket', 'goog-a', 'my-google-b', '10.0.0.1', 'a..b', l(64), '_ab']],
  azureContainer: [['abc', 'a-b-c', '$web', l(63)], ['', 'ab', 'My', 'a_b', 'a--b', '-ab', 'ab-', l(64), 'https://a/b', '$other']],
  azureAccount: [['abc', 'team1store', l(24)], ['', 'ab', 'My', 'a-b', l(25), 'acc.blob.core.windows.net']],
  region: [['eu-central-1', 'us-east-1', 'auto', 'EU', 'garage'], ['', 'EU Frankfurt', 'eu_west', '123', '-a', 'eu-west-1.amazonaws.com']],
  cidr: [
    ['10.0.0.0/8', '10.0.0.5/32', '0.0.0.0/0', '::/0', '2001:db8::/32', 'fe80::/10', '::1/128', '::ffff:10.0.0.0/104'],
    ['', '10.0.0.0', '10.0.0.5/8', '10.0.0.0/33', '10.0.0/8', '10.0.0.0/08', '010.0.0.0/8', '256.0.0.0/8', '2001:db8::1/32', '::/129', 'a/8', '10.0.0.0/8/8'],
  ],
  host: [
    ['db', 'db.example.org', 'DB.Example.org', '10.0.0.1', '::1', '[::1]', '2001:db8::1', '::ffff:10.0.0.1', l(63)],
    ['', 'http://db', 'db:5432', 'db/x', 'My Host', 'a..b', '-a', 'a_b', '256.1.1.1', '10.0.0', '[10.0.0.1]', '[::1', '::1::', 'fe80::1%eth0', l(64), `${l(63)}.${l(63)}.${l(63)}.${l(63)}`],
  ],
  routeHost: [['a', 'mlflow.example.org', '*.example.org'], ['', 'MLflow.example.org', 'https://a', '10.0.0.1', '::1', 'a:80', 'a/b', 'a.*.b', 'my host']],
  domain: [['example.org', 'ml.example.org'], ['', '*.example.org', 'https://example.org', 'Example.org', '10.0.0.1', 'example.org/', '.example.org']],
  issuer: [['https://login.example.org', 'https://login.example.org/realms/ml', 'http://keycloak.id.svc:8080/realms/ml'], ['', 'login.example.org', 'ftp://a', 'https://a?x=1', 'https://a/#b', 'https://']],
  className: [['nginx', 'fast-ssd', 'ssd.csi.example.org'], ['', 'Fast SSD', 'fast_ssd', '-a']],
  prometheusLabel: [['cluster', '_a1', 'Team'], ['', 'my-label', '1a', '__name__', 'a.b', 'a b']],
  user: [[1, 10001, 2147483647], [0, -5, 1.5, 2147483648, '1', NaN]],
  group: [[0, 10001], [-1, 1.5, 2147483648, '1']],
  seconds: [[0, 30], [-1, 1.5, '30', NaN, Infinity]],
  period: [[1, 10], [0, -1, 1.5, '10']],
  count: [[0, 3], [-1, 1.5, '3']],
  path: [['/', '/data', '/a b/c.d'], ['', 'data', './data', '/a:b', '/a/../b', '~/data']],
  subPath: [['a', 'a/b', '.hidden'], ['', '/a', '../a', 'a/../b']],
  httpPath: [['/', '/health?full=1'], ['', 'health', '/a b', 'http://a/']],
  email: [['a@example.org', 'Alerts <a@example.org>'], ['', 'a', '@a', 'a@', 'a b@c', 'a@b, c@d']],
  rbacName: [['get', '*', 'My:Role'], ['', 'a/b', 'a%b', '.', '..', 'a b']],
};

describe.each(Object.entries(CASES))('%s', (name, [good, bad]) => {
  const validator = VALIDATORS[name as keyof typeof VALIDATORS];

  test.each(good)('takes %p', value => {
    expect(validator.accepts(value)).toBe(true);
  });

  test.each(bad)('refuses %p', value => {
    expect(validator.accepts(value)).toBe(false);
  });

  test('says why, and what to write instead', () => {
    expect(validator.reason).not.toMatch(/[.:]$/);
    expect(validator.remedy).not.toMatch(/^$|\w\.$/);
  });
});

test.each([['::1', '[::1]'], ['[::1]', '[::1]'], ['10.0.0.1', '10.0.0.1'], ['db.example.org', 'db.example.org']])('%s stands as %s in a URL', (host, text) => {
  expect([bracketed(host), hostAndPort(host, 80)]).toEqual([text, `${text}:80`]);
});

test.each(['http://[2001:db8::1]:9090', 'http://[2001:db8::1]'])('the endpoint of %s has the bare address, and the same URL', url => {
  const endpoint = outsideEndpoint(url);
  expect([endpoint.host, urlOf(endpoint)]).toEqual(['2001:db8::1', url]);
});

test.each([
  ['10.1.0.0/16', '10.0.0.0/8', true], ['10.0.0.0/8', '10.0.0.0/8', false], ['11.0.0.0/16', '10.0.0.0/8', false], ['fe80::/10', '::/0', true],
  ['10.0.0.0/8', '::/0', false], ['2001:db8:1::/48', '2001:db8::/32', true],
])('%s within %s: %p', (inner, outer, within) => {
  expect(liesWithin(inner, outer)).toBe(within);
});
