import { createECDH, createHash, createHmac, createPrivateKey, createPublicKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { integer, sequence } from './der.ts';

/** The order of the curve P-256. */
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

export interface SeededPair {
  spki: Buffer;
  key: KeyObject;
  /** An ECDSA signature over SHA-256 (DER), the same for the same bytes */
  sign(bytes: Buffer): Buffer;
}

/**
 * The P-256 key pair that a seed always gives, and signatures that are always the same, so that a certificate can be the same, byte
 * for byte. Numbers are HMACs of the seed (fit for the curve but once in 2^32 seeds, when this throws).
 */
export function grown(seed: Buffer): SeededPair {
  const secret = createHmac('sha256', seed).update('P-256').digest();
  const point = multiple(secret);
  const part = (from: number, to: number): string => point.subarray(from, to).toString('base64url');
  const key = createPrivateKey({ format: 'jwk', key: { kty: 'EC', crv: 'P-256', d: secret.toString('base64url'), x: part(1, 33), y: part(33, 65) } });
  return {
    key,
    spki: createPublicKey(key).export({ type: 'spki', format: 'der' }),
    sign(bytes) {
      const digest = createHash('sha256').update(bytes).digest();
      // a number that nobody can guess and that is another for every message (RFC 6979 in spirit)
      const nonce = createHmac('sha256', secret).update(digest).digest();
      const r = number(multiple(nonce).subarray(1, 33)) % ORDER;
      const s = (inverse(number(nonce)) * (number(digest) + r * number(secret))) % ORDER;
      return sequence(integer(r), integer(s));
    },
  };
}

const number = (bytes: Buffer): bigint => BigInt(`0x${bytes.toString('hex')}`);

/** The curve's base point so many times: 0x04, x, y. */
function multiple(times: Buffer): Buffer {
  const curve = createECDH('prime256v1');
  curve.setPrivateKey(times);
  return curve.getPublicKey();
}

/** What makes one when multiplied, by Fermat's little theorem. */
function inverse(value: bigint): bigint {
  let result = 1n;
  let base = value % ORDER;
  for (let rest = ORDER - 2n; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * base) % ORDER;
    base = (base * base) % ORDER;
  }
  return result;
}
