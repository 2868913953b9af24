import { describe, expect, it } from 'vitest';
import { canonicalJson, digestOf } from '../../src/plan/digest.ts';
import { ensure } from './parts.ts';

describe('digest', () => {
  const step = ensure('a', { body: { data: { x: '1', y: '2' } } });
  const digest = digestOf([step], []);
  it('is SHA-256 in hex', () => expect(digest).toMatch(/^[0-9a-f]{64}$/u));
  it('does not depend on the order of keys', () => expect(digestOf([ensure('a', { body: { data: { y: '2', x: '1' } } })], [])).toBe(digest));
  it('does not depend on versions of objects', () => expect(digestOf([{ ...step, resourceVersion: '9' }], [])).toBe(digest));
  it.each([
    ['another value', [ensure('a', { body: { data: { x: '1', y: '3' } } })], []],
    ['another step', [step, ensure('b')], []],
    ['another order', [ensure('b'), step], []],
    ['another action', [ensure('a', { ...step, action: 'create' })], []],
    ['a loss', [step], [{ what: 'x', why: 'y' }]],
  ])('depends on %s', (_, steps, losses) => expect(digestOf(steps, losses)).not.toBe(digest));
  it('canonical JSON', () => expect(canonicalJson({ b: [{ d: 1, c: null }], a: undefined, A: '' })).toBe('{"A":"","b":[{"c":null,"d":1}]}'));
});
