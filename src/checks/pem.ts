import { X509Certificate } from 'node:crypto';

/** One certificate of a bundle. A block that is no certificate has only its text. */
export interface Cert {
  block: string;
  /** undefined where the block cannot be read */
  read?: { ca: boolean; notAfter: string; subject: string };
}

const DAY = 86_400_000;

/** Several checks look at the same bundles, and reading a certificate takes half a millisecond. */
const known = new Map<string, Cert>();

function readBlock(block: string): Cert {
  const cert = known.get(block) ?? { block, ...readCertificate(block) };
  known.set(block, cert);
  return cert;
}

function readCertificate(block: string): Pick<Cert, 'read'> {
  try {
    const { ca, validTo, subject } = new X509Certificate(block);
    return { read: { ca, notAfter: new Date(validTo).toISOString(), subject: subject.replaceAll('\n', ', ') } };
  } catch {
    return {};
  }
}

/** The certificates of a PEM text in their order, white space made alike so that equal ones have equal blocks. */
export function certificates(pem: string): Cert[] {
  return blocksOf(pem).map(readBlock);
}

function blocksOf(pem: string): string[] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g) ?? [];
  return blocks.map((block) => block.split('\n').map((line) => line.trim()).filter(Boolean).join('\n'));
}

/** Whole days from `now` until the first of the certificates ends, negative when one has; undefined when none can be read. */
export function daysLeft(certs: readonly Cert[], now: string): number | undefined {
  const ends = certs.flatMap(({ read }) => (read === undefined ? [] : [Date.parse(read.notAfter)]));
  return ends.length === 0 ? undefined : Math.floor((Math.min(...ends) - Date.parse(now)) / DAY);
}

/**
 * Whether the copy still vouches for what the source does: it holds every CA certificate of the source, or where
 * the source has none, every certificate. What else is in the copy does not matter.
 */
export function holdsSource(copy: string, source: string): boolean {
  const held = new Set(blocksOf(copy));
  // nothing has to be read where all is held
  if (blocksOf(source).every((block) => held.has(block))) return true;
  const all = certificates(source);
  const cas = all.filter(({ read }) => read?.ca === true);
  return (cas.length > 0 ? cas : all).every(({ block }) => held.has(block));
}
