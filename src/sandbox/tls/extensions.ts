import { createHash } from 'node:crypto';
import { boolean, explicit, implicit, integer, ipBytes, namedBits, octets, oid, sequence } from './der.ts';

/** What an end or an authority may be used for, and under which names. */
export interface Uses {
  ca: boolean;
  server: boolean;
  client: boolean;
  dnsNames: readonly string[];
  ips: readonly string[];
}

/** The key identifier of a subject: SHA-1 of its public point (RFC 5280, 4.2.1.2, method 1). `spki` is a P-256 key, whose point is its last 65 bytes. */
export function keyId(spki: Buffer): Buffer {
  return createHash('sha1').update(spki.subarray(-65)).digest();
}

const extension = (id: string, critical: boolean, value: Buffer): Buffer => sequence(oid(id), ...(critical ? [boolean(true)] : []), octets(value));

/** The `[3]` extensions of a certificate: basic constraints, usages, names and both key identifiers. */
export function extensions(uses: Uses, subjectKey: Buffer, issuerKey: Buffer): Buffer {
  const purposes = [...(uses.server ? ['1.3.6.1.5.5.7.3.1'] : []), ...(uses.client ? ['1.3.6.1.5.5.7.3.2'] : [])];
  const names = [...uses.dnsNames.map((n) => implicit(2, Buffer.from(n, 'latin1'))), ...uses.ips.map((ip) => implicit(7, ipBytes(ip)))];
  return explicit(3, sequence(
    extension('2.5.29.19', true, uses.ca ? sequence(boolean(true)) : sequence()),
    // keyCertSign and cRLSign, or digitalSignature
    extension('2.5.29.15', true, uses.ca ? namedBits(5, 6) : namedBits(0)),
    ...(purposes.length > 0 ? [extension('2.5.29.37', false, sequence(...purposes.map(oid)))] : []),
    ...(names.length > 0 ? [extension('2.5.29.17', false, sequence(...names))] : []),
    extension('2.5.29.14', false, octets(keyId(subjectKey))),
    extension('2.5.29.35', false, sequence(implicit(0, keyId(issuerKey)))),
  ));
}

/** A serial number: 127 random bits at most, never zero or negative. */
export function serial(random: Buffer): Buffer {
  const value = BigInt(`0x${random.subarray(0, 16).toString('hex')}`) >> 1n;
  return integer(value === 0n ? 1n : value);
}
