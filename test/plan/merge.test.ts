import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../src/plan/digest.ts';
import { equal, mergePatch } from '../../src/plan/merge.ts';

const key = fc.oneof(fc.constantFrom('a', 'b', 'spec', '__proto__', 'constructor'), fc.string({ maxLength: 3 }));
const tree = (withNull: boolean) =>
  fc.letrec<{ value: unknown; object: Record<string, unknown> }>((tie) => ({
    value: fc.oneof({ maxDepth: 3 }, fc.string({ maxLength: 3 }), fc.integer(), fc.boolean(), ...(withNull ? [fc.constant(null)] : []), fc.array(tie('value'), { maxLength: 3 }), tie('object')),
    object: fc.dictionary(key, tie('value'), { maxKeys: 4 }),
  }));
const whole = tree(false).value;
const patchy = tree(true).value;
const runs = { numRuns: 1500 };

describe('laws', () => {
  it('a value is equal to its copy, and to another only when their texts are', () => {
    fc.assert(fc.property(whole, whole, (a, b) => {
      expect(equal(a, structuredClone(a))).toBe(true);
      expect(equal(a, b)).toBe(canonicalJson(a) === canonicalJson(b));
    }), runs);
  });
  it('a patch applied twice is a patch applied once', () => {
    fc.assert(fc.property(patchy, patchy, (target, patch) => {
      const once = mergePatch(target, patch);
      expect(mergePatch(once, patch)).toEqual(once);
    }), runs);
  });
  it('neither side is changed', () => {
    fc.assert(fc.property(patchy, patchy, (target, patch) => {
      const before = JSON.stringify([target, patch]);
      mergePatch(target, patch);
      equal(target, patch);
      expect(JSON.stringify([target, patch])).toBe(before);
    }), runs);
  });
  it('no null of a patch reaches an object', () => {
    fc.assert(fc.property(fc.dictionary(key, fc.constant(null)), (patch) => {
      expect(mergePatch({}, { x: patch })).toEqual({ x: {} });
    }), runs);
  });
});

/** The examples of RFC 7396, appendix A. */
describe('RFC 7396', () => {
  it.each([
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
  ])('%j + %j', (target, patch, result) => expect(mergePatch(target, patch)).toEqual(result));
});

it.each([
  [{ a: 1, b: 2 }, { b: 2, a: 1 }, true],
  [{ a: 1 }, { a: 1, b: undefined }, false],
  [[1, 2], [2, 1], false],
  [[], {}, false],
  [null, {}, false],
  [1, '1', false],
])('equal(%j, %j)', (a, b, same) => expect(equal(a, b)).toBe(same));
