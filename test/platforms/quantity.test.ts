import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesOf, sizeOf } from '../../src/platforms/quantity.ts';
import { bytes as sandboxBytes } from '../../src/sandbox/api/rules-storage.ts';

describe('bytesOf', () => {
  it.each([
    ['100Gi', 100 * 2 ** 30],
    ['1Ti', 2 ** 40],
    ['1.5Ti', 1.5 * 2 ** 40],
    ['107374182400', 100 * 2 ** 30],
    ['100G', 1e11],
    ['5k', 5000],
    ['2M', 2e6],
    ['1e12', 1e12],
    ['1E3', 1000],
    ['1E', 1e18],
    ['3Pi', 3 * 2 ** 50],
    [42, 42],
  ])('%j is %d bytes', (given, bytes) => expect(bytesOf(given)).toBe(bytes));

  it.each(['', ' ', '0', '0Gi', '-1Gi', '100GB', '100gi', '100 Gi', 'Gi', '1..5Gi', '.Gi', '1e', '1m', 'ten', '1,5Gi', undefined, null, {}])('%j is none', (given) => expect(bytesOf(given)).toBeUndefined());

  it('agrees with the API server on every size that it takes', () => {
    const unit = fc.constantFrom('', 'k', 'M', 'G', 'T', 'P', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei');
    fc.assert(fc.property(fc.integer({ min: 1, max: 9999 }), unit, (amount, suffix) => {
      expect(bytesOf(`${amount}${suffix}`)).toBe(sandboxBytes(`${amount}${suffix}`));
    }));
  });
});

describe('sizeOf', () => {
  it.each(['1Gi', '100Gi', '2T'])('takes %s', (given) => expect(sizeOf('size', given)).toBe(given));
  it.each(['100GB', '0', '', '1 Ti', 'much'])('refuses %j', (given) => {
    expect(() => sizeOf('size', given)).toThrow(`--size: given ${JSON.stringify(given)}, allowed: a size above zero with the unit that Kubernetes knows, such as 100Gi or 1Ti.`);
  });
});
