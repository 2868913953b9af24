import { createPrivateKey, sign, type KeyObject } from 'node:crypto';
import { isRecord, text } from '../../api/json.ts';
import { json } from '../answers.ts';
import type { Reply } from '../http.ts';
import { aheadOf } from './skew.ts';
import { isPage, quoted, toldInJson, unclear } from './told.ts';
import type { Counter, Verdict } from './types.ts';

/** The key of a service account, as its file has it. */
export interface ServiceKey {
  email: string;
  id: string;
  key: KeyObject;
  project: string;
  /** path of the token endpoint on Google's host */
  tokenPath: string;
}

const TOKEN_HOST = 'oauth2.googleapis.com';
/** Hosts that key files name; the older ones are the same service under other paths. */
const TOKEN_URIS: readonly string[] = [`https://${TOKEN_HOST}/token`, 'https://accounts.google.com/o/oauth2/token', 'https://www.googleapis.com/oauth2/v4/token'];
/** What a token is good for: looking, or setting what belongs to a bucket itself. */
const SCOPES = { read: 'https://www.googleapis.com/auth/devstorage.read_only', set: 'https://www.googleapis.com/auth/devstorage.full_control' };
export type Scope = keyof typeof SCOPES;
const LIFE = 600;

function parsed(file: string): unknown {
  try {
    return JSON.parse(file);
  } catch {
    return undefined;
  }
}

/** What a key file holds; a Verdict for one that cannot be used from here. A token endpoint that is not Google's is never asked. */
export function readServiceKey(file: string): ServiceKey | Verdict {
  const all = parsed(file);
  if (!isRecord(all)) return { state: 'refused', detail: 'the key file is no JSON object' };
  const field = (name: string): string => text(all, name) ?? '';
  if (field('type') !== 'service_account') return { state: 'unclear', detail: 'the key file holds no key of a service account, so it cannot be asked from here' };
  const uri = field('token_uri') === '' ? (TOKEN_URIS[0] ?? '') : field('token_uri');
  if (!TOKEN_URIS.includes(uri)) return { state: 'refused', detail: `the token_uri of the key file is not Google's${URL.canParse(uri) ? ` (${new URL(uri).host})` : ''}; nothing was sent there` };
  try {
    const key = createPrivateKey(field('private_key'));
    if (key.asymmetricKeyType !== 'rsa') return { state: 'refused', detail: 'the private_key of the key file is no RSA key' };
    return { email: field('client_email'), id: field('private_key_id'), key, project: field('project_id'), tokenPath: uri };
  } catch {
    return { state: 'refused', detail: 'the private_key of the key file cannot be read' };
  }
}

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A JSON Web Token (RS256) by which the account asks for a token that may do no more than is said. */
export function assertion({ email, id, key, tokenPath }: ServiceKey, at: Date, scope: Scope = 'read'): string {
  const now = Math.floor(at.getTime() / 1000);
  const head = part({ alg: 'RS256', typ: 'JWT', ...(id === '' ? {} : { kid: id }) });
  const signed = `${head}.${part({ iss: email, scope: SCOPES[scope], aud: tokenPath, iat: now, exp: now + LIFE })}`;
  return `${signed}.${sign('sha256', Buffer.from(signed), key).toString('base64url')}`;
}

/** The token that Google gives for the key, and how far its clock is ahead (ms) where that mattered; else a Verdict. */
export async function tokenFor(key: ServiceKey, counter: Counter, scope: Scope = 'read'): Promise<{ token: string; ahead: number } | Verdict> {
  const uri = new URL(key.tokenPath);
  const ask = async (ahead: number): Promise<Reply> => {
    const jwt = assertion(key, new Date(counter.now().getTime() + ahead), scope);
    counter.veil.add(jwt, jwt.split('.')[2]);
    const form = new URLSearchParams({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion: jwt });
    return counter.ask(uri.origin, { method: 'POST', path: uri.pathname, headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: Buffer.from(form.toString()) });
  };
  const first = await ask(0);
  // a token that was not made just now is refused with the same code as one with a wrong signature
  const late = first.status === 400 ? aheadOf(first, counter.now()) : undefined;
  const reply = late === undefined ? first : await ask(late);
  const token = text(json(reply), 'access_token') ?? '';
  counter.veil.add(token);
  if (reply.status === 200 && token !== '') return { token, ahead: late ?? 0 };
  const told = toldInJson(reply);
  if (isPage(reply) || ![400, 401, 403].includes(reply.status) || told.code === '') return unclear(reply, told, counter.veil);
  return { state: 'refused', detail: `Google gives no token for the key${quoted(told, reply, counter.veil)}` };
}
