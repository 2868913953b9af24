import { createHmac } from 'node:crypto';

const VERSION = '2020-10-02';

/** The headers of a GET without a body that is signed with an account's key (Azure's SharedKey), and the signature alone. `query` is decoded. */
export function signAzure(account: string, key: string, path: string, query: Readonly<Record<string, string>>, at: Date): { headers: Record<string, string>; signature: string } {
  const own = { 'x-ms-date': at.toUTCString(), 'x-ms-version': VERSION };
  const named = Object.entries(own).map(([name, value]) => `${name}:${value}`);
  const parameters = Object.entries(query).toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([name, value]) => `${name.toLowerCase()}:${value}`);
  // eleven standard headers stand between the method and Microsoft's own; a plain GET has none of them
  const text = ['GET', ...Array.from({ length: 11 }, () => ''), ...named, [`/${account}${path}`, ...parameters].join('\n')].join('\n');
  const signature = createHmac('sha256', Buffer.from(key, 'base64')).update(text).digest('base64');
  return { headers: { ...own, authorization: `SharedKey ${account}:${signature}` }, signature };
}
