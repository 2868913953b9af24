import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytes } from '../../../src/sandbox/api/rules-storage.ts';
import { canonical } from '../../../src/sandbox/schemas/quantity.ts';

describe('a quantity as the API server writes it', () => {
  it.each([
    ['1024Gi', '1Ti'], ['100Gi', '100Gi'], ['1.5Gi', '1536Mi'], ['0.5Gi', '512Mi'], ['1000Mi', '1000Mi'], ['1024', '1024'], ['1000', '1k'], ['1500', '1500'], ['1234567', '1234567'],
    ['1.5', '1500m'], ['0.1', '100m'], ['1000m', '1'], ['.5', '500m'], ['0', '0'], ['0Gi', '0'], ['0.5Ki', '512'], ['0.1Gi', '107374182400m'], ['-1Gi', '-1Gi'], ['1000000000', '1G'],
    // nothing smaller than a thousandth is kept
    ['1.0000000001', '1001m'], ['100n', '1m'], ['1u', '1m'],
  ])('%s is %s', (given, wanted) => {
    expect(canonical(given)).toBe(wanted);
  });

  it.each(['much', '', '1 Gi', 'Gi', '1.2.3', '+5Gi', '5.', '1e3', '1Zi', '.', '-'])('%j stays as it is', (given) => {
    expect(canonical(given)).toBe(given);
  });

  it('says the same amount, and is written the same way again', () => {
    const whole = fc.tuple(fc.integer({ min: 1, max: 100_000 }), fc.constantFrom('', 'k', 'M', 'G', 'Ki', 'Mi', 'Gi', 'Ti')).map(([n, unit]) => `${n}${unit}`);
    fc.assert(fc.property(whole, (given) => {
      const said = canonical(given);
      expect(bytes(said)).toBe(bytes(given));
      expect(canonical(said)).toBe(said);
    }));
  });
});
