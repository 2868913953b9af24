import { isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect, type PeerCertificate, type TLSSocket } from 'node:tls';
import { Failure } from '../errors.ts';
import type { Bundle, Chain, Door, Opened } from './types.ts';
import { codeOf, hostPort, stopIf, words } from './words.ts';

export interface TlsOptions {
  /** the name that the certificate must carry; the door's host when not given */
  servername?: string;
  /** CAs to trust besides this machine's, tried in this order before them */
  bundles: readonly Bundle[];
  /** for the days that are left */
  now: Date;
  signal?: AbortSignal;
  /** how long (ms) a handshake may take; default 10000 */
  timeoutMs?: number;
}

/** The served certificate cannot be trusted; `chain` says what was served. */
export class Untrusted extends Failure {
  readonly chain: Chain;

  constructor(where: string, chain: Chain) {
    super('unhealthy', `The certificate of ${where} cannot be trusted: ${chain.why ?? 'unknown reason'}.`);
    this.name = 'Untrusted';
    this.chain = chain;
  }
}

/** Reasons against a certificate, the more telling first: a later one often only says that this CA is not the one. */
const REASONS: [code: RegExp, why: (chain: Chain, servername: string) => string][] = [
  [/ALTNAME/, (chain, name) => `it is for ${chain.names.join(', ') || chain.subject}, not for ${name}`],
  [/CERT_HAS_EXPIRED/, (chain) => `it, or a CA that it needs, has expired (served certificate valid until ${chain.notAfter})`],
  [/CERT_NOT_YET_VALID/, () => 'it is not valid yet; is the clock of this machine right?'],
  [/REVOKED|PURPOSE|INVALID_CA|TOO_WEAK|KEY_TOO_SMALL|SIGNATURE_FAILURE/, (chain) => (chain.subject === chain.issuer ? 'it is self-signed, and not for a server' : `it is not acceptable (issuer ${chain.issuer})`)],
  [/DEPTH_ZERO_SELF_SIGNED/, () => 'it is self-signed, and not among the CAs that are trusted'],
  [/./, (chain) => `it was signed by a CA that is not trusted here (${chain.issuer})`],
];

function nameIn(dn: PeerCertificate['subject'] | undefined): string {
  const parts = [dn?.CN ?? dn?.O ?? dn?.OU ?? ''].flat();
  return parts.join(', ') || '(no name)';
}

function describe(socket: TLSSocket, now: Date): Chain {
  const cert = socket.getPeerCertificate();
  const until = new Date(cert.valid_to ?? 0);
  const names = (cert.subjectaltname ?? '').split(', ').filter((name) => name !== '').map((name) => name.replace(/^(DNS|IP Address):/, ''));
  return {
    trusted: false,
    subject: nameIn(cert.subject),
    issuer: nameIn(cert.issuer),
    names,
    notAfter: until.toISOString(),
    daysLeft: Math.floor((until.getTime() - now.getTime()) / 86_400_000),
  };
}

function handshake(raw: Duplex, servername: string, ca: string | undefined, verify: boolean, { signal, timeoutMs = 10_000 }: TlsOptions): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ socket: raw, ...(isIP(servername) === 0 ? { servername } : { host: servername }), rejectUnauthorized: verify, ALPNProtocols: ['http/1.1'], ...(ca === undefined ? {} : { ca }) });
    const end = (error: Error): void => {
      settle();
      socket.destroy();
      raw.destroy();
      reject(error);
    };
    const stop = (): void => end(new Failure('interrupted', 'Interrupted.'));
    const closed = (): void => end(Object.assign(new Error('closed'), { code: 'ECONNRESET' }));
    const timer = setTimeout(() => end(new Error(`no TLS handshake within ${timeoutMs / 1000} seconds`)), timeoutMs);
    const settle = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
      socket.off('error', end).off('close', closed);
    };
    signal?.addEventListener('abort', stop, { once: true });
    socket.on('error', end).on('close', closed);
    for (const stream of [raw, socket]) stream.on('error', () => undefined);
    socket.once('secureConnect', () => {
      settle();
      resolve(socket);
    });
  });
}

/** Codes that speak of the certificate, not of the connection. */
function aboutCertificate(code: string): boolean {
  return /CERT|SIGNED|ISSUER|ALTNAME|VERIFY|INVALID_CA|PURPOSE|KEY_TOO_SMALL|TOO_WEAK/.test(code) && !code.startsWith('ERR_SSL_');
}

/**
 * Opens a connection through a door and lets TLS verify it: against each bundle alone, then against
 * this machine's CAs, one handshake each; the first that vouches is kept. Fails with Untrusted when
 * none does, after one more handshake that only looks at what is served: nothing is ever sent on a
 * connection that was not verified. Fails (unhealthy) in words when there is no TLS at all.
 */
export async function openTls(door: Door, options: TlsOptions): Promise<Opened> {
  const servername = options.servername ?? door.host;
  const where = hostPort(door.host, door.port);
  const codes: string[] = [];
  const attempt = async (ca: string | undefined, verify: boolean): Promise<TLSSocket | undefined> => {
    stopIf(options.signal);
    const raw = await door.connect(options.signal);
    try {
      return await handshake(raw, servername, ca, verify, options);
    } catch (error) {
      if (error instanceof Failure) throw error;
      const code = codeOf(error);
      if (!aboutCertificate(code)) throw new Failure('unhealthy', `No TLS connection to ${where}: ${words(error)}.`, { cause: error });
      codes.push(code);
      return undefined;
    }
  };
  // an empty `ca` would mean this machine's CAs and vouch in the bundle's name
  const own = door.ca === undefined ? [] : [{ name: 'the sandbox', pem: door.ca }];
  const bundles = [...options.bundles, ...own].filter(({ pem }) => pem.includes('-----BEGIN CERTIFICATE-----'));
  for (const bundle of [...bundles, { name: 'system', pem: undefined }]) {
    const socket = await attempt(bundle.pem, true);
    if (socket !== undefined) return { socket, chain: { ...describe(socket, options.now), trusted: true, by: bundle.name } };
  }
  const seen = await attempt(undefined, false);
  if (seen === undefined) throw new Failure('unhealthy', `No TLS connection to ${where}.`);
  const chain = describe(seen, options.now);
  seen.destroy();
  const found = REASONS.find(([pattern]) => codes.some((code) => pattern.test(code)));
  const unread = new Set(options.bundles.filter(({ pem }) => pem === '').map(({ name }) => `; ${name} could not be read and was not tried`));
  throw new Untrusted(where, { ...chain, why: `${found?.[1](chain, servername) ?? 'it was refused'}${[...unread].join('')}` });
}
