import { createHmac, timingSafeEqual } from 'node:crypto';
import { list, num, text } from '../../api/json.ts';
import { R } from '../../api/resources.ts';
import type { KubeObject } from '../../api/types.ts';
import type { Store, User } from './store.ts';

/** Who signs, and the audience of a token that names none. */
export const ISSUER = 'https://kubernetes.default.svc';
const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** The token of a service account for so many seconds: shaped as the API server's are, signed by the store's own key. */
export function issueToken(store: Store, account: KubeObject, seconds: number, audiences: readonly string[] = [ISSUER]): { token: string; expires: string } {
  const now = Math.floor(store.now().getTime() / 1000);
  const { name = '', namespace = '', uid = '' } = account.metadata;
  const claims = { aud: audiences, exp: now + seconds, iat: now, nbf: now, iss: ISSUER, sub: `system:serviceaccount:${namespace}:${name}`, 'kubernetes.io': { namespace, serviceaccount: { name, uid } } };
  const head = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`;
  return { token: `${head}.${sign(store, head)}`, expires: `${new Date((now + seconds) * 1000).toISOString().slice(0, 19)}Z` };
}

const sign = (store: Store, head: string): string => createHmac('sha256', store.key).update(head).digest('base64url');

/** Whose a bearer token is: undefined when it is nobody's, forged, out of date, or its account is gone. */
export function ownerOf(store: Store, token: string): User | undefined {
  const fixed = store.tokens.get(token);
  if (fixed) return fixed;
  const end = token.lastIndexOf('.');
  const head = token.slice(0, Math.max(end, 0));
  const given = Buffer.from(token.slice(end + 1));
  const wanted = Buffer.from(sign(store, head));
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return undefined;
  const claims: unknown = JSON.parse(Buffer.from(head.split('.')[1] ?? '', 'base64url').toString());
  if ((num(claims, 'exp') ?? 0) * 1000 <= store.now().getTime() || !list(claims, 'aud').includes(ISSUER)) return undefined;
  const namespace = text(claims, 'kubernetes.io', 'namespace') ?? '';
  const account = store.get(R.ServiceAccount, text(claims, 'kubernetes.io', 'serviceaccount', 'name') ?? '', namespace);
  const uid = text(claims, 'kubernetes.io', 'serviceaccount', 'uid') ?? '';
  if (account?.metadata.uid !== uid) return undefined;
  return { user: text(claims, 'sub') ?? '', groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'], uid };
}
