import { createHmac } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

export interface Signed {
  method: string;
  url: URL;
  headers: IncomingHttpHeaders;
}

const STANDARD = ['content-encoding', 'content-language', 'content-length', 'content-md5', 'content-type', 'date', 'if-modified-since', 'if-match', 'if-none-match', 'if-unmodified-since', 'range'];
const SKEW = 15 * 60_000;

/** What SharedKey is computed over: the method, standard headers, Microsoft's own headers in their order, and the resource with its query. */
export function stringToSign({ method, url, headers }: Signed, account: string): string {
  const standard = STANDARD.map((name) => (name === 'content-length' && headers[name] === '0' ? '' : String(headers[name] ?? '')));
  const own = Object.keys(headers).filter((name) => name.startsWith('x-ms-')).toSorted().map((name) => `${name}:${String(headers[name]).trim()}`);
  const query = [...new Set(url.searchParams.keys())].toSorted().map((name) => `${name.toLowerCase()}:${url.searchParams.getAll(name).toSorted().join(',')}`);
  return [method, ...standard, ...own, [`/${account}${url.pathname}`, ...query].join('\n')].join('\n');
}

/** Why the account does not accept the request's signature; undefined when it does. The date may be a quarter of an hour off. */
export function sharedKeyFault(request: Signed, account: string, key: string, now: Date): { code: string; detail?: string } | undefined {
  const given = request.headers.authorization ?? '';
  if (given === '') return { code: 'NoAuthenticationInformation' };
  const [, name, signature] = /^SharedKey ([a-z0-9]+):(\S+)$/.exec(given) ?? [];
  if (name !== account) return { code: 'AuthenticationFailed', detail: 'Authentication scheme is not supported.' };
  const date = String(request.headers['x-ms-date'] ?? request.headers.date ?? '');
  if (!(Math.abs(Date.parse(date) - now.getTime()) <= SKEW)) return { code: 'AuthenticationFailed', detail: `Request date header too old: '${date}'` };
  const text = stringToSign(request, account);
  const wanted = createHmac('sha256', Buffer.from(key, 'base64')).update(text).digest('base64');
  if (wanted === signature) return undefined;
  return { code: 'AuthenticationFailed', detail: `The MAC signature found in the HTTP request '${signature ?? ''}' is not the same as any computed signature. Server used following string to sign: '${text}'.` };
}
