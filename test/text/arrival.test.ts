import { spawnSync } from 'child_process';
import fc from 'fast-check';
import { containers, Found, NAME } from './programs';
import { Container, environmentOf, printedBy, PYTHON, Ran, run } from '../pod';

/** Passwords that one grammar or another takes for something else. */
const NASTY = [
  'a"b', 'c:\\new', 'p$(x)%40 #1', "x'; DROP TABLE y; --", '%(s)s', '{{a}}', 'ends with \\', ' blanks at both ends ', 'é ü 漢 🙂', '$HOME ${HOME} $$',
  '`id`', 'a!b&c;d|e>f', '"', "'", '@:/?#[]', '-n', '\\n\\x41%0a', '=#;[a]',
];
const IN_ONE = NASTY.join('');
/** What is special at the start or the end. */
const AT_THE_ENDS = ['ends with \\', ' blanks at both ends ', '"', "'", '-n'];

function python(code: string, input: string): unknown {
  const { stdout, stderr } = spawnSync(PYTHON, ['-I', '-c', `import json, sys\ntext = sys.stdin.buffer.read().decode()\n${code}`], { input, encoding: 'utf8' });
  if (stderr) throw new Error(stderr);
  return JSON.parse(stdout);
}

/** The password of a URL, by Python's own parser. */
const urlPassword = (url: string) => python('from urllib.parse import unquote, urlsplit\nprint(json.dumps(unquote(urlsplit(text).password)))', url) as string;

/** A value in libpq's form, by its rules: in quotes, with a backslash before what is meant as it is. */
function libpq(text: string): string {
  expect(text).toMatch(/^'(?:[^'\\]|\\[^])*'$/);
  return text.slice(1, -1).replace(/\\([^])/g, '$1');
}

/** A line of Redis' configuration, by the rules of its sdssplitargs. */
function redisArguments(line: string): string[] {
  return [...line.matchAll(/"((?:[^"\\]|\\.)*)"(?=\s|$)|(\S+)/g)].map(([, quoted, plain]) => plain ?? quoted.replace(/\\(x[0-9a-f]{2}|.)/g, (_, code: string) => (
    { n: '\n', r: '\r', t: '\t', b: '\b', a: '\x07' }[code] ?? (code.length > 1 ? String.fromCharCode(parseInt(code.slice(1), 16)) : code))));
}

/** What is sent at the moment: some places take other secrets, or text, too. */
const sent = { value: '' };

/** The secrets in a JSON object of Airflow. */
const connectionSecrets = (json: string) => {
  const { login, password } = JSON.parse(json) as { login?: string; password?: string };
  return login === sent.value ? [login, password!] : [password!];
};

/** What each template becomes, read by a parser that knows nothing of how it was written: the secrets in it. */
const READERS: readonly (readonly [target: RegExp, secrets: (text: string) => string[]])[] = [
  [/^AIRFLOW_CONN_\w+$/, connectionSecrets],
  [/^(AIRFLOW__DATABASE__SQL_ALCHEMY_CONN|MLFLOW_BACKEND_STORE_URI)$/, url => [urlPassword(url)]],
  [/^AIRFLOW__CELERY__(BROKER_URL|RESULT_BACKEND)$/, url => [urlPassword(url)]],
  [/\/auth\.ini$/, text => [urlPassword(python(
    'import configparser\nfile = configparser.ConfigParser()\nfile.read_string(text)\nprint(json.dumps(file["mlflow"]["database_uri"]))', text) as string)]],
  [/\/valkey\.conf$/, text => [redisArguments(text.trimEnd())[1]]],
  [/\/pgbouncer\.ini$/, () => []],
  [/\/users\.txt$/, text => [/^"(?:[^"]|"")*" "((?:[^"]|"")*)"\n$/.exec(text)![1].replaceAll('""', '"')]],
  [/\/filer\.toml$/, text => [libpq((python('import tomllib\nprint(json.dumps(tomllib.loads(text)))', text) as { postgres2: { password: string } }).postgres2.password)]],
  [/\/grafana\/password$/, text => [text === sent.value ? text : libpq(text)]],
];

const named = ({ container }: Found, pattern: RegExp) => (container.env ?? []).filter(({ name }) => pattern.test(name));
const all = containers();
const rendered = all.filter(found => named(found, /^RENDER_(ENV|FILE|TEXT)_/).length > 0);

/** The text of every template of a container, by what it becomes. */
function textsOf({ container }: Found, secret: (name: string, key: string) => string): [target: string, text: string][] {
  const names = (kind: string) => (container.env ?? []).filter(({ name }) => name.startsWith(`RENDER_${kind}_`));
  const environment = names('ENV').length > 0 ? environmentOf(container, secret) : {};
  const files = names('FILE').map(({ value }) => value!.slice(0, value!.indexOf('=')));
  const ran: Ran | undefined = files.length > 0
    ? run(container, { secret, programs: { show: '' }, command: [...container.command!.slice(0, container.command!.indexOf('exec') + 1)] }) : undefined;
  return [
    ...names('ENV').map(({ name }): [string, string] => [name.slice(11), environment[name.slice(11)]]),
    ...files.map((path): [string, string] => [path, ran!.file(path)]),
    ...names('TEXT').map(({ name }): [string, string] => [name.slice(12), printedBy(container, `${name.slice(12)}_CMD`, secret)]),
  ];
}

/** What a container's templates become, and how the secrets in them are written. */
const kindsOf = (found: Found) => named(found, /^RENDER_(ENV|FILE|TEXT)_/).map(({ name, value = '' }) => (
  `${name.replace(/_\d+$/, '')} ${/^\/[^=]*/.exec(value)?.[0] ?? ''} ${value.match(/"as":\[[^\]]*\]/g)?.join() ?? ''}`));

const targets = new Map<Found, string[]>();

/** What each template of a container becomes, whatever the secret is. */
const targetsOf = (found: Found): string[] => {
  const known = targets.get(found) ?? textsOf(found, () => 'x').map(([target]) => target);
  targets.set(found, known);
  return known;
};

/** As many containers as show a template of each kind. */
const different = rendered.filter((found, index) => {
  const known = new Set(rendered.slice(0, index).flatMap(kindsOf));
  return kindsOf(found).some(kind => !known.has(kind));
});

test('every container with a template puts it together', () => {
  const idle = rendered.filter(({ container }) => named({ title: '', container }, /^RENDER_(ENV|FILE)_/).length > 0 && !container.command?.includes('exec'));
  expect(idle.map(({ title }) => title)).toEqual([]);
});

test('there is a template of each kind', () => {
  const found = different.flatMap(targetsOf);
  expect(READERS.filter(([pattern]) => !found.some(target => pattern.test(target))).map(([pattern]) => pattern)).toEqual([]);
});

describe.each(different.map(found => [found.title, found] as const))('%s', (_title, found) => {
  test('holds no template that the test cannot read', () => {
    expect(targetsOf(found).filter(target => !READERS.some(([pattern]) => pattern.test(target)))).toEqual([]);
  });

  test.each([...AT_THE_ENDS, IN_ONE])('brings %j as it is', value => {
    sent.value = value;
    for (const [target, text] of textsOf(found, () => value)) {
      const [, secrets] = READERS.find(([pattern]) => pattern.test(target))!;
      const read = secrets(text);
      expect([target, ...read]).toEqual([target, ...read.map(() => value)]);
    }
  });
});

test('names of a server that exists stand whole in an address', () => {
  const url = textsOf(rendered.find(({ title }) => title === 'Deployment mlflow-mysql-backed-server: main')!, () => 'x')
    .find(([target]) => target === 'MLFLOW_BACKEND_STORE_URI')![1];
  const read = python(
    'from urllib.parse import parse_qs, unquote, urlsplit\nurl = urlsplit(text)\nprint(json.dumps([unquote(url.username), parse_qs(url.query)["database"][0]]))', url);
  expect(read).toEqual([NAME, NAME]);
});

/** A script that is run, and where the secret arrives. */
interface Script {
  readonly programs?: Record<string, string>;
  readonly files?: Record<string, string>;
  readonly paths?: readonly string[];
  readonly env?: Record<string, string>;
  readonly short?: boolean;
  readonly arrives: (ran: Ran, value: string) => void;
}

const sqlLiteral = (value: string) => `'${value.replaceAll("'", "''")}'`;
const call = (ran: Ran, program: string) => ran.calls.find(({ argv }) => argv[0] === program)!;

/** Scripts that get a secret and are not templates, by words of theirs. */
const SCRIPTS: readonly (readonly [words: string, script: Script | 'hands its variables to a library']) [] = [
  ['postgres --single', {
    programs: { postgres: '' },
    files: { '/var/lib/postgresql/data/pgdata/PG_VERSION': '17' },
    arrives: (ran, value) => expect(call(ran, 'postgres').stdin).toBe(`ALTER USER postgres PASSWORD ${sqlLiteral(value)}\n`),
  }],
  ['psql -v ON_ERROR_STOP=1', {
    programs: { pg_isready: '', psql: '' },
    arrives: (ran, value) => {
      const { env, stdin, argv } = call(ran, 'psql');
      expect([env.PASSWORD, stdin.split('\n')[1], argv]).toEqual([value, '\\getenv password PASSWORD', ['psql', '-v', 'ON_ERROR_STOP=1']]);
    },
  }],
  ['reset-admin-password', {
    programs: { grafana: '' },
    arrives: (ran, value) => expect(call(ran, 'grafana').stdin).toBe(`${value}\n`),
  }],
  ['api/v1', {
    programs: { curl: 'print("200" if "GET" in sys.argv else "204", end="")', seq: 'print(1)' },
    arrives: (ran, value) => {
      const [, quoted] = /^user = "((?:[^"\\]|\\.)*)"\n$/.exec(call(ran, 'curl').stdin)!;
      expect(quoted.replace(/\\(.)/g, '$1')).toBe(`git-admin:${value}`);
    },
  }],
  ['basic_auth_users', {
    short: true,
    arrives: (ran, value) => {
      const { basic_auth_users: { admin } } = JSON.parse(ran.file('/etc/prometheus/web/web.json')) as { basic_auth_users: { admin: string } };
      expect(spawnSync(PYTHON, ['-W', 'ignore', '-c', 'import crypt, sys; sys.exit(crypt.crypt(*sys.argv[1:]) != sys.argv[2])', value, admin]).status).toBe(0);
    },
  }],
  ['passwords.json', {
    programs: { airflow: '', python: 'os.environ.pop("POD_CALLS"); os.execv(sys.executable, [sys.executable] + sys.argv[1:])' },
    arrives: (ran, value) => expect(JSON.parse(ran.file('/opt/airflow/auth/passwords.json'))).toEqual({ admin: value }),
  }],
  ['gitea admin user', {
    programs: {
      gitea: 'print("a-token" if "generate-access-token" in sys.argv else "")',
      curl: 'print("401", end="")',
    },
    arrives: (ran, value) => {
      const bodies = ran.calls.filter(({ argv }) => argv.includes('PATCH')).map(({ stdin }) => {
        const [, quoted] = /^header = "Authorization: token a-token"\ndata = "((?:[^"\\]|\\.)*)"\n$/.exec(stdin)!;
        return JSON.parse(quoted.replace(/\\(.)/g, '$1'));
      });
      expect(bodies).toEqual(['git-admin', 'reader'].map(name => ({ source_id: 0, login_name: name, password: value, must_change_password: false })));
    },
  }],
  ...[
    'SecretAccessKey=OWN[1]', "'/create-user'", 'get_application_builder', 'psycopg2.connect', 'from evidently import', 'pymysql.connect',
    'mlflow.cli', 'airflow db clean', 'from mlflow.server.auth.sqlalchemy_store import', 'kill -s TERM -- -1',
  ].map(words => [words, 'hands its variables to a library'] as const),
];

const wordsOf = ({ command = [], args = [] }: Container) => [...command, ...args].join('\n');
const holdsSecret = ({ env = [] }: Container) => env.some(({ valueFrom }) => valueFrom?.secretKeyRef);
const isScript = (container: Container) => /\b(sh|bash|python3?)\n-\w*c\n/.test(wordsOf(container));
const withScript = all.filter(({ container }) => holdsSecret(container) && isScript(container));
const scripts = [...new Map(withScript.map(found => [wordsOf(found.container), found])).values()]
  // These have been run above, and what they start is a program of the tool.
  .filter(({ container }) => !(container.command ?? []).includes('exec') || /pymysql/.test(wordsOf(container)));
const scriptOf = ({ container }: Found) => SCRIPTS.find(([words]) => wordsOf(container).includes(words))?.[1];

test('every script that gets a secret is known here', () => {
  expect(scripts.filter(found => scriptOf(found) === undefined).map(({ title }) => title)).toEqual([]);
});

const known = scripts.flatMap(found => {
  const script = scriptOf(found);
  return typeof script === 'object' ? [[found.title, found.container, script] as const] : [];
});

describe.each(known)('%s', (_title, container, script) => {
  // Prometheus takes 72 bytes at most.
  test.each([...AT_THE_ENDS, ...script.short ? NASTY : [IN_ONE]])('brings %j as it is', value => {
    script.arrives(run(container, { secret: () => value, ...script }), value);
  });
});

test('no program gets a secret as an argument', () => {
  const told = known.flatMap(([title, container, script]) => {
    const value = 'unmistakable';
    const { calls } = run(container, { secret: () => value, ...script });
    return calls.filter(({ argv }) => argv.some(word => word.includes(value))).map(({ argv }) => `${title}: ${argv[0]}`);
  });
  expect([...new Set(told)]).toEqual([]);
});

test('no container has a variable of a secret among its arguments', () => {
  const told = all.filter(({ container }) => (container.env ?? []).some(({ name, valueFrom }) => valueFrom?.secretKeyRef && wordsOf(container).includes(`$(${name})`)));
  expect(told.map(({ title }) => title)).toEqual([]);
});

test('any text at all arrives', () => {
  const { container } = all.find(({ title }) => title === 'StatefulSet storage-queue-server: render')!;
  fc.assert(fc.property(fc.string({ unit: 'grapheme-ascii' }).filter(text => text !== ''), value => {
    const text = run(container, { secret: () => value }).file('/run/valkey/valkey.conf');
    expect(redisArguments(text.trimEnd())[1]).toBe(value);
  }), { numRuns: 15 });
});
