import { describe, expect, it } from 'vitest';
import { readBody, TextFault } from '../../../src/sandbox/api/json-text.ts';
import { mergePatch } from '../../../src/sandbox/api/merge-patch.ts';
import { same } from '../../../src/sandbox/api/same.ts';
import { sorted } from '../../../src/sandbox/api/sorted.ts';

const nested = (depth: number, open = '[', close = ']'): string => `${open.repeat(depth)}${close.repeat(depth)}`;

describe('readBody', () => {
  it.each<[string, string, string[]]>([
    ['a key three times', '{"a":1,"a":2,"a":3}', ['a', 'a']],
    ['a key twice in each item', '[{"a":1,"a":2},{"a":1,"a":2}]', ['[0].a', '[1].a']],
    ['an empty key twice', '{"":1,"":2}', ['']],
    ['a key twice beneath a key that is there twice', '{"a":{"b":1,"b":2},"a":{"b":3}}', ['a.b', 'a']],
    ['a key that looks like a path', '{"a.b":1,"a":{"b":1}}', []],
    ['a key that is also a value', '{"a":"b","b":"a"}', []],
    ['brackets in a string', '{"a":"{[","b":"]}","c":1}', []],
    ['a quote in a key', '{"\\"":1,"\\"":2}', ['"']],
    ['a backslash at the end of a string', '{"a":"\\\\","a":1}', ['a']],
    ['blanks everywhere', ' { "a" : 1 ,\n"a"\t: 2 } ', ['a']],
  ])('names in %s what is there twice', (_, text, wanted) => {
    expect(readBody(text).twice).toEqual(wanted);
  });

  it('takes the last of what is there twice', () => {
    expect(readBody('{"a":1,"b":2,"a":3}').value).toEqual({ a: 3, b: 2 });
  });

  it.each<[string, string, string]>([
    ['nothing', '', 'unexpected end of JSON input'],
    ['blanks', ' \n ', 'unexpected end of JSON input'],
    ['half a record', '{"a":', 'unexpected end of JSON input'],
    ['a word', 'hello', "invalid character 'h' looking for beginning of value"],
    ['a value that is none', '{"a": x}', "invalid character 'x' looking for beginning of value"],
  ])('refuses %s', (_, text, message) => {
    expect(() => readBody(text)).toThrow(TextFault);
    expect(() => readBody(text)).toThrow(message);
  });

  it('takes bodies as deep as anybody needs', () => {
    expect(JSON.stringify(readBody(nested(500)).value)).toBe(nested(500));
  });

  it.each([501, 100_000])('refuses one that is %i deep, rather than to run out of stack', (depth) => {
    expect(() => readBody(nested(depth))).toThrow('exceeded max depth');
    expect(() => readBody(nested(depth, '{"a":', '}').replace('{"a":}', '{"a":1}'))).toThrow('exceeded max depth');
  });

  it.each<[string, string, unknown]>([
    ['a scalar', 'x', 'x'],
    ['nothing', '', null],
    ['JSON, which is YAML', '{"a":[1]}', { a: [1] }],
    ['a block', 'a: |\n  x\n  y\n', { a: 'x\ny\n' }],
    ['a key twice, of which the last counts', 'a: 1\na: 2\n', { a: 2 }],
  ])('reads of YAML %s', (_, text, value) => {
    expect(readBody(text, true)).toEqual({ value, twice: [] });
  });

  it.each(['a: b: c', '"a', '{a', 'a:\n- b\n c: d'])('refuses as YAML %j', (text) => {
    expect(() => readBody(text, true)).toThrow(/^yaml: /);
  });
});

describe('keys of any name', () => {
  const odd = (value: number): unknown => JSON.parse(`{"__proto__":${value},"constructor":${value}}`);

  it('are merged as all others', () => {
    expect(JSON.stringify(mergePatch(odd(1), odd(2)))).toBe('{"__proto__":2,"constructor":2}');
    expect(mergePatch(odd(1), JSON.parse('{"__proto__":null,"constructor":null}'))).toEqual({});
  });

  it('are compared as all others', () => {
    expect([same(odd(1), odd(1)), same(odd(1), odd(2)), same({}, odd(1))]).toEqual([true, false, false]);
    expect(same({ constructor: Object }, {})).toBe(false);
  });

  it('are put in order as all others', () => {
    expect(JSON.stringify(sorted(JSON.parse('{"b":1,"__proto__":{"z":1,"y":2},"a":3}')))).toBe(
      '{"__proto__":{"y":2,"z":1},"a":3,"b":1}',
    );
  });
});

describe('same', () => {
  const VALUES = [null, true, false, 0, 1, '', '0', 'a', [], [0], [[]], {}, { a: 0 }, { a: [] }, { a: {} }];
  it('finds each value equal to itself and to no other', () => {
    const found = VALUES.map((a) => VALUES.filter((b) => same(structuredClone(a), b)));
    expect(found).toEqual(VALUES.map((value) => [value]));
  });

  it.each<[unknown, unknown, boolean]>([
    [{ a: 1, b: undefined }, { a: 1 }, true],
    [{ a: undefined }, { b: undefined }, true],
    [{ a: undefined }, { a: null }, false],
    [[1, 2], [2, 1], false],
    [[1], [1, 2], false],
    [{ 0: 'a' }, ['a'], false],
  ])('%j and %j: %s', (a, b, wanted) => {
    expect([same(a, b), same(b, a)]).toEqual([wanted, wanted]);
  });
});
