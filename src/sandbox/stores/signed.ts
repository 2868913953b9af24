import { exchange } from './https.ts';
import type { Answer, Outside, Trust } from './https.ts';
import { signedHeaders } from './sign.ts';
import type { Keys, Unsigned } from './sign.ts';
import { encode, queryString } from './sigv4.ts';

/** Where a bucket is: the first label of the host (`hosted`), or the first part of the path. Throws a TypeError for an endpoint that is no URL. */
export function bucketAt(endpoint: string, bucket: string, hosted: boolean): { origin: string; host: string; path: string } {
  const base = new URL(endpoint.includes('://') ? endpoint : `https://${endpoint}`);
  const host = hosted ? `${bucket}.${base.host}` : base.host;
  return { origin: `${base.protocol}//${host}`, host, path: hosted ? '/' : `${base.pathname.replace(/\/$/, '')}/${bucket}` };
}

/** Sends a request with its signature of now. Rejects as `exchange` does. */
export function sendSigned(outside: Outside, origin: string, request: Unsigned, as: { keys: Keys; region: string; trust: Trust }): Promise<Answer> {
  const { method, path, query = [], body = Buffer.alloc(0) } = request;
  const url = new URL(`${origin}${encode(path, true)}${query.length === 0 ? '' : `?${queryString(query)}`}`);
  const headers = { ...signedHeaders(request, as.keys, as.region, new Date()), 'content-length': String(body.length) };
  return exchange(outside, { method, url, headers, body, trust: as.trust });
}
