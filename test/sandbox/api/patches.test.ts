import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonPatch, PatchFault } from '../../../src/sandbox/api/json-patch.ts';
import { readBody, TextFault } from '../../../src/sandbox/api/json-text.ts';
import { mergePatch } from '../../../src/sandbox/api/merge-patch.ts';
import { bytes } from '../../../src/sandbox/api/rules-storage.ts';
import { same } from '../../../src/sandbox/api/same.ts';
import { labelPicks } from '../../../src/sandbox/api/selectors.ts';
import { strategicPatch } from '../../../src/sandbox/api/strategic.ts';

describe('mergePatch (RFC 7396, appendix A)', () => {
  it.each<[unknown, unknown, unknown]>([
    [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
    [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
    [{ a: 'b' }, { a: null }, {}],
    [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
    [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
    [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
    [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
    [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
    [['a', 'b'], ['c', 'd'], ['c', 'd']],
    [{ a: 'b' }, ['c'], ['c']],
    [{ a: 'foo' }, null, null],
    [{ a: 'foo' }, 'bar', 'bar'],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [[1, 2], { a: 'b', c: null }, { a: 'b' }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  ])('%j with %j is %j', (target, patch, wanted) => {
    expect(mergePatch(target, patch)).toEqual(wanted);
  });

  it('done twice is done once, and leaves its arguments alone', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (target, patch) => {
        const [t, p] = [JSON.stringify(target), JSON.stringify(patch)];
        const once = mergePatch(target, patch);
        expect(mergePatch(once, patch)).toEqual(once);
        expect([JSON.stringify(target), JSON.stringify(patch)]).toEqual([t, p]);
      }),
    );
  });
});

describe('jsonPatch (RFC 6902)', () => {
  it.each<[string, unknown, Parameters<typeof jsonPatch>[1], unknown]>([
    ['adds a member', { a: 1 }, [{ op: 'add', path: '/b', value: 2 }], { a: 1, b: 2 }],
    ['adds into a list', { a: [1, 3] }, [{ op: 'add', path: '/a/1', value: 2 }], { a: [1, 2, 3] }],
    ['adds at the end', { a: [1] }, [{ op: 'add', path: '/a/-', value: 2 }], { a: [1, 2] }],
    ['removes', { a: [1, 2], b: 0 }, [{ op: 'remove', path: '/a/0' }, { op: 'remove', path: '/b' }], { a: [2] }],
    ['moves', { a: { x: 1 }, b: {} }, [{ op: 'move', from: '/a/x', path: '/b/y' }], { a: {}, b: { y: 1 } }],
    ['copies', { a: { x: [1] } }, [{ op: 'copy', from: '/a/x', path: '/b' }, { op: 'add', path: '/b/-', value: 2 }], { a: { x: [1] }, b: [1, 2] }],
    ['tests before it goes on', { a: { b: [1, { c: null }] } }, [{ op: 'test', path: '/a', value: { b: [1, { c: null }] } }, { op: 'replace', path: '/a', value: 0 }], { a: 0 }],
    ['reads escapes', { 'a/b': 1, 'm~n': 2 }, [{ op: 'replace', path: '/a~1b', value: 3 }, { op: 'remove', path: '/m~0n' }], { 'a/b': 3 }],
    ['replaces the whole', { a: 1 }, [{ op: 'replace', path: '', value: [] }], []],
  ])('%s', (_, document, operations, wanted) => {
    expect(jsonPatch(document, operations, same)).toEqual(wanted);
  });

  it.each<[string, Parameters<typeof jsonPatch>[1][number]]>([
    ['a test that fails', { op: 'test', path: '/a', value: 2 }],
    ['a member that is not there', { op: 'remove', path: '/x' }],
    ['a parent that is not there', { op: 'add', path: '/x/y', value: 1 }],
    ['an index too far', { op: 'add', path: '/l/3', value: 1 }],
    ['an index that is none', { op: 'remove', path: '/l/x' }],
    ['an operation that there is not', { op: 'bend', path: '/a' }],
  ])('refuses %s', (_, operation) => {
    expect(() => jsonPatch({ a: 1, l: [1, 2] }, [operation], same)).toThrow(PatchFault);
  });
});

describe('strategicPatch', () => {
  const two = { containers: [{ name: 'a', image: '1', env: [{ name: 'X', value: '1' }] }, { name: 'b', image: '2' }] };
  it.each<[string, unknown, unknown, unknown]>([
    ['joins containers by name', two, { containers: [{ name: 'b', image: '3' }] }, { containers: [two.containers[0], { name: 'b', image: '3' }] }],
    ['joins deeper lists too', two, { containers: [{ name: 'a', env: [{ name: 'X', value: '2' }] }] }, { containers: [{ ...two.containers[0], env: [{ name: 'X', value: '2' }] }, two.containers[1]] }],
    ['puts new ones first, as the API server does', two, { containers: [{ name: 'c' }] }, { containers: [{ name: 'c' }, ...two.containers] }],
    ['deletes by directive', two, { containers: [{ name: 'a', $patch: 'delete' }] }, { containers: [two.containers[1]] }],
    ['replaces by directive', two, { containers: [{ $patch: 'replace' }, { name: 'z' }] }, { containers: [{ name: 'z' }] }],
    ['replaces a map by directive', { data: { a: '1' } }, { data: { $patch: 'replace', b: '2' } }, { data: { b: '2' } }],
    ['joins finalizers as a set', { finalizers: ['a'] }, { finalizers: ['b', 'a'] }, { finalizers: ['a', 'b'] }],
    ['takes items out of such a set', { finalizers: ['a', 'b'] }, { '$deleteFromPrimitiveList/finalizers': ['a'] }, { finalizers: ['b'] }],
    ['replaces other lists', { args: ['a', 'b'] }, { args: ['c'] }, { args: ['c'] }],
    ['deletes by null', { a: { b: 1, c: 2 } }, { a: { b: null } }, { a: { c: 2 } }],
    ['joins ports of containers', { ports: [{ containerPort: 1, name: 'x' }] }, { ports: [{ containerPort: 1, name: 'y' }] }, { ports: [{ containerPort: 1, name: 'y' }] }],
    ['joins ports of services', { ports: [{ port: 1, name: 'x' }] }, { ports: [{ port: 2, name: 'y' }] }, { ports: [{ port: 2, name: 'y' }, { port: 1, name: 'x' }] }],
    ['ignores the order that kubectl adds', { a: 1 }, { '$setElementOrder/containers': [{ name: 'a' }], a: 2 }, { a: 2 }],
  ])('%s', (_, target, patch, wanted) => {
    expect(strategicPatch(target, patch)).toEqual(wanted);
  });
});

describe('label selectors', () => {
  const one = { apiVersion: 'v1', kind: 'X', metadata: { labels: { app: 'web', tier: 'front', 'a.io/b': '' } } };
  it.each<[string, boolean]>([
    ['', true], ['app=web', true], ['app==web', true], ['app!=web', false], ['app', true], ['!app', false], ['none', false], ['!none', true], ['none!=x', true],
    ['app in (web,api)', true], ['app in (api)', false], ['app notin (api)', true], ['app notin (web)', false], ['none notin (x)', true], ['none in (x)', false],
    ['app=web,tier=front', true], ['app=web,tier=back', false], ['a.io/b=', true], ['a.io/b', true], ['app in (web), tier notin (back,middle)', true],
  ])('%s: %s', (selector, wanted) => {
    expect(labelPicks(selector)(one)).toBe(wanted);
  });
  it.each(['a b', '=x', 'a in b', '-a', 'a,,b'])('refuses %j', (selector) => {
    expect(() => labelPicks(selector)).toThrow(expect.objectContaining({ code: 400 }));
  });
});

describe('bodies', () => {
  it.each<[string, string[]]>([
    ['{"a":1,"b":{"a":1}}', []],
    ['{"a":1,"a":2}', ['a']],
    ['{"s":{"x":1,"y":[{"z":1,"z":2}],"x":3}}', ['s.y[0].z', 's.x']],
    ['[{"a":1},{"a":1}]', []],
    ['{"a":"{\\"b\\":1,\\"b\\":2}","c":",","d":1}', []],
    ['{"\\u0061":1,"a":2}', ['a']],
  ])('finds in %s the keys given twice: %j', (text, wanted) => {
    expect(readBody(text).twice).toEqual(wanted);
  });

  it('reads any JSON as JSON.parse does, with no key twice', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(readBody(text)).toEqual({ value: JSON.parse(text) as unknown, twice: [] });
      }),
    );
  });

  it.each(['', '{', '{bad', 'nul', '{"a":}', '[1,]'])('refuses %j', (text) => {
    expect(() => readBody(text)).toThrow(TextFault);
  });

  it('reads YAML', () => {
    expect(readBody('a: 1\nb: [x, "y"]\n', true).value).toEqual({ a: 1, b: ['x', 'y'] });
    expect(() => readBody('a: [', true)).toThrow(TextFault);
  });
});

describe('quantities', () => {
  it.each<[unknown, number | undefined]>([
    ['1', 1], [5, 5], ['1k', 1000], ['1Ki', 1024], ['100Gi', 100 * 1024 ** 3], ['1.5M', 1_500_000], ['500m', 0.5], ['1e3', 1000], ['1E', 1e18], ['x', undefined], ['1xx', undefined], ['', undefined],
  ])('%j is %s', (quantity, wanted) => {
    expect(bytes(quantity)).toBe(wanted);
  });
});
