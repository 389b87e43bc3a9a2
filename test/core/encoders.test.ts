import { spawnSync } from 'child_process';
import fc from 'fast-check';
import { derivedValue, encode, Encoder, fillTokens, hasToken, isDerived, jsonTemplate, pythonLiteral, shellWord, token, withoutReferences } from '../../src/core';
import { RENDER } from '../../src/kubernetes/render-script';

interface Box { readonly value: unknown }
const later = (value: unknown) => token({ value });

/** What a bridge does: values known at once. */
function show(text: string): unknown {
  return fillTokens(text, source => isDerived(source) ? derivedValue(source, show(source.text)) : (source as Box).value);
}

function python(code: string, input: unknown, env: Record<string, string> = {}): unknown {
  const { stdout, stderr } = spawnSync('python3', ['-c', `import json, os, sys\nvalue = json.loads(sys.stdin.buffer.read())\n${code}`], {
    input: JSON.stringify(input), encoding: 'utf8', env: { ...process.env, ...env, PYTHONIOENCODING: 'utf-8' },
  });
  if (stderr) throw new Error(stderr);
  return JSON.parse(stdout);
}

const texts = fc.sample(fc.string({ unit: fc.oneof(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }), fc.constantFrom(...'"\'\\%$`{}\n\r\t\x7f/@:#;= ')) }), 150);

test.each(Object.values(Encoder))('%s is the same in the pod', encoder => {
  const inPod = python(`exec(os.environ['RENDER'].rsplit('\\n', 1)[0])\nprint(json.dumps([ENCODERS['${encoder}'](text) for text in value]))`, texts, { RENDER });
  expect(inPod).toEqual(texts.map(text => encode(text, encoder)));
});

test.each(Object.values(Encoder))('%s waits for a value that comes later', encoder => {
  for (const text of texts) expect(show(`<${encode(later(text), encoder)}>`)).toBe(`<${encode(text, encoder)}>`);
});

test('literals of Python are what they were', () => {
  const values = [...texts, { 'a': [true, null, 1.5, 'é'], 'b"': texts }];
  expect(python('import ast\nprint(json.dumps([ast.literal_eval(text) for text in value]))', values.map(pythonLiteral))).toEqual(values);
});

test('a literal of a value that comes later has its quotes escaped then', () => {
  expect(show(`id = ${pythonLiteral(later("x'); import os; #\"\n"))}\n`)).toBe('id = "x\'); import os; #\\"\\n"\n');
});

test('words of a shell are what they were', () => {
  const words = texts.filter(text => text !== '');
  expect(python('import shlex\nprint(json.dumps([shlex.split(text) for text in value]))', words.map(shellWord))).toEqual(words.map(word => [word]));
});

test('the kubelet finds no variable', () => {
  expect(withoutReferences('a$(HOME)$$')).toBe('a$$(HOME)$$$$');
});

test('a template of JSON has a place for each secret, and late values as they are', () => {
  const secret = { namespace: 'ml', secret: 's', key: 'k' };
  const parts = jsonTemplate({ host: later('a"b'), port: later(80), none: undefined, list: [true, secret], text: '"' });
  expect(parts.map(part => typeof part === 'string' ? show(part) : part)).toEqual([
    '{"host":"a\\"b","port":80,"list":[true,', { secret, encoders: [Encoder.JSON] }, '],"text":"\\""}',
  ]);
});

test('whatever JSON is written with late values in it, it is what it would be with them', () => {
  const values = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constantFrom('"', '\\', '{"a":"', '[', 'plt00000000zq'));
  fc.assert(fc.property(fc.array(fc.tuple(fc.string(), values), { minLength: 1, maxLength: 4 }), values, (entries, alone) => {
    const write = (make: (value: unknown) => unknown) => JSON.stringify({ list: entries.map(([text, value]) => [`${text.replace(/plt/g, '')}-${make(value)}`, make(value)]), alone: make(alone) });
    fc.pre(!entries.some(([, value]) => hasToken(String(value))) && !hasToken(String(alone)));
    expect(show(write(later))).toBe(write(value => value));
  }));
});
