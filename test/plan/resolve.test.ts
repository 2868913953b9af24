import { describe, expect, it } from 'vitest';
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
    expect(() => resolve(body, () => undefined)).toThrow('step wait yields no data.BUCKET_NAME ((later))');
  });
  it('stay when only some are known', () => expect(resolveKnown(body, (r) => (r.secret ? undefined : 'b'))).toEqual({ spec: { s3: { bucket: 'b', region: 'r', list: [key, 1, null] } } }));
  it('are shown', () => expect(shown(body)).toEqual({ spec: { s3: { bucket: '(later)', region: 'r', list: ['(secret) KEY', 1, null] } } }));
  it('an empty text is a value', () => expect(resolve({ a: bucket }, () => '')).toEqual({ a: '' }));
});
