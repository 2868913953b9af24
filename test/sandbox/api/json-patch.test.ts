import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonPatch, PatchFault } from '../../../src/sandbox/api/json-patch.ts';
import { same } from '../../../src/sandbox/api/same.ts';

type Operations = Parameters<typeof jsonPatch>[1];

interface Case {
  what: string;
  before: unknown;
  patch: Operations;
  after: unknown;
}

/** The cases of the specification's appendix, on documents of our own. */
const DONE: Case[] = [
  {
    what: 'adds a member (A.1)',
    before: { storage: 'pvc' },
    patch: [{ op: 'add', path: '/replicas', value: 2 }],
    after: { storage: 'pvc', replicas: 2 },
  },
  {
    what: 'adds an item in the middle (A.2)',
    before: { zones: ['a', 'c'] },
    patch: [{ op: 'add', path: '/zones/1', value: 'b' }],
    after: { zones: ['a', 'b', 'c'] },
  },
  {
    what: 'removes a member (A.3)',
    before: { storage: 'pvc', replicas: 2 },
    patch: [{ op: 'remove', path: '/replicas' }],
    after: { storage: 'pvc' },
  },
  {
    what: 'removes an item (A.4)',
    before: { zones: ['a', 'b', 'c'] },
    patch: [{ op: 'remove', path: '/zones/1' }],
    after: { zones: ['a', 'c'] },
  },
  {
    what: 'replaces a member (A.5)',
    before: { storage: 'pvc', replicas: 2 },
    patch: [{ op: 'replace', path: '/storage', value: 's3' }],
    after: { storage: 's3', replicas: 2 },
  },
  {
    what: 'moves a member into another record (A.6)',
    before: { from: { key: 'x', stays: 1 }, to: { has: 0 } },
    patch: [{ op: 'move', from: '/from/key', path: '/to/key' }],
    after: { from: { stays: 1 }, to: { has: 0, key: 'x' } },
  },
  {
    what: 'moves an item within its list (A.7)',
    before: { steps: ['plan', 'prove', 'apply'] },
    patch: [{ op: 'move', from: '/steps/1', path: '/steps/2' }],
    after: { steps: ['plan', 'apply', 'prove'] },
  },
  {
    what: 'tests a member and an item (A.8)',
    before: { kind: 'Config', ports: ['a', 2, 'c'] },
    patch: [
      { op: 'test', path: '/kind', value: 'Config' },
      { op: 'test', path: '/ports/1', value: 2 },
    ],
    after: { kind: 'Config', ports: ['a', 2, 'c'] },
  },
  {
    what: 'adds a record in a record (A.10)',
    before: { spec: 1 },
    patch: [{ op: 'add', path: '/child', value: { grandchild: {} } }],
    after: { spec: 1, child: { grandchild: {} } },
  },
  {
    what: 'ignores members it does not know (A.11)',
    before: { a: 1 },
    patch: [{ op: 'add', path: '/b', value: 2, note: 'ignored' } as Operations[number]],
    after: { a: 1, b: 2 },
  },
  {
    what: 'reads ~1 as a slash and ~0 as a tilde, in this order (A.14)',
    before: { '/': 9, '~1': 10 },
    patch: [
      { op: 'test', path: '/~01', value: 10 },
      { op: 'replace', path: '/~1', value: 8 },
    ],
    after: { '/': 8, '~1': 10 },
  },
  {
    what: 'adds a list at the end as one item (A.16)',
    before: { rows: ['a'] },
    patch: [{ op: 'add', path: '/rows/-', value: ['b', 'c'] }],
    after: { rows: ['a', ['b', 'c']] },
  },
  {
    what: 'adds over a member that is there',
    before: { a: 1 },
    patch: [{ op: 'add', path: '/a', value: null }],
    after: { a: null },
  },
  {
    what: 'adds the whole anew',
    before: { a: 1 },
    patch: [{ op: 'add', path: '', value: { b: 2 } }],
    after: { b: 2 },
  },
  {
    what: 'adds at the very end by number',
    before: [1, 2],
    patch: [{ op: 'add', path: '/2', value: 3 }],
    after: [1, 2, 3],
  },
  {
    what: 'copies deeply',
    before: { a: { list: [1] } },
    patch: [
      { op: 'copy', from: '/a', path: '/b' },
      { op: 'add', path: '/a/list/-', value: 2 },
    ],
    after: { a: { list: [1, 2] }, b: { list: [1] } },
  },
  {
    what: 'copies a null',
    before: { a: null },
    patch: [{ op: 'copy', from: '/a', path: '/b' }],
    after: { a: null, b: null },
  },
  {
    what: 'finds equal whatever the order of the keys',
    before: { a: { x: 1, y: [2] } },
    patch: [{ op: 'test', path: '/a', value: { y: [2], x: 1 } }],
    after: { a: { x: 1, y: [2] } },
  },
  {
    what: 'takes what is not there for null in a test, as the API server does',
    before: { a: 1 },
    patch: [{ op: 'test', path: '/b', value: null }],
    after: { a: 1 },
  },
  {
    what: 'copies what is not there as null, as the API server does',
    before: { a: 1 },
    patch: [{ op: 'copy', from: '/constructor', path: '/b' }],
    after: { a: 1, b: null },
  },
  {
    what: 'reads the empty key',
    before: { '': 1 },
    patch: [{ op: 'replace', path: '/', value: 2 }],
    after: { '': 2 },
  },
  {
    what: 'does nothing without operations',
    before: { a: 1 },
    patch: [],
    after: { a: 1 },
  },
];

describe('jsonPatch', () => {
  it.each(DONE)('$what', ({ before, patch, after }) => {
    const kept = structuredClone(before);
    expect(jsonPatch(before, patch, same)).toEqual(after);
    expect(before).toEqual(kept);
  });

  it.each<[string, Operations[number], RegExp]>([
    ['a test of another value (A.9)', { op: 'test', path: '/a', value: 'no' }, /^testing value \/a failed$/],
    ['a test of a number by a string (A.15)', { op: 'test', path: '/a', value: '1' }, /^testing value/],
    ['a test of what is there by null', { op: 'test', path: '/a', value: null }, /^testing value/],
    ['a test of what is not there', { op: 'test', path: '/x', value: 1 }, /^testing value/],
    ['an addition beneath nothing (A.12)', { op: 'add', path: '/no/where', value: 1 }, /^add operation/],
    ['an addition beneath a number', { op: 'add', path: '/a/b', value: 1 }, /^add operation/],
    ['an addition beyond the end', { op: 'add', path: '/l/4', value: 1 }, /^add operation/],
    ['an addition before the start', { op: 'add', path: '/l/-1', value: 1 }, /^add operation/],
    ['an item by a word', { op: 'add', path: '/l/one', value: 1 }, /^add operation/],
    ['an item by an empty word', { op: 'add', path: '/l/', value: 1 }, /^add operation/],
    ['an item by a fraction', { op: 'remove', path: '/l/1.0' }, /^remove operation/],
    ['a removal of nothing', { op: 'remove', path: '/x' }, /^remove operation/],
    ['a removal of what every record inherits', { op: 'remove', path: '/toString' }, /^remove operation/],
    ['a removal beyond the end', { op: 'remove', path: '/l/3' }, /^remove operation/],
    ['a removal of the end mark', { op: 'remove', path: '/l/-' }, /^remove operation/],
    ['a replacement beyond the end', { op: 'replace', path: '/l/3', value: 1 }, /^replace operation/],
    ['a replacement beneath nothing', { op: 'replace', path: '/x/y', value: 1 }, /^replace operation/],
    ['a move of nothing', { op: 'move', from: '/x', path: '/b' }, /^remove operation/],
    ['a move beneath nothing', { op: 'move', from: '/a', path: '/x/y' }, /^add operation/],
    ['a copy from beneath nothing', { op: 'copy', from: '/x/y', path: '/b' }, /^copy operation/],
    ['a copy from beyond the end', { op: 'copy', from: '/l/3', path: '/b' }, /^copy operation/],
    ['a test beneath nothing', { op: 'test', path: '/x/y', value: null }, /^test operation/],
    ['a path without its slash', { op: 'add', path: 'a', value: 1 }, /missing path/],
    ['an operation of no name', { op: '', path: '/a' }, /^Unexpected kind: $/],
    ['an operation in capitals', { op: 'ADD', path: '/a', value: 1 }, /^Unexpected kind: ADD$/],
  ])('refuses %s', (_, operation, message) => {
    const before = { a: 1, l: [1, 2, 3] };
    expect(() => jsonPatch(before, [operation], same)).toThrow(PatchFault);
    expect(() => jsonPatch(before, [operation], same)).toThrow(message);
    expect(before).toEqual({ a: 1, l: [1, 2, 3] });
  });

  it('does all or nothing: what came before a fault is not done', () => {
    const before = { a: 1 };
    const patch = [{ op: 'replace', path: '/a', value: 2 }, { op: 'test', path: '/a', value: 3 }];
    expect(() => jsonPatch(before, patch, same)).toThrow(PatchFault);
    expect(before).toEqual({ a: 1 });
  });

  it('undoes an addition by a removal', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.string(), fc.jsonValue(), (record, key, value) => {
        fc.pre(!Object.hasOwn(record, key) && key !== '__proto__');
        const path = `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
        const added = jsonPatch(record, [{ op: 'add', path, value }], same);
        expect(jsonPatch(added, [{ op: 'test', path, value }], same)).toEqual(added);
        expect(jsonPatch(added, [{ op: 'remove', path }], same)).toEqual(structuredClone(record));
      }),
    );
  });
});
