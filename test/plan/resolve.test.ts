import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Value, ValueObject } from '../../src/plan/types.ts';
import { isReference, referencesIn, resolve, resolveKnown, shown } from '../../src/plan/resolve.ts';
import { reference } from './parts.ts';

describe('references', () => {
  const bucket = reference(['data', 'BUCKET_NAME']);
  const key = reference(['data', 'KEY'], { secret: true, show: '(secret) KEY' });
  const body = { spec: { s3: { bucket, region: 'r', list: [key, 1, null] } } };
  it('are told from other values', () => {
    expect(isReference(bucket)).toBe(true);
    for (const other of [null, 'x', [], {}, { $ref: 'x' }, { $ref: {} }]) expect(isReference(other)).toBe(false);
  });
  it('are found in order', () => expect(referencesIn(body)).toEqual([bucket, key]));
  it('are resolved wherever they stand', () => {
    expect(resolve(body, (r) => (r.secret ? 'k' : 'b'))).toEqual({ spec: { s3: { bucket: 'b', region: 'r', list: ['k', 1, null] } } });
  });
  it('fail when they are not known', () => {
    expect(() => resolve(body, () => undefined)).toThrow('step wait yields no data.BUCKET_NAME');
  });
  it('stay when only some are known', () => expect(resolveKnown(body, (r) => (r.secret ? undefined : 'b'))).toEqual({ spec: { s3: { bucket: 'b', region: 'r', list: [key, 1, null] } } }));
  it('are shown', () => expect(shown(body)).toEqual({ spec: { s3: { bucket: '(later)', region: 'r', list: ['(secret) KEY', 1, null] } } }));
  it('carry text before the value, and not without one', () => {
    const host = reference(['spec', 'host'], { before: 'https://', show: '(the host)' });
    expect(resolve({ a: host }, () => 'h.example.com')).toEqual({ a: 'https://h.example.com' });
    expect(resolveKnown({ a: host }, () => undefined)).toEqual({ a: host });
    expect(shown({ a: host })).toEqual({ a: '(the host)' });
  });
  it('an empty text is a value', () => expect(resolve({ a: bucket }, () => '')).toEqual({ a: '' }));
});

describe('any body', () => {
  const words = fc.constantFrom('spec', 'data', 'a', 'b', '$ref', '__proto__');
  const leaf = fc.oneof(fc.constantFrom('x', ''), fc.integer(), fc.boolean(), fc.constant(null));
  const later = fc.tuple(fc.constantFrom('one', 'two'), fc.boolean()).map(([path, secret]) => reference([path], { secret, show: `(${path})` }));
  const body = fc.letrec<{ value: Value; object: ValueObject }>((tie) => ({
    value: fc.oneof({ maxDepth: 3 }, leaf, later, fc.array(tie('value'), { maxLength: 3 }), tie('object')) as fc.Arbitrary<Value>,
    object: fc.dictionary(words, tie('value'), { maxKeys: 4 }) as fc.Arbitrary<ValueObject>,
  })).object;
  const runs = { numRuns: 1000 };

  it('is free of references once all are known, and as long as before', () => {
    fc.assert(
      fc.property(body, (given) => {
        const found = resolve(given, ({ path }) => `value of ${path.join('.')}`);
        expect(referencesIn(found)).toEqual([]);
        expect(Object.keys(found as object)).toEqual(Object.keys(given));
      }),
      runs,
    );
  });
  it('keeps just those that are not known', () => {
    fc.assert(
      fc.property(body, (given) => {
        const left = referencesIn(resolveKnown(given, ({ path }) => (path[0] === 'one' ? 1 : undefined)));
        expect(left).toEqual(referencesIn(given).filter(({ $ref }) => $ref.path[0] === 'two'));
      }),
      runs,
    );
  });
  it('is as it was when nothing is known, and is not changed itself', () => {
    fc.assert(
      fc.property(body, (given) => {
        const before = JSON.stringify(given);
        expect(resolveKnown(given, () => undefined)).toEqual(given);
        shown(given);
        resolve(given, () => 'x');
        expect(JSON.stringify(given)).toBe(before);
      }),
      runs,
    );
  });
});
