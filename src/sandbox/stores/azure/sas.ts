import { createHmac } from 'node:crypto';

const VERSION = '2020-10-02';

/** The signature of a shared access to one blob: who may read it, until when. Start, policy, address, snapshot and headers of the answer stay empty. */
function signature(key: string, resource: string, until: string): string {
  const lines = ['r', '', until, resource, '', '', 'https', VERSION, 'b', '', '', '', '', '', ''];
  return createHmac('sha256', Buffer.from(key, 'base64')).update(lines.join('\n')).digest('base64');
}

/** A URL from which anybody may fetch the blob until then (to the second), such as a registry redirects to. `origin` is the account's. */
export function signBlob(origin: string, account: string, accountKey: string, container: string, blob: string, until: Date): string {
  const end = until.toISOString().replace(/\.\d+Z$/, 'Z');
  const query = new URLSearchParams({ sv: VERSION, spr: 'https', se: end, sr: 'b', sp: 'r', sig: signature(accountKey, `/blob/${account}/${container}/${blob}`, end) });
  return `${origin}/${container}/${blob.split('/').map(encodeURIComponent).join('/')}?${query.toString()}`;
}

/** Whether the URL's own signature lets its blob be read now, by any of the keys. */
export function sharedAccess(url: URL, account: string, keys: readonly string[], now: Date): boolean {
  const of = (name: string): string => url.searchParams.get(name) ?? '';
  if (of('sp') !== 'r' || of('sr') !== 'b' || of('sv') !== VERSION || !(Date.parse(of('se')) > now.getTime())) return false;
  return keys.some((key) => signature(key, `/blob/${account}${decodeURIComponent(url.pathname)}`, of('se')) === of('sig'));
}
