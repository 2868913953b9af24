import { createHash, verify } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { makeCa } from '../../../src/sandbox/tls/authority.ts';
import { grown } from '../../../src/sandbox/tls/seeded.ts';

const seeds = fc.uint8Array({ minLength: 1, maxLength: 64 }).map((bytes) => Buffer.from(bytes));
const messages = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes));

describe('a key pair that grew from a seed', () => {
  test('signs as ECDSA over SHA-256 does, the same each time', () => {
    const signs = fc.property(seeds, messages, (seed, message) => {
      const one = grown(seed);
      const signature = one.sign(message);
      expect(verify('sha256', message, { key: one.key }, signature)).toBe(true);
      expect(grown(seed).sign(message)).toEqual(signature);
      expect(grown(seed).spki).toEqual(one.spki);
    });
    fc.assert(signs, { numRuns: 60 });
  });

  test('never signs two messages with the same number, which would give its key away', () => {
    const pair = grown(Buffer.from('seed'));
    const r = (message: string): string => {
      const der = pair.sign(Buffer.from(message));
      return der.subarray(4, 4 + (der[3] ?? 0)).toString('hex');
    };
    const all = Array.from({ length: 50 }, (_, i) => r(createHash('md5').update(String(i)).digest('hex')));
    expect(new Set(all).size).toBe(all.length);
  });

  test('is refused where a byte of the message is another', () => {
    const pair = grown(Buffer.from('seed'));
    const signature = pair.sign(Buffer.from('this'));
    expect(verify('sha256', Buffer.from('that'), { key: pair.key }, signature)).toBe(false);
  });

  test.each([
    ['the same seed', 'a', 'a', true],
    ['another seed', 'a', 'b', false],
  ])('%s: the same certificate', (_what, one, other, same) => {
    const cert = (seed: string): string => makeCa('ca', { seed: Buffer.from(seed) }).cert;
    expect(cert(one) === cert(other)).toBe(same);
  });
});
