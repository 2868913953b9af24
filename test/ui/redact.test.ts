import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeRedactor, MASK } from '../../src/ui/redact.ts';

describe('known values', () => {
  it('masks a value wherever it stands, plain, base64, URL-encoded and JSON-escaped', () => {
    const redactor = makeRedactor();
    const secret = 'p@ss "word"/+=';
    redactor.add(secret);
    for (const form of [secret, Buffer.from(secret).toString('base64'), encodeURIComponent(secret), JSON.stringify(secret)]) {
      expect(redactor.clean(`before ${form} after`)).not.toContain(form);
      expect(redactor.clean(`before ${form} after`)).toMatch(/^before "?\*\*\*"? after$/);
    }
  });

  it('masks a secret that contains another one whole', () => {
    const redactor = makeRedactor();
    redactor.add('abcdef');
    redactor.add('abcdefghij');
    expect(redactor.clean('x abcdefghij y abcdef z')).toBe(`x ${MASK} y ${MASK} z`);
  });

  it('does not take short words for secrets', () => {
    const redactor = makeRedactor();
    redactor.add('a');
    redactor.add('admin');
    expect(redactor.clean('an admin')).toBe('an admin');
  });

  it('holds for any secret and any text around it', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 6, maxLength: 40 }), fc.string(), fc.string(), (secret, before, after) => {
        const redactor = makeRedactor();
        redactor.add(secret);
        const cleaned = redactor.clean(`${before}${secret}${after}`);
        return !cleaned.includes(secret) || MASK.includes(secret);
      }),
      { numRuns: 500 },
    );
  });
});

describe('what looks like a secret', () => {
  const cases: [what: string, text: string, secret: string][] = [
    ['user and password in a URL', 'proxy http://joe:hunter22@proxy:3128/', 'hunter22'],
    ['a token as the user of a URL', 'https://abc123token@git.example.com/x', 'abc123token'],
    ['a bearer header', 'Authorization: Bearer abcdefgh12345678', 'abcdefgh12345678'],
    ['a basic header', 'Authorization: Basic am9lOmh1bnRlcjI=', 'am9lOmh1bnRlcjI='],
    ['an OpenShift token', 'token sha256~AbCdEfGhIjKlMnOpQrStUvWxYz0123456789 ok', 'sha256~AbCdEfGhIjKlMnOpQrStUvWxYz0123456789'],
    ['a service account token', 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl', 'c2lnbmF0dXJl'],
    ['an S3 presigned URL', 'https://s3/b/k?X-Amz-Credential=AKIA%2F1&X-Amz-Signature=0011aa&x=1', '0011aa'],
    ['a swift temporary URL', 'https://swift/v1/o?temp_url_sig=deadbeef00&temp_url_expires=1', 'deadbeef00'],
    ['an Azure SAS', 'https://a.blob/c?sv=1&sig=c2lnc2lnc2ln', 'c2lnc2lnc2ln'],
    ['a private key', '-----BEGIN EC PRIVATE KEY-----\nMHcCAQEE\n-----END EC PRIVATE KEY-----', 'MHcCAQEE'],
    ['a private key that is cut off', 'x -----BEGIN PRIVATE KEY-----\nMHcCAQEE', 'MHcCAQEE'],
  ];
  it.each(cases)('masks %s', (_, text, secret) => {
    const cleaned = makeRedactor().clean(text);
    expect(cleaned).not.toContain(secret);
    expect(cleaned).toContain(MASK);
  });

  const harmless = ['https://api.lab.example.com:6443/', 'route host:443', 'user@example.com', 'sha256:0123456789abcdef0123456789abcdef', 'Bearer realm="x"', '-----BEGIN CERTIFICATE-----'];
  it.each(harmless)('leaves %s alone', (text) => {
    expect(makeRedactor().clean(text)).toBe(text);
  });
});
