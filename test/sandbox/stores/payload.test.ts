import { createHash } from 'node:crypto';
import { connect } from 'node:tls';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { exchange } from '../../../src/sandbox/stores/https.ts';
import { startS3 } from '../../../src/sandbox/stores/s3.ts';
import type { S3Store } from '../../../src/sandbox/stores/s3.ts';
import { ALGORITHM, encode, queryString, scopeOf, sha256, signature, stamp } from '../../../src/sandbox/stores/sigv4.ts';
import { ALICE, bucketOf, HOST, serve } from './serve.ts';

let store: S3Store;
const NOW = new Date('2026-03-01T12:00:00Z');
const served = await serve((q, r) => store.handler(q, r));
const trust = { ca: served.ca, systemRoots: false };
afterAll(() => served.close());
beforeEach(() => {
  store = startS3({ users: [ALICE], buckets: [{ name: 'images', owner: 'alice' }], now: () => NOW });
});

interface Put {
  /** what `x-amz-content-sha256` says, which is signed */
  payload: string;
  body: string;
  path?: string;
  query?: [string, string][];
  /** more headers that are signed */
  headers?: Record<string, string>;
  /** changes the headers after they were signed */
  change?: (headers: Record<string, string>) => Record<string, string>;
}

/** Signs by hand, independent of the gateway's own way to sign requests; the outcome's code, or its status. */
async function put({ payload, body, path = '/images/k', query = [], headers = {}, change = (h) => h }: Put): Promise<string | number> {
  const scope = { date: stamp(NOW), region: 'eu-north-7' };
  const all: Record<string, string> = { host: HOST, 'x-amz-date': scope.date, 'x-amz-content-sha256': payload, ...headers };
  const signed = Object.keys(all).toSorted();
  const sig = signature(ALICE.secretKey, scope, { method: 'PUT', path, query, headers: all, signed, payload });
  const authorization = `${ALGORITHM} Credential=${ALICE.accessKey}/${scopeOf(scope)},SignedHeaders=${signed.join(';')},Signature=${sig}`;
  const search = queryString(query);
  const answer = await exchange({ names: served.names }, {
    method: 'PUT',
    url: new URL(`https://${HOST}${encode(path, true)}${search === '' ? '' : `?${search}`}`),
    headers: change({ ...all, authorization, 'content-length': String(body.length) }),
    body: Buffer.from(body),
    trust,
  });
  return /<Code>(\w+)/.exec(answer.body.toString())?.[1] ?? answer.status;
}

const chunk = (text: string, more = ''): string => `${text.length.toString(16)}${more}\r\n${text}\r\n`;
const SIGNED = `;chunk-signature=${'0'.repeat(64)}`;

describe('a payload', () => {
  it.each([
    ['by its sum', sha256('hello'), 'hello', 200, 'hello'],
    ['by the sum of nothing', sha256(''), '', 200, ''],
    ['unsigned', 'UNSIGNED-PAYLOAD', 'hello', 200, 'hello'],
    ['by the sum of another', sha256('other'), 'hello', 'XAmzContentSHA256Mismatch', undefined],
    ['in one chunk', 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD', chunk('hello', SIGNED) + chunk('', SIGNED), 200, 'hello'],
    ['in three chunks', 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD', chunk('a', SIGNED) + chunk('b'.repeat(300), SIGNED) + chunk('c', SIGNED) + chunk('', SIGNED), 200, `a${'b'.repeat(300)}c`],
    ['in unsigned chunks with a trailer', 'STREAMING-UNSIGNED-PAYLOAD-TRAILER', `${chunk('hello')}0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n`, 200, 'hello'],
    ['in chunks that hold line breaks', 'STREAMING-UNSIGNED-PAYLOAD-TRAILER', chunk('a\r\n0\r\nb') + chunk(''), 200, 'a\r\n0\r\nb'],
    ['in no chunk but the last', 'STREAMING-UNSIGNED-PAYLOAD-TRAILER', chunk(''), 200, ''],
    ['in chunks, cut inside one', 'STREAMING-UNSIGNED-PAYLOAD-TRAILER', 'a\r\nhello', 'InvalidArgument', undefined],
    ['in chunks, without the last', 'STREAMING-UNSIGNED-PAYLOAD-TRAILER', chunk('hello'), 'InvalidArgument', undefined],
    ['in chunks, with no length', 'STREAMING-UNSIGNED-PAYLOAD-TRAILER', 'hello\r\n', 'InvalidArgument', undefined],
    ['in chunks, empty', 'STREAMING-UNSIGNED-PAYLOAD-TRAILER', '', 'InvalidArgument', undefined],
  ])('%s', async (_what, payload, body, outcome, stored) => {
    expect(await put({ payload, body })).toBe(outcome);
    expect(bucketOf(store, 'images').get('k')?.toString()).toBe(stored);
  });

  it.each([
    ['its sum of the old kind', 'x', { 'content-md5': createHash('md5').update('x').digest('base64') }, 200],
    ['a wrong sum of the old kind', 'x', { 'content-md5': createHash('md5').update('y').digest('base64') }, 'BadDigest'],
    ['what is no sum', 'x', { 'content-md5': 'x' }, 'BadDigest'],
  ])('with %s', async (_what, body, headers, outcome) => {
    expect(await put({ payload: 'UNSIGNED-PAYLOAD', body, headers })).toBe(outcome);
  });
});

describe('what is signed', () => {
  const plain = { payload: sha256('x'), body: 'x' };

  it.each([
    ['a header with spaces', { headers: { 'x-amz-meta-a': '  two   spaces ' } }, 200],
    ['a key with every kind of character', { path: '/images/a b+c&d=e/ü%~*\'()!' }, 200],
    ['a query in another order', { query: [['z', '1'], ['a', '2'], ['A', '3']] as [string, string][] }, 200],
    ['a value with signs in it', { query: [['prefix', 'a/b c&d=ü+']] as [string, string][] }, 200],
  ])('may be %s', async (_what, more, outcome) => {
    expect(await put({ ...plain, ...more })).toBe(outcome);
  });

  const swap = (from: string | RegExp, to: string) => (h: Record<string, string>) => ({ ...h, authorization: h['authorization']!.replace(from, to) });
  it.each([
    ['the key', swap(ALICE.accessKey, 'AKNOBODY'), 'InvalidAccessKeyId'],
    ['the day', swap('20260301', '20260302'), 'AccessDenied'],
    ['the region', swap('eu-north-7', 'eu-north-8'), 'SignatureDoesNotMatch'],
    ['the service', swap('/s3/', '/sts/'), 'AccessDenied'],
    ['the end of the scope', swap('aws4_request', 'aws5_request'), 'AccessDenied'],
    ['no credential', swap(/Credential=[^,]+,/, ''), 'InvalidAccessKeyId'],
    ['the signature', swap(/Signature=\w/, 'Signature=x'), 'SignatureDoesNotMatch'],
    ['no signature', swap(/,Signature=.*/, ''), 'SignatureDoesNotMatch'],
    ['a signature that is no ASCII', swap(/Signature=\w{64}/, `Signature=${'é'.repeat(64)}`), 'SignatureDoesNotMatch'],
    ['another list of headers', swap('host;', ''), 'SignatureDoesNotMatch'],
    ['another algorithm', swap(ALGORITHM, 'AWS4-HMAC-SHA512'), 'AccessDenied'],
    ['no algorithm', swap(ALGORITHM, ''), 'AccessDenied'],
    ['the old kind of signature', swap(/.*/, 'AWS AKALICE:c2lnbmF0dXJl'), 'AccessDenied'],
    ['an empty header', swap(/.*/, ''), 'AccessDenied'],
  ])('wrong in %s is refused', async (_what, change, outcome) => {
    expect(await put({ ...plain, change })).toBe(outcome);
    expect(bucketOf(store, 'images').list()).toEqual([]);
  });

  it.each([
    ['x-amz-date', '20260301T115959Z', 'SignatureDoesNotMatch'],
    ['x-amz-date', '2026-03-01T12:00:00Z', 'AccessDenied'],
    ['x-amz-date', '', 'AccessDenied'],
    ['x-amz-content-sha256', sha256('y'), 'SignatureDoesNotMatch'],
    ['x-amz-content-sha256', 'UNSIGNED-PAYLOAD', 'SignatureDoesNotMatch'],
    ['x-amz-meta-a', 'changed', 'SignatureDoesNotMatch'],
  ])('header %s changed to %j is %s', async (name, value, outcome) => {
    expect(await put({ ...plain, headers: { 'x-amz-meta-a': 'as it was' }, change: (h) => ({ ...h, [name]: value }) })).toBe(outcome);
  });

  it.each(['host', 'x-amz-date', 'x-amz-meta-a'])('a second value of %s is not what was signed', async (name) => {
    const outcome = await put({ ...plain, headers: { 'x-amz-meta-a': 'a' }, change: (h) => ({ ...h, [name]: `${h[name]}, b` }) });
    expect(['SignatureDoesNotMatch', 'AccessDenied']).toContain(outcome);
  });
});

/** Speaks to the socket itself: what no client library would send. */
async function raw(text: string): Promise<string> {
  const socket = connect({ host: '127.0.0.1', port: served.port, servername: HOST, ca: served.ca });
  socket.write(text);
  let heard = '';
  for await (const part of socket) heard += String(part);
  return heard;
}

describe('a request that no client sends', () => {
  it.each([
    ['a broken escape in the path', 'GET /images/%zz HTTP/1.1', 'InvalidArgument'],
    ['a broken escape in the query', 'GET /images?prefix=%e0%a4 HTTP/1.1', 'InvalidArgument'],
    ['no signature', 'GET /images HTTP/1.1', 'AccessDenied'],
    ['no signature for an upload', 'PUT /images/k HTTP/1.1', 'AccessDenied'],
    ['half a presigned query', `GET /images?X-Amz-Algorithm=${ALGORITHM} HTTP/1.1`, 'InvalidAccessKeyId'],
    ['a presigned query without a date', `GET /images?X-Amz-Algorithm=${ALGORITHM}&X-Amz-Credential=${ALICE.accessKey} HTTP/1.1`, 'AccessDenied'],
  ])('%s is answered with a code', async (_what, line, code) => {
    const heard = await raw(`${line}\r\nhost: ${HOST}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
    expect(/<Code>(\w+)/.exec(heard)?.[1]).toBe(code);
    expect(heard).toMatch(/^x-amz-request-id: tx[0-9a-f]{24}-default\r$/m);
  });

  it('an upload that breaks off stores nothing, and the store serves on', async () => {
    const socket = connect({ host: '127.0.0.1', port: served.port, servername: HOST, ca: served.ca });
    socket.on('error', () => undefined);
    await new Promise<void>((sent) => socket.write(`PUT /images/k HTTP/1.1\r\nhost: ${HOST}\r\ncontent-length: 100\r\n\r\nhalf`, () => sent()));
    socket.destroy();
    expect(await put({ payload: sha256('x'), body: 'x', path: '/images/after' })).toBe(200);
    expect(bucketOf(store, 'images').list()).toEqual(['after']);
  });
});
