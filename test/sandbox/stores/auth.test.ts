import { afterAll, describe, expect, it } from 'vitest';
import { exchange } from '../../../src/sandbox/stores/https.ts';
import { startS3 } from '../../../src/sandbox/stores/s3.ts';
import { presign, signedHeaders } from '../../../src/sandbox/stores/sign.ts';
import { encode, parseQuery, queryString, sha256, signature, stamp, stampTime } from '../../../src/sandbox/stores/sigv4.ts';
import fc from 'fast-check';
import { ALICE, bucketOf, client, HOST, serve } from './serve.ts';

const NOW = new Date('2026-03-01T12:00:00Z');
const store = startS3({ users: [ALICE], buckets: [{ name: 'images', owner: 'alice' }], now: () => NOW });
const served = await serve(store.handler);
const ask = client(served);
afterAll(() => served.close());
const minutes = (n: number): Date => new Date(NOW.getTime() + n * 60_000);

/** The examples that the signature's own documentation computes (S3, signing requests; keys of the documentation). */
describe('the published examples', () => {
  const secret = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
  const scope = { date: '20130524T000000Z', region: 'us-east-1' };
  const host = 'examplebucket.s3.amazonaws.com';
  const empty = sha256('');
  const base = { host, 'x-amz-content-sha256': empty, 'x-amz-date': scope.date };

  it.each([
    ['GET with a range', { method: 'GET', path: '/test.txt', query: [], headers: { ...base, range: 'bytes=0-9' }, signed: ['host', 'range', 'x-amz-content-sha256', 'x-amz-date'], payload: empty }, 'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41'],
    ['lifecycle', { method: 'GET', path: '/', query: [['lifecycle', '']], headers: base, signed: ['host', 'x-amz-content-sha256', 'x-amz-date'], payload: empty }, 'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543'],
    ['list', { method: 'GET', path: '/', query: [['max-keys', '2'], ['prefix', 'J']], headers: base, signed: ['host', 'x-amz-content-sha256', 'x-amz-date'], payload: empty }, '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7'],
  ] as const)('%s', (_what, request, expected) => {
    expect(signature(secret, scope, request)).toBe(expected);
  });

  it('a presigned GET', () => {
    const url = presign({ method: 'GET', host, path: '/test.txt' }, { accessKey: 'AKIAIOSFODNN7EXAMPLE', secretKey: secret }, 'us-east-1', new Date('2013-05-24T00:00:00Z'), 86_400);
    expect(url).toContain('X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404');
  });
});

describe('a signed request', () => {
  it.each([
    ['now', ALICE, NOW, 200, undefined],
    ['fourteen minutes ago', ALICE, minutes(-14), 200, undefined],
    ['in fourteen minutes', ALICE, minutes(14), 200, undefined],
    ['sixteen minutes ago', ALICE, minutes(-16), 403, 'RequestTimeTooSkewed'],
    ['in sixteen minutes', ALICE, minutes(16), 403, 'RequestTimeTooSkewed'],
    ['with an unknown key', { accessKey: 'AKNONE', secretKey: 'x' }, NOW, 403, 'InvalidAccessKeyId'],
    ['with a wrong secret', { ...ALICE, secretKey: 'x' }, NOW, 403, 'SignatureDoesNotMatch'],
    ['with a wrong secret, too late', { ...ALICE, secretKey: 'x' }, minutes(-60), 403, 'RequestTimeTooSkewed'],
    ['by nobody', null, NOW, 403, 'AccessDenied'],
  ])('%s', async (_what, keys, at, status, code) => {
    const got = await ask({ method: 'GET', path: '/images', keys, at });
    expect([got.status, got.code]).toEqual([status, code]);
  });

  const good = (): Record<string, string> => signedHeaders({ method: 'PUT', host: HOST, path: '/images/k', body: Buffer.from('body') }, ALICE, 'us-east-1', NOW);
  const put = async (headers: Record<string, string>, body = 'body', path = '/images/k') => {
    const answer = await exchange({ names: served.names }, { method: 'PUT', url: new URL(`https://${HOST}${path}`), headers: { ...headers, 'content-length': String(body.length) }, body: Buffer.from(body), trust: { ca: served.ca, systemRoots: false } });
    return /<Code>(\w+)/.exec(answer.body.toString())?.[1] ?? answer.status;
  };

  it.each([
    ['as it was signed', () => put(good()), 200],
    ['with another body', () => put(good(), 'evil'), 'XAmzContentSHA256Mismatch'],
    ['with another path', () => put(good(), 'body', '/images/other'), 'SignatureDoesNotMatch'],
    ['with another query', () => put(good(), 'body', '/images/k?acl'), 'SignatureDoesNotMatch'],
    ['with another date', () => put({ ...good(), 'x-amz-date': stamp(minutes(1)) }), 'SignatureDoesNotMatch'],
    ['with no date', () => put({ ...good(), 'x-amz-date': 'soon' }), 'AccessDenied'],
    ['with another scheme', () => put({ ...good(), authorization: 'AWS key:signature' }), 'AccessDenied'],
    ['with a cut signature', () => put({ ...good(), authorization: good()['authorization']!.slice(0, -1) }), 'SignatureDoesNotMatch'],
    ['for another service', () => put({ ...good(), authorization: good()['authorization']!.replace('/s3/', '/ec2/') }), 'AccessDenied'],
  ])('%s', async (_what, run, outcome) => {
    expect(await run()).toBe(outcome);
  });
});

describe('a presigned URL', () => {
  const get = async (url: string, method = 'GET') => {
    const answer = await exchange({ names: served.names }, { method, url: new URL(url), trust: { ca: served.ca, systemRoots: false } });
    return /<Code>(\w+)/.exec(answer.body.toString())?.[1] ?? answer.status;
  };
  const made = (at: Date, seconds: number, keys = ALICE): string => presign({ method: 'GET', host: HOST, path: '/images/a b' }, keys, 'us-east-1', at, seconds);
  bucketOf(store, 'images').put('a b', Buffer.from('x'));

  it.each([
    ['is good at once', () => get(made(NOW, 60)), 200],
    ['is good to its last second', () => get(made(minutes(-20), 1200)), 200],
    ['ends', () => get(made(minutes(-21), 1200)), 'AccessDenied'],
    ['is for a week at most', () => get(made(NOW, 604_801)), 'AccessDenied'],
    ['is not from the future', () => get(made(minutes(20), 60)), 'RequestTimeTooSkewed'],
    ['is for its method only', () => get(made(NOW, 60), 'DELETE'), 'SignatureDoesNotMatch'],
    ['is for its key only', () => get(made(NOW, 60).replace('a%20b', 'other')), 'SignatureDoesNotMatch'],
    ['cannot be made longer', () => get(made(NOW, 60).replace('Expires=60', 'Expires=6000')), 'SignatureDoesNotMatch'],
    ['needs a known key', () => get(made(NOW, 60, { ...ALICE, accessKey: 'AKNONE' })), 'InvalidAccessKeyId'],
  ])('%s', async (_what, run, outcome) => {
    expect(await run()).toBe(outcome);
  });
});

describe('the encoders', () => {
  it('a query is read back as it was', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.string({ minLength: 1, unit: 'grapheme' }), fc.string({ unit: 'grapheme' }))), (pairs) => {
      const sorted = (list: [string, string][]): string[] => list.map((p) => JSON.stringify(p)).toSorted();
      expect(sorted(parseQuery(queryString(pairs)))).toEqual(sorted(pairs));
    }));
  });

  it('only unreserved characters stay', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => /^(?:[A-Za-z0-9._~-]|%[0-9A-F]{2})*$/.test(encode(text))));
    expect([encode("a/b!'()*"), encode('a/b', true)]).toEqual(['a%2Fb%21%27%28%29%2A', 'a/b']);
  });

  it('a stamp names its moment, and nothing else does', () => {
    expect(stampTime(stamp(NOW))).toBe(NOW.getTime());
    expect(['', '20260301', '2026-03-01T12:00:00Z', '20261301T000000Z'].map((t) => Number.isNaN(stampTime(t)))).toEqual([true, true, true, true]);
  });
});
