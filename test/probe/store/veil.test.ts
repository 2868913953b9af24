import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeVeil } from '../../../src/probe/store/veil.ts';

describe('a veil', () => {
  it.each([
    ['as it is', 'the key s3cr3t/+= is wrong', 'the key *** is wrong'],
    ['in a URL', 'see https://h/p?X-Amz-Signature=abc&x=y for more', 'see https://h/p for more'],
    ['escaped', 'key=s3cr3t%2F%2B%3D', 'key=***'],
    ['in base64', 'got czNjcjN0Lys9', 'got ***'],
    ['in base64 of addresses', 'got czNjcjN0Lys9', 'got ***'],
    ['after the word Bearer', 'header Bearer abc.def was bad', 'header ***'],
    ['in a SharedKey', 'SharedKey account:c2ln', '***'],
    ['in a signature', 'AWS4-HMAC-SHA256 Credential=AK/1/s3, Signature=00ff', '***'],
    ['not at all', 'nothing to hide', 'nothing to hide'],
  ])('takes a secret away %s', (_how, said, shown) => {
    expect(makeVeil({ key: 's3cr3t/+=' }).plain(said)).toBe(shown);
  });

  it('makes one short line of text that no terminal obeys', () => {
    const veil = makeVeil({});
    expect(veil.plain('a\r\n\u001B[31mred\u0007\u202Eb\u200B  c\t')).toBe('a [31mred b c');
    expect(veil.plain('x'.repeat(500))).toBe(`${'x'.repeat(199)}…`);
    expect(veil.plain('')).toBe('');
  });

  it('hides what it is told later, and the longer of two first', () => {
    const veil = makeVeil({ a: 'abcdef' });
    veil.add('abcdefghi', undefined, '', '   ');
    expect(veil.plain('abcdefghi abcdef ab')).toBe('*** *** ab');
  });

  it('hides each long line of a text, and not its braces', () => {
    const veil = makeVeil({ file: '{\n  "private_key_id": "0123456789"\n}' });
    expect(veil.plain('{ "private_key_id": "0123456789" }')).toBe('{ *** }');
  });

  it('leaves of no secret anything, wherever it stands', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[!-~]{6,30}$/), fc.string({ maxLength: 60 }), fc.string({ maxLength: 60 }), (secret, before, after) => {
        const shown = makeVeil({ secret }).plain(`${before}${secret}${after}`);
        expect(shown.replaceAll('*', '')).not.toContain(secret.replaceAll('*', '') === '' ? '\n' : secret);
        expect(shown.length).toBeLessThanOrEqual(200);
      }),
      { numRuns: 300 },
    );
  });
});
