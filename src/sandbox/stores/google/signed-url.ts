import { createPrivateKey, sign, verify } from 'node:crypto';
import { text } from '../../../api/json.ts';
import type { ServiceAccount } from './accounts.ts';

const HOST = 'https://storage.googleapis.com';

/** What is signed (version 2): method, no digest, no type, the end (seconds since 1970), and the object as it stands in the path. */
const signable = (method: string, until: number, path: string): Buffer => Buffer.from([method, '', '', String(until), path].join('\n'));

/** A URL from which anybody may fetch the object until then, such as a registry redirects to; undefined for a key file without a key. */
export function signUrl(keyfile: string, method: string, bucket: string, key: string, until: number): string | undefined {
  try {
    const file: unknown = JSON.parse(keyfile);
    const path = `/${bucket}/${key.split('/').map(encodeURIComponent).join('/')}`;
    const signature = sign('sha256', signable(method, until, path), createPrivateKey(text(file, 'private_key') ?? '')).toString('base64');
    return `${HOST}${path}?${new URLSearchParams({ Expires: String(until), GoogleAccessId: text(file, 'client_email') ?? '', Signature: signature }).toString()}`;
  } catch {
    return undefined;
  }
}

/** The account that signed the URL, while it is good. */
export function signerOf(accounts: readonly ServiceAccount[], method: string, { pathname, searchParams }: URL, now: Date): ServiceAccount | undefined {
  const until = Number(searchParams.get('Expires'));
  const account = accounts.find(({ email }) => email === searchParams.get('GoogleAccessId'));
  if (account === undefined || !(until * 1000 > now.getTime())) return undefined;
  return verify('sha256', signable(method, until, pathname), account.publicKey(), Buffer.from(searchParams.get('Signature') ?? '', 'base64')) ? account : undefined;
}
