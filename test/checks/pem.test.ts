import { describe, expect, test } from 'vitest';
import { NS, R } from '../../src/api/resources.ts';
import { text } from '../../src/api/json.ts';
import { certificates, daysLeft, holdsSource } from '../../src/checks/pem.ts';
import { serving, the } from './worlds.ts';

/** A block in the form of a certificate, which none is. */
const block = (body: string): string => `-----BEGIN CERTIFICATE-----\n${Buffer.from(body).toString('base64')}\n-----END CERTIFICATE-----\n`;
/** A real CA certificate that ends on 2036-11-19, from the recordings. */
const REAL = text(the(serving('odf-s3-complete'), R.ConfigMap, 'image-registry-s3-bundle', NS.config), 'data', 'ca-bundle.crt') ?? '';

describe('certificates', () => {
  test('are read in order, and what cannot be read is kept as text', () => {
    const all = certificates(`# about\n${block('no certificate')}${REAL}`);
    expect(all.map(({ read }) => read?.ca)).toEqual([undefined, true]);
    expect(all[1]?.read).toEqual({ ca: true, notAfter: '2036-11-19T15:26:32.000Z', subject: 'CN=realparts test CA' });
  });
  test.each<[string, string, number]>([
    ['nothing', '', 0],
    ['words', 'no PEM at all', 0],
    ['a private key', '-----BEGIN PRIVATE KEY-----\nAA\n-----END PRIVATE KEY-----', 0],
    ['a block that does not end', '-----BEGIN CERTIFICATE-----\nAA\n', 0],
    ['one', REAL, 1],
    ['the same twice', REAL + REAL, 2],
    ['one between comments', `# a\n${REAL}\n# b`, 1],
    ['on one line with the next', `${block('a').trimEnd()}${block('b')}`, 2],
  ])('%s', (_name, pem, count) => {
    expect(certificates(pem)).toHaveLength(count);
  });
  test.each<[string, (pem: string) => string]>([
    ['carriage returns', (pem) => pem.replaceAll('\n', '\r\n')],
    ['an indent, as YAML leaves it', (pem) => pem.replaceAll(/^/gmu, '    ')],
    ['blank lines', (pem) => pem.replaceAll('\n', '\n\n')],
    ['no line at the end', (pem) => pem.trimEnd()],
  ])('%s make no other certificate of it', (_name, change) => {
    expect(certificates(change(REAL))).toEqual(certificates(REAL));
  });
});

describe('days left', () => {
  test.each([
    ['2036-11-18T15:26:32Z', 1],
    ['2036-11-18T15:26:33Z', 0],
    ['2036-11-19T15:26:32Z', 0],
    ['2036-11-19T15:26:33Z', -1],
    ['2036-12-19T15:26:32Z', -30],
  ])('at %s: %i, whole days, negative after the end', (now, days) => {
    expect(daysLeft(certificates(REAL), now)).toBe(days);
  });
  test.each<[string, string]>([['nothing', ''], ['a block that cannot be read', block('x')]])('%s has no days', (_name, pem) => {
    expect(daysLeft(certificates(pem), '2026-01-01T00:00:00Z')).toBeUndefined();
  });
  test('a block that cannot be read does not hide the days of the others', () => {
    expect(daysLeft(certificates(block('x') + REAL), '2036-11-18T15:26:32Z')).toBe(1);
  });
});

describe('a copy vouches for its source', () => {
  test.each<[string, string, string, boolean]>([
    ['equal', REAL, REAL, true],
    ['more than the source', block('other') + REAL, REAL, true],
    ['the CA alone, of a CA and a leaf', REAL, block('leaf') + REAL, true],
    ['the leaf alone, of a CA and a leaf', block('leaf'), block('leaf') + REAL, false],
    ['the only leaf', block('leaf'), block('leaf'), true],
    ['one of two leaves', block('a'), block('a') + block('b'), false],
    ['another', block('a'), REAL, false],
    ['nothing', '', REAL, false],
    ['nothing, of a source that holds nothing', '', '', true],
    ['other white space', REAL.replaceAll('\n', '\r\n  '), REAL, true],
    ['another order', block('b') + block('a'), block('a') + block('b'), true],
  ])('%s', (_name, copy, source, holds) => {
    expect(holdsSource(copy, source)).toBe(holds);
  });
});
