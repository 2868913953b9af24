import { createHash, createHmac } from 'node:crypto';

/** Access key and secret key of an S3 store. */
export interface S3Keys {
  accessKey: string;
  secretKey: string;
}

/** A request, decoded: host, path, the query's pairs, and for a PUT its body and the headers that are signed with it. */
export interface Bare {
  method: 'GET' | 'HEAD' | 'PUT';
  host: string;
  path: string;
  query: readonly (readonly [string, string])[];
  body?: Buffer;
  /** by their names in small letters */
  headers?: Readonly<Record<string, string>>;
}

const ALGORITHM = 'AWS4-HMAC-SHA256';
const sha256 = (data: Buffer | string): string => createHash('sha256').update(data).digest('hex');
const hmac = (key: Buffer | string, data: string): Buffer => createHmac('sha256', key).update(data).digest();

function encoded(text: string): string {
  return encodeURIComponent(text).replaceAll(/[!'()*]/gu, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** Path and query as they are sent and signed: everything escaped but what needs no escape, the pairs in their order. */
export function target({ path, query }: Pick<Bare, 'path' | 'query'>): { path: string; query: string; whole: string } {
  const place = path.split('/').map(encoded).join('/');
  const pairs = query.map(([name, value]) => `${encoded(name)}=${encoded(value)}`).toSorted().join('&');
  return { path: place, query: pairs, whole: pairs === '' ? place : `${place}?${pairs}` };
}

/** The headers that make the request one of the keys' owner (AWS signature version 4, service s3), signed for `at`; and the signature alone. */
export function sign(request: Bare, keys: S3Keys, region: string, at: Date): { headers: Record<string, string>; signature: string } {
  const date = at.toISOString().replaceAll(/[-:]|\.\d+/gu, '');
  const day = date.slice(0, 8);
  const scope = `${day}/${region}/s3/aws4_request`;
  const payload = sha256(request.body ?? '');
  const all = { ...request.headers, host: request.host, 'x-amz-content-sha256': payload, 'x-amz-date': date };
  const headers: Record<string, string> = Object.fromEntries(Object.entries(all).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  const names = Object.keys(headers).join(';');
  const { path, query } = target(request);
  const canonical = [request.method, path, query, ...Object.entries(headers).map(([name, value]) => `${name}:${value}`), '', names, payload].join('\n');
  const key = [day, region, 's3', 'aws4_request'].reduce<Buffer | string>((last, part) => hmac(last, part), `AWS4${keys.secretKey}`);
  const signature = hmac(key, [ALGORITHM, date, scope, sha256(canonical)].join('\n')).toString('hex');
  return { headers: { ...headers, authorization: `${ALGORITHM} Credential=${keys.accessKey}/${scope}, SignedHeaders=${names}, Signature=${signature}` }, signature };
}
