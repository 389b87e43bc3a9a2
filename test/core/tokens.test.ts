import {
  asJson, asText, derivedValue, digestString, fillTokens, hasToken, isDerived, isToken, mapString, noToken, sourcesOf, splitTokens, token,
} from '../../src/core/tokens';

interface Box { readonly value: unknown }
const box = (value: unknown): Box => ({ value });

/** What a bridge does, for boxes: values known at once. */
function show(text: string): unknown {
  return fillTokens(text, source => isDerived(source) ? derivedValue(source, show(source.text)) : (source as Box).value);
}

describe('token', () => {
  test('has thirteen lower-case characters, so that it passes through hosts, labels and image names', () => {
    const text = token(box('x'));
    expect(text).toMatch(/^plt[0-9a-z]{8}zq$/);
    expect(new URL(`http://${text.toUpperCase()}/${text}`).hostname).toBe(text);
  });

  test('is the same for the same object, and another for another', () => {
    const one = box('x');
    expect(token(one)).toBe(token(one));
    expect(token(box('x'))).not.toBe(token(one));
  });
});

describe('recognition', () => {
  const t = token(box('x'));

  test('hasToken finds one anywhere, every time it is asked', () => {
    for (let i = 0; i < 3; i++) expect(hasToken(`http://${t}:80`)).toBe(true);
    expect(hasToken('http://host:80')).toBe(false);
  });

  test('isToken wants exactly one, and bears any value', () => {
    expect([t, `${t}x`, `${t}${t}`, 5, undefined, null, {}].map(isToken)).toEqual([true, false, false, false, false, false, false]);
  });

  test('text that merely looks like a token is plain text', () => {
    const lookalike = 'pltzzzzzzzzzq';
    expect(hasToken(lookalike)).toBe(false);
    expect(show(`a ${lookalike} b`)).toBe(`a ${lookalike} b`);
  });

  test('splitTokens keeps order and plain pieces', () => {
    const other = token(box('y'));
    expect(splitTokens(`a${t}${other}b`).map(part => 'token' in part ? part.token : part.text)).toEqual(['a', t, other, 'b']);
    expect(splitTokens('plain')).toEqual([{ text: 'plain' }]);
    expect(splitTokens('')).toEqual([]);
  });

  test('sourcesOf lists each source once', () => {
    const source = box('z');
    expect(sourcesOf(`${token(source)}-${token(source)}`)).toEqual([source]);
  });
});

describe('filling', () => {
  test('a text that is one token becomes the value with its own type', () => {
    expect(show(token(box(5432)))).toBe(5432);
    expect(show(token(box({ a: 1 })))).toEqual({ a: 1 });
  });

  test('a text around tokens becomes text', () => {
    expect(show(`${token(box('h'))}:${token(box(80))}`)).toBe('h:80');
  });

  test.each([[undefined], [null]])('a text with a token that comes to %s is undefined, and no function is asked about it', nothing => {
    const none = token(box(nothing));
    const asked = jest.fn((text: string) => text);
    expect([none, `a-${none}`, JSON.stringify({ a: none }), mapString(`a-${none}`, asked), asJson(none)].map(show)).toEqual(Array(5).fill(undefined));
    expect(asked).not.toHaveBeenCalled();
  });

  test('in JSON, text is escaped, whatever the layout', () => {
    const secret = 'p"w\\1\n';
    for (const indent of [undefined, 2]) {
      expect(show(JSON.stringify({ pw: `x${token(box(secret))}` }, null, indent))).toBe(JSON.stringify({ pw: `x${secret}` }, null, indent));
    }
  });

  test('in JSON, a number stays a number', () => {
    expect(show(JSON.stringify({ port: token(box(80)), text: asText(80) }))).toBe('{"port":80,"text":"80"}');
    expect(show(`{"port": ${token(box(80))}}`)).toBe('{"port": 80}');
  });

  test('JSON within JSON is escaped twice', () => {
    const inner = (value: string) => JSON.stringify({ inner: JSON.stringify({ pw: value }) });
    expect(show(inner(token(box('a"b'))))).toBe(inner('a"b'));
  });

  test('other text in brackets is not JSON', () => {
    expect(show(`[section]\nkey = "${token(box('a"b'))}"`)).toBe('[section]\nkey = "a"b"');
  });
});

describe('functions of text', () => {
  const upper = (text: string) => text.toUpperCase();

  test('mapString computes at once for plain text', () => {
    expect(mapString('a', upper)).toBe('A');
  });

  test('mapString waits for tokens, also through another mapString', () => {
    const later = mapString(`x${token(box('y'))}`, upper);
    expect(isToken(later)).toBe(true);
    expect(show(`<${later}>`)).toBe('<XY>');
    expect(show(mapString(later, text => `${text}!`))).toBe('XY!');
  });

  test('mapString sees JSON as the manifest would have it', () => {
    const config = (value: unknown) => JSON.stringify({ a: value });
    expect(show(mapString(config(token(box('"'))), text => text))).toBe(config('"'));
  });

  test('digestString says that its result may be shown', () => {
    const digest = digestString(token(box('s')), upper);
    expect(splitTokens(digest)).toEqual([expect.objectContaining({ source: expect.objectContaining({ digest: true }) })]);
    expect(digestString('s', upper)).toBe('S');
  });

  test('asJson writes text and numbers, now or later', () => {
    expect(asJson('a"b')).toBe('"a\\"b"');
    expect([token(box('a"b')), token(box(80)), `x${token(box('"'))}`].map(text => show(`<${asJson(text)}>`))).toEqual(['<"a\\"b">', '<80>', '<"x\\"">']);
  });

  test('asText makes text of numbers, now or later', () => {
    expect(asText(5)).toBe('5');
    expect(show(asText(token(box(5))))).toBe('5');
  });
});

describe('noToken', () => {
  test('passes plain text on', () => expect(noToken('id', 'the id of a construct')).toBe('id'));

  test('fails for a token, with what and why', () => {
    expect(() => noToken(`a-${token(box('x'))}`, 'the id of a construct'))
      .toThrow('the id of a construct cannot be an Output, because it must be known before anything is deployed: write it as plain text');
  });
});
