import { request as httpRequest } from 'node:http';
import type { ClientRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { checkServerIdentity, createSecureContext, rootCertificates, TLSSocket } from 'node:tls';
import type { PeerCertificate, SecureContext } from 'node:tls';
import { goError } from './go-errors.ts';

/** Where names of the cluster lead: `host:port` (or `*.host:port`, any one label) to `127.0.0.1:port`. */
export type Names = ReadonlyMap<string, string>;

/** CA certificates (PEM) to trust, and whether public authorities are trusted as well. */
export interface Trust {
  ca?: string;
  systemRoots: boolean;
}

export interface Sent {
  method: string;
  url: URL;
  headers?: Record<string, string>;
  body?: Buffer;
  trust: Trust;
}

export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
}

/** The cluster's resolver, as its error messages name it. */
const RESOLVER = '172.30.0.10:53';

/** A way to send requests by the cluster's names. `roots` (PEM) stand in for what public authorities would have signed. */
export interface Outside {
  names: Names;
  roots?: string;
}

/** Sends one request and gives the whole answer. What fails below HTTP rejects with an Error worded as a Go client words it. */
export function exchange(outside: Outside, sent: Sent): Promise<Answer> {
  const { url } = sent;
  const secure = url.protocol === 'https:';
  const port = url.port === '' ? (secure ? 443 : 80) : Number(url.port);
  const target = find(outside.names, url.hostname, port);
  const [address, at] = target?.split(':') ?? [url.hostname, String(port)];
  const servername = /^[\d.]+$|:/.test(url.hostname) ? '' : url.hostname;
  return new Promise((done, fail) => {
    const request = (secure ? httpsRequest : httpRequest)({
      host: address, port: Number(at), method: sent.method, path: `${url.pathname}${url.search}`, headers: { host: url.host, ...sent.headers }, agent: false, timeout: 30_000,
      ...(secure ? { secureContext: contextOf(sent.trust, outside.roots), servername, rejectUnauthorized: true, checkServerIdentity: byNames } : {}),
    }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (c: Buffer) => chunks.push(c));
      response.on('error', () => fail(new Error('unexpected EOF')));
      response.on('end', () => done({
        status: response.statusCode ?? 0,
        headers: Object.fromEntries(Object.entries(response.headers).map(([k, v]) => [k, String(v)])),
        body: Buffer.concat(chunks),
      }));
    });
    const dates: { from?: string; to?: string } = {};
    watchDates(request, dates);
    request.on('timeout', () => request.destroy(Object.assign(new Error('timeout'), { code: 'ETIMEDOUT' })));
    request.on('error', (error: NodeJS.ErrnoException) => fail(new Error(goError(error, url.hostname, RESOLVER, dates))));
    request.end(sent.body);
  });
}

/** Go takes no common name for a host's, as Node does where a certificate has no other names. */
const byNames = (host: string, cert: PeerCertificate): Error | undefined => checkServerIdentity(host, { ...cert, subject: { ...cert.subject, CN: '' } });

const contexts = new Map<string, SecureContext>();

/** The system's authorities take 20 ms to read, so each set of trusted ones is read once. */
function contextOf(trust: Trust, roots: string | undefined): SecureContext {
  const ca = [trust.ca ?? '', ...(trust.systemRoots ? [roots ?? ''] : [])].filter((pem) => pem !== '');
  const key = JSON.stringify([trust.systemRoots, ca]);
  const known = contexts.get(key) ?? createSecureContext({ ca: trust.systemRoots ? [...rootCertificates, ...ca] : ca });
  contexts.set(key, known);
  return known;
}

/** Remembers the dates of the certificate that the server shows: after a failed handshake there is no asking any more. */
function watchDates(request: ClientRequest, dates: { from?: string; to?: string }): void {
  request.on('socket', (socket) => {
    if (!(socket instanceof TLSSocket)) return;
    // `secure` comes before Node judges the certificate
    socket.prependListener('secure', () => {
      const cert = socket.getPeerCertificate();
      if (cert.valid_to !== undefined) Object.assign(dates, { from: cert.valid_from, to: cert.valid_to });
    });
  });
}

function find(names: Names, host: string, port: number): string | undefined {
  return names.get(`${host}:${port}`) ?? names.get(`${host.replace(/^[^.]+/, '*')}:${port}`);
}
