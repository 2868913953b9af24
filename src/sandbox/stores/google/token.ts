import { randomBytes, verify } from 'node:crypto';
import { num, text } from '../../../api/json.ts';
import type { Reply } from '../answer.ts';
import type { ServiceAccount } from './accounts.ts';

/** Whose a token is, and whether it is good for more than looking. */
export interface Granted {
  account: ServiceAccount;
  mayWrite: boolean;
}

const GRANT = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

const send = (status: number, body: unknown): Reply => ({ status, headers: { 'content-type': 'application/json; charset=utf-8' }, body: JSON.stringify(body) });
const refuse = (words: string): Reply => send(400, { error: 'invalid_grant', error_description: words });

function claims(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString());
  } catch {
    return undefined;
  }
}

/** Google's token endpoint: a JSON Web Token signed with the account's key (RS256), made just now, for a token that is noted in `tokens`. */
export function grantToken(accounts: readonly ServiceAccount[], tokens: Map<string, Granted>, body: Buffer, now: Date): Reply {
  const form = new URLSearchParams(body.toString());
  if (form.get('grant_type') !== GRANT) return send(400, { error: 'unsupported_grant_type', error_description: 'Invalid grant_type' });
  const [head = '', payload = '', signature = ''] = (form.get('assertion') ?? '').split('.');
  const said = claims(payload);
  const account = accounts.find((one) => one.email === text(said, 'iss'));
  if (!account) return refuse('Invalid grant: account not found');
  const [from, to, at] = [num(said, 'iat') ?? 0, num(said, 'exp') ?? 0, now.getTime() / 1000];
  if (to - from > 3600 || from > at + 300 || to < at) return refuse('Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your iat and exp values in the JWT claim.');
  if (!verify('sha256', Buffer.from(`${head}.${payload}`), account.publicKey(), Buffer.from(signature, 'base64url'))) return refuse('Invalid JWT Signature.');
  const token = `ya29.${randomBytes(40).toString('base64url')}`;
  tokens.set(token, { account, mayWrite: !(text(said, 'scope') ?? '').endsWith('read_only') });
  return send(200, { access_token: token, expires_in: 3599, token_type: 'Bearer' });
}
