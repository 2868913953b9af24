import { createHmac, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { bits, explicit, integer, oid, sequence, set, time, utf8 } from './der.ts';
import { extensions, serial } from './extensions.ts';
import { grown } from './seeded.ts';

const DAY = 86_400_000;
/** how long an authority of a seed lasts */
const AGE = { notBefore: new Date('2020-01-01T00:00:00Z'), notAfter: new Date('2049-12-31T23:59:59Z') };
const ECDSA_SHA256 = sequence(oid('1.2.840.10045.4.3.2'));

/** When a certificate counts: two dates, or `days` from now (365; negative for one that ended already). */
export interface Validity {
  days?: number;
  notBefore?: Date;
  notAfter?: Date;
}

export interface CertificateRequest extends Validity {
  commonName: string;
  /** the subject's O, which Kubernetes takes for groups */
  organizations?: readonly string[];
  dnsNames?: readonly string[];
  ips?: readonly string[];
  /** for TLS clients; a certificate is for servers unless this alone is said */
  client?: boolean;
  server?: boolean;
  ca?: boolean;
}

/** A certificate and its key in PEM. `chain` is what a server presents: the certificate and every intermediate, without the root. */
export interface Issued {
  cert: string;
  key: string;
  chain: string;
}

export interface CertificateAuthority extends Issued {
  /** Signs a new key pair. Throws a RangeError for an address that is none. */
  issue(request: CertificateRequest): Issued;
  /** An authority below this one, whose certificates need `chain` to be verified by the root. */
  intermediate(commonName: string, options?: Validity): CertificateAuthority;
}

interface Pair {
  spki: Buffer;
  key: KeyObject;
  /** a signature that is the same for the same bytes, where the key has a seed */
  sign?(bytes: Buffer): Buffer;
}

interface Signer extends Pair {
  name: Buffer;
  /** intermediates up to, and without, the root */
  above: string;
}

/**
 * A self-signed authority (EC P-256) in memory. The same call twice gives two authorities
 * that have the same name and do not vouch for each other, unless both are of one `seed`: their certificates are then the same,
 * byte for byte, and valid for the years in which a certificate's dates are short.
 */
export function makeCa(commonName: string, options: Validity & { organizations?: readonly string[]; seed?: Buffer } = {}): CertificateAuthority {
  const { seed } = options;
  const request = { days: 3650, ...(seed === undefined ? {} : AGE), ...options, commonName, ca: true };
  const own = seed === undefined ? pair() : grown(seed);
  const name = subject(request);
  const signer: Signer = { name, ...own, above: '' };
  return authority(signer, make(request, name, own, signer, seed && createHmac('sha256', seed).update('serial').digest().subarray(0, 16)));
}

function authority(signer: Signer, self: Issued): CertificateAuthority {
  const signed = (request: CertificateRequest): { issued: Issued; signer: Signer } => {
    const own = pair();
    const name = subject(request);
    const issued = make(request, name, own, signer);
    return { issued, signer: { name, ...own, above: issued.chain } };
  };
  return {
    ...self,
    issue: (request) => signed(request).issued,
    intermediate(commonName, options = {}) {
      const below = signed({ days: 1825, ...options, commonName, ca: true });
      return authority(below.signer, below.issued);
    },
  };
}

function make(request: CertificateRequest, name: Buffer, own: Pair, signer: Signer, id = randomBytes(16)): Issued {
  const ca = request.ca ?? false;
  const client = request.client ?? false;
  const uses = { ca, client, server: request.server ?? (!client && !ca), dnsNames: request.dnsNames ?? [], ips: request.ips ?? [] };
  const tbs = sequence(
    explicit(0, integer(2n)),
    serial(id),
    ECDSA_SHA256,
    signer.name,
    validity(request),
    name,
    own.spki,
    extensions(uses, own.spki, signer.spki),
  );
  const cert = pem(sequence(tbs, ECDSA_SHA256, bits(signer.sign?.(tbs) ?? sign('sha256', tbs, signer.key))));
  return { cert, key: own.key.export({ type: 'pkcs8', format: 'pem' }).toString(), chain: cert + signer.above };
}

/** A minute of grace at the start, so that a clock that is a little behind still accepts it. */
function validity(request: Validity): Buffer {
  const notAfter = request.notAfter ?? new Date(Date.now() + (request.days ?? 365) * DAY);
  const notBefore = request.notBefore ?? new Date(Math.min(Date.now() - 60_000, notAfter.getTime() - DAY));
  return sequence(time(notBefore), time(notAfter));
}

function subject(request: CertificateRequest): Buffer {
  const part = (id: string, value: string): Buffer => set(sequence(oid(id), utf8(value)));
  return sequence(...(request.organizations ?? []).map((o) => part('2.5.4.10', o)), part('2.5.4.3', request.commonName));
}

function pair(): Pair {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { spki: publicKey.export({ type: 'spki', format: 'der' }), key: privateKey };
}

function pem(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}
