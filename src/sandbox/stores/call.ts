import type { IncomingMessage } from 'node:http';
import type { User } from './memory.ts';
import { S3Error } from './errors.ts';
import { parseQuery } from './sigv4.ts';

/** One request to a store, taken apart. `path` is decoded and as sent; bucket and key come from it or from the host. */
export interface Call {
  method: string;
  path: string;
  pairs: [string, string][];
  query: Map<string, string>;
  headers: Record<string, string>;
  bucket: string;
  key: string;
  body: Buffer;
  /** nobody when it was not signed */
  user: User | undefined;
}

export type { Reply } from './answer.ts';

/** The parts of a request's target and headers. `hosts` are the names under which `BUCKET.host` is virtual-hosted style. */
export function readCall(request: IncomingMessage, body: Buffer, hosts: readonly string[]): Call {
  const [rawPath = '/', ...rest] = (request.url ?? '/').split('?');
  const headers = Object.fromEntries(Object.entries(request.headers).map(([k, v]) => [k, Array.isArray(v) ? v.join(',') : (v ?? '')]));
  const path = decoded(decodeURIComponent, rawPath);
  const pairs = decoded(parseQuery, rest.join('?'));
  const host = (headers['host'] ?? '').replace(/:\d+$/, '').toLowerCase();
  const parent = hosts.find((h) => host.endsWith(`.${h}`));
  const inPath = /^\/([^/]*)\/?([^]*)$/.exec(path);
  const place = parent === undefined ? { bucket: inPath?.[1] ?? '', key: inPath?.[2] ?? '' } : { bucket: host.slice(0, -parent.length - 1), key: path.slice(1) };
  return { method: request.method ?? 'GET', path, pairs, query: new Map(pairs), headers, ...place, body: plain(body, headers), user: undefined };
}

/** What the escapes of a URL stand for. Throws InvalidArgument for broken ones. */
export function decoded<T>(read: (text: string) => T, text: string): T {
  try {
    return read(text);
  } catch {
    throw new S3Error('InvalidArgument');
  }
}

/** The body without the frames of `aws-chunked`, which SDKs put around one to add a checksum or to sign piece by piece. */
function plain(body: Buffer, headers: Record<string, string>): Buffer {
  if (!(headers['x-amz-content-sha256'] ?? '').startsWith('STREAMING-')) return body;
  const pieces: Buffer[] = [];
  for (let at = 0; at < body.length;) {
    const end = body.indexOf('\r\n', at);
    const size = Number.parseInt(body.subarray(at, end).toString('latin1'), 16);
    if (end < 0 || Number.isNaN(size) || end + 2 + size > body.length) break;
    if (size === 0) return Buffer.concat(pieces);
    pieces.push(body.subarray(end + 2, end + 2 + size));
    at = end + 2 + size + 2;
  }
  // cut short, or no chunks at all
  throw new S3Error('InvalidArgument');
}

/** `x-amz-meta-…` headers and the content type, which are kept with an object. */
export function described(call: Call): { type: string; meta: Record<string, string> } {
  const meta = Object.fromEntries(Object.entries(call.headers).filter(([k]) => k.startsWith('x-amz-meta-')));
  return { type: call.headers['content-type'] ?? 'binary/octet-stream', meta };
}
