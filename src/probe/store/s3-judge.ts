import type { Reply } from '../http.ts';
import { bodyOf, elements, isPage, quoted, toldInXml, unclear } from './told.ts';
import type { Verdict } from './types.ts';
import type { Veil } from './veil.ts';

/** What a store's codes mean for the keys; gateways such as Ceph's send them without any words. */
const REFUSED: Readonly<Record<string, string>> = {
  InvalidAccessKeyId: 'it knows no such access key',
  SignatureDoesNotMatch: 'the secret key is not the one of the access key',
  InvalidToken: 'the keys are temporary ones, which do not work without their token',
  ExpiredToken: 'the keys have expired',
  TokenRefreshRequired: 'the keys have expired',
  InvalidSecurity: 'it does not accept the keys',
  AccountProblem: 'there is something wrong with the account',
  NotSignedUp: 'the account is not signed up for this store',
  UserSuspended: 'the user is suspended',
};

/** The region that the answer names, where it does: the header is Amazon's, the element of those who refuse a signature for another region. */
export function regionNamed(reply: Reply): string | undefined {
  const header = reply.headers['x-amz-bucket-region'];
  const found = typeof header === 'string' && header !== '' ? header : elements(bodyOf(reply), 'Region')[0];
  return found === undefined || found === '' ? undefined : found;
}

/** Whether the answer to a HEAD is that of an S3 store. Others, such as a page behind a login, also answer 200. */
export function isS3(reply: Reply): boolean {
  return !isPage(reply) && Object.keys(reply.headers).some((name) => /^x-(?:amz|rgw|minio)-/u.test(name));
}

/** What the listing of a bucket says. `denied` where somebody else's bucket and lacking rights are still to be told apart. */
export function judgeListing(reply: Reply, veil: Veil): Verdict | 'denied' {
  const told = toldInXml(reply);
  const document = bodyOf(reply);
  if (reply.status === 200 && /<(?:\w+:)?ListBucketResult[\s>]/u.test(document)) return { state: 'ours', detail: 'it is there, and these keys may list it' };
  if (told.code === 'NoSuchBucket') return { state: 'absent', detail: `there is no bucket of that name${quoted(told, reply, veil)}` };
  const meaning = REFUSED[told.code];
  if (meaning !== undefined) return { state: 'refused', detail: `${meaning}${quoted(told, reply, veil)}` };
  if (reply.status === 403 && told.code !== '' && !isPage(reply) && told.code !== 'RequestTimeTooSkewed') return 'denied';
  return unclear(reply, told, veil);
}

/** Whose a bucket is that may not be listed, by the list of the account's own buckets: keys that get one are good. */
export function judgeOwner(bucket: string, listing: Reply, own: Reply, veil: Veil): Verdict {
  const words = quoted(toldInXml(listing), listing, veil);
  // buckets are often closed to all but the cluster's own network, and then by a Deny
  if (/explicit deny/iu.test(toldInXml(listing).message)) return { state: 'unclear', detail: `a policy denies it from here; whether it lets the cluster in is not known${words}` };
  const document = bodyOf(own);
  const whole = own.status === 200 && /<(?:\w+:)?ListAllMyBucketsResult[\s>]/u.test(document) && elements(document, 'ContinuationToken').length === 0;
  const mine = elements(document, 'Name').includes(bucket);
  if (whole && mine) return { state: 'refused', detail: `the bucket is of this account, but these keys may not list it${words}` };
  if (whole) return { state: 'foreign', detail: `there is a bucket of that name, and it is not among those of this account${words}` };
  return { state: 'refused', detail: `there is a bucket of that name that these keys may not list: it is another account's, or they lack the right${words}` };
}
