import { createHash, createHmac } from 'node:crypto';

/** What AWS signature version 4 is computed over. `path` and `query` are decoded; header names are in lower case. */
export interface Signable {
  method: string;
  path: string;
  query: readonly (readonly [string, string])[];
  headers: Readonly<Record<string, string>>;
  /** in the order of the signature's list */
  signed: readonly string[];
  payload: string;
}

export interface Scope {
  /** `20260131T120000Z` */
  date: string;
  region: string;
}

export const ALGORITHM = 'AWS4-HMAC-SHA256';

export const sha256 = (data: Buffer | string): string => createHash('sha256').update(data).digest('hex');
const hmac = (key: Buffer | string, data: string): Buffer => createHmac('sha256', key).update(data).digest();

/** Percent-encodes all but the unreserved characters, as S3 asks; `/` stays when `path` is set. */
export function encode(text: string, path = false): string {
  const coded = encodeURIComponent(text).replaceAll(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  return path ? coded.replaceAll('%2F', '/') : coded;
}

/** A query string from decoded pairs, in the order that is signed. */
export function queryString(query: readonly (readonly [string, string])[]): string {
  return query.map(([k, v]) => `${encode(k)}=${encode(v)}`).toSorted((a, b) => (a < b ? -1 : 1)).join('&');
}

/** Decoded pairs of a raw query string; a `+` stays a plus. Throws URIError for a broken escape. */
export function parseQuery(raw: string): [string, string][] {
  return raw.split('&').filter((p) => p !== '').map((pair) => {
    const cut = pair.indexOf('=');
    return cut < 0 ? [decodeURIComponent(pair), ''] : [decodeURIComponent(pair.slice(0, cut)), decodeURIComponent(pair.slice(cut + 1))];
  });
}

export const scopeOf = (scope: Scope): string => `${scope.date.slice(0, 8)}/${scope.region}/s3/aws4_request`;

/** The signature in hexadecimal. */
export function signature(secret: string, scope: Scope, request: Signable): string {
  const headers = request.signed.map((h) => `${h}:${(request.headers[h] ?? '').trim().replaceAll(/ +/g, ' ')}\n`).join('');
  const canonical = [request.method, encode(request.path, true), queryString(request.query), headers, request.signed.join(';'), request.payload].join('\n');
  const [day = '', region = '', service = '', end = ''] = scopeOf(scope).split('/');
  const key = hmac(hmac(hmac(hmac(`AWS4${secret}`, day), region), service), end);
  return hmac(key, [ALGORITHM, scope.date, scopeOf(scope), sha256(canonical)].join('\n')).toString('hex');
}

/** A moment in the signature's form, to the second. */
export const stamp = (at: Date): string => at.toISOString().replaceAll(/[-:]|\.\d+/g, '');

/** The moment a stamp names; NaN when it is none. */
export function stampTime(text: string): number {
  const m = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  return m ? Date.parse(`${m[1]}-${m[2]}-${m[3]}T${m[4]}:${m[5]}:${m[6]}Z`) : Number.NaN;
}
