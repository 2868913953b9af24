import { isAmazon } from '../../api/hosts.ts';
import type { Reply } from '../http.ts';
import { isS3, judgeListing, judgeOwner, regionNamed } from './s3-judge.ts';
import { s3Keys } from './s3-keys.ts';
import { endpointOf, isRegion, placeOf, shownAs, type S3Question } from './s3-place.ts';
import { s3Settings } from './s3-settings.ts';
import { sign, target, type Bare, type S3Keys } from './sigv4.ts';
import { aheadOf, skewWords } from './skew.ts';
import { toldInXml } from './told.ts';
import type { Counter, Look, Verdict } from './types.ts';

/** For another region or another time, the store is asked once more each. */
const TURNS = 3;
const ONE: [string, string][] = [['list-type', '2'], ['max-keys', '1']];

/** Looks for a bucket with a HEAD, and with a listing of one object where that does not tell enough: the answer to a HEAD has no words. */
export function s3Look(question: S3Question, secrets: Readonly<Record<string, string>>, counter: Counter): Look {
  const endpoint = endpointOf(question);
  const look: Look = {
    place: shownAs(question, endpoint),
    run: () => run(question, s3Keys(secrets), endpoint, counter, (ask) => {
      if (endpoint !== undefined && isAmazon(endpoint.hostname)) look.setting = s3Settings((method, query, sent) => ask(method, question.bucket, query, sent), counter.veil);
    }),
  };
  return look;
}

type AskS3 = (method: Bare['method'], of: string, query: [string, string][], sent?: Pick<Bare, 'body' | 'headers'>) => Promise<Reply>;

async function run(question: S3Question, keys: S3Keys | 'role' | undefined, endpoint: URL | undefined, counter: Counter, open: (ask: AskS3) => void): Promise<Verdict> {
  const { bucket, virtualHosted } = question;
  if (keys === 'role') return { state: 'unclear', detail: 'the credentials name a role that only the cluster can take on, so it was not asked' };
  if (keys === undefined) return { state: 'unclear', detail: 'there are no keys to ask with' };
  if (endpoint === undefined) return { state: 'unclear', detail: 'the endpoint is no address over TLS, so nothing was sent there' };
  if (!/^[A-Za-z0-9][\w.-]{1,254}$/u.test(bucket) || (virtualHosted && !/^[a-z0-9.-]+$/u.test(bucket))) return { state: 'absent', detail: 'no bucket can have that name' };
  counter.veil.add(keys.accessKey, keys.secretKey);

  const given = question.region === '' ? 'us-east-1' : question.region;
  let region = given;
  let ahead = 0;
  let at = endpoint;
  const ask: AskS3 = async (method, of, query, sent = {}) => {
    const place = placeOf(at, of, virtualHosted);
    const request = { ...sent, method, host: place.host, path: place.path === '' ? '/' : place.path, query };
    const { headers, signature } = sign(request, keys, region, new Date(counter.now().getTime() + ahead));
    counter.veil.add(signature);
    return counter.ask(place.origin, { method, path: target(request).whole, headers, ...(sent.body === undefined ? {} : { body: sent.body }) }, question.ca);
  };
  open(ask);
  /** True when the answer names another region, and that is asked from now on. */
  const moved = (reply: Reply): boolean => {
    const named = regionNamed(reply);
    if (named === undefined || named === region || reply.status < 300 || !isRegion(named)) return false;
    region = named;
    // only Amazon's own hosts follow the region; where a header points is never followed
    at = (question.endpoint ?? '') === '' ? (endpointOf({ region }) ?? at) : at;
    return true;
  };
  const closing = (verdict: Verdict, reply: Reply): Verdict => {
    const named = regionNamed(reply) ?? (region === given ? undefined : region);
    const remarks = [named === undefined || named === given ? '' : `it is in the region ${named}, not in ${given}`, ahead === 0 ? '' : skewWords(ahead)].filter((remark) => remark !== '');
    return { ...verdict, detail: [verdict.detail, ...remarks].join('; '), ...(named !== undefined && isRegion(named) ? { region: named } : {}) };
  };

  for (let turn = 1; ; turn++) {
    const head = await ask('HEAD', bucket, []);
    if (turn < TURNS && moved(head)) continue;
    if (head.status === 200 && isS3(head)) return closing({ state: 'ours', detail: 'it is there, and these keys may use it' }, head);
    const listing = await ask('GET', bucket, ONE);
    if (turn < TURNS && moved(listing)) continue;
    const late = toldInXml(listing).code === 'RequestTimeTooSkewed' && ahead === 0 ? aheadOf(listing, counter.now()) : undefined;
    if (turn < TURNS && late !== undefined) {
      // the cluster's clock is what counts later: this machine's must not decide
      ahead = late;
      continue;
    }
    const verdict = judgeListing(listing, counter.veil);
    if (verdict !== 'denied') return closing(verdict, listing);
    return closing(judgeOwner(bucket, listing, await ask('GET', '', [['prefix', bucket]]), counter.veil), listing);
  }
}
