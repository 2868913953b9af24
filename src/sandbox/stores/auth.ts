import type { Call } from './call.ts';
import { S3Error } from './errors.ts';
import type { User } from './memory.ts';
import { ALGORITHM, scopeOf, sha256, signature, stampTime } from './sigv4.ts';

const SKEW = 15 * 60_000;
const WEEK = 7 * 86_400;

interface Claim {
  accessKey: string;
  scope: { date: string; region: string };
  credentialScope: string;
  signed: string[];
  signature: string;
  payload: string;
  /** seconds, of a presigned request */
  expires: number | undefined;
}

/**
 * Who signed the request (signature version 4, in the header or in the query); undefined when nobody did.
 * Throws S3Error: InvalidAccessKeyId, RequestTimeTooSkewed (15 minutes), AccessDenied (expired, or not to be
 * understood), SignatureDoesNotMatch, XAmzContentSHA256Mismatch.
 */
export function authenticate(call: Call, users: ReadonlyMap<string, User>, now: Date): User | undefined {
  const claim = claimOf(call);
  if (!claim) return undefined;
  const user = users.get(claim.accessKey);
  if (!user) throw new S3Error('InvalidAccessKeyId');
  const at = stampTime(claim.scope.date);
  if (Number.isNaN(at) || claim.credentialScope !== scopeOf(claim.scope)) throw new S3Error('AccessDenied');
  if (claim.expires === undefined ? Math.abs(now.getTime() - at) > SKEW : at - now.getTime() > SKEW) throw new S3Error('RequestTimeTooSkewed');
  if (claim.expires !== undefined && !(claim.expires > 0 && claim.expires <= WEEK && now.getTime() <= at + claim.expires * 1000)) throw new S3Error('AccessDenied');
  const query = call.pairs.filter(([k]) => k !== 'X-Amz-Signature');
  const wanted = signature(user.secretKey, claim.scope, { ...call, query, signed: claim.signed, payload: claim.payload });
  if (wanted !== claim.signature || !claim.signed.includes('host')) throw new S3Error('SignatureDoesNotMatch');
  if (/^[0-9a-f]{64}$/.test(claim.payload) && claim.payload !== sha256(call.body)) throw new S3Error('XAmzContentSHA256Mismatch');
  return user;
}

function claimOf(call: Call): Claim | undefined {
  const { headers, query } = call;
  const inQuery = query.get('X-Amz-Algorithm') === ALGORITHM;
  const header = headers['authorization'];
  if (!inQuery && header === undefined) return undefined;
  const field = (name: string): string => new RegExp(`${name}=([^, ]+)`).exec(header ?? '')?.[1] ?? '';
  const given = inQuery ? (query.get('X-Amz-Credential') ?? '') : field('Credential');
  const [accessKey = '', ...scope] = given.split('/');
  if (!inQuery && !header?.startsWith(ALGORITHM)) throw new S3Error('AccessDenied');
  return {
    accessKey,
    scope: { date: (inQuery ? query.get('X-Amz-Date') : headers['x-amz-date']) ?? '', region: scope[1] ?? '' },
    credentialScope: scope.join('/'),
    signed: (inQuery ? (query.get('X-Amz-SignedHeaders') ?? '') : field('SignedHeaders')).split(';'),
    signature: inQuery ? (query.get('X-Amz-Signature') ?? '') : field('Signature'),
    payload: inQuery ? 'UNSIGNED-PAYLOAD' : (headers['x-amz-content-sha256'] ?? sha256('')),
    expires: inQuery ? Number(query.get('X-Amz-Expires') ?? Number.NaN) : undefined,
  };
}
