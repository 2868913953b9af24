import { createHash } from 'node:crypto';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { startS3 } from '../../../src/sandbox/stores/s3.ts';
import type { S3Store } from '../../../src/sandbox/stores/s3.ts';
import { texts } from '../../../src/sandbox/stores/xml.ts';
import { ALICE, bucketOf, client, serve } from './serve.ts';

let store: S3Store;
const served = await serve((q, r) => store.handler(q, r));
const ask = client(served);
afterAll(() => served.close());
beforeEach(() => {
  store = startS3({ users: [ALICE], buckets: [{ name: 'images', owner: 'alice' }] });
});

const MEG5 = Buffer.alloc(5 * 1024 * 1024, 'five');
const path = '/images/big';
const begin = async (): Promise<string> => texts((await ask({ method: 'POST', path, query: [['uploads', '']], headers: { 'content-type': 'x/y', 'x-amz-meta-a': 'b' } })).text, 'UploadId')[0]!;
const part = (id: string, n: number | string, body: Buffer | string, headers: Record<string, string> = {}) => ask({ method: 'PUT', path, query: [['partNumber', String(n)], ['uploadId', id]], body, headers });
const finish = (id: string, parts: [number, string][]) =>
  ask({ method: 'POST', path, query: [['uploadId', id]], body: `<CompleteMultipartUpload>${parts.map(([n, tag]) => `<Part><PartNumber>${n}</PartNumber><ETag>${tag}</ETag></Part>`).join('')}</CompleteMultipartUpload>` });

describe('a multipart upload', () => {
  it('becomes one object, in the order of its numbers, with the tag of its parts', async () => {
    const id = await begin();
    const second = (await part(id, 2, 'end')).headers['etag']!;
    const first = (await part(id, 1, MEG5)).headers['etag']!;
    const done = await finish(id, [[1, first], [2, second]]);
    const md5 = (b: Buffer | string): Buffer => createHash('md5').update(b).digest();
    const tag = `"${createHash('md5').update(Buffer.concat([md5(MEG5), md5('end')])).digest('hex')}-2"`;
    expect(texts(done.text, 'ETag')).toEqual([tag]);
    const got = await ask({ method: 'GET', path });
    expect(got.body.equals(Buffer.concat([MEG5, Buffer.from('end')]))).toBe(true);
    expect(got.headers).toMatchObject({ etag: tag, 'content-type': 'x/y', 'x-amz-meta-a': 'b' });
    expect((await finish(id, [[1, first]])).code).toBe('NoSuchUpload');
  });

  it('shows nothing of itself until it is complete, and nothing after it is aborted', async () => {
    const id = await begin();
    await part(id, 1, 'x');
    expect((await ask({ method: 'GET', path })).code).toBe('NoSuchKey');
    expect(texts((await ask({ method: 'GET', path: '/images', query: [['uploads', '']] })).text, 'UploadId')).toEqual([id]);
    expect((await ask({ method: 'DELETE', path, query: [['uploadId', id]] })).status).toBe(204);
    expect(texts((await ask({ method: 'GET', path: '/images', query: [['uploads', '']] })).text, 'UploadId')).toEqual([]);
    expect((await part(id, 1, 'x')).code).toBe('NoSuchUpload');
  });

  it('lists its parts, the last of each number', async () => {
    const id = await begin();
    for (const [n, body] of [[3, 'ccc'], [1, 'a'], [3, 'cccc']] as const) await part(id, n, body);
    const listed = (await ask({ method: 'GET', path, query: [['uploadId', id]] })).text;
    expect([texts(listed, 'PartNumber'), texts(listed, 'Size')]).toEqual([['1', '3'], ['1', '4']]);
  });

  it('takes parts from other objects, whole or a piece', async () => {
    bucketOf(store, 'images').put('source', Buffer.from('0123456789'));
    const id = await begin();
    const copied = await part(id, 1, '', { 'x-amz-copy-source': '/images/source', 'x-amz-copy-source-range': 'bytes=2-5' });
    const done = await finish(id, [[1, texts(copied.text, 'ETag')[0]!]]);
    expect(done.status).toBe(200);
    expect((await ask({ method: 'GET', path })).text).toBe('2345');
    const other = await begin();
    expect((await part(other, 1, '', { 'x-amz-copy-source': '/images/source', 'x-amz-copy-source-range': 'bytes=2-10' })).code).toBe('InvalidRange');
    expect((await part(other, 1, '', { 'x-amz-copy-source': '/images/none' })).code).toBe('NoSuchKey');
  });

  it.each([0, 10_001, 'x', '1.5'])('has no part number %s', async (n) => {
    expect((await part(await begin(), n, 'x')).code).toBe('InvalidArgument');
  });

  it.each([
    ['a small part before the last', [[1, 'a'], [2, 'b']], 'EntityTooSmall'],
    ['parts out of order', [[2, 'b'], [1, 'a']], 'InvalidPartOrder'],
    ['a part twice', [[1, 'a'], [1, 'a']], 'InvalidPartOrder'],
    ['a part that was not sent', [[1, 'a'], [3, 'c']], 'InvalidPart'],
    ['another tag', [[1, 'x']], 'InvalidPart'],
    ['no parts', [], 'MalformedXML'],
  ] as const)('cannot end with %s, and can be tried again', async (_what, wanted, code) => {
    const id = await begin();
    const tags: Record<string, string> = { a: (await part(id, 1, 'a')).headers['etag']!, b: (await part(id, 2, 'b')).headers['etag']! };
    expect((await finish(id, wanted.map(([n, t]) => [n, tags[t] ?? '"0"']))).code).toBe(code);
    expect((await finish(id, [[1, tags['a']!]])).status).toBe(200);
  });

  it('belongs to its key', async () => {
    const id = await begin();
    expect((await ask({ method: 'PUT', path: '/images/other', query: [['partNumber', '1'], ['uploadId', id]], body: 'x' })).code).toBe('NoSuchUpload');
  });

  it('is refused when the store is full', async () => {
    const id = await begin();
    const tag = (await part(id, 1, 'abc')).headers['etag']!;
    store.memory.capacity = 2;
    expect((await finish(id, [[1, tag]])).code).toBe('QuotaExceeded');
  });
});
