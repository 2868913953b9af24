import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bits, boolean, integer, ipBytes, length, namedBits, oid, sequence, time, tlv, utf8 } from '../../../src/sandbox/tls/der.ts';

/** A reader written only for these tests: the length field at `at`, and where the content starts. */
function readLength(der: Buffer, at: number): { size: number; start: number } {
  const first = der[at]!;
  if (first < 0x80) return { size: first, start: at + 1 };
  const count = first & 0x7f;
  let size = 0;
  for (const byte of der.subarray(at + 1, at + 1 + count)) size = size * 256 + byte;
  return { size, start: at + 1 + count };
}

const hex = (b: Buffer): string => b.toString('hex');

describe('length', () => {
  it.each([[0, '00'], [127, '7f'], [128, '8180'], [255, '81ff'], [256, '820100'], [65_535, '82ffff'], [65_536, '83010000']])('%d', (size, expected) => {
    expect(hex(length(size))).toBe(expected);
  });

  it('reads back, in the fewest bytes', () => {
    fc.assert(fc.property(fc.nat(0x7fffffff), (size) => {
      const der = length(size);
      expect(readLength(der, 0)).toEqual({ size, start: der.length });
      expect(der.length === 1 || der[1] !== 0).toBe(true);
      expect(der.length === 1).toBe(size < 128);
    }));
  });
});

describe('integer', () => {
  it.each([[0n, '020100'], [127n, '02017f'], [128n, '02020080'], [256n, '02020100'], [32_767n, '02027fff'], [32_768n, '0203008000']])('%d', (value, expected) => {
    expect(hex(integer(value))).toBe(expected);
  });

  it('reads back, in the fewest bytes', () => {
    fc.assert(fc.property(fc.bigInt({ min: 0n, max: 2n ** 160n }), (value) => {
      const body = integer(value).subarray(2);
      expect(BigInt.asIntN(body.length * 8, BigInt(`0x${hex(body)}`))).toBe(value);
      const spare = body.length > 1 && body[0] === 0 && body[1]! < 0x80;
      expect(spare).toBe(false);
    }));
  });
});

it('a value is its tag, its length and its content', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), (content) => {
    const der = tlv(0x04, Buffer.from(content));
    const { size, start } = readLength(der, 1);
    expect([der[0], size, start + size]).toEqual([0x04, content.length, der.length]);
    expect([...der.subarray(start)]).toEqual([...content]);
  }));
});

it.each([
  ['1.2.840.10045.4.3.2', '06082a8648ce3d040302'],
  ['2.5.29.19', '0603551d13'],
  ['1.3.6.1.5.5.7.3.1', '06082b06010505070301'],
  ['2.16.840.1.101.3.4.2.1', '0609608648016503040201'],
])('object identifier %s', (dotted, expected) => {
  expect(hex(oid(dotted))).toBe(expected);
});

it.each([
  ['a sequence', sequence(boolean(true), boolean(false)), '30060101ff010100'],
  ['text', utf8('é'), '0c02c3a9'],
  ['bits', bits(Buffer.from([0xf0]), 4), '030204f0'],
  ['keyCertSign and cRLSign', namedBits(5, 6), '03020106'],
  ['digitalSignature', namedBits(0), '03020780'],
  ['decipherOnly, in the second byte', namedBits(0, 8), '0303078080'],
])('%s', (_what, der, expected) => {
  expect(hex(der)).toBe(expected);
});

it.each([
  ['1949-12-31T23:59:59Z', 0x18, '19491231235959Z'],
  ['1950-01-01T00:00:00Z', 0x17, '500101000000Z'],
  ['2026-11-22T18:20:05.678Z', 0x17, '261122182005Z'],
  ['2049-12-31T23:59:59Z', 0x17, '491231235959Z'],
  ['2050-01-01T00:00:00Z', 0x18, '20500101000000Z'],
])('time %s', (at, tag, digits) => {
  const der = time(new Date(at));
  expect([der[0], der.subarray(2).toString()]).toEqual([tag, digits]);
});

describe('addresses', () => {
  it.each([
    ['10.0.0.1', '0a000001'],
    ['::', '0'.repeat(32)],
    ['::1', `${'0'.repeat(31)}1`],
    ['fe80::', `fe80${'0'.repeat(28)}`],
    ['1:2:3:4:5:6:7:8', '00010002000300040005000600070008'],
    ['::ffff:1.2.3.4', '00000000000000000000ffff01020304'],
  ])('%s', (text, expected) => {
    expect(hex(ipBytes(text))).toBe(expected);
  });

  it('every IPv6 form has 16 bytes, every IPv4 form 4', () => {
    fc.assert(fc.property(fc.ipV6(), (ip) => ipBytes(ip).length === 16));
    fc.assert(fc.property(fc.ipV4(), (ip) => hex(ipBytes(ip)) === ip.split('.').map((n) => Number(n).toString(16).padStart(2, '0')).join('')));
  });

  it.each(['', 'localhost', '1.2.3', '1.2.3.4.5', 'fe80::1%eth0', ':::'])('refuses %j', (text) => {
    expect(() => ipBytes(text)).toThrow(RangeError);
  });
});
